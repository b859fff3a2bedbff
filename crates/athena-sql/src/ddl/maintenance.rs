//! Keeping tables in order: `MSCK REPAIR TABLE`, `OPTIMIZE`, `VACUUM`.

use super::table_name::in_schema;
use super::{DdlError, TableName, query, write};
use crate::Grammar;

/// A table whose partitions are looked for in S3 and added: `MSCK REPAIR TABLE` (user guide, page of that name).
///
/// ```
/// use athena_sql::ddl::RepairTable;
///
/// assert_eq!(RepairTable::new("orders").to_sql()?, "MSCK REPAIR TABLE orders");
/// # Ok::<(), athena_sql::ddl::DdlError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RepairTable {
    /// The table.
    pub table: TableName,
}

impl RepairTable {
    /// A table with partitions whose folders are named `column=value`.
    pub fn new(table: impl Into<TableName>) -> Self {
        Self { table: table.into() }
    }

    in_schema!();

    /// The statement.
    ///
    /// # Errors
    ///
    /// A name is none that Athena takes.
    pub fn to_sql(&self) -> Result<String, DdlError> {
        let name = self.table.write(Grammar::Hive).map_err(|error| error.of("table", &self.table))?;
        Ok(format!("MSCK REPAIR TABLE {name}"))
    }
}

/// An Iceberg table whose files are rewritten into fewer: `OPTIMIZE ... REWRITE DATA USING BIN_PACK` (user guide,
/// "OPTIMIZE").
///
/// ```
/// use athena_sql::ddl::Optimize;
///
/// let sql = Optimize::new("events").condition("day = DATE '2026-01-31'").to_sql()?;
/// assert_eq!(sql, "OPTIMIZE events REWRITE DATA USING BIN_PACK\nWHERE day = DATE '2026-01-31'");
/// # Ok::<(), athena_sql::ddl::DdlError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Optimize {
    /// The table.
    pub table: TableName,
    /// Which partitions, as SQL; all of them if nothing is said.
    pub condition: Option<String>,
}

impl Optimize {
    /// All of a table.
    pub fn new(table: impl Into<TableName>) -> Self {
        Self { table: table.into(), condition: None }
    }

    in_schema!();

    /// Only the partitions for which this SQL is true; it may name partition columns only.
    pub fn condition(self, condition: impl Into<String>) -> Self {
        Self { condition: Some(condition.into()), ..self }
    }

    /// The statement.
    ///
    /// # Errors
    ///
    /// A name is none that Athena takes, the condition does not close what it opens, or the statement is too long.
    pub fn to_sql(&self) -> Result<String, DdlError> {
        self.write().map_err(|error| error.of("table", &self.table))
    }

    fn write(&self) -> Result<String, DdlError> {
        let mut sql = format!("OPTIMIZE {} REWRITE DATA USING BIN_PACK", self.table.write(Grammar::Trino)?);
        if let Some(condition) = &self.condition {
            sql.push_str(&format!("\nWHERE {}", query::condition(condition)?));
        }
        write::finish(sql)
    }
}

/// An Iceberg table whose old snapshots and orphan files are removed: `VACUUM` (user guide, page of that name).
///
/// ```
/// use athena_sql::ddl::Vacuum;
///
/// assert_eq!(Vacuum::new("events").in_schema("lake").to_sql()?, "VACUUM lake.events");
/// # Ok::<(), athena_sql::ddl::DdlError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Vacuum {
    /// The table.
    pub table: TableName,
}

impl Vacuum {
    /// A table; how much is kept is among its properties (`vacuum_max_snapshot_age_seconds` and its like).
    pub fn new(table: impl Into<TableName>) -> Self {
        Self { table: table.into() }
    }

    in_schema!();

    /// The statement.
    ///
    /// # Errors
    ///
    /// A name is none that Athena takes.
    pub fn to_sql(&self) -> Result<String, DdlError> {
        let name = self.table.write(Grammar::Trino).map_err(|error| error.of("table", &self.table))?;
        Ok(format!("VACUUM {name}"))
    }
}
