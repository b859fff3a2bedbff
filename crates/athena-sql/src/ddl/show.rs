//! `SHOW` and `DESCRIBE` of one table.

use super::table_name::in_schema;
use super::{DdlError, Partition, TableName, write};
use crate::Grammar;

/// Builder for the `SHOW` statements about one table or view.
///
/// ```
/// use athena_sql::ddl::Show;
///
/// assert_eq!(Show::create_table(("sales", "date")).to_sql()?, "SHOW CREATE TABLE sales.`date`");
/// assert_eq!(Show::create_view("Recent").to_sql()?, "SHOW CREATE VIEW \"Recent\"");
/// # Ok::<(), athena_sql::ddl::DdlError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Show {
    table: TableName,
    what: &'static str,
    grammar: Grammar,
}

impl Show {
    /// `SHOW CREATE TABLE`: the definition of a table, which [`CreateTable::parse`](super::CreateTable::parse) reads.
    pub fn create_table(table: impl Into<TableName>) -> Self {
        Self { table: table.into(), what: "CREATE TABLE", grammar: Grammar::Hive }
    }

    /// `SHOW CREATE VIEW`: the definition of a view. The name is quoted as in queries, as in all statements about
    /// views.
    pub fn create_view(view: impl Into<TableName>) -> Self {
        Self { table: view.into(), what: "CREATE VIEW", grammar: Grammar::Trino }
    }

    /// `SHOW PARTITIONS`: the partitions of a table, as `column=value/column=value`.
    pub fn partitions(table: impl Into<TableName>) -> Self {
        Self { table: table.into(), what: "PARTITIONS", grammar: Grammar::Hive }
    }

    /// `SHOW COLUMNS IN`: the names of the columns of a table.
    pub fn columns(table: impl Into<TableName>) -> Self {
        Self { table: table.into(), what: "COLUMNS IN", grammar: Grammar::Hive }
    }

    /// `SHOW TBLPROPERTIES`: the properties of a table.
    pub fn properties(table: impl Into<TableName>) -> Self {
        Self { table: table.into(), what: "TBLPROPERTIES", grammar: Grammar::Hive }
    }

    in_schema!();

    /// The statement.
    ///
    /// # Errors
    ///
    /// Athena does not accept a name.
    pub fn to_sql(&self) -> Result<String, DdlError> {
        let what = if self.grammar == Grammar::Trino { "view" } else { "table" };
        let name = self.table.write(self.grammar).map_err(|error| error.of(what, &self.table))?;
        Ok(format!("SHOW {} {name}", self.what))
    }
}

/// Builder for `DESCRIBE`: the columns of a table or view (user guide, "DESCRIBE").
///
/// ```
/// use athena_sql::ddl::Describe;
///
/// assert_eq!(Describe::new("orders").formatted().to_sql()?, "DESCRIBE FORMATTED orders");
/// # Ok::<(), athena_sql::ddl::DdlError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Describe {
    table: TableName,
    mode: &'static str,
    partition: Option<Partition>,
}

impl Describe {
    /// Describes a table or view.
    pub fn new(table: impl Into<TableName>) -> Self {
        Self { table: table.into(), mode: "", partition: None }
    }

    in_schema!();

    /// `EXTENDED`: all metadata, on one line.
    pub fn extended(self) -> Self {
        Self { mode: "EXTENDED ", ..self }
    }

    /// `FORMATTED`: all metadata, as a table.
    pub fn formatted(self) -> Self {
        Self { mode: "FORMATTED ", ..self }
    }

    /// Describes one partition, whose metadata may differ from those of the table.
    pub fn of_partition(self, partition: impl Into<Partition>) -> Self {
        Self { partition: Some(partition.into()), ..self }
    }

    /// The statement.
    ///
    /// # Errors
    ///
    /// Athena does not accept a name, the partition has no values, or the statement is too long.
    pub fn to_sql(&self) -> Result<String, DdlError> {
        self.write().map_err(|error| error.of("table", &self.table))
    }

    fn write(&self) -> Result<String, DdlError> {
        let mut sql = format!("DESCRIBE {}{}", self.mode, self.table.write(Grammar::Hive)?);
        if let Some(partition) = &self.partition {
            sql.push(' ');
            sql.push_str(&partition.write()?);
        }
        write::finish(sql)
    }
}
