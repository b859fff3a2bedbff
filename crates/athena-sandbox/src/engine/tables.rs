//! `CREATE`, `DROP` and `ALTER TABLE`, and `MSCK REPAIR TABLE`: statements that change the catalog but no rows.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use super::catalog::{CATALOG, Catalog, Facts, Iceberg, Refusal, StoredTable, classes, now};
use super::contract::{Failure, Rejection, Running, Session, TableColumn};
use super::lake::{S3Folder, transform};
use super::sql::{Change, CreateTable, Name, PartitionSpec, Partitioning, RowFormat, StoredAs, TableStatement};
use super::utility::{self, catalog_write_failed, hive, invalid, missing, no_database, semantic};
use super::{change, failure, type_parser};
use crate::percent;

/// The parameter that marks a table as an Iceberg table.
const TABLE_TYPE: &str = "table_type";

/// Checks of the service before a query id exists.
pub(crate) fn check(statement: &TableStatement) -> Result<(), Rejection> {
    if let Some(catalog) = statement.name().catalog.as_ref().filter(|c| !c.eq_ignore_ascii_case(CATALOG)) {
        let message = format!("DataCatalog {catalog} was not found");
        return Err(Rejection { code: "DATACATALOG_NOT_FOUND", message });
    }
    let TableStatement::Create(create) = statement else { return Ok(()) };
    if create.location.is_none() {
        let message = "No location was specified for table. An S3 location must be specified";
        return Err(invalid(message.to_owned()));
    }
    match (create.external, is_iceberg(create)) {
        (true, true) => Err(invalid("EXTERNAL is not supported for tables of the type ICEBERG".to_owned())),
        (false, false) => Err(invalid("Only external tables can be created: use CREATE EXTERNAL TABLE".to_owned())),
        _ => Ok(()),
    }
}

fn is_iceberg(create: &CreateTable) -> bool {
    let found = create.properties.iter().find(|(key, _)| key.eq_ignore_ascii_case(TABLE_TYPE));
    found.is_some_and(|(_, value)| value.eq_ignore_ascii_case("iceberg"))
}

pub(crate) fn run(catalog: &Arc<Catalog>, statement: &TableStatement, session: &Session) -> Result<Running, Failure> {
    let name = statement.name();
    let database = name.database.as_deref().unwrap_or(&session.database).to_lowercase();
    let table_name = (database.as_str(), name.table.as_str());
    match statement {
        TableStatement::Create(create) => {
            if !catalog.has_database(&database) {
                return Err(no_database(&database));
            }
            match catalog.create_table(table_name, catalog_entry(create, now())?) {
                Ok(()) => Ok(utility::nothing()),
                Err(Refusal::Exists) if create.if_not_exists => Ok(utility::nothing()),
                Err(Refusal::Exists) => {
                    Err(hive(&format!("AlreadyExistsException(message:Table {} already exists)", name.table)))
                }
                Err(Refusal::NotPersisted) => Err(catalog_write_failed()),
                Err(_) => Err(no_database(&database)),
            }
        }
        TableStatement::Drop { if_exists, .. } => match catalog.drop_table(&database, &name.table) {
            Ok(dropped) => {
                dropped.iter().for_each(|table| change::remove_data(catalog, table));
                Ok(utility::nothing())
            }
            Err(Refusal::NoTable | Refusal::NoDatabase) if *if_exists => Ok(utility::nothing()),
            Err(Refusal::NotATable) => Err(semantic(10018, "Cannot drop a view with DROP TABLE", 1003)),
            Err(Refusal::NotPersisted) => Err(catalog_write_failed()),
            Err(_) => Err(missing(&database, &name.table)),
        },
        TableStatement::Rename { to, .. } => rename(catalog, table_name, to),
        TableStatement::Alter { change, .. } => {
            let apply = |table: &mut StoredTable| alter(table, change);
            to_failure(catalog.alter_table(table_name, apply), table_name)?;
            Ok(utility::nothing())
        }
        TableStatement::Repair(_) => repair(catalog, table_name),
    }
}

