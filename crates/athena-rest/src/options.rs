//! What the driver takes from a URL.

athena_core::options! {
    /// Options of the rest driver.
    pub struct RestOptions {
        /// Rows of a page, the header row of the first one included.
        page_size (with_page_size): u16 [in 1..=1000] [alias "arraysize"] = 1000,
    }
}
