//! The life of a query: registry, states, the task that runs it, and its result.

mod change;
mod csv;
mod history;
mod location;
mod metadata;
mod record;
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

pub(crate) use history::History;
pub(crate) use location::S3Location;
pub(crate) use record::{Query, Request, is_ddl};
pub(crate) use registry::{Fingerprint, Queries, Started};
pub(crate) use reuse::Likeness;
pub(crate) use runner::Runner;
