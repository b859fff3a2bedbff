//! UNLOAD: a query's rows as Parquet files, in the shapes that Athena's Hive writer gives them.
//!
//! Arrow's own Parquet writer knows no INT96 and other names for nested fields, so `shred` takes the columns apart into
//! Parquet's levels by itself; `schema` names the parts, `files` cuts files and row groups.
//!
//! The result is bytes: where the files go is the service's business.

mod files;
mod options;
mod schema;
mod shred;

pub(crate) use files::Files;
pub(crate) use options::Options;
pub(crate) use schema::check;
