//! Queries: registry, states, the task that runs a query, and its result

mod csv;
mod dml;
mod execution;
mod history;
mod location;
mod metadata;
mod registry;
mod reuse;
mod runner;
mod sink;
mod snapshot;
mod spool;
mod statistics;
mod timings;
mod unload;

pub use snapshot::{QuerySnapshot, QueryState};
pub use timings::Timings;

pub(crate) use execution::{Query, Request, is_ddl};
pub(crate) use history::History;
pub(crate) use location::S3Location;
pub(crate) use registry::{Fingerprint, Queries, Started};
pub(crate) use reuse::ReuseKey;
pub(crate) use runner::Runner;
