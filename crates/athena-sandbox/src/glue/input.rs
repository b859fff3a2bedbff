//! Conversion from `TableInput` to a catalog entry

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::athena::ApiError;
use crate::engine::contract::TableColumn;
use crate::engine::{Classes, Entry, Facts, Iceberg, StoredTable, View, now, trino_type};

use super::error::{constraint, invalid};
use super::request::{Request, absent};

const VIEW_BEGIN: &str = "/* Presto View: ";
const VIEW_END: &str = " */";

/// The JSON in the text of an Athena view.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ViewText {
    original_sql: String,
    #[serde(default)]
    catalog: Option<String>,
    #[serde(default)]
    schema: Option<String>,
    #[serde(default)]
    columns: Vec<ViewColumn>,
}

#[derive(Debug, Serialize, Deserialize)]
struct ViewColumn {
    name: String,
    #[serde(rename = "type")]
    ty: String,
}

/// The table name and the entry of a request.
pub(super) fn table(database: &str, request: Request<'_>) -> Result<(String, Entry), ApiError> {
    let input = request.required_structure("TableInput")?;
    let value = Value::Object(input.clone());
    let given = Request::new(&value)?;
    let name = given.optional_name("Name")?.ok_or_else(|| absent("tableInput.name"))?;
    let nothing = Value::Object(Map::new());
    let storage = Request::new(value.get("StorageDescriptor").filter(|value| !value.is_null()).unwrap_or(&nothing))?;
    let columns = columns(storage, "Columns", "table.storageDescriptor.columns")?;
    let text = |request: Request<'_>, member: &str| Ok::<_, ApiError>(request.string(member)?.map(str::to_owned));
    let partition_keys = self::columns(given, "PartitionKeys", "table.partitionKeys")?;
    let mut parameters = strings(given, "Parameters")?;
    for member in ["Description", "Owner", "TableType", "ViewOriginalText", "ViewExpandedText"] {
        given.string(member)?;
    }
    given.integer("Retention")?;
    let mut input = input.clone();
    // Statements give every table a type; a table that Glue got without one stays without one.
    input.entry("TableType").or_insert(Value::Null);
    let facts_input = input;
    if given.string("TableType")? == Some("VIRTUAL_VIEW") {
        let glue = Facts { input: facts_input, ..Facts::default() };
        return view(given, database, columns, glue).map(|view| (name, Entry::View(view)));
    }
    let serde_value = value.pointer("/StorageDescriptor/SerdeInfo").filter(|value| !value.is_null());
    let serde = Request::new(serde_value.unwrap_or(&nothing))?;
    let classes = Classes {
        input: text(storage, "InputFormat")?.unwrap_or_default(),
        output: text(storage, "OutputFormat")?.unwrap_or_default(),
        serde: text(serde, "SerializationLibrary")?.unwrap_or_default(),
    };
    let bucket_columns = storage.strings("BucketColumns")?.filter(|columns| !columns.is_empty());
    let number = storage.integer("NumberOfBuckets")?.and_then(|number| u32::try_from(number).ok());
    let opened = request.structure("OpenTableFormatInput")?.is_some_and(|input| input.contains_key("IcebergInput"));
    if opened && !parameters.iter().any(|(key, _)| key == "table_type") {
        parameters.push(("table_type".to_owned(), "ICEBERG".to_owned()));
    }
    let iceberg = parameters
        .iter()
        .any(|(key, value)| key.eq_ignore_ascii_case("table_type") && value.eq_ignore_ascii_case("iceberg"));
    let made = StoredTable {
        columns,
        partition_keys,
        parameters,
        location: text(storage, "Location")?.unwrap_or_default(),
        classes,
        serde_parameters: strings(serde, "Parameters")?,
        buckets: bucket_columns.zip(number.filter(|number| *number > 0)),
        partitions: BTreeMap::new(),
        iceberg: iceberg.then(Iceberg::default),
        created: now(),
        glue: Facts { input: facts_input, ..Facts::default() },
    };
    Ok((name, Entry::Stored(Box::new(made))))
}

/// A view. Athena's own views carry their query in base64; the text of any other view is its query.
fn view(given: Request<'_>, database: &str, columns: Vec<TableColumn>, glue: Facts<View>) -> Result<View, ApiError> {
    let original = given.string("ViewOriginalText")?.unwrap_or_default();
    let expanded = given.string("ViewExpandedText")?.unwrap_or_default();
    let encoded = original.trim().strip_prefix(VIEW_BEGIN).and_then(|rest| rest.strip_suffix(VIEW_END));
    let (sql, schema) = match encoded {
        Some(encoded) => {
            let decoded = BASE64.decode(encoded.trim()).ok();
            let text = decoded.and_then(|json| serde_json::from_slice::<ViewText>(&json).ok());
            let text = text.ok_or_else(|| invalid("ViewOriginalText is not the base64 of a view's JSON"))?;
            (text.original_sql, text.schema)
        }
        None if expanded.is_empty() => (original.to_owned(), None),
        None => (expanded.to_owned(), None),
    };
    let database = schema.unwrap_or_else(|| database.to_owned());
    Ok(View { sql, database, columns, created: now(), glue })
}

/// The text that Athena gives to a view.
pub(super) fn view_text(view: &View) -> String {
    let column = |column: &TableColumn| ViewColumn { name: column.name.clone(), ty: trino_type(&column.hive_type) };
    let text = ViewText {
        original_sql: view.sql.clone(),
        catalog: Some("awsdatacatalog".to_owned()),
        schema: Some(view.database.clone()),
        columns: view.columns.iter().map(column).collect(),
    };
    let json = serde_json::to_vec(&text).unwrap_or_default();
    format!("{VIEW_BEGIN}{}{VIEW_END}", BASE64.encode(json))
}

fn columns(of: Request<'_>, member: &str, path: &str) -> Result<Vec<TableColumn>, ApiError> {
    let mut columns = Vec::new();
    for (at, value) in of.list(member)?.unwrap_or_default().iter().enumerate() {
        let column = Request::new(value)?;
        let name = column.string("Name")?.unwrap_or_default();
        if name.is_empty() {
            let wanted = "Member must have length greater than or equal to 1";
            return Err(constraint(&format!("{path}.{}.member.name", at + 1), "''", wanted));
        }
        column.structure("Parameters")?;
        columns.push(TableColumn {
            name: name.to_lowercase(),
            hive_type: column.string("Type")?.unwrap_or_default().to_owned(),
            comment: column.string("Comment")?.map(str::to_owned),
        });
    }
    Ok(columns)
}

/// A map of strings.
fn strings(of: Request<'_>, member: &str) -> Result<Vec<(String, String)>, ApiError> {
    let Some(map) = of.structure(member)? else { return Ok(Vec::new()) };
    let pair = |(key, value): (&String, &Value)| match value {
        Value::Null => Ok((key.clone(), String::new())),
        Value::String(text) => Ok((key.clone(), text.clone())),
        _ => Err(ApiError::serialization(Some(&format!("{member}.{key} can not be converted to a String")))),
    };
    map.iter().map(pair).collect()
}
