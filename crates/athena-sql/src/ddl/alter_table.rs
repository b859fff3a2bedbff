//! `ALTER TABLE`: changes of one table or partition.

use super::table_name::in_schema;
use super::{ColumnDef, DdlError, Partition, Properties, TableName, column, location, properties, write};
use crate::{Grammar, literal};

/// Begins an `ALTER TABLE`; each method for a change returns a [`TableChange`], which writes the statement.
///
/// Athena cannot rename external tables, and has no `ALTER TABLE IF EXISTS`, no `RENAME COLUMN` (use
/// [`AlterTable::change_column`]) and no `SORTED BY` or `SKEWED BY`. The builder cannot see the table. If a change
/// applies to one kind of table only, its method says so, and the service refuses it for other tables.
///
/// ```
/// use athena_sql::AthenaType;
/// use athena_sql::ddl::AlterTable;
///
/// let change = AlterTable::new("orders").in_schema("sales").add_columns([("note", AthenaType::Varchar(None))]);
/// assert_eq!(change.to_sql()?, "ALTER TABLE sales.orders ADD COLUMNS (\n\tnote string\n)");
/// # Ok::<(), athena_sql::ddl::DdlError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct AlterTable {
    /// The table.
    pub table: TableName,
    /// The partition that changes; `None` for the whole table.
    pub partition: Option<Partition>,
}

/// The new position of a column.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ColumnPosition {
    /// In front of all other columns.
    First,
    /// Behind this column.
    After(String),
}

/// A change of a table, returned by the methods of [`AlterTable`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableChange {
    table: TableName,
    partition: Option<Partition>,
    change: Change,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Change {
    AddColumns(Vec<ColumnDef>),
    ReplaceColumns(Vec<ColumnDef>),
    Column { old: String, new: ColumnDef, position: Option<ColumnPosition> },
    DropColumn(String),
    SetProperties(Properties),
    UnsetProperties(Vec<String>),
    SetLocation(String),
    RenameTo(TableName),
    AddPartitions { partitions: Vec<Partition>, if_not_exists: bool },
    DropPartitions { partitions: Vec<Partition>, if_exists: bool },
    RenamePartition { old: Partition, new: Partition },
}

impl AlterTable {
    /// Changes this table.
    pub fn new(table: impl Into<TableName>) -> Self {
        Self { table: table.into(), partition: None }
    }

    in_schema!();

    /// Changes one partition only. Applies to [`AlterTable::add_columns`], [`AlterTable::replace_columns`] and
    /// [`AlterTable::set_location`]. External tables only.
    pub fn of_partition(self, partition: impl Into<Partition>) -> Self {
        Self { partition: Some(partition.into()), ..self }
    }

    /// Adds columns behind the other columns, in front of the partition columns.
    pub fn add_columns<C: Into<ColumnDef>>(self, columns: impl IntoIterator<Item = C>) -> TableChange {
        self.change(Change::AddColumns(columns.into_iter().map(C::into).collect()))
    }

    /// Replaces all columns except the partition columns. External tables only.
    pub fn replace_columns<C: Into<ColumnDef>>(self, columns: impl IntoIterator<Item = C>) -> TableChange {
        self.change(Change::ReplaceColumns(columns.into_iter().map(C::into).collect()))
    }

    /// Gives a column another name, type or comment.
    pub fn change_column(self, old: impl Into<String>, new: impl Into<ColumnDef>) -> TableChange {
        self.change(Change::Column { old: old.into(), new: new.into(), position: None })
    }

    /// As [`AlterTable::change_column`], and moves the column.
    pub fn move_column(
        self,
        old: impl Into<String>,
        new: impl Into<ColumnDef>,
        position: ColumnPosition,
    ) -> TableChange {
        self.change(Change::Column { old: old.into(), new: new.into(), position: Some(position) })
    }

    /// Removes a column. Iceberg tables only.
    pub fn drop_column(self, column: impl Into<String>) -> TableChange {
        self.change(Change::DropColumn(column.into()))
    }

    /// Adds properties, or changes their values.
    pub fn set_properties(self, properties: impl Into<Properties>) -> TableChange {
        self.change(Change::SetProperties(properties.into()))
    }

    /// Removes the properties with these keys. Iceberg tables only.
    pub fn unset_properties<K: Into<String>>(self, keys: impl IntoIterator<Item = K>) -> TableChange {
        self.change(Change::UnsetProperties(keys.into_iter().map(K::into).collect()))
    }

    /// Points the table, or one partition, to another directory in S3; a missing `/` is appended. No file is moved.
    /// External tables only.
    pub fn set_location(self, location: impl Into<String>) -> TableChange {
        self.change(Change::SetLocation(location::directory(location)))
    }

    /// Gives the table another name, or another schema. Iceberg tables only.
    pub fn rename_to(self, table: impl Into<TableName>) -> TableChange {
        self.change(Change::RenameTo(table.into()))
    }

    /// Adds partitions. A partition without a location lies at `column=value/` below the table. External tables only.
    pub fn add_partitions<P: Into<Partition>>(self, partitions: impl IntoIterator<Item = P>) -> TableChange {
        let partitions = partitions.into_iter().map(P::into).collect();
        self.change(Change::AddPartitions { partitions, if_not_exists: false })
    }

    /// As [`AlterTable::add_partitions`], without an error for partitions that exist already.
    pub fn add_partitions_if_not_exists<P: Into<Partition>>(
        self,
        partitions: impl IntoIterator<Item = P>,
    ) -> TableChange {
        let partitions = partitions.into_iter().map(P::into).collect();
        self.change(Change::AddPartitions { partitions, if_not_exists: true })
    }

