//! Partition operations

use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::{Map, Value, json};

use crate::athena::ApiError;
use crate::engine::contract::TableColumn;
use crate::engine::{Entry, PartitionFacts, StoredTable, now};
use crate::percent;

use super::error::{ChangeError, detail, exists, invalid, missing};
use super::expression::Filter;
use super::request::{Request, absent};
use super::{ACCOUNT, Glue, describe};

const UNKNOWN: &str = "Cannot find partition.";
const TAKEN: &str = "Partition already exists.";

impl Glue {
    pub(super) fn get_partition(&self, request: Request<'_>) -> Result<Value, ApiError> {
        let table = self.partitioned(request)?;
        let values = request.required_strings("PartitionValues")?;
        let found = table.find(&values).ok_or_else(|| missing(UNKNOWN))?;
        Ok(json!({ "Partition": found }))
    }

    pub(super) fn get_partitions(&self, request: Request<'_>) -> Result<Value, ApiError> {
        let table = self.partitioned(request)?;
        let expression = request.string("Expression")?.filter(|text| !text.trim().is_empty());
        let filter = expression.map(|text| Filter::parse(text, table.keys())).transpose()?;
        let segment = request.structure("Segment")?.map(segment_of).transpose()?;
        let plain = request.boolean("ExcludeColumnSchema")?.unwrap_or(false);
        let mut all = table.all();
        all.retain(|values| {
            filter.as_ref().is_none_or(|filter| filter.holds(values))
                && segment.is_none_or(|(number, total)| {
                    let mut hasher = DefaultHasher::new();
                    values.hash(&mut hasher);
                    hasher.finish() % total == number
                })
        });
        let subject = format!("partitions of {}.{} where {expression:?} in {segment:?}", table.database, table.name);
        request.page(&subject, "Partitions", all, 1000, |values| {
            let mut found = table.find(&values).unwrap_or_default();
            if let Some(storage) = found.get_mut("StorageDescriptor").and_then(Value::as_object_mut).filter(|_| plain) {
                storage.remove("Columns");
            }
            found
        })
    }

    pub(super) fn batch_get_partition(&self, request: Request<'_>) -> Result<Value, ApiError> {
        let table = self.partitioned(request)?;
        let wanted = request.required_list("PartitionsToGet", 1000)?;
        let wanted = wanted.iter().map(values_of).collect::<Result<Vec<_>, _>>()?;
        let found: Vec<_> = wanted.iter().filter_map(|values| table.find(values)).collect();
        Ok(json!({ "Partitions": found, "UnprocessedKeys": [] }))
    }

    pub(super) fn create_partition(&self, request: Request<'_>) -> Result<Value, ApiError> {
        let input = request.required_structure("PartitionInput")?;
        self.change(request, |made| match add(made, input)? {
            true => Ok(()),
            false => Err(exists(TAKEN).into()),
        })?;
        Ok(json!({}))
    }

    pub(super) fn batch_create_partition(&self, request: Request<'_>) -> Result<Value, ApiError> {
        let inputs = request.required_list("PartitionInputList", 100)?;
        let inputs = inputs.iter().map(structure).collect::<Result<Vec<_>, _>>()?;
        let mut errors = Vec::new();
        self.change(request, |made| {
            for input in inputs {
                if !add(made, input)? {
                    let why = detail("AlreadyExistsException", TAKEN);
                    errors.push(json!({ "PartitionValues": input["Values"], "ErrorDetail": why }));
                }
            }
            Ok(())
        })?;
        Ok(json!({ "Errors": errors }))
    }

    pub(super) fn update_partition(&self, request: Request<'_>) -> Result<Value, ApiError> {
        let values = request.required_strings("PartitionValueList")?;
        let input = request.required_structure("PartitionInput")?;
        self.change(request, |made| update(made, &values, input)?.map_err(ChangeError::from))?;
        Ok(json!({}))
    }

