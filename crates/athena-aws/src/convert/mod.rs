//! The SDK's types and the core's, one into the other. No I/O, and no panic on what the service sends.

mod execution;
#[cfg(feature = "glue")]
pub(crate) mod glue;
mod metadata;
mod number;
mod request;
mod result;
mod work_group;

pub(crate) use self::execution::query_execution;
pub(crate) use self::metadata::{database, table};
pub(crate) use self::request::{get_query_results, start_query};
pub(crate) use self::result::page;
pub(crate) use self::work_group::work_group;
