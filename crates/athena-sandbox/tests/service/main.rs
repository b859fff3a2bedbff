//! Tests of the service over plain HTTP

mod client;
mod random;

mod admin;
mod catalog;
#[cfg(all(unix, feature = "cli"))]
mod command;
mod errors;
mod faults;
mod faults_of_connections;
mod glue;
mod glue_writes;
mod history;
mod hostile;
mod hostile_s3;
mod idempotency;
mod library;
mod lifecycle;
mod results;
mod s3;
mod signatures;
mod state;
mod sts;
mod tables;
mod unload;
mod volume;
mod work_groups;
