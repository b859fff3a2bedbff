//! `CREATE TABLE AS`.

use std::collections::BTreeMap;

use futures::StreamExt;

use super::commit::{Commit, Kind};
use super::insert::{align_rows, writer};
use super::{TableRef, Work, select};
use crate::engine::catalog::{Facts, Iceberg, StoredTable, classes, now};
use crate::engine::contract::{Failure, TableColumn};
use crate::engine::failure::{self, not_supported, user};
use crate::engine::lake::{self, MAX_OPEN_PARTITIONS, Pending, transform};
use crate::engine::sql::{CreateAs, Property};
use crate::engine::types::AthenaType;
use crate::engine::unload;

/// The table properties of the `WITH (...)` clause.
#[derive(Debug, Default)]
struct Options {
    format: Option<String>,
    location: Option<String>,
    partitioned_by: Vec<String>,
    partitioning: Vec<String>,
    buckets: Option<(Vec<String>, u32)>,
    iceberg: bool,
    compression: Option<String>,
    delimiter: Option<String>,
    level: Option<String>,
    /// Properties that `VACUUM` and `OPTIMIZE` read.
    iceberg_properties: Vec<(String, String)>,
}

pub(super) async fn run(work: &Work, table_ref: &TableRef, create: CreateAs) -> Result<Commit, Failure> {
    let storage = work.catalog.storage.clone();
    if work.catalog.has_table(&table_ref.database, &table_ref.table) {
        if create.if_not_exists {
            let pending = Pending::nothing(storage);
            return Ok(Commit { table_ref: table_ref.clone(), pending, count: 0, kind: Kind::Nothing });
        }
        let message = format!("line 1:1: Destination table '{table_ref}' already exists");
        return Err(user("TABLE_ALREADY_EXISTS", &message));
    }
    let options = Options::read(&create.properties)?;
    let location = options
        .location
        .clone()
        .or_else(|| work.output_names.results.clone())
        .ok_or_else(|| property("line 1:1: the location of the table is missing: set external_location"))?;
    let Some(folder) = lake::S3Folder::parse(&location) else {
        return Err(property(&format!("line 1:1: '{location}' is not a valid S3 path")));
    };
    if !folder.is_empty(&storage) {
        let message = format!(
            "Target directory for table '{}.{}' already exists: {location}. You may need to manually clean the data at \
             location '{location}' before retrying. Athena will not delete data in your account.",
            table_ref.database, table_ref.table
        );
        return Err(user("HIVE_PATH_ALREADY_EXISTS", &message));
    }
    let mut rows = work.rows(select(create.query)).await?;
    let query_columns: Vec<_> = rows.explicit_names.iter().cloned().zip(rows.types.iter().cloned()).collect();
    check(&query_columns, options.iceberg)?;
    let table = catalog_entry(&options, location, query_columns)?;
    let columns = lake::column_types(&table).map_err(|e| failure::of_running(&e))?;
    if let Some(iceberg) = &table.iceberg {
        transform::check(&iceberg.transforms, &columns)
            .map_err(|message| property(&format!("Unable to parse partitioning value: {message}")))?;
    }
    let targets: Vec<_> = (0..columns.len()).map(Some).collect();
    let mut writer = writer(work, &table, MAX_OPEN_PARTITIONS)?;
    if create.with_data {
        while let Some(batch) = rows.batches.next().await {
            let written = batch.and_then(|batch| writer.push(&align_rows(&columns, &targets, &batch)?));
            written.map_err(|e| failure::of_running(&e))?;
        }
    }
    let pending = writer.finish().map_err(|e| failure::of_running(&e))?;
    Ok(Commit { table_ref: table_ref.clone(), count: pending.rows, pending, kind: Kind::Create(Box::new(table)) })
}

/// Checks the column types. Iceberg accepts some types that Hive lacks, and the reverse.
fn check(query_columns: &[(Option<String>, AthenaType)], iceberg: bool) -> Result<(), Failure> {
    if !iceberg {
        return unload::check(query_columns).map(drop);
    }
    let plain = query_columns.iter().map(|(name, ty)| {
        let stands_in = match ty {
            AthenaType::Unknown => AthenaType::Unknown,
            _ => AthenaType::Integer,
        };
        (name.clone(), stands_in)
    });
    unload::check(&plain.collect::<Vec<_>>())?;
    let refused = query_columns.iter().find(|(_, ty)| {
        matches!(ty, AthenaType::IntervalDay | AthenaType::IntervalYear | AthenaType::Json | AthenaType::IpAddress)
    });
    match refused {
        Some((_, ty)) => Err(not_supported(&format!("Type not supported for Iceberg: {ty}"))),
        None => Ok(()),
    }
}

