//! Tests of whole statements and whole messages, and properties of all texts.

mod alter_table;
mod create_table;
mod create_table_as;
mod database;
mod errors;
mod formats;
mod injection;
mod parse;
mod vectors;

use super::*;
use crate::AthenaType;

/// Hive's `string`.
const STRING: AthenaType = AthenaType::Varchar(None);
const TIMESTAMP: AthenaType = AthenaType::Timestamp(None);

/// A valid table, for tests that make one part of it invalid.
fn table() -> CreateTable {
    CreateTable::external("t").column("a", AthenaType::Integer).location("s3://b/t/")
}

fn iceberg() -> CreateTable {
    CreateTable::iceberg("t").column("a", AthenaType::Integer).column("at", TIMESTAMP).location("s3://b/t/")
}

#[track_caller]
fn check(sql: Result<String, DdlError>, expected: &str) {
    assert_eq!(sql, Ok(expected.to_owned()));
}

#[track_caller]
fn check_error(sql: Result<String, DdlError>, message: &str) {
    assert_eq!(sql.map_err(|error| error.to_string()), Err(message.to_owned()));
}
