#![doc = include_str!("../README.md")]

mod admin;
#[cfg(feature = "cli")]
mod arguments;
mod athena;
mod auth;
mod builder;
mod calls;
mod comparison;
mod engine;
mod error;
mod faults;
mod glue;
mod like;
mod limits;
mod operations;
mod percent;
mod query;
mod records;
mod s3;
mod sandbox;
mod server;
mod signals;
mod state;
mod storage;
mod sts;

#[cfg(feature = "cli")]
pub use arguments::SandboxArguments;
pub use builder::SandboxBuilder;
pub use calls::Call;
pub use error::StartError;
pub use faults::{Fault, Faults, QueryFailure, Quotas};
pub use query::{QuerySnapshot, QueryState, Timings};
pub use sandbox::Sandbox;
pub use signals::interruption;
pub use storage::{Storage, StorageError};
