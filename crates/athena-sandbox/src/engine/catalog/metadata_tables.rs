//! Derived tables: earlier snapshots, and the metadata tables `"t$snapshots"`, `"t$files"` and so on, with Trino's
//! columns.
//!
//! The metadata tables are computed from the catalog and the footers of the data files. Manifests have the names that
//! Iceberg would give them, but do not exist as objects.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, RecordBatch, TimestampMillisecondArray};
use datafusion::arrow::datatypes::{Field, Schema};
use datafusion::catalog::{MemTable, TableProvider};
use datafusion::error::Result;
use serde_json::{Map, Value, json};

use super::{Catalog, DataFile, Iceberg, StoredTable};
use crate::engine::lake::footer::{self, Footer};
use crate::engine::lake::{Lake, PartitionField, column_types, json_column, transform};
use crate::engine::types::AthenaType;

/// Separates the name of a table from the id of a snapshot.
pub(crate) const VERSION: char = '@';

/// Suffix of a table name for a query that also reads the hidden columns.
pub(crate) const HIDDEN: char = '&';

/// Separates a snapshot id from the positions of the files to read: `*`, or numbers separated by commas.
pub(crate) const FILE: char = '#';

/// The kind of metadata table, which the suffix of the name selects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    History,
    Snapshots,
    Files,
    Manifests,
    Partitions,
    Refs,
}

impl Kind {
    /// Splits a name into the table and the kind of metadata.
    fn split(name: &str) -> Option<(&str, Self)> {
        let (table, kind) = name.rsplit_once('$')?;
        Some((
            table,
            match kind {
                "history" => Self::History,
                "snapshots" => Self::Snapshots,
                "files" => Self::Files,
                "manifests" => Self::Manifests,
                "partitions" => Self::Partitions,
                "refs" => Self::Refs,
                _ => return None,
            },
        ))
    }
}

/// A metadata table under construction.
#[derive(Default)]
struct Columns {
    fields: Vec<Arc<Field>>,
    arrays: Vec<ArrayRef>,
}

impl Columns {
    fn add(&mut self, name: &str, ty: &AthenaType, values: &[Value]) -> Result<()> {
        let cells: Vec<_> = values.iter().map(Some).collect();
        self.fields.push(ty.to_field(name, true));
        self.arrays.push(json_column(ty, &cells)?);
        Ok(())
    }

    /// Adds a column of timestamps, given in milliseconds since 1970.
    fn add_timestamps(&mut self, name: &str, values: impl Iterator<Item = i64>) {
        let array: ArrayRef = Arc::new(TimestampMillisecondArray::from_iter_values(values).with_timezone("UTC"));
        self.fields.push(Arc::new(Field::new(name, array.data_type().clone(), true)));
        self.arrays.push(array);
    }

    fn finish(self) -> Result<Arc<dyn TableProvider>> {
        let batch = RecordBatch::try_new(Arc::new(Schema::new(self.fields)), self.arrays)?;
        Ok(Arc::new(MemTable::try_new(batch.schema(), vec![vec![batch]])?))
    }
}

impl Catalog {
    /// Resolves a derived table: `table@id` for a snapshot (the planner's form of `FOR VERSION AS OF`), `table@id#0,3`
    /// for some of its files, either of them with `&` appended to include the hidden columns, or a metadata table.
    pub(super) fn derived(&self, database: &str, table: &str) -> Result<Option<Arc<dyn TableProvider>>> {
        if let Some(table) = table.strip_suffix(HIDDEN) {
            let found = self.snapshot(database, table)?.map(|table| Arc::new(table.with_hidden()));
            return Ok(found.map(|table| table as Arc<dyn TableProvider>));
        }
        if !table.contains(VERSION) {
            return self.metadata(database, table);
        }
        Ok(self.snapshot(database, table)?.map(|table| Arc::new(table) as Arc<dyn TableProvider>))
    }

