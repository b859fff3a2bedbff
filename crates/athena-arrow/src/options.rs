//! What the driver takes from a URL.

use athena_core::driver::decode::{MonthIntervals, PlanOptions, TypeHints, ZonedTimestamps};
use athena_core::driver::objects::ReadOptions;
use athena_core::driver::unload::UnloadMode;
use athena_core::value::TimeUnit;

athena_core::options! {
    /// Options of the arrow driver.
    pub struct ArrowOptions {
        /// Brings results home as Parquet, by UNLOAD. With `auto` only where that can be done.
        unload (with_unload): UnloadMode = UnloadMode::Never,
        /// Deletes the files of an UNLOAD once its result was read or is dropped.
        unload_cleanup (with_unload_cleanup): bool = false,
        /// Rows of a batch; of Parquet at most so many.
        batch_size (with_batch_size): usize [in 1..=16_777_216] [alias "chunksize", "arraysize"] = 65_536,
        /// Unit of timestamps. A value with more digits than the unit holds is an error.
        timestamp_unit (with_timestamp_unit): TimeUnit = TimeUnit::Microsecond,
        /// What becomes of timestamps with a zone: the moment in UTC, or Athena's text.
        timestamp_tz (with_timestamp_tz): ZonedTimestamps = ZonedTimestamps::Utc,
        /// Unit of times of day: `us` or `ns`.
        time_unit (with_time_unit): TimeUnit
            [check |unit: &TimeUnit| sixty_four_bits(*unit)] = TimeUnit::Nanosecond,
        /// What becomes of `interval year to month`: Arrow's months, which some libraries lack (pyarrow), or Athena's text.
        month_interval (with_month_interval): MonthIntervals = MonthIntervals::Months,
        /// Text as `Utf8View` rather than `Utf8`.
        string_view (with_string_view): bool = false,
        /// Full types of nested columns: `tags=array(varchar);1=map(varchar, double)`.
        result_set_type_hints (with_result_set_type_hints): TypeHints = TypeHints::new(),
        /// Bytes of a ranged read of a result object.
        block_size (with_block_size): u64 [in 65_536..=1_073_741_824] = 8_388_608,
        /// Ranged reads in flight, and Parquet files; with `block_size` it bounds the memory that a result takes.
        s3_max_workers (with_s3_max_workers): usize [in 1..=256] = 4,
    }
}

impl ArrowOptions {
    pub(crate) fn read_options(&self) -> ReadOptions {
        ReadOptions::new(self.block_size, self.s3_max_workers)
    }

    pub(crate) fn plan_options(&self) -> PlanOptions {
        PlanOptions::new()
            .with_timestamp_unit(self.timestamp_unit)
            .with_timestamp_tz(self.timestamp_tz)
            .with_time_unit(self.time_unit)
            .with_month_interval(self.month_interval)
            .with_type_hints(self.result_set_type_hints.clone())
    }
}

/// Coarser units are `Time32`, which holds no more than milliseconds.
fn sixty_four_bits(unit: TimeUnit) -> Result<(), String> {
    if unit >= TimeUnit::Microsecond { Ok(()) } else { Err("it must be us or ns".to_owned()) }
}
