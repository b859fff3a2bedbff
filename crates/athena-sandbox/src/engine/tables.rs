//! `CREATE`, `DROP` and `ALTER TABLE`, and `MSCK REPAIR TABLE`: statements that change the catalog but no rows.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use super::catalog::{CATALOG, Catalog, Facts, Iceberg, Made, Refusal, classes};
use super::contract::{Failure, Rejection, Running, Session, TableColumn};
use super::lake::{Place, transform};
use super::sql::{Change, CreateTable, Name, PartitionSpec, Partitioning, RowFormat, StoredAs, TableStatement};
use super::utility::{self, hive, invalid, missing, no_database, not_kept, semantic};
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
    let place = (database.as_str(), name.table.as_str());
    match statement {
        TableStatement::Create(create) => {
            if !catalog.has_database(&database) {
                return Err(no_database(&database));
            }
            match catalog.create_table(place, described(create, created())?) {
                Ok(()) => Ok(utility::nothing()),
                Err(Refusal::Exists) if create.if_not_exists => Ok(utility::nothing()),
                Err(Refusal::Exists) => {
                    Err(hive(&format!("AlreadyExistsException(message:Table {} already exists)", name.table)))
                }
                Err(Refusal::NotKept) => Err(not_kept()),
                Err(_) => Err(no_database(&database)),
            }
        }
        TableStatement::Drop { if_exists, .. } => match catalog.drop_table(&database, &name.table) {
            Ok(dropped) => {
                dropped.iter().for_each(|made| change::remove_data(catalog, made));
                Ok(utility::nothing())
            }
            Err(Refusal::NoTable | Refusal::NoDatabase) if *if_exists => Ok(utility::nothing()),
            Err(Refusal::NotATable) => Err(semantic(10018, "Cannot drop a view with DROP TABLE", 1003)),
            Err(Refusal::NotKept) => Err(not_kept()),
            Err(_) => Err(missing(&database, &name.table)),
        },
        TableStatement::Rename { to, .. } => rename(catalog, place, to),
        TableStatement::Alter { change, .. } => {
            let table = |made: &mut Made| alter(made, change);
            refused(catalog.alter_table(place, table), place)?;
            Ok(utility::nothing())
        }
        TableStatement::Repair(_) => repair(catalog, place),
    }
}

/// An error of the catalog, or a failure found by the change itself.
enum Stopped {
    Catalog(Refusal),
    Failed(Failure),
}

impl From<Refusal> for Stopped {
    fn from(refusal: Refusal) -> Self {
        Self::Catalog(refusal)
    }
}

impl From<Failure> for Stopped {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

fn refused(result: Result<(), Stopped>, (database, name): (&str, &str)) -> Result<(), Failure> {
    result.map_err(|stopped| match stopped {
        Stopped::Failed(failure) => failure,
        Stopped::Catalog(Refusal::NotKept) => not_kept(),
        Stopped::Catalog(Refusal::NotATable) => {
            failure::not_supported(&format!("{database}.{name} is not a table that the sandbox can change"))
        }
        Stopped::Catalog(_) => missing(database, name),
    })
}

/// Renames an Iceberg table, possibly into another database. Its objects stay in place.
fn rename(catalog: &Arc<Catalog>, place: (&str, &str), to: &Name) -> Result<Running, Failure> {
    let database = to.database.as_deref().unwrap_or(place.0).to_lowercase();
    if !catalog.has_database(&database) {
        return Err(no_database(&database));
    }
    match catalog.rename_table(place, (&database, &to.table)) {
        Err(Refusal::Exists) => {
            Err(hive(&format!("InvalidOperationException(message:new table {database}.{} already exists)", to.table)))
        }
        Err(Refusal::NotATable) => Err(failure::not_supported("RENAME is for Iceberg tables only")),
        renamed => refused(renamed.map_err(Stopped::Catalog), place).map(|()| utility::nothing()),
    }
}

/// Seconds since 1970.
pub(crate) fn created() -> f64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    std::time::Duration::from_secs(now.as_secs()).as_secs_f64()
}