    pub(super) fn batch_update_partition(&self, request: Request<'_>) -> Result<Value, ApiError> {
        let mut entries = Vec::new();
        for entry in request.required_list("Entries", 100)? {
            let entry = Request::new(entry)?;
            entries.push((entry.required_strings("PartitionValueList")?, entry.required_structure("PartitionInput")?));
        }
        let mut errors = Vec::new();
        self.change(request, |made| {
            for (values, input) in entries {
                if let Err(error) = update(made, &values, input)? {
                    let error = error.to_json();
                    let why = json!({ "ErrorCode": error["__type"], "ErrorMessage": error["Message"] });
                    errors.push(json!({ "PartitionValueList": values, "ErrorDetail": why }));
                }
            }
            Ok(())
        })?;
        Ok(json!({ "Errors": errors }))
    }

    pub(super) fn delete_partition(&self, request: Request<'_>) -> Result<Value, ApiError> {
        let values = request.required_strings("PartitionValues")?;
        self.change(request, |made| match made.partitions.remove(&values) {
            Some(_) => Ok(()),
            None => Err(missing(UNKNOWN).into()),
        })?;
        Ok(json!({}))
    }

    pub(super) fn batch_delete_partition(&self, request: Request<'_>) -> Result<Value, ApiError> {
        let wanted = request.required_list("PartitionsToDelete", 25)?;
        let wanted = wanted.iter().map(values_of).collect::<Result<Vec<_>, _>>()?;
        let mut errors = Vec::new();
        self.change(request, |made| {
            for values in wanted {
                if made.partitions.remove(&values).is_none() {
                    let why = detail("EntityNotFoundException", UNKNOWN);
                    errors.push(json!({ "PartitionValues": values, "ErrorDetail": why }));
                }
            }
            Ok(())
        })?;
        Ok(json!({ "Errors": errors }))
    }

    fn partitioned(&self, request: Request<'_>) -> Result<Partitioned, ApiError> {
        let (database, name) = (request.name("DatabaseName")?, request.name("TableName")?);
        let entry = self.entry(&database, &name)?;
        Ok(Partitioned { database, name, entry })
    }

    fn change(
        &self,
        request: Request<'_>,
        f: impl FnOnce(&mut StoredTable) -> Result<(), ChangeError>,
    ) -> Result<(), ApiError> {
        let (database, name) = (request.name("DatabaseName")?, request.name("TableName")?);
        self.entry(&database, &name)?;
        self.catalog().alter_table((&database, &name), f).map_err(|stop| stop.of_table(&database, &name))
    }
}

/// The table of a partition request.
struct Partitioned {
    database: String,
    name: String,
    entry: Entry,
}

impl Partitioned {
    fn keys(&self) -> &[TableColumn] {
        match &self.entry {
            Entry::Stored(made) => &made.partition_keys,
            Entry::ReadOnly { info, .. } => &info.partition_keys,
            Entry::View(_) => &[],
        }
    }

    /// The values of all partitions.
    fn all(&self) -> Vec<Vec<String>> {
        match &self.entry {
            Entry::Stored(made) => made.partitions.keys().cloned().collect(),
            Entry::ReadOnly { partitions, .. } => partitions.iter().map(|name| from_folder(name)).collect(),
            Entry::View(_) => Vec::new(),
        }
    }

    fn find(&self, values: &[String]) -> Option<Value> {
        let (mut partition, created) = match &self.entry {
            Entry::View(_) => return None,
            Entry::Stored(made) => {
                let location = made.partitions.get(values)?;
                let facts = made.glue.partitions.get(values);
                let mut partition = facts.map(|facts| facts.input.clone()).unwrap_or_default();
                let given = partition.remove("StorageDescriptor").and_then(|storage| storage.as_object().cloned());
                let mut storage = given.unwrap_or_else(|| describe::storage(made));
                storage.insert("Location".to_owned(), location.clone().into());
                partition.insert("StorageDescriptor".to_owned(), storage.into());
                let created = facts.map(|facts| facts.created).filter(|created| *created > 0.0);
                (partition, created.unwrap_or(made.created))
            }
            Entry::ReadOnly { info, partitions } => {
                let folder = partitions.iter().find(|name| from_folder(name) == values)?;
                let table = describe::table(&self.database, &self.name, &self.entry);
                let mut storage = table["StorageDescriptor"].clone();
                let location = storage["Location"].as_str().unwrap_or_default();
                storage["Location"] = format!("{location}{folder}/").into();
                let mut partition = Map::new();
                partition.insert("StorageDescriptor".to_owned(), storage);
                (partition, info.created)
            }
        };
        partition.retain(|_, value| !value.is_null());
        let mut set = |member: &str, value: Value| partition.insert(member.to_owned(), value);
        set("CatalogId", ACCOUNT.into());
        set("CreationTime", created.into());
        set("DatabaseName", self.database.clone().into());
        set("TableName", self.name.clone().into());
        set("Values", values.to_vec().into());
        partition.entry("Parameters").or_insert_with(|| json!({}));
        Some(Value::Object(partition))
    }
}

