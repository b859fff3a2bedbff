//! The two grammars of Athena: Hive for tables and databases, Trino for everything else.

use std::fmt;

/// Which of its two parsers Athena gives a statement to.
///
/// Data definition is Hive-like (names in backticks, backslash escapes in strings, Hive type names); queries, views,
/// `INSERT`, `CREATE TABLE AS` and the rest are Trino (names in double quotes, `''` in strings, Trino type names).
/// Source: the Athena user guide, "Reserved keywords" and "Data types in Athena".
///
/// The service has these two and no third, and code that quotes must decide for each: so the enum is exhaustive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Grammar {
    /// Queries, views, `INSERT`, `CREATE TABLE AS`, `UNLOAD`, and whatever is not known to be Hive.
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
