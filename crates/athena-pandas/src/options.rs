//! What the driver takes from a URL.

use athena_arrow::ArrowOptions;
use athena_core::driver::decode::{MonthIntervals, TypeHints, ZonedTimestamps};
use athena_core::driver::unload::UnloadMode;
use athena_core::value::TimeUnit;

use crate::dtypes::DtypeBackend;

athena_core::choices! {
    /// The CSV parsers of pandas, among which PyAthena lets its user choose.
    pub enum CsvEngine {
        /// PyAthena's choice.
        Auto = "auto",
        /// The one in C.
        C = "c",
        /// The one in Python.
        Python = "python",
        /// That of pyarrow.
        Pyarrow = "pyarrow",
    }
}

athena_core::options! {
    /// Options of the pandas driver.
    pub struct PandasOptions {
        /// The family of dtypes, as in pandas: `numpy_nullable`, `numpy` or `pyarrow`.
        dtype_backend (with_dtype_backend): DtypeBackend = DtypeBackend::NumpyNullable,
        /// Brings results home as Parquet, by UNLOAD. With `auto` only where that can be done.
        unload (with_unload): UnloadMode = UnloadMode::Never,
        /// Deletes the files of an UNLOAD once its result was read or is dropped.
        unload_cleanup (with_unload_cleanup): bool = false,
        /// Rows of a chunk; of Parquet at most so many.
        chunksize (with_chunksize): usize [in 1..=16_777_216] [alias "batch_size", "arraysize"] = 65_536,
        /// Unit of `datetime64`. A value with more digits than the unit holds is an error.
        timestamp_unit (with_timestamp_unit): TimeUnit = TimeUnit::Microsecond,
        /// What becomes of timestamps with a zone: the moment in UTC, or Athena's text.
        timestamp_tz (with_timestamp_tz): ZonedTimestamps = ZonedTimestamps::Utc,
        /// Unit of times of day: `us`, objects of `datetime.time`, or `ns`, which only a dtype of pyarrow holds.
        time_unit (with_time_unit): TimeUnit
            [check |unit: &TimeUnit| sixty_four_bits(*unit)] = TimeUnit::Microsecond,
        /// Full types of nested columns: `tags=array(varchar);1=map(varchar, double)`.
        result_set_type_hints (with_result_set_type_hints): TypeHints = TypeHints::new(),
        /// Bytes of a ranged read of a result object.
        block_size (with_block_size): u64 [in 65_536..=1_073_741_824] = 8_388_608,
        /// Ranged reads in flight, and Parquet files; with `block_size` it bounds the memory that a result takes.
        s3_max_workers (with_s3_max_workers): usize [in 1..=256] = 4,
        /// Which of pandas' parsers PyAthena reads CSV with. Without effect: there is one reader here, and it is none of them.
        engine (with_engine): CsvEngine = CsvEngine::Auto,
    }
}

impl PandasOptions {
    pub(crate) fn arrow_options(&self) -> ArrowOptions {
        ArrowOptions::new()
            .with_unload(self.unload)
            .with_unload_cleanup(self.unload_cleanup)
            .with_batch_size(self.chunksize)
            .with_timestamp_unit(self.timestamp_unit)
            .with_timestamp_tz(self.timestamp_tz)
            .with_time_unit(self.time_unit)
            // pyarrow refuses a schema with Arrow's months in it.
            .with_month_interval(MonthIntervals::Text)
            .with_result_set_type_hints(self.result_set_type_hints.clone())
            .with_block_size(self.block_size)
            .with_s3_max_workers(self.s3_max_workers)
    }
}

/// Coarser units are `Time32`, which holds no more than milliseconds.
fn sixty_four_bits(unit: TimeUnit) -> Result<(), String> {
    if unit >= TimeUnit::Microsecond { Ok(()) } else { Err("it must be us or ns".to_owned()) }
}
