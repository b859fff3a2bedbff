//! Results as Parquet via UNLOAD: the parts that all drivers share.
//!
//! Core runs a statement inside an `UNLOAD (...) TO ... WITH (format='PARQUET', compression='SNAPPY')`, with the user's
//! text untouched, and takes the names of the files from the manifest alone. [`FileQueue`] reads several files at once,
//! [`Cleanup`] deletes them. Decoding the files is the part of the driver: this
//! crate knows no Parquet.
//!
//! The files of each query lie in a separate directory below the staging directory, `unload/<day>/<id>/`.
//!
//! Source: <https://docs.aws.amazon.com/athena/latest/ug/unload.html>.

mod cleanup;
mod manifest;
mod mode;
mod queue;
mod run;
mod staging;
mod wrap;

pub use self::cleanup::Cleanup;
#[cfg(any(test, feature = "test-util"))]
pub(crate) use self::manifest::parse_manifest;
pub use self::mode::UnloadMode;
pub use self::queue::FileQueue;
pub(crate) use self::run::{attach, run};
pub(crate) use self::staging::StagingDirs;
