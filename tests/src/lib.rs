#![doc = include_str!("../README.md")]

mod case;
mod endpoint;
mod need;
mod options_page;
mod pattern;
mod scenarios;
mod suite;

pub use crate::endpoint::folder;
pub use crate::options_page::options_page;
pub use crate::suite::{Settings, run};