/// The values in `key=value/...`.
fn from_folder(name: &str) -> Vec<String> {
    let value = |part: &str| percent::decode(part.split_once('=').map_or(part, |(_, value)| value));
    name.split('/').map(value).collect()
}

fn structure(value: &Value) -> Result<&Map<String, Value>, ApiError> {
    value.as_object().ok_or_else(|| ApiError::serialization(Some("a list holds something that is no structure")))
}

/// The values of `{ "Values": [..] }`.
fn values_of(value: &Value) -> Result<Vec<String>, ApiError> {
    Request::new(value)?.required_strings("Values")
}

/// Number and total of a segment.
fn segment_of(segment: &Map<String, Value>) -> Result<(u64, u64), ApiError> {
    let number = |member: &str| segment.get(member).and_then(Value::as_u64);
    match (number("SegmentNumber"), number("TotalSegments")) {
        (Some(number), Some(total)) if (1..=10).contains(&total) && number < total => Ok((number, total)),
        _ => Err(invalid("Segment is not valid: SegmentNumber is below TotalSegments, which is 1 to 10")),
    }
}

/// Splits a `PartitionInput` into values, location and the members that the catalog stores as they are.
fn read(made: &StoredTable, input: &Map<String, Value>) -> Result<(Vec<String>, String, PartitionFacts), ApiError> {
    let value = Value::Object(input.clone());
    let given = Request::new(&value)?;
    let values = given.strings("Values")?.ok_or_else(|| absent("partitionInput.values"))?;
    if values.len() != made.partition_keys.len() || values.is_empty() {
        return Err(invalid("The number of partition keys do not match the number of partition values"));
    }
    given.structure("Parameters")?;
    let location = match given.structure("StorageDescriptor")? {
        None => None,
        Some(_) => value.pointer("/StorageDescriptor/Location").and_then(Value::as_str).filter(|text| !text.is_empty()),
    };
    let location = location.map_or_else(|| made.partition_location(&values), str::to_owned);
    let rest = input.iter().filter(|(member, value)| *member != "Values" && !value.is_null());
    let input = rest.map(|(member, value)| (member.clone(), value.clone())).collect();
    Ok((values, location, PartitionFacts { input, created: now() }))
}

/// Adds a partition; returns `false` if it exists.
fn add(made: &mut StoredTable, input: &Map<String, Value>) -> Result<bool, ApiError> {
    let (values, location, facts) = read(made, input)?;
    if made.partitions.contains_key(&values) {
        return Ok(false);
    }
    made.partitions.insert(values.clone(), location);
    made.glue.partitions.insert(values, facts);
    Ok(true)
}

/// Updates a partition. The inner error concerns this partition only.
fn update(
    made: &mut StoredTable,
    values: &[String],
    input: &Map<String, Value>,
) -> Result<Result<(), ApiError>, ApiError> {
    let (next, location, mut facts) = read(made, input)?;
    if !made.partitions.contains_key(values) {
        return Ok(Err(missing(UNKNOWN)));
    }
    if next != values && made.partitions.contains_key(&next) {
        return Ok(Err(exists(TAKEN)));
    }
    made.partitions.remove(values);
    if let Some(before) = made.glue.partitions.remove(values) {
        facts.created = before.created;
    }
    made.partitions.insert(next.clone(), location);
    made.glue.partitions.insert(next, facts);
    Ok(Ok(()))
}
