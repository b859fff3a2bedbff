#![cfg_attr(feature = "aws", doc = include_str!("../README.md"))]
#![cfg_attr(not(feature = "aws"), doc = "Amazon Athena results as rows, straight from the result CSV in Amazon S3.")]
#![forbid(unsafe_code)]

mod cursor;
mod dialect;
mod options;
mod rows;

#[cfg(test)]
mod tests;

pub use athena_core;
pub use athena_core::{AsyncCursor, AsyncCursorExt, Error, ErrorKind, Result, Statement};

pub use crate::cursor::S3Cursor;
#[cfg(feature = "aws")]
pub use crate::dialect::connect;
pub use crate::dialect::{DRIVER, S3, S3Connection};
pub use crate::options::S3Options;
pub use crate::rows::Rows;
