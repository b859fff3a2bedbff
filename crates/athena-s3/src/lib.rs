#![cfg_attr(feature = "aws", doc = include_str!("../README.md"))]
#![cfg_attr(not(feature = "aws"), doc = "Amazon Athena results as rows, straight from the result CSV in Amazon S3.")]
#![forbid(unsafe_code)]

mod cursor;
mod dialect;
mod options;
mod rows;

#[cfg(test)]
mod tests;

#[cfg(feature = "aws")]
pub use athena_aws;
pub use athena_core;
pub use athena_core::{
    Bindings, Connection, Cursor, Error, ErrorKind, Parameter, Result, Row, Statement, StatementOptions, Value,
};

pub use crate::cursor::S3Cursor;
pub use crate::dialect::{DRIVER, S3};
#[cfg(feature = "aws")]
pub use crate::dialect::{builder, connect};
pub use crate::options::S3Options;
pub use crate::rows::CsvRows;
