#![doc = include_str!("../README.md")]

mod athena;
mod builder;
mod calls;
mod engine;
mod error;
mod faults;
mod percent;
mod query;
mod s3;
mod sandbox;
mod server;
mod signals;
mod state;
mod storage;

pub use builder::SandboxBuilder;
pub use calls::Call;
pub use error::StartError;
pub use faults::{Fault, Faults, QueryFailure};
pub use query::{QuerySnapshot, QueryState, Timings};
pub use sandbox::Sandbox;
pub use signals::interruption;
pub use storage::{Storage, StorageError};