fn catalog_entry(
    options: &Options,
    location: String,
    query_columns: Vec<(Option<String>, AthenaType)>,
) -> Result<StoredTable, Failure> {
    let mut columns: Vec<_> = query_columns
        .into_iter()
        .map(|(name, ty)| {
            let hive_type = match (&ty, options.iceberg) {
                (AthenaType::Varchar(_) | AthenaType::Char(_), true) => "string".to_owned(),
                (AthenaType::TinyInt | AthenaType::SmallInt, true) => "int".to_owned(),
                // Hive has no name for these types.
                (AthenaType::Time(_) | AthenaType::Uuid | AthenaType::TimestampTz(_), true) => ty.to_string(),
                _ => ty.hive(),
            };
            TableColumn { name: name.unwrap_or_default().to_lowercase(), hive_type, comment: None }
        })
        .collect();
    unload::keys_come_last(columns.iter().map(|column| column.name.as_str()), &options.partitioned_by)?;
    if let Some((bucketed_by, _)) = &options.buckets
        && let Some(name) = bucketed_by.iter().find(|name| !columns.iter().any(|column| column.name == **name))
    {
        return Err(property(&format!("line 1:1: Bucketing columns [{name}] not present in schema")));
    }
    let last = columns.len() - options.partitioned_by.len();
    let partition_keys = columns.split_off(last);
    let format = options.format.as_deref().unwrap_or("PARQUET");
    let classes = classes(format).ok_or_else(|| property(&format!("line 1:1: no format is called '{format}'")))?;
    let mut parameters = Vec::new();
    if options.iceberg {
        parameters.push(("table_type".to_owned(), "ICEBERG".to_owned()));
        parameters.extend(options.compression.iter().map(|codec| ("write_compression".to_owned(), codec.clone())));
        parameters.extend(options.iceberg_properties.iter().cloned());
    } else {
        let key = match format {
            "PARQUET" => "parquet.compression",
            "ORC" => "orc.compress",
            _ => "write.compression",
        };
        let default = if format == "ORC" { "ZLIB" } else { "GZIP" };
        let codec = options.compression.clone().unwrap_or_else(|| default.to_owned());
        parameters.push((key.to_owned(), codec));
    }
    parameters.extend(options.level.iter().map(|level| ("compression_level".to_owned(), level.clone())));
    let delimiter = options.delimiter.iter().map(|text| ("field.delim".to_owned(), text.clone()));
    let plain = ("serialization.format".to_owned(), options.delimiter.clone().unwrap_or_else(|| "1".to_owned()));
    let mut stored = StoredTable {
        columns,
        partition_keys,
        parameters,
        location,
        classes,
        serde_parameters: delimiter.chain([plain]).collect(),
        buckets: options.buckets.clone(),
        partitions: BTreeMap::new(),
        iceberg: options.iceberg.then(|| Iceberg { transforms: options.partitioning.clone(), ..Iceberg::default() }),
        created: now(),
        glue: Facts::default(),
    };
    // Assigns the column ids that the data files will contain.
    stored.sync_iceberg();
    Ok(stored)
}

impl Options {
    fn read(properties: &[(String, Property)]) -> Result<Self, Failure> {
        let mut options = Self::default();
        let mut external = true;
        let (mut bucketed_by, mut bucket_count) = (Vec::new(), None);
        for (name, value) in properties {
            match (name.as_str(), value) {
                ("format", Property::Text(text)) => options.format = Some(text.to_uppercase()),
                ("external_location" | "location", Property::Text(text)) => options.location = Some(text.clone()),
                ("partitioned_by", Property::List(columns)) => {
                    options.partitioned_by = columns.iter().map(|column| column.to_lowercase()).collect();
                }
                ("partitioning", Property::List(transforms)) => options.partitioning.clone_from(transforms),
                ("bucketed_by", Property::List(columns)) => {
                    bucketed_by = columns.iter().map(|column| column.to_lowercase()).collect();
                }
                ("bucket_count", Property::Number(number)) => bucket_count = number.parse().ok(),
                ("table_type", Property::Text(text)) => options.iceberg = text.eq_ignore_ascii_case("iceberg"),
                ("is_external", Property::Text(text)) => external = !text.eq_ignore_ascii_case("false"),
                (
                    "write_compression" | "parquet_compression" | "orc_compression" | "compression",
                    Property::Text(text),
                ) => options.compression = Some(text.to_uppercase()),
                ("field_delimiter", Property::Text(text)) => options.delimiter = Some(text.clone()),
                ("compression_level", Property::Number(number)) => options.level = Some(number.clone()),
                (
                    "vacuum_min_snapshots_to_keep"
                    | "vacuum_max_snapshot_age_seconds"
                    | "vacuum_max_metadata_files_to_keep"
                    | "optimize_rewrite_delete_file_threshold"
                    | "optimize_rewrite_data_file_threshold"
                    | "optimize_rewrite_min_data_file_size_bytes"
                    | "optimize_rewrite_max_data_file_size_bytes"
                    | "write_target_data_file_size_bytes",
                    Property::Number(number),
                ) => options.iceberg_properties.push((name.clone(), number.clone())),
                _ => {
                    return Err(property(&format!(
                        "line 1:1: Catalog 'awsdatacatalog' table property '{name}' does not exist"
                    )));
                }
            }
        }
        if bucketed_by.is_empty() != bucket_count.is_none() {
            return Err(property("line 1:1: bucketed_by and bucket_count come together or not at all"));
        }
        options.buckets = bucket_count.filter(|_| !bucketed_by.is_empty()).map(|count| (bucketed_by, count));
        if options.iceberg && options.format.as_deref().is_some_and(|format| format != "PARQUET") {
            return Err(not_supported("the sandbox only supports Parquet for Iceberg tables"));
        }
        if options.iceberg && !options.partitioned_by.is_empty() {
            return Err(property("line 1:1: an Iceberg table is partitioned by partitioning, not by partitioned_by"));
        }
        if !options.iceberg && !options.partitioning.is_empty() {
            return Err(property("line 1:1: partitioning is a property of Iceberg tables: use partitioned_by"));
        }
        if options.iceberg && external {
            return Err(not_supported("Iceberg tables need is_external = false"));
        }
        if options.iceberg && options.location.is_none() {
            return Err(property("line 1:1: the location of an Iceberg table is missing: set location"));
        }
        match options.format.as_deref() {
            Some(format @ ("ION" | "RCFILE" | "SEQUENCEFILE")) => {
                Err(not_supported(&format!("CREATE TABLE AS in {format} is not supported by the sandbox")))
            }
            _ => Ok(options),
        }
    }
}

fn property(message: &str) -> Failure {
    user("INVALID_TABLE_PROPERTY", message)
}
