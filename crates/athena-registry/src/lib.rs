#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod driver;
mod registry;

pub use crate::driver::Driver;
pub use crate::registry::Registry;
