//! `column_options!`: the options that all drivers with typed columns share.

/// Defines the options of a driver whose batches are typed columns, read from result objects: those that all such
/// drivers share, then the driver's own, in the form of [`option_group!`](crate::option_group!).
///
/// The first line names the option for the rows of a batch, with its aliases and its doc line. `[check rule]` after
/// `timestamp_unit` restricts the units.
///
/// Besides what `option_group!` gives, the struct has `unload()`, `read_options()` and `plan_options()`, which turn the
/// shared options into [`Unload`](crate::driver::Unload), [`ReadOptions`](crate::driver::objects::ReadOptions) and
/// [`PlanOptions`](crate::driver::decode::PlanOptions).
///
/// ```
/// use athena_core::options::UnloadMode;
///
/// athena_core::column_options! {
///     /// Options of a driver.
///     pub struct FrameOptions {
///         rows "Rows per batch (an upper bound for Parquet).": batch_size (with_batch_size) ["chunksize"];
///         timestamp_unit;
///         /// Text as categories.
///         categories (with_categories): bool = false,
///     }
/// }
///
/// let options = FrameOptions::new().with_unload(true).with_batch_size(1000_usize);
/// assert_eq!(options.unload().mode, UnloadMode::Always);
/// ```
#[macro_export]
macro_rules! column_options {
    (
        $(#[$meta:meta])*
        pub struct $name:ident {
            rows $rows_doc:literal: $rows:ident ($rows_setter:ident) [$($rows_alias:literal),+];
            timestamp_unit $([check $unit_check:expr])?;
            $($own:tt)*
        }
    ) => {
        $crate::option_group! {
            $(#[$meta])*
            pub struct $name {
                /// Fetches results as Parquet via UNLOAD; `auto` falls back to the CSV where UNLOAD is not possible.
                unload (with_unload): $crate::options::UnloadMode = $crate::options::UnloadMode::Never,
                /// Deletes the files of an UNLOAD and its manifest once the result was read, has failed or is
                /// dropped; after a failed or stopped UNLOAD, everything below its directory. Other directories are
                /// left alone.
                unload_cleanup (with_unload_cleanup): bool = false,
                #[doc = $rows_doc]
                $rows ($rows_setter): usize [in 1..=16_777_216] [alias $($rows_alias),+] = 65_536,
                /// Unit of timestamps. A value with more digits than the unit holds is an error.
                timestamp_unit (with_timestamp_unit): $crate::value::TimeUnit
                    $([check $unit_check])? = $crate::value::TimeUnit::Microsecond,
                /// Form of timestamps with time zone: the instant in UTC, or Athena's text.
                timestamp_tz (with_timestamp_tz): $crate::options::ZonedTimestamps
                    = $crate::options::ZonedTimestamps::Utc,
                /// Full types of nested columns: `tags=array(varchar);1=map(varchar, double)`. Athena's text cannot
                /// tell a comma in an element from the end of one, nor the text `null` from NULL.
                result_set_type_hints (with_result_set_type_hints): $crate::options::TypeHints
                    = $crate::options::TypeHints::new(),
                /// Bytes of a ranged read of a result object.
                block_size (with_block_size): u64 [in 65_536..=1_073_741_824] = 8_388_608,
                /// Ranged reads in flight, and open Parquet files; with `block_size` it bounds the memory of a result.
                s3_max_workers (with_s3_max_workers): usize [in 1..=256] = 4,
                $($own)*
            }
        }

        impl $name {
            /// Options for UNLOAD.
            pub fn unload(&self) -> $crate::driver::Unload {
                $crate::driver::Unload::new(self.unload, self.unload_cleanup)
            }

            /// Options for reading result objects.
            pub fn read_options(&self) -> $crate::driver::objects::ReadOptions {
                $crate::driver::objects::ReadOptions::new(self.block_size, self.s3_max_workers)
            }

            /// Options for decoding columns, as far as all drivers share them.
            pub fn plan_options(&self) -> $crate::driver::decode::PlanOptions {
                $crate::driver::decode::PlanOptions::new()
                    .with_timestamp_unit(self.timestamp_unit)
                    .with_timestamp_tz(self.timestamp_tz)
                    .with_type_hints(self.result_set_type_hints.clone())
            }
        }
    };
}
