//! Results as Parquet, by UNLOAD: what is the same for every driver that reads them.
//!
//! [`UnloadMode`] is the option; [`StagingDirs`] finds a place for the files; [`wrap`] makes the statement;
//! [`ParquetFiles`] names the files, from the manifest and from nothing else; [`ObjectFile`] reads parts of one;
//! [`Cleanup`] deletes them. What is in the files is the driver's business: this crate knows no Parquet.
//!
//! ```
//! use athena_core::Statement;
//! use athena_core::unload::{fresh_directory, wrap};
//!
//! let staging = "s3://bucket/out".parse()?;
//! let directory = fresh_directory(&staging, "20261122", "d1f4");
//! let statement = wrap(&Statement::new("SELECT 1 AS n; -- one"), &directory)?;
//! assert_eq!(
//!     statement.sql(),
//!     "UNLOAD (\nSELECT 1 AS n\n) TO 's3://bucket/out/unload/20261122/d1f4/' \
//!      WITH (format='PARQUET', compression='SNAPPY')"
//! );
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod cleanup;
mod file;
mod manifest;
mod mode;
mod staging;
mod wrap;

pub use self::cleanup::Cleanup;
pub use self::file::ObjectFile;
pub use self::manifest::{ParquetFiles, parse_manifest};
pub use self::mode::UnloadMode;
pub use self::staging::{StagingDirs, fresh_directory};
pub use self::wrap::{UnloadPlan, is_refusal, plan, wrap};
