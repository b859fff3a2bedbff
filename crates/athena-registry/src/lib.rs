#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod connection;
mod driver;
mod known;
mod registry;

pub use crate::connection::AnyConnection;
pub use crate::driver::{CursorFactory, Driver};
pub use crate::registry::Registry;