    /// A table over objects, in its current state or as of a snapshot.
    fn snapshot(&self, database: &str, table: &str) -> Result<Option<Lake>> {
        let Some((name, version)) = table.rsplit_once(VERSION) else {
            let stored = self.stored_table(database, table);
            return stored.map(|stored| Lake::new(self.storage.clone(), stored, None)).transpose();
        };
        let (id, file) = version.split_once(FILE).map_or((version, None), |(id, file)| (id, Some(file)));
        let Some(stored) = self.stored_table(database, name) else { return Ok(None) };
        let mut snapshots = stored.iceberg.iter().flat_map(|iceberg| &iceberg.snapshots);
        let Some(mut snapshot) = snapshots.find(|snapshot| snapshot.id.to_string() == id).cloned() else {
            return Ok(None);
        };
        if let Some(file) = file {
            let wanted: BTreeSet<usize> = file.split(',').filter_map(|at| at.parse().ok()).collect();
            let mut at = 0..;
            snapshot.files.retain(|_| at.next().is_some_and(|at: usize| file == "*" || wanted.contains(&at)));
            // The rows are read with the current columns of the table.
            snapshot.columns.clear();
        }
        Lake::new(self.storage.clone(), stored, Some(snapshot)).map(Some)
    }

    /// Returns whether a name is that of a metadata table.
    pub(super) fn is_metadata(&self, database: &str, name: &str) -> bool {
        self.base_table(database, name).is_some()
    }

    fn metadata(&self, database: &str, name: &str) -> Result<Option<Arc<dyn TableProvider>>> {
        let Some((table, kind)) = self.base_table(database, name) else { return Ok(None) };
        let Some(iceberg) = &table.iceberg else { return keys(&table).map(Some) };
        match kind {
            Kind::History => history(iceberg),
            Kind::Snapshots => snapshots(&table, iceberg),
            Kind::Refs => refs(iceberg),
            Kind::Files => files(&self.footers(iceberg)?, &table),
            Kind::Manifests => manifests(&table, iceberg),
            Kind::Partitions => partitions(&self.footers(iceberg)?, &table, iceberg),
        }
        .map(Some)
    }

    /// The table and kind behind the name of a metadata table. A Hive table only has `$partitions`, if it has partition
    /// keys.
    fn base_table(&self, database: &str, name: &str) -> Option<(StoredTable, Kind)> {
        let name = name.to_lowercase();
        let (table, kind) = Kind::split(&name)?;
        let stored = self.stored_table(database, table)?;
        let has_keys = kind == Kind::Partitions && !stored.partition_keys.is_empty();
        (stored.iceberg.is_some() || has_keys).then_some((stored, kind))
    }

    /// The files of the table with their footers.
    fn footers(&self, iceberg: &Iceberg) -> Result<Vec<(DataFile, Footer)>> {
        let files = iceberg.current().iter().flat_map(|snapshot| snapshot.files.clone()).collect::<Vec<_>>();
        files.into_iter().map(|file| footer::read(&self.storage, &file.uri).map(|footer| (file, footer))).collect()
    }
}

/// The `$partitions` table of a Hive table.
fn keys(table: &StoredTable) -> Result<Arc<dyn TableProvider>> {
    let types = column_types(table)?;
    let mut columns = Columns::default();
    for (at, (name, ty)) in types[types.len() - table.partition_keys.len()..].iter().enumerate() {
        let value = |values: &Vec<String>| match values.get(at) {
            Some(value) if value != "__HIVE_DEFAULT_PARTITION__" => Value::String(value.clone()),
            _ => Value::Null,
        };
        columns.add(name, ty, &table.partitions.keys().map(value).collect::<Vec<_>>())?;
    }
    columns.finish()
}

fn history(iceberg: &Iceberg) -> Result<Arc<dyn TableProvider>> {
    let mut columns = Columns::default();
    let each = |value: &dyn Fn(&super::Snapshot) -> Value| iceberg.snapshots.iter().map(value).collect::<Vec<_>>();
    columns.add_timestamps("made_current_at", iceberg.snapshots.iter().map(|snapshot| snapshot.committed_ms));
    columns.add("snapshot_id", &AthenaType::BigInt, &each(&|snapshot| json!(snapshot.id)))?;
    columns.add("parent_id", &AthenaType::BigInt, &each(&|snapshot| json!(snapshot.parent)))?;
    // Rollback does not exist, so every snapshot is an ancestor of the current one.
    columns.add("is_current_ancestor", &AthenaType::Boolean, &each(&|_| json!(true)))?;
    columns.finish()
}

