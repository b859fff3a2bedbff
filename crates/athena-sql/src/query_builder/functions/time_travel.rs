//! Time travel: earlier versions of Iceberg tables.
//!
//! Source: Athena user guide, "Perform time travel and version travel queries". Add an alias with [`TableRef::alias`];
//! it is written behind the clause, where Trino expects it.

use sea_query::{Expr, TableName, TableRef};

use super::tables::{no_alias, of_table};
use crate::query_builder::Node;

/// `table FOR TIMESTAMP AS OF timestamp`: the table at an instant, given as a timestamp with time zone.
pub fn timestamp_as_of(table: impl Into<TableName>, timestamp: impl Into<Expr>) -> TableRef {
    TableRef::FunctionCall(Node::TimestampAsOf.call([of_table(table), timestamp.into()]), no_alias())
}

/// `table FOR VERSION AS OF version`: a snapshot of the table, by its id or the name of a tag or branch.
///
/// ```
/// use athena_sql::query_builder::{AthenaStatement, version_as_of};
/// use athena_sql::sea_query::{Asterisk, Query};
///
/// let table = version_as_of(("s", "t"), 7).alias("t_1");
/// let sql = Query::select().column(Asterisk).from(table).to_athena()?;
/// assert_eq!(sql, r#"SELECT * FROM "s"."t" FOR VERSION AS OF 7 AS "t_1""#);
/// # Ok::<(), athena_sql::query_builder::UnsupportedError>(())
/// ```
pub fn version_as_of(table: impl Into<TableName>, version: impl Into<Expr>) -> TableRef {
    TableRef::FunctionCall(Node::VersionAsOf.call([of_table(table), version.into()]), no_alias())
}
