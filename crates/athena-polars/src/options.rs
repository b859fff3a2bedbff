//! What the driver takes from a URL.

use athena_core::driver::decode::{PlanOptions, TypeHints, ZonedTimestamps};
use athena_core::driver::objects::ReadOptions;
use athena_core::driver::unload::UnloadMode;
use athena_core::value::TimeUnit;

athena_core::options! {
    /// Options of the polars driver.
    pub struct PolarsOptions {
        /// Brings results home as Parquet, by UNLOAD. With `auto` only where that can be done.
        unload (with_unload): UnloadMode = UnloadMode::Never,
        /// Deletes the files of an UNLOAD once its result was read or is dropped.
        unload_cleanup (with_unload_cleanup): bool = false,
        /// Rows of a batch; of Parquet at most so many.
        batch_size (with_batch_size): usize [in 1..=16_777_216] [alias "chunksize", "arraysize"] = 65_536,
        /// Unit of timestamps: `ms`, `us` or `ns`. A value with more digits than the unit holds is an error.
        timestamp_unit (with_timestamp_unit): TimeUnit
            [check |unit: &TimeUnit| has_dtype(*unit)] = TimeUnit::Microsecond,
        /// What becomes of timestamps with a zone: the moment in UTC, or Athena's text.
        timestamp_tz (with_timestamp_tz): ZonedTimestamps = ZonedTimestamps::Utc,
        /// Full types of nested columns: `tags=array(varchar);1=map(varchar, double)`.
        result_set_type_hints (with_result_set_type_hints): TypeHints = TypeHints::new(),
        /// Bytes of a ranged read of a result object.
        block_size (with_block_size): u64 [in 65_536..=1_073_741_824] = 8_388_608,
        /// Ranged reads in flight, and Parquet files; with `block_size` it bounds the memory that a result takes.
        s3_max_workers (with_s3_max_workers): usize [in 1..=256] = 4,
    }
}

impl PolarsOptions {
    pub(crate) fn read_options(&self) -> ReadOptions {
        ReadOptions::new(self.block_size, self.s3_max_workers)
    }

    pub(crate) fn plan_options(&self) -> PlanOptions {
        PlanOptions::new()
            .with_timestamp_unit(self.timestamp_unit)
            .with_timestamp_tz(self.timestamp_tz)
            .with_type_hints(self.result_set_type_hints.clone())
    }
}

fn has_dtype(unit: TimeUnit) -> Result<(), String> {
    if unit > TimeUnit::Second { Ok(()) } else { Err("it must be ms, us or ns: polars has no seconds".to_owned()) }
}
