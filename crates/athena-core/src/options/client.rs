//! How the connection itself behaves.

use std::time::Duration;

crate::options! {
    /// How the connection waits, stops, and limits itself.
    pub struct ClientOptions {
        /// Fixed pause between two looks at a query's state. Without it the pause starts short and grows.
        poll_interval (with_poll_interval): Option<Duration> [check positive] = None,
        /// Longest time from sending a statement to its end; then the query is stopped. No limit without it.
        query_timeout (with_query_timeout): Option<Duration> [check positive] = None,
        /// Stops a running query on the server when nobody waits for it any more.
        kill_on_interrupt (with_kill_on_interrupt): bool = true,
        /// How many queries of the connection and its clones may be in flight.
        pool_size (with_pool_size): usize [in 1..=10_000] = 20,
        /// Longest wait for a place among them; 0 does not wait.
        pool_timeout (with_pool_timeout): Duration = Duration::from_secs(30),
        /// Asks AWS Glue where Athena's metadata calls are throttled or do not answer; needs the cargo feature `glue`.
        glue_metadata_fallback (with_glue_metadata_fallback): bool = true,
        /// Inserts many rows by statements of many rows each; otherwise each row is a statement.
        use_insertmanyvalues (with_use_insertmanyvalues): bool = true,
        /// Greatest number of rows of such a statement. Without it as many as fit into the bytes that Athena accepts.
        insertmanyvalues_page_size (with_insertmanyvalues_page_size): Option<usize>
            [check |rows: &usize| page_size(*rows)] = None,
    }
}

fn page_size(rows: usize) -> Result<(), String> {
    if (1..=10_000).contains(&rows) { Ok(()) } else { Err("it must be between 1 and 10000".to_owned()) }
}
