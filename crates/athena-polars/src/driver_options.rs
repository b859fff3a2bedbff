//! Options of the polars driver.

use athena_core::value::TimeUnit;

athena_core::column_options! {
    /// Options of the polars driver.
    pub struct PolarsOptions {
        rows "Rows per batch (an upper bound for Parquet).": batch_size (with_batch_size) ["chunksize", "arraysize"];
        timestamp_unit [check |unit: &TimeUnit| has_dtype(*unit)];
    }
}

fn has_dtype(unit: TimeUnit) -> Result<(), String> {
    if unit > TimeUnit::Second { Ok(()) } else { Err("it must be ms, us or ns: polars has no seconds".to_owned()) }
}