/// An error of the catalog, or a failure found by the change itself.
enum AlterError {
    Catalog(Refusal),
    Failed(Failure),
}

impl From<Refusal> for AlterError {
    fn from(refusal: Refusal) -> Self {
        Self::Catalog(refusal)
    }
}

impl From<Failure> for AlterError {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

fn to_failure(result: Result<(), AlterError>, (database, name): (&str, &str)) -> Result<(), Failure> {
    result.map_err(|stopped| match stopped {
        AlterError::Failed(failure) => failure,
        AlterError::Catalog(Refusal::NotPersisted) => catalog_write_failed(),
        AlterError::Catalog(Refusal::NotATable) => {
            failure::not_supported(&format!("{database}.{name} is not a table that the sandbox can change"))
        }
        AlterError::Catalog(_) => missing(database, name),
    })
}

/// Renames an Iceberg table, possibly into another database. Its objects stay in place.
fn rename(catalog: &Arc<Catalog>, table_name: (&str, &str), to: &Name) -> Result<Running, Failure> {
    let database = to.database.as_deref().unwrap_or(table_name.0).to_lowercase();
    if !catalog.has_database(&database) {
        return Err(no_database(&database));
    }
    match catalog.rename_table(table_name, (&database, &to.table)) {
        Err(Refusal::Exists) => {
            Err(hive(&format!("InvalidOperationException(message:new table {database}.{} already exists)", to.table)))
        }
        Err(Refusal::NotATable) => Err(failure::not_supported("RENAME is only supported for Iceberg tables")),
        renamed => to_failure(renamed.map_err(AlterError::Catalog), table_name).map(|()| utility::nothing()),
    }
}

/// The catalog entry of a CREATE TABLE statement.
fn catalog_entry(create: &CreateTable, created: f64) -> Result<StoredTable, Failure> {
    let location = create.location.clone().unwrap_or_default();
    if S3Folder::parse(&location).is_none() {
        return Err(hive(&format!(
            "MetaException(message:java.lang.IllegalArgumentException: '{location}' is not a location in S3)"
        )));
    }
    let iceberg = is_iceberg(create);
    let (mut partition_keys, mut transforms) = (Vec::new(), Vec::new());
    for part in &create.partitioned_by {
        match part {
            Partitioning::Key(column) if !iceberg => partition_keys.push(column.clone()),
            Partitioning::Transform(text) if iceberg => transforms.push(text.clone()),
            Partitioning::Key(column) => {
                return Err(hive(&format!("Partition column {} must not have a type", column.name)));
            }
            Partitioning::Transform(text) => {
                return Err(semantic(10035, &format!("Partition column {text} has no type"), 1003));
            }
        }
    }
    distinct(create.columns.iter().chain(&partition_keys))?;
    let mut parameters = Vec::new();
    parameters.extend(create.comment.iter().map(|text| ("comment".to_owned(), text.clone())));
    for (key, value) in &create.properties {
        set(&mut parameters, key, value);
    }
    if iceberg {
        for (key, value) in &mut parameters {
            if key.eq_ignore_ascii_case(TABLE_TYPE) {
                (*key, *value) = (TABLE_TYPE.to_owned(), "ICEBERG".to_owned());
            }
        }
        let to_failure = create
            .columns
            .iter()
            .find(|c| matches!(c.hive_type.as_str(), "tinyint" | "smallint") || c.hive_type.starts_with("char"));
        if let Some(column) = to_failure {
            return Err(hive(&format!("Unsupported type for column {}: {}", column.name, column.hive_type)));
        }
        let typed = |column: &TableColumn| Some((column.name.clone(), type_parser::parse(&column.hive_type).ok()?));
        let columns: Vec<_> = create.columns.iter().filter_map(typed).collect();
        transform::check(&transforms, &columns).map_err(|message| hive(&message))?;
    }
    let stored = match &create.stored_as {
        None => classes("TEXTFILE"),
        Some(StoredAs::Named(format)) => classes(format),
        Some(StoredAs::Classes { input, output }) => classes("TEXTFILE").map(|mut text| {
            (text.input, text.output) = (input.clone(), output.clone());
            text
        }),
    };
    let Some(mut stored) = stored else {
        return Err(semantic(
            10055,
            "Output Format must implement HiveOutputFormat, otherwise it should be a known name",
            1003,
        ));
    };
    let plain = || vec![("serialization.format".to_owned(), "1".to_owned())];
    let serde_parameters = match &create.row_format {
        None => plain(),
        Some(RowFormat::Delimited(properties)) => match properties.iter().any(|(key, _)| key == "field.delim") {
            true => properties.clone(),
            false => [plain(), properties.clone()].concat(),
        },
        Some(RowFormat::Serde { class, properties }) => {
            stored.serde.clone_from(class);
            if properties.is_empty() { plain() } else { properties.clone() }
        }
    };
    Ok(StoredTable {
        columns: create.columns.clone(),
        partition_keys,
        parameters,
        location,
        classes: stored,
        serde_parameters,
        buckets: create.clustered_by.clone(),
        partitions: BTreeMap::new(),
        iceberg: iceberg.then(|| Iceberg { transforms, ..Iceberg::default() }),
        created,
        glue: Facts::default(),
    })
}

fn distinct<'a>(columns: impl Iterator<Item = &'a TableColumn>) -> Result<(), Failure> {
    let mut seen = HashSet::new();
    for column in columns {
        if !seen.insert(&column.name) {
            return Err(semantic(10036, &format!("Duplicate column name: {}", column.name), 1003));
        }
    }
    Ok(())
}

