//! Comparison of the rows that a cursor handed out with those that the service has counted

use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};

use crate::driver::Executed;
use crate::error::{Error, ErrorKind, Result, Retry};
use crate::query::{QueryExecution, QueryId, StatementType};
use crate::session::Session;

/// The first pause before the service is asked again for the rows that it has not counted yet; it doubles each time.
const FIRST_PAUSE: Duration = Duration::from_millis(100);

/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// How long the service may take to count the rows of a query that has ended.
const PATIENCE: Duration = Duration::from_secs(10);

/// The longest that the whole comparison may take.
const LIMIT: Duration = Duration::from_secs(30);

/// The rows that a result must have.
#[derive(Debug)]
pub(super) struct RowCount {
    /// The rows that an UNLOAD wrote, by its update count.
    written: Option<u64>,
    /// The query whose runtime statistics have the number, with the option `verify_rows`.
    to_verify: Option<Verified>,
}

#[derive(Debug)]
struct Verified {
    id: QueryId,
    /// Whether the number may still be on its way.
    may_be_late: bool,
}

impl RowCount {
    /// Of an execution that has succeeded.
    pub(super) fn of(executed: &Executed) -> Self {
        let query = executed.query();
        let verify = executed.session().options().client.verify_rows;
        // The statistics of an UNLOAD do not count the rows in its files.
        let verify = verify && executed.files().is_none() && returns_its_rows(query);
        let may_be_late = !query.statistics.reused_previous_result;
        let to_verify = verify.then(|| Verified { id: query.id.clone(), may_be_late });
        Self { written: executed.rows(), to_verify }
    }

    /// Compares, at the end of a result that has handed out `fetched` rows. Does nothing when it is called again.
    ///
    /// # Errors
    /// `ResultMissing` and `Unexpected` for another number of rows; with `verify_rows` also the error of
    /// `GetQueryRuntimeStatistics`.
    ///
    /// # Cancel safety
    /// The next call compares again.
    pub(super) async fn check(&mut self, session: &Session, fetched: u64) -> Result<()> {
        if let Some(written) = self.written.filter(|written| *written != fetched) {
            let message = format!("the result has {fetched} rows, but the query wrote {written}");
            return Err(Error::new(ErrorKind::ResultMissing, message).with_operation("read the result"));
        }
        if let Some(query) = &self.to_verify {
            let verified = timeout(LIMIT, verify(session, query, fetched)).await;
            let late = || Error::new(ErrorKind::TimedOut, format!("the service did not answer within {LIMIT:?}"));
            let verified = verified.unwrap_or_else(|_| Err(late().with_retry(Retry::Later)));
            verified.map_err(|error| error.with_operation("verify the rows of the result (`verify_rows`)"))?;
            self.to_verify = None;
        }
        Ok(())
    }
}

/// Whether the rows that the service counts are the rows of the result: not for statements that change data, whose
/// output is the number of changed rows.
fn returns_its_rows(query: &QueryExecution) -> bool {
    query.statement_type == Some(StatementType::Dml) && query.is_substatement("SELECT")
}

async fn verify(session: &Session, query: &Verified, fetched: u64) -> Result<()> {
    let until = Instant::now() + if query.may_be_late { PATIENCE } else { Duration::ZERO };
    let mut pause = FIRST_PAUSE;
    loop {
        let counted = session.athena().get_query_runtime_statistics(&query.id).await?.output_rows;
        match counted {
            Some(counted) if counted == fetched => return Ok(()),
            Some(counted) => {
                let message = format!("{fetched} rows were delivered, but the query returned {counted} rows");
                return Err(Error::new(ErrorKind::Unexpected, message));
            }
            None if Instant::now() + pause > until => {
                tracing::warn!(
                    query_id = %query.id,
                    rows = fetched,
                    "the service has no row count for this query, so `verify_rows` could not compare"
                );
                return Ok(());
            }
            None => sleep(pause).await,
        }
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}
