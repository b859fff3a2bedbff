//! Athena's two grammars: Hive for tables and databases, Trino for everything else.

use std::fmt;

/// The grammar by which Athena reads a statement.
///
/// Data definition is Hive: names in backticks, backslash escapes in strings, Hive type names. Queries, views,
/// `INSERT`, `CREATE TABLE AS` and the rest are Trino: names in double quotes, `''` in strings, Trino type names.
/// Source: the Athena user guide, "Reserved keywords" and "Data types in Athena".
///
/// The enum is exhaustive because the service has no third grammar and code that quotes must handle both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Grammar {
    /// Queries, views, `INSERT`, `CREATE TABLE AS`, `UNLOAD`, and every statement that is not known to be Hive.
    #[default]
    Trino,
    /// `CREATE TABLE` without a query, `CREATE DATABASE`, `ALTER TABLE`, `DROP TABLE`, `SHOW`, `DESCRIBE`, `MSCK`.
    Hive,
}

impl fmt::Display for Grammar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Trino => "trino",
            Self::Hive => "hive",
        })
    }
}