fn set(parameters: &mut Vec<(String, String)>, key: &str, value: &str) {
    match parameters.iter_mut().find(|(known, _)| known == key) {
        Some((_, old)) => value.clone_into(old),
        None => parameters.push((key.to_owned(), value.to_owned())),
    }
}

fn alter(table: &mut StoredTable, change: &Change) -> Result<(), AlterError> {
    match change {
        Change::AddColumns(columns) => {
            table.columns.extend(columns.iter().cloned());
            distinct(table.columns.iter().chain(&table.partition_keys))?;
        }
        Change::ReplaceColumns(columns) => {
            table.columns.clone_from(columns);
            distinct(table.columns.iter().chain(&table.partition_keys))?;
        }
        Change::Column { old, new } => {
            let found = table.columns.iter_mut().find(|column| column.name == *old);
            let column = found.ok_or_else(|| hive(&format!("Invalid column reference {old}")))?;
            *column = new.clone();
            if let Some(iceberg) = &mut table.iceberg {
                iceberg.rename(old, &new.name);
            }
            distinct(table.columns.iter().chain(&table.partition_keys))?;
        }
        Change::DropColumn(name) => {
            if table.iceberg.is_none() {
                return Err(failure::not_supported("DROP COLUMN is only supported for Iceberg tables").into());
            }
            let found = table.columns.iter().position(|column| column.name == *name);
            table.columns.remove(found.ok_or_else(|| hive(&format!("Invalid column reference {name}")))?);
        }
        Change::SetProperties(properties) => {
            properties.iter().for_each(|(key, value)| set(&mut table.parameters, key, value));
        }
        Change::UnsetProperties(keys) => table.parameters.retain(|(key, _)| !keys.contains(key)),
        Change::SetLocation { partition: None, location } => table.location.clone_from(location),
        Change::SetLocation { partition: Some(spec), location } => {
            let values = values(table, spec)?;
            let current = table.partitions.get_mut(&values).ok_or_else(|| no_partition(spec))?;
            current.clone_from(location);
        }
        Change::AddPartitions { if_not_exists, partitions } => {
            for (spec, location) in partitions {
                let values = values(table, spec)?;
                if !table.partitions.contains_key(&values) {
                    let location = location.clone().unwrap_or_else(|| table.partition_location(&values));
                    table.partitions.insert(values, location);
                } else if !if_not_exists {
                    let message = "AlreadyExistsException(message:Partition already exists.)";
                    return Err(hive(message).into());
                }
            }
        }
        Change::DropPartitions { if_exists, partitions } => {
            for spec in partitions {
                let matches = |values: &Vec<String>| {
                    spec.iter().all(|(key, value)| {
                        let key_index = table.partition_keys.iter().position(|column| column.name == *key);
                        key_index.and_then(|index| values.get(index)) == Some(value)
                    })
                };
                let gone: Vec<_> = table.partitions.keys().filter(|values| matches(values)).cloned().collect();
                if gone.is_empty() && !if_exists {
                    return Err(no_partition(spec).into());
                }
                for values in gone {
                    table.partitions.remove(&values);
                }
            }
        }
        Change::RenamePartition { from, to } => {
            let (from_values, to_values) = (values(table, from)?, values(table, to)?);
            let location = table.partitions.remove(&from_values).ok_or_else(|| no_partition(from))?;
            table.partitions.insert(to_values, location);
        }
    }
    Ok(())
}

