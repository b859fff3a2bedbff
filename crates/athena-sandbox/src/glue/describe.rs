//! Glue's JSON of databases, tables and views: the stored input, overridden by the catalog's current state

use serde_json::{Map, Value, json};

use crate::engine::contract::{TableColumn, TableInfo};
use crate::engine::{DatabaseEntry, Entry, StoredTable, View};

use super::ACCOUNT;
use super::input::view_text;

const CREATED_BY: &str = "arn:aws:iam::000000000000:user/sandbox";

pub(super) fn database(entry: &DatabaseEntry) -> Value {
    let mut database = entry.facts.input.clone();
    let mut set = |member: &str, value: Value| database.insert(member.to_owned(), value);
    set("Name", entry.name.clone().into());
    set("CatalogId", ACCOUNT.into());
    set("CreateTime", entry.facts.created.into());
    if let Some(description) = &entry.description {
        set("Description", description.clone().into());
    }
    database.entry("CreateTableDefaultPermissions").or_insert_with(|| {
        json!([{ "Permissions": ["ALL"], "Principal": { "DataLakePrincipalIdentifier": "IAM_ALLOWED_PRINCIPALS" } }])
    });
    Value::Object(database)
}

pub(super) fn table(database: &str, name: &str, entry: &Entry) -> Value {
    let mut table = match entry {
        Entry::ReadOnly { info, .. } => of_data_folder(info),
        Entry::View(view) => of_view(view),
        Entry::Stored(made) => of_made(made),
    };
    let mut set = |member: &str, value: Value| table.insert(member.to_owned(), value);
    set("CatalogId", ACCOUNT.into());
    set("DatabaseName", database.into());
    set("Name", name.into());
    set("CreatedBy", CREATED_BY.into());
    set("IsRegisteredWithLakeFormation", false.into());
    table.entry("Retention").or_insert(0.into());
    table.retain(|_, value| !value.is_null());
    Value::Object(table)
}

/// The members of a table outside its storage descriptor.
fn common_members(input: &Map<String, Value>, created: f64, updated: Option<f64>, version: u64) -> Map<String, Value> {
    let mut table = input.clone();
    // Athena's DDL sets the access time to 0; a table that was created through Glue has one only if the client set it.
    if input.is_empty() {
        table.insert("LastAccessTime".to_owned(), 0.0.into());
    }
    table.entry("TableType").or_insert_with(|| "EXTERNAL_TABLE".into());
    table.insert("CreateTime".to_owned(), created.into());
    table.insert("UpdateTime".to_owned(), updated.unwrap_or(created).into());
    table.insert("VersionId".to_owned(), version.to_string().into());
    table
}

fn of_made(made: &StoredTable) -> Map<String, Value> {
    let mut table = common_members(&made.glue.input, made.created, made.glue.updated, made.glue.version);
    table.insert("Parameters".to_owned(), texts(&made.parameters));
    let before = made.glue.input.get("PartitionKeys");
    table.insert("PartitionKeys".to_owned(), columns(&made.partition_keys, before));
    table.insert("StorageDescriptor".to_owned(), storage(made).into());
    table
}

/// The storage descriptor of a table, on which those of its partitions are based.
pub(super) fn storage(made: &StoredTable) -> Map<String, Value> {
    let given = made.glue.input.get("StorageDescriptor").and_then(Value::as_object);
    let mut storage = given.cloned().unwrap_or_default();
    storage.retain(|_, value| !value.is_null());
    let before = storage.remove("Columns");
    storage.insert("Columns".to_owned(), columns(&made.columns, before.as_ref()));
    storage.insert("Location".to_owned(), made.location.clone().into());
    let serde = storage.remove("SerdeInfo");
    let mut serde = serde.as_ref().and_then(Value::as_object).cloned().unwrap_or_default();
    // Iceberg tables have no classes in Glue, although the catalog reads their files as Parquet.
    if made.iceberg.is_none() || given.is_some() {
        for (member, class) in [("InputFormat", &made.classes.input), ("OutputFormat", &made.classes.output)] {
            if !class.is_empty() {
                storage.insert(member.to_owned(), class.clone().into());
            }
        }
        if !made.classes.serde.is_empty() {
            serde.insert("SerializationLibrary".to_owned(), made.classes.serde.clone().into());
        }
        serde.insert("Parameters".to_owned(), texts(&made.serde_parameters));
    }
    storage.insert("SerdeInfo".to_owned(), serde.into());
    if let Some((columns, number)) = &made.buckets {
        storage.insert("BucketColumns".to_owned(), columns.clone().into());
        storage.insert("NumberOfBuckets".to_owned(), (*number).into());
    }
    add_defaults(&mut storage);
    storage
}

