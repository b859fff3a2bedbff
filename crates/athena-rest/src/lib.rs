#![cfg_attr(feature = "aws", doc = include_str!("../README.md"))]
#![cfg_attr(not(feature = "aws"), doc = "Amazon Athena results as pages of rows, by `GetQueryResults`.")]
#![forbid(unsafe_code)]

mod cursor;
mod dialect;
mod options;

#[cfg(test)]
mod tests;

pub use athena_core;
pub use athena_core::{AsyncCursor, AsyncCursorExt, Error, ErrorKind, Result, Statement};

pub use crate::cursor::{Page, RestCursor};
#[cfg(feature = "aws")]
pub use crate::dialect::connect;
pub use crate::dialect::{DRIVER, Rest, RestConnection};
pub use crate::options::RestOptions;