/// The values of a partition, in the order of the partition keys.
pub(super) fn values(table: &StoredTable, spec: &PartitionSpec) -> Result<Vec<String>, Failure> {
    let value = |key: &TableColumn| spec.iter().find(|(name, _)| *name == key.name).map(|(_, value)| value.clone());
    let values: Option<Vec<_>> = table.partition_keys.iter().map(value).collect();
    let known = spec.len() == table.partition_keys.len() && !spec.is_empty();
    values.filter(|_| known).ok_or_else(|| {
        let pairs: Vec<_> = spec.iter().map(|(key, value)| format!("{key}={value}")).collect();
        let message = format!("Partition spec {{{}}} does not match the partition columns", pairs.join(", "));
        semantic(10125, &message, 1003)
    })
}

pub(super) fn no_partition(spec: &PartitionSpec) -> Failure {
    let pairs: Vec<_> = spec.iter().map(|(key, value)| format!("{key} = {value}")).collect();
    semantic(10006, &format!("Partition not found ({})", pairs.join(", ")), 1003)
}

/// Registers the partition folders `key=value/...` below the location.
fn repair(catalog: &Arc<Catalog>, (database, name): (&str, &str)) -> Result<Running, Failure> {
    let mut added = Vec::new();
    let storage = catalog.storage.clone();
    let change = |table: &mut StoredTable| {
        let folder = S3Folder::parse(&table.location).ok_or(Refusal::NoTable)?;
        for (key, _) in folder.objects(&storage) {
            let folders: Vec<_> = key[folder.prefix.len()..].split('/').collect();
            let pairs = table.partition_keys.iter().zip(&folders[..folders.len().saturating_sub(1)]);
            let values: Vec<_> = pairs
                .map_while(|(column, folder)| {
                    let (key, value) = folder.split_once('=')?;
                    key.eq_ignore_ascii_case(&column.name).then(|| percent::decode(value))
                })
                .collect();
            if values.is_empty() || values.len() < table.partition_keys.len() || table.partitions.contains_key(&values)
            {
                continue;
            }
            added.push(table.partition_name(&values));
            let path = folders[..values.len()].join("/");
            table.partitions.insert(values, folder.uri(&format!("{path}/")));
        }
        Ok::<(), AlterError>(())
    };
    let changed = catalog.alter_table((database, name), change);
    to_failure(changed, (database, name))?;
    let mut lines = Vec::new();
    if !added.is_empty() {
        let listed: Vec<_> = added.iter().map(|partition| format!("{name}:{partition}")).collect();
        lines.push(format!("Partitions not in metastore:\t{}", listed.join("\t")));
        lines.extend(listed.iter().map(|partition| format!("Repair: Added partition to metastore {partition}")));
    }
    Ok(utility::running(&["result"], 1, lines.into_iter(), None))
}

#[cfg(test)]
mod tests {
    use super::type_parser;

    #[test]
    fn hive_types_keep_their_spelling() {
        for text in ["string", "array<struct<a:int,b:map<string,double>>>", "decimal(10,0)", "varchar(3)", "binary"] {
            assert_eq!(type_parser::parse(text).map(|ty| ty.hive()), Ok(text.to_owned()));
        }
    }
}
