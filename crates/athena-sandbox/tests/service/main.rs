//! The service over raw HTTP, as a client in any language meets it.

mod client;

mod catalog;
#[cfg(unix)]
mod command;
mod errors;
mod faults;
mod glue;
mod idempotency;
mod library;
mod lifecycle;
mod results;
mod s3;
mod state;
mod tables;
mod unload;
mod volume;
mod work_groups;
