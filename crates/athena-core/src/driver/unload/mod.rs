//! Results as Parquet via UNLOAD: the parts that all drivers share.
//!
//! [`Unloader`] runs a statement inside an `UNLOAD (...) TO ... WITH (format='PARQUET', compression='SNAPPY')`, the
//! user's text untouched, and names the files that came of it, from the manifest and from nothing else.
//! [`ObjectFile`](super::objects::ObjectFile) reads parts of one, [`FileQueue`] several files at the same time;
//! [`Cleanup`] deletes them. The driver decodes the files: this crate knows no Parquet.
//!
//! Every query writes its files to a new directory inside the staging directory, `unload/<day>/<id>/`.
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
