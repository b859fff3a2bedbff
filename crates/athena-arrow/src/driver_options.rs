//! Options of the arrow driver.

use athena_core::driver::decode::PlanOptions;
use athena_core::options::MonthIntervals;
use athena_core::value::TimeUnit;

athena_core::column_options! {
    /// Options of the arrow driver.
    pub struct ArrowOptions {
        rows "Rows per batch (an upper bound for Parquet).": batch_size (with_batch_size) ["chunksize", "arraysize"];
        timestamp_unit;
        /// Unit of times of day: `us` or `ns`.
        time_unit (with_time_unit): TimeUnit
            [check |unit: &TimeUnit| sixty_four_bits(*unit)] = TimeUnit::Nanosecond,
        /// Form of `interval year to month`: Arrow's months, which some libraries lack (pyarrow), or Athena's text.
        month_interval (with_month_interval): MonthIntervals = MonthIntervals::Months,
        /// Text as `Utf8View` rather than `Utf8`.
        string_view (with_string_view): bool = false,
    }
}

impl ArrowOptions {
    /// Options for decoding columns.
    pub(crate) fn plan(&self) -> PlanOptions {
        self.plan_options().with_time_unit(self.time_unit).with_month_interval(self.month_interval)
    }
}

/// Accepts the units of `Time64`. Coarser units are `Time32`, which holds no more than milliseconds.
///
/// # Errors
/// The rule, for an error about an option.
pub fn sixty_four_bits(unit: TimeUnit) -> Result<(), String> {
    if unit >= TimeUnit::Microsecond { Ok(()) } else { Err("it must be us or ns".to_owned()) }
}
