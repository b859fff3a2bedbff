#![cfg_attr(feature = "aws", doc = include_str!("../README.md"))]
#![cfg_attr(not(feature = "aws"), doc = "Amazon Athena results as pages of rows, by `GetQueryResults`.")]
#![forbid(unsafe_code)]

mod cursor;
mod dialect;
mod options;

#[cfg(test)]
mod tests;

#[cfg(feature = "aws")]
pub use athena_aws;
pub use athena_core;
pub use athena_core::{
    Bindings, Connection, Cursor, Error, ErrorKind, Parameter, Result, Row, Statement, StatementOptions, Value,
};

pub use crate::cursor::RestCursor;
pub use crate::dialect::{DRIVER, Rest};
#[cfg(feature = "aws")]
pub use crate::dialect::{builder, connect};
pub use crate::options::RestOptions;
