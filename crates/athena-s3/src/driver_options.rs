//! Options of the s3fs driver.

use athena_core::driver::objects::ReadOptions;

athena_core::option_group! {
    /// Options of the s3fs driver.
    pub struct S3Options {
        /// Bytes of a ranged read of the result object.
        block_size (with_block_size): u64 [in 65_536..=1_073_741_824] = 8_388_608,
        /// Ranged reads in flight; with `block_size` it bounds the memory of a result.
        s3_max_workers (with_s3_max_workers): usize [in 1..=256] = 4,
    }
}

impl S3Options {
    pub(crate) fn read_options(&self) -> ReadOptions {
        ReadOptions::new(self.block_size, self.s3_max_workers)
    }
}