fn snapshots(table: &StoredTable, iceberg: &Iceberg) -> Result<Arc<dyn TableProvider>> {
    let mut columns = Columns::default();
    let varchar = AthenaType::Varchar(None);
    let each = |value: &dyn Fn(&super::Snapshot) -> Value| iceberg.snapshots.iter().map(value).collect::<Vec<_>>();
    let folder = table.location.trim_end_matches('/');
    columns.add_timestamps("committed_at", iceberg.snapshots.iter().map(|snapshot| snapshot.committed_ms));
    columns.add("snapshot_id", &AthenaType::BigInt, &each(&|snapshot| json!(snapshot.id)))?;
    columns.add("parent_id", &AthenaType::BigInt, &each(&|snapshot| json!(snapshot.parent)))?;
    columns.add("operation", &varchar, &each(&|snapshot| json!(snapshot.operation)))?;
    let list = |id: i64| format!("{folder}/metadata/snap-{id}-1.avro");
    columns.add("manifest_list", &varchar, &each(&|snapshot| json!(list(snapshot.id))))?;
    let summary = AthenaType::Map(Box::new(varchar.clone()), Box::new(varchar.clone()));
    columns.add("summary", &summary, &each(&|snapshot| json!(snapshot.summary)))?;
    columns.finish()
}

/// The only branch, which exists once there is a snapshot.
fn refs(iceberg: &Iceberg) -> Result<Arc<dyn TableProvider>> {
    let mut columns = Columns::default();
    let current: Vec<i64> = iceberg.current().iter().map(|snapshot| snapshot.id).collect();
    let each = |value: &dyn Fn(i64) -> Value| current.iter().map(|id| value(*id)).collect::<Vec<_>>();
    columns.add("name", &AthenaType::Varchar(None), &each(&|_| json!("main")))?;
    columns.add("type", &AthenaType::Varchar(None), &each(&|_| json!("BRANCH")))?;
    columns.add("snapshot_id", &AthenaType::BigInt, &each(&|id| json!(id)))?;
    for (name, ty) in [
        ("max_reference_age_in_ms", AthenaType::BigInt),
        ("min_snapshots_to_keep", AthenaType::Integer),
        ("max_snapshot_age_in_ms", AthenaType::BigInt),
    ] {
        columns.add(name, &ty, &each(&|_| Value::Null))?;
    }
    columns.finish()
}

fn files(found: &[(DataFile, Footer)], table: &StoredTable) -> Result<Arc<dyn TableProvider>> {
    use AthenaType::{Array, BigInt, Integer, Map, Varbinary, Varchar};

    let types = column_types(table)?;
    let type_of = |id: i32| {
        let name = table.iceberg.as_ref()?.ids.iter().find(|(_, known)| *known == id).map(|(name, _)| name)?;
        types.iter().find(|(known, _)| known == name).map(|(_, ty)| ty)
    };
    let numbers = Map(Box::new(Integer), Box::new(BigInt));
    let texts = Map(Box::new(Integer), Box::new(Varchar(None)));
    let each = |value: &dyn Fn(&DataFile, &Footer) -> Value| {
        found.iter().map(|(file, footer)| value(file, footer)).collect::<Vec<_>>()
    };
    // Facts by column id.
    let by_id = |value: &dyn Fn(&footer::ColumnFacts, &Footer) -> Option<Value>| {
        each(&|_, footer| {
            let pairs = footer.columns.iter().filter_map(|facts| Some((facts.id.to_string(), value(facts, footer)?)));
            Value::Object(pairs.collect())
        })
    };
    let bound = |facts: &footer::ColumnFacts, value: &ArrayRef| {
        let ty = type_of(facts.id)?;
        footer::printed(value, ty).map(|text| Value::String(transform::human(&text, ty)))
    };
    let mut columns = Columns::default();
    columns.add("content", &Integer, &each(&|_, _| json!(0)))?;
    columns.add("file_path", &Varchar(None), &each(&|file, _| json!(file.uri)))?;
    columns.add("file_format", &Varchar(None), &each(&|_, _| json!("PARQUET")))?;
    columns.add("record_count", &BigInt, &each(&|_, footer| json!(footer.rows)))?;
    columns.add("file_size_in_bytes", &BigInt, &each(&|_, footer| json!(footer.bytes)))?;
    columns.add("column_sizes", &numbers, &by_id(&|facts, _| Some(json!(facts.bytes))))?;
    columns.add("value_counts", &numbers, &by_id(&|_, footer| Some(json!(footer.rows))))?;
    columns.add("null_value_counts", &numbers, &by_id(&|facts, _| Some(json!(facts.nulls))))?;
    columns.add("nan_value_counts", &numbers, &each(&|_, _| Value::Null))?;
    columns.add("lower_bounds", &texts, &by_id(&|facts, _| bound(facts, &facts.min)))?;
    columns.add("upper_bounds", &texts, &by_id(&|facts, _| bound(facts, &facts.max)))?;
    columns.add("key_metadata", &Varbinary, &each(&|_, _| Value::Null))?;
    columns.add("split_offsets", &Array(Box::new(BigInt)), &each(&|_, footer| json!(footer.offsets)))?;
    columns.add("equality_ids", &Array(Box::new(Integer)), &each(&|_, _| Value::Null))?;
    columns.finish()
}

