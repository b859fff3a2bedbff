//! Results as Parquet via UNLOAD: the parts that all drivers share.
//!
//! Core runs a statement inside an `UNLOAD (...) TO ... WITH (format='PARQUET', compression='SNAPPY')`, with the user's
//! text untouched, and takes the names of the files from the manifest alone. [`UnloadFiles`] opens the files and counts
//! their bytes, [`FileQueue`] reads several at once, [`Cleanup`] deletes them. Decoding the files is the part of the
//! driver: this crate knows no Parquet, only the rules for columns and timestamps that all drivers share.
//!
//! The files of each query lie in a separate directory below the staging directory, `unload/<day>/<id>/`.
//!
//! Source: <https://docs.aws.amazon.com/athena/latest/ug/unload.html>.

mod cleanup;
mod columns;
mod files;
mod manifest;
mod mode;
mod queue;
mod run;
mod staging;
mod timestamps;
mod wrap;

pub use self::cleanup::Cleanup;
pub use self::columns::{check_columns, not_parquet, plan_columns, unknown_type};
pub use self::files::UnloadFiles;
#[cfg(any(test, feature = "test-util"))]
pub(crate) use self::manifest::parse_manifest;
pub use self::mode::UnloadMode;
pub use self::queue::FileQueue;
pub(crate) use self::run::{attach, run};
pub(crate) use self::staging::StagingDirs;
pub use self::timestamps::convert_timestamps;
#[cfg(any(test, feature = "test-util"))]
pub(crate) use self::wrap::{is_refusal, parquet_target};
