//! For implementors of drivers: the traits of a driver, ports to the services, and the building blocks of drivers.
//!
//! A program that only runs statements does not need this module.

mod any;
pub mod api;
mod column_options;
pub(crate) mod connection_url;
pub mod csv;
pub mod decode;
mod dialect;
mod executed;
pub mod objects;
pub mod option;
pub mod results;
#[cfg(any(test, feature = "test-util"))]
pub mod testing;
pub mod unload;

pub use self::any::{Any, AnyBatch, AnyCursor, AnyOptions};
pub use self::connection_url::ConnectionUrl;
pub use self::dialect::{AsyncCursor, BatchOf, Capabilities, Dialect, Resolved, SchemaOf};
pub use self::executed::{Executed, Unload};
pub use crate::execution::QueryRunner;
pub use crate::session::{Session, SessionBuilder};
