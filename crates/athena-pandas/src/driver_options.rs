//! Options of the pandas driver.

use athena_arrow::{ArrowOptions, sixty_four_bits};
use athena_core::options::MonthIntervals;
use athena_core::value::TimeUnit;

use crate::dtypes::DtypeBackend;

athena_core::column_options! {
    /// Options of the pandas driver.
    pub struct PandasOptions {
        rows "Rows per chunk (an upper bound for Parquet).": chunksize (with_chunksize) ["batch_size", "arraysize"];
        timestamp_unit;
        /// Unit of times of day: `us`, objects of `datetime.time`, or `ns`, which only a dtype of pyarrow holds.
        time_unit (with_time_unit): TimeUnit
            [check |unit: &TimeUnit| sixty_four_bits(*unit)] = TimeUnit::Microsecond,
        /// Family of dtypes, as in pandas: `numpy_nullable`, `numpy` or `pyarrow`.
        dtype_backend (with_dtype_backend): DtypeBackend = DtypeBackend::NumpyNullable,
        /// Accepted for PyAthena's URLs and ignored: the name of a CSV parser of pandas, and this driver has its own.
        engine (with_engine): String = String::new(),
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