/// The catalog entry of a CREATE TABLE statement.
fn described(create: &CreateTable, created: f64) -> Result<Made, Failure> {
    let location = create.location.clone().unwrap_or_default();
    if Place::parse(&location).is_none() {
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
        let refused = create
            .columns
            .iter()
            .find(|c| matches!(c.hive_type.as_str(), "tinyint" | "smallint") || c.hive_type.starts_with("char"));
        if let Some(column) = refused {
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
    Ok(Made {
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

fn alter(made: &mut Made, change: &Change) -> Result<(), Stopped> {
    match change {
        Change::AddColumns(columns) => {
            made.columns.extend(columns.iter().cloned());
            distinct(made.columns.iter().chain(&made.partition_keys))?;
        }
        Change::ReplaceColumns(columns) => {
            made.columns.clone_from(columns);
            distinct(made.columns.iter().chain(&made.partition_keys))?;
        }
        Change::Column { old, new } => {
            let found = made.columns.iter_mut().find(|column| column.name == *old);
            let column = found.ok_or_else(|| hive(&format!("Invalid column reference {old}")))?;
            *column = new.clone();
            if let Some(iceberg) = &mut made.iceberg {
                iceberg.rename(old, &new.name);
            }
            distinct(made.columns.iter().chain(&made.partition_keys))?;
        }
        Change::DropColumn(name) => {
            if made.iceberg.is_none() {
                return Err(failure::not_supported("DROP COLUMN is for Iceberg tables only").into());
            }
            let found = made.columns.iter().position(|column| column.name == *name);
            made.columns.remove(found.ok_or_else(|| hive(&format!("Invalid column reference {name}")))?);
        }
        Change::SetProperties(properties) => {
            properties.iter().for_each(|(key, value)| set(&mut made.parameters, key, value));
        }
        Change::UnsetProperties(keys) => made.parameters.retain(|(key, _)| !keys.contains(key)),
        Change::SetLocation { partition: None, location } => made.location.clone_from(location),
        Change::SetLocation { partition: Some(spec), location } => {
            let values = values(made, spec)?;
            let place = made.partitions.get_mut(&values).ok_or_else(|| no_partition(spec))?;
            place.clone_from(location);
        }
        Change::AddPartitions { if_not_exists, partitions } => {
            for (spec, location) in partitions {
                let values = values(made, spec)?;
                if !made.partitions.contains_key(&values) {
                    let place = location.clone().unwrap_or_else(|| made.partition_location(&values));
                    made.partitions.insert(values, place);
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
                        let place = made.partition_keys.iter().position(|column| column.name == *key);
                        place.and_then(|place| values.get(place)) == Some(value)
                    })
                };
                let gone: Vec<_> = made.partitions.keys().filter(|values| matches(values)).cloned().collect();
                if gone.is_empty() && !if_exists {
                    return Err(no_partition(spec).into());
                }
                for values in gone {
                    made.partitions.remove(&values);
                }
            }
        }
        Change::RenamePartition { from, to } => {
            let (from_values, to_values) = (values(made, from)?, values(made, to)?);
            let place = made.partitions.remove(&from_values).ok_or_else(|| no_partition(from))?;
            made.partitions.insert(to_values, place);
        }
    }
    Ok(())
}

/// The values of a partition, in the order of the partition keys.
pub(super) fn values(made: &Made, spec: &PartitionSpec) -> Result<Vec<String>, Failure> {
    let value = |key: &TableColumn| spec.iter().find(|(name, _)| *name == key.name).map(|(_, value)| value.clone());
    let values: Option<Vec<_>> = made.partition_keys.iter().map(value).collect();
    let known = spec.len() == made.partition_keys.len() && !spec.is_empty();
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
    let change = |made: &mut Made| {
        let place = Place::parse(&made.location).ok_or(Refusal::NoTable)?;
        for (key, _) in place.objects(&storage) {
            let folders: Vec<_> = key[place.prefix.len()..].split('/').collect();
            let pairs = made.partition_keys.iter().zip(&folders[..folders.len().saturating_sub(1)]);
            let values: Vec<_> = pairs
                .map_while(|(column, folder)| {
                    let (key, value) = folder.split_once('=')?;
                    key.eq_ignore_ascii_case(&column.name).then(|| percent::decode(value))
                })
                .collect();
            if values.is_empty() || values.len() < made.partition_keys.len() || made.partitions.contains_key(&values) {
                continue;
            }
            added.push(made.partition_name(&values));
            let folder = folders[..values.len()].join("/");
            made.partitions.insert(values, place.uri(&format!("{folder}/")));
        }
        Ok::<(), Stopped>(())
    };
    let changed = catalog.alter_table((database, name), change);
    refused(changed, (database, name))?;
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