/// One manifest for each snapshot whose files still exist.
fn manifests(table: &StoredTable, iceberg: &Iceberg) -> Result<Arc<dyn TableProvider>> {
    use AthenaType::{Array, BigInt, Boolean, Integer, Row, Varchar};

    let fields = transform::fields(&iceberg.transforms, &column_types(table)?);
    let current = iceberg.current();
    let mut groups: BTreeMap<i64, Vec<&DataFile>> = BTreeMap::new();
    for file in current.iter().flat_map(|snapshot| &snapshot.files) {
        groups.entry(file.added_by).or_default().push(file);
    }
    let each = |value: &dyn Fn(i64, &[&DataFile]) -> Value| {
        groups.iter().map(|(id, files)| value(*id, files)).collect::<Vec<_>>()
    };
    let is_new = |id: i64| current.is_some_and(|snapshot| snapshot.id == id);
    let count = |id: i64, files: &[&DataFile], new: bool| json!(if is_new(id) == new { files.len() } else { 0 });
    let rows = |id: i64, files: &[&DataFile], new: bool| {
        json!(if is_new(id) == new { files.iter().map(|file| file.rows).sum::<u64>() } else { 0 })
    };
    let folder = table.location.trim_end_matches('/');
    let mut columns = Columns::default();
    columns.add("path", &Varchar(None), &each(&|id, _| json!(format!("{folder}/metadata/{id}-m0.avro"))))?;
    columns.add("length", &BigInt, &each(&|_, _| Value::Null))?;
    columns.add("partition_spec_id", &Integer, &each(&|_, _| json!(0)))?;
    columns.add("added_snapshot_id", &BigInt, &each(&|id, _| json!(id)))?;
    columns.add("added_data_files_count", &Integer, &each(&|id, files| count(id, files, true)))?;
    columns.add("added_rows_count", &BigInt, &each(&|id, files| rows(id, files, true)))?;
    columns.add("existing_data_files_count", &Integer, &each(&|id, files| count(id, files, false)))?;
    columns.add("existing_rows_count", &BigInt, &each(&|id, files| rows(id, files, false)))?;
    columns.add("deleted_data_files_count", &Integer, &each(&|_, _| json!(0)))?;
    columns.add("deleted_rows_count", &BigInt, &each(&|_, _| json!(0)))?;
    let named = |name: &str, ty: AthenaType| (Some(name.to_owned()), ty);
    let range = Row(vec![
        named("contains_null", Boolean),
        named("contains_nan", Boolean),
        named("lower_bound", Varchar(None)),
        named("upper_bound", Varchar(None)),
    ]);
    let ranges = each(&|_, files| {
        Value::Array(fields.iter().enumerate().map(|(at, field)| partition_range(field, at, files)).collect())
    });
    columns.add("partitions", &Array(Box::new(range)), &ranges)?;
    columns.finish()
}