    /// Removes partitions; their files stay. External tables only.
    pub fn drop_partitions<P: Into<Partition>>(self, partitions: impl IntoIterator<Item = P>) -> TableChange {
        let partitions = partitions.into_iter().map(P::into).collect();
        self.change(Change::DropPartitions { partitions, if_exists: false })
    }

    /// As [`AlterTable::drop_partitions`], without an error for partitions that do not exist.
    pub fn drop_partitions_if_exist<P: Into<Partition>>(self, partitions: impl IntoIterator<Item = P>) -> TableChange {
        let partitions = partitions.into_iter().map(P::into).collect();
        self.change(Change::DropPartitions { partitions, if_exists: true })
    }

    /// Gives a partition other values; its files are not moved. External tables only.
    pub fn rename_partition(self, old: impl Into<Partition>, new: impl Into<Partition>) -> TableChange {
        self.change(Change::RenamePartition { old: old.into(), new: new.into() })
    }

    fn change(self, change: Change) -> TableChange {
        TableChange { table: self.table, partition: self.partition, change }
    }
}

impl TableChange {
    /// The statement.
    ///
    /// # Errors
    ///
    /// Athena or Glue does not accept a name, comment, key or location; a column has a type that a table cannot have;
    /// the change is empty, or cannot apply to one partition; or the statement is too long.
    pub fn to_sql(&self) -> Result<String, DdlError> {
        self.write().map_err(|error| error.of("table", &self.table))
    }

    fn write(&self) -> Result<String, DdlError> {
        let mut sql = format!("ALTER TABLE {}", self.table.write(Grammar::Hive)?);
        if let Some(partition) = &self.partition {
            if !matches!(self.change, Change::AddColumns(_) | Change::ReplaceColumns(_) | Change::SetLocation(_)) {
                let message = "this change cannot apply to one partition; remove `of_partition`";
                return Err(DdlError::new(message));
            }
            sql.push(' ');
            sql.push_str(&partition.write()?);
        }
        self.change.write(&mut sql)?;
        write::finish(sql)
    }
}

impl Change {
    fn write(&self, sql: &mut String) -> Result<(), DdlError> {
        match self {
            Self::AddColumns(columns) => list(sql, " ADD COLUMNS", &column::write_all(columns)?),
            Self::ReplaceColumns(columns) => list(sql, " REPLACE COLUMNS", &column::write_all(columns)?),
            Self::Column { old, new, position } => {
                let name = column_name(old)?;
                sql.push_str(&format!(" CHANGE COLUMN {name} {}", new.write()?));
                match position {
                    None => {}
                    Some(ColumnPosition::First) => sql.push_str(" FIRST"),
                    Some(ColumnPosition::After(other)) => sql.push_str(&format!(" AFTER {}", column_name(other)?)),
                }
                Ok(())
            }
            Self::DropColumn(column) => {
                sql.push_str(&format!(" DROP COLUMN {}", column_name(column)?));
                Ok(())
            }
            Self::SetProperties(properties) => list(sql, " SET TBLPROPERTIES", &properties.write()?),
            Self::UnsetProperties(keys) => {
                keys.iter().try_for_each(|key| properties::check_key(key))?;
                let keys: Vec<_> = keys.iter().map(|key| literal::hive_string(key)).collect();
                list(sql, " UNSET TBLPROPERTIES", &keys)
            }
            Self::SetLocation(location) => {
                location::check(location)?;
                sql.push_str(&format!(" SET LOCATION {}", literal::hive_string(location)));
                Ok(())
            }
            Self::RenameTo(table) => {
                sql.push_str(&format!(" RENAME TO {}", table.write(Grammar::Hive)?));
                Ok(())
            }
            Self::AddPartitions { partitions, if_not_exists } => {
                let add = if *if_not_exists { " ADD IF NOT EXISTS" } else { " ADD" };
                // Athena's grammar has no comma between these partitions.
                partition_list(sql, add, partitions, Partition::write_with_location, "\n\t")
            }
            Self::DropPartitions { partitions, if_exists } => {
                let drop = if *if_exists { " DROP IF EXISTS" } else { " DROP" };
                partition_list(sql, drop, partitions, Partition::write, ",\n\t")
            }
            Self::RenamePartition { old, new } => {
                sql.push_str(&format!(" {} RENAME TO {}", old.write()?, new.write()?));
                Ok(())
            }
        }
    }
}

fn column_name(name: &str) -> Result<String, DdlError> {
    write::name(name, Grammar::Hive).map_err(|error| error.in_column(name))
}

fn empty_change() -> DdlError {
    DdlError::new("the change is empty; give at least one column, property or partition")
}

fn list(sql: &mut String, clause: &str, items: &[String]) -> Result<(), DdlError> {
    if items.is_empty() {
        return Err(empty_change());
    }
    sql.push_str(clause);
    write::block(sql, items);
    Ok(())
}

fn partition_list(
    sql: &mut String,
    clause: &str,
    partitions: &[Partition],
    write: fn(&Partition) -> Result<String, DdlError>,
    between: &str,
) -> Result<(), DdlError> {
    if partitions.is_empty() {
        return Err(empty_change());
    }
    let items = partitions.iter().map(write).collect::<Result<Vec<_>, _>>()?;
    sql.push_str(&format!("{clause}\n\t{}", items.join(between)));
    Ok(())
}