/// Adds the members that Glue returns in every storage descriptor.
fn add_defaults(storage: &mut Map<String, Value>) {
    for (member, value) in [
        ("BucketColumns", json!([])),
        ("Compressed", false.into()),
        ("NumberOfBuckets", 0.into()),
        ("SortColumns", json!([])),
        ("StoredAsSubDirectories", false.into()),
    ] {
        storage.entry(member).or_insert(value);
    }
}

fn of_view(view: &View) -> Map<String, Value> {
    let mut table = common_members(&view.glue.input, view.created, view.glue.updated, view.glue.version);
    table.insert("TableType".to_owned(), "VIRTUAL_VIEW".into());
    table.entry("PartitionKeys").or_insert_with(|| json!([]));
    // A view that a statement created or replaced has no stored text yet.
    if view.glue.input.get("ViewOriginalText").is_none() {
        table.insert("ViewOriginalText".to_owned(), view_text(view).into());
        table.insert("ViewExpandedText".to_owned(), "/* Presto View */".into());
        let parameters = json!({ "comment": "Presto View", "presto_view": "true" });
        table.insert("Parameters".to_owned(), parameters);
    }
    let given = view.glue.input.get("StorageDescriptor").and_then(Value::as_object);
    let mut storage = given.cloned().unwrap_or_default();
    storage.retain(|_, value| !value.is_null());
    let before = storage.remove("Columns");
    storage.insert("Columns".to_owned(), columns(&view.columns, before.as_ref()));
    storage.entry("Location").or_insert_with(|| "".into());
    storage.entry("SerdeInfo").or_insert_with(|| json!({}));
    add_defaults(&mut storage);
    table.insert("StorageDescriptor".to_owned(), storage.into());
    table
}

/// A data folder's table. Glue has separate members for what Athena shows among the table's parameters.
fn of_data_folder(info: &TableInfo) -> Map<String, Value> {
    let mut table = common_members(&Map::new(), info.created, None, 0);
    let mut storage = Map::new();
    let mut serde = Map::new();
    let mut serde_parameters = Vec::new();
    for (key, value) in &info.storage {
        let mut set = |member: &str| storage.insert(member.to_owned(), value.clone().into());
        match key.as_str() {
            "location" => drop(set("Location")),
            "inputformat" => drop(set("InputFormat")),
            "outputformat" => drop(set("OutputFormat")),
            "serde.serialization.lib" => drop(serde.insert("SerializationLibrary".to_owned(), value.clone().into())),
            other => {
                let key = other.strip_prefix("serde.param.").unwrap_or(other);
                serde_parameters.push((key.to_owned(), value.clone()));
            }
        }
    }
    serde.insert("Parameters".to_owned(), texts(&serde_parameters));
    storage.insert("SerdeInfo".to_owned(), serde.into());
    storage.insert("Columns".to_owned(), columns(&info.columns, None));
    add_defaults(&mut storage);
    table.insert("StorageDescriptor".to_owned(), storage.into());
    table.insert("Parameters".to_owned(), texts(&info.parameters));
    table.insert("PartitionKeys".to_owned(), columns(&info.partition_keys, None));
    table
}

/// The columns; each keeps the parameters that the stored column of the same name had.
fn columns(columns: &[TableColumn], given: Option<&Value>) -> Value {
    let given = given.and_then(Value::as_array);
    let column = |column: &TableColumn| {
        let mut json = Map::new();
        json.insert("Name".to_owned(), column.name.clone().into());
        if !column.hive_type.is_empty() {
            json.insert("Type".to_owned(), column.hive_type.clone().into());
        }
        if let Some(comment) = &column.comment {
            json.insert("Comment".to_owned(), comment.clone().into());
        }
        let same = |other: &&Value| other["Name"].as_str().is_some_and(|name| name.eq_ignore_ascii_case(&column.name));
        let parameters = given.and_then(|given| given.iter().find(same)?.get("Parameters"));
        if let Some(parameters) = parameters.filter(|parameters| !parameters.is_null()) {
            json.insert("Parameters".to_owned(), parameters.clone());
        }
        Value::Object(json)
    };
    columns.iter().map(column).collect()
}

fn texts(pairs: &[(String, String)]) -> Value {
    let pairs = pairs.iter().map(|(key, value)| (key.clone(), value.clone().into()));
    Value::Object(pairs.collect())
}