fn partition_range(field: &PartitionField, at: usize, files: &[&DataFile]) -> Value {
    let values: Vec<_> = files.iter().map(|file| file.partition.get(at).and_then(Option::as_ref)).collect();
    let texts: Vec<_> = values.iter().flatten().map(|text| json!(text)).collect();
    // Compared as values of the type, not as texts.
    let cells: Vec<_> = texts.iter().map(Some).collect();
    let known = json_column(&field.ty, &cells).ok();
    let extreme = |largest| {
        let value = footer::extreme(known.as_ref()?, largest).ok()?;
        footer::printed(&value, &field.ty).map(|text| field.human(&text))
    };
    json!({
        "contains_null": values.iter().any(Option::is_none),
        "contains_nan": false,
        "lower_bound": extreme(false),
        "upper_bound": extreme(true),
    })
}

fn partitions(found: &[(DataFile, Footer)], table: &StoredTable, iceberg: &Iceberg) -> Result<Arc<dyn TableProvider>> {
    use AthenaType::{Array, BigInt, Map as MapOf, Row};

    let types = column_types(table)?;
    let fields = transform::fields(&iceberg.transforms, &types);
    let mut groups: BTreeMap<&[Option<String>], Vec<&Footer>> = BTreeMap::new();
    for (file, footer) in found {
        groups.entry(&file.partition).or_default().push(footer);
    }
    type Each<'a> = &'a dyn Fn(&[Option<String>], &[&Footer]) -> Value;
    let each = |value: Each<'_>| groups.iter().map(|(values, footers)| value(values, footers)).collect::<Vec<_>>();
    let mut columns = Columns::default();
    if !fields.is_empty() {
        let row = Row(fields.iter().map(|field| (Some(field.name.clone()), field.ty.clone())).collect());
        let values = each(&|values, _| {
            let values = values.iter().map(|value| json!(value)).chain(std::iter::repeat(Value::Null));
            Value::Object(fields.iter().map(|field| field.name.clone()).zip(values).collect())
        });
        columns.add("partition", &row, &values)?;
    }
    columns.add("record_count", &BigInt, &each(&|_, f| json!(f.iter().map(|footer| footer.rows).sum::<u64>())))?;
    columns.add("file_count", &BigInt, &each(&|_, f| json!(f.len())))?;
    columns.add("total_size", &BigInt, &each(&|_, f| json!(f.iter().map(|footer| footer.bytes).sum::<u64>())))?;
    let is_key = |name: &str| fields.iter().any(|field| field.is_identity() && field.source == name);
    let own: Vec<_> =
        types.iter().filter(|(name, ty)| !is_key(name) && !matches!(ty, Array(_) | MapOf(..) | Row(_))).collect();
    if !own.is_empty() {
        let named = |name: &str, ty: &AthenaType| (Some(name.to_owned()), ty.clone());
        let range = |ty: &AthenaType| {
            Row(vec![named("min", ty), named("max", ty), named("null_count", &BigInt), named("nan_count", &BigInt)])
        };
        let data = Row(own.iter().map(|(name, ty)| named(name, &range(ty))).collect());
        let values = each(&|_, footers| {
            let facts = own.iter().map(|(name, ty)| (name.clone(), column_range(iceberg.id(name), ty, footers)));
            Value::Object(facts.collect::<Map<_, _>>())
        });
        columns.add("data", &data, &values)?;
    }
    columns.finish()
}

/// The value range of a column over several files. Files older than the column count as all NULL. The NaN count is
/// unknown, because footers do not have it.
fn column_range(id: i32, ty: &AthenaType, footers: &[&Footer]) -> Value {
    let found: Vec<_> = footers.iter().map(|footer| footer.columns.iter().find(|facts| facts.id == id)).collect();
    let nulls = footers.iter().zip(&found).map(|(footer, facts)| facts.map_or(footer.rows, |facts| facts.nulls));
    let nulls: u64 = nulls.sum();
    let extreme = |largest: bool| {
        let known = found.iter().flatten();
        let printed = known.filter_map(|facts| footer::printed(if largest { &facts.max } else { &facts.min }, ty));
        let texts: Vec<_> = printed.map(Value::String).collect();
        let cells: Vec<_> = texts.iter().map(Some).collect();
        let value = footer::extreme(&json_column(ty, &cells).ok()?, largest).ok()?;
        footer::printed(&value, ty)
    };
    json!({ "min": extreme(false), "max": extreme(true), "null_count": nulls, "nan_count": null })
}
