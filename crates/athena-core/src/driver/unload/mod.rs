//! Results as Parquet, by UNLOAD: what is the same for every driver that reads them.
//!
//! [`Unloader`] runs a statement inside an `UNLOAD (...) TO ... WITH (format='PARQUET', compression='SNAPPY')`, the user's
//! text untouched, and names the files that came of it, from the manifest and from nothing else.
//! [`ObjectFile`](super::objects::ObjectFile) reads parts of one, [`FileQueue`] several files at the same time;
//! [`Cleanup`] deletes them. The driver decodes the files: this crate knows no Parquet.
//!
//! The files of a query lie in a directory of its own below the staging directory, `unload/<day>/<id>/`.
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
pub use self::run::{Ran, Unloaded, Unloader};
