//! Options of the rest driver.

athena_core::option_group! {
    /// Options of the rest driver.
    pub struct RestOptions {
        /// Rows per page. The header row counts as a row of the first page.
        page_size (with_page_size): u16 [in 1..=1000] [alias "arraysize"] = 1000,
    }
}
