//! Iceberg tables as they were.
//!
//! Source: Athena user guide, "Perform time travel and version travel queries". An alias can be added with
//! [`TableRef::alias`]; it is written behind the clause, where Trino reads it.

use sea_query::{Expr, TableName, TableRef};

use super::tables::{no_alias, of_table};
use crate::query_builder::Node;

/// `table FOR TIMESTAMP AS OF moment`: the table as it was at a moment, which is a timestamp with a time zone.
pub fn timestamp_as_of(table: impl Into<TableName>, moment: impl Into<Expr>) -> TableRef {
    TableRef::FunctionCall(Node::TimestampAsOf.call([of_table(table), moment.into()]), no_alias())
}

/// `table FOR VERSION AS OF version`: a snapshot of the table by its id, or by the name of a tag or a branch.
///
/// ```
/// use athena_sql::query_builder::sea_query::{Asterisk, Query};
/// use athena_sql::query_builder::{AthenaStatement, version_as_of};
///
/// let table = version_as_of(("s", "t"), 7).alias("t_1");
/// let sql = Query::select().column(Asterisk).from(table).to_athena()?;
/// assert_eq!(sql, r#"SELECT * FROM "s"."t" FOR VERSION AS OF 7 AS "t_1""#);
/// # Ok::<(), athena_sql::query_builder::UnsupportedError>(())
/// ```
pub fn version_as_of(table: impl Into<TableName>, version: impl Into<Expr>) -> TableRef {
    TableRef::FunctionCall(Node::VersionAsOf.call([of_table(table), version.into()]), no_alias())
}
