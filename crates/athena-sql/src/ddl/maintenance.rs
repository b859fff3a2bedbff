//! Maintenance of tables: `MSCK REPAIR TABLE`, `OPTIMIZE`, `VACUUM`.

use super::table_name::in_schema;
use super::{DdlError, TableName, query, write};
use crate::Grammar;

/// Builder for `MSCK REPAIR TABLE`, which adds the partitions found in S3 (user guide, page of that name).
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
    /// Adds the partitions of this table, whose folders must be named `column=value`.
    pub fn new(table: impl Into<TableName>) -> Self {
        Self { table: table.into() }
    }

    in_schema!();

    /// The statement.
    ///
    /// # Errors
    ///
    /// Athena does not accept a name.
    pub fn to_sql(&self) -> Result<String, DdlError> {
        let name = self.table.write(Grammar::Hive).map_err(|error| error.of("table", &self.table))?;
        Ok(format!("MSCK REPAIR TABLE {name}"))
    }
}

/// Builder for `OPTIMIZE ... REWRITE DATA USING BIN_PACK`, which rewrites the files of an Iceberg table into fewer
/// (user guide, "OPTIMIZE").
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
    /// The condition for the partitions, as SQL; `None` for all partitions.
    pub condition: Option<String>,
}

impl Optimize {
    /// Rewrites all partitions of this table.
    pub fn new(table: impl Into<TableName>) -> Self {
        Self { table: table.into(), condition: None }
    }

    in_schema!();

    /// Rewrites only the partitions for which this SQL is true. The condition may name partition columns only.
    pub fn condition(self, condition: impl Into<String>) -> Self {
        Self { condition: Some(condition.into()), ..self }
    }

    /// The statement.
    ///
    /// # Errors
    ///
    /// Athena does not accept a name, the condition has an unbalanced quote, comment or parenthesis, or the statement
    /// is too long.
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

/// Builder for `VACUUM`, which removes old snapshots and orphan files of an Iceberg table (user guide, page of that
/// name).
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
    /// Cleans this table. Its properties (`vacuum_max_snapshot_age_seconds` and others) decide which snapshots are
    /// kept.
    pub fn new(table: impl Into<TableName>) -> Self {
        Self { table: table.into() }
    }

    in_schema!();

    /// The statement.
    ///
    /// # Errors
    ///
    /// Athena does not accept a name.
    pub fn to_sql(&self) -> Result<String, DdlError> {
        let name = self.table.write(Grammar::Trino).map_err(|error| error.of("table", &self.table))?;
        Ok(format!("VACUUM {name}"))
    }
}
