//! Databases and tables from folders of files.
//!
//! Directly in a data folder, a file is a table of `default` and a folder is a database. In a database, a file is a
//! table named by its stem, and a folder is a table of all its files. Nested folders named `key=value` are partitions,
//! to any depth; the keys are text columns. Column names are converted to lower case, as Glue does.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use datafusion::arrow::datatypes::DataType;
use datafusion::catalog::TableProvider;
use datafusion::datasource::file_format::FileFormat;
use datafusion::datasource::file_format::csv::CsvFormat;
use datafusion::datasource::file_format::json::JsonFormat;
use datafusion::datasource::file_format::parquet::ParquetFormat;
use datafusion::datasource::listing::{ListingOptions, ListingTable, ListingTableConfig, ListingTableUrl};
use datafusion::datasource::{ViewTable, provider_as_source};
use datafusion::execution::SessionState;
use datafusion::logical_expr::{LogicalPlanBuilder, ident};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Parquet,
    Csv,
    Json,
}

impl Format {
    fn of(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_str()?.to_lowercase();
        match extension.as_str() {
            "parquet" => Some(Self::Parquet),
            "csv" => Some(Self::Csv),
            "json" | "jsonl" | "ndjson" => Some(Self::Json),
            _ => None,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Parquet => "parquet",
            Self::Csv => "csv",
            Self::Json => "json",
        }
    }
}

/// A table found on disk.
#[derive(Clone, Debug)]
pub(crate) struct DiscoveredTable {
    pub(crate) database: String,
    pub(crate) table: String,
    pub(crate) format: Format,
    pub(crate) partition_keys: Vec<String>,
    /// The partition names, each `key=value/...`.
    pub(crate) partitions: Vec<String>,
    path: PathBuf,
    /// `.parquet`, or the extension of the first file of a folder.
    extension: String,
}

/// A file of a table, with the keys and values of its partition.
struct TableFile {
    file: PathBuf,
    format: Format,
    partition: Vec<(String, String)>,
}

pub(crate) fn find(dir: &Path) -> Result<Vec<DiscoveredTable>, String> {
    let mut found = Vec::new();
    for path in entries(dir)? {
        if path.is_dir() {
            let database = name(&path);
            for path in entries(&path)? {
                found.extend(table(&path, &database)?);
            }
        } else {
            found.extend(table(&path, "default")?);
        }
    }
    Ok(found)
}

fn entries(dir: &Path) -> Result<Vec<PathBuf>, String> {
    let context = |e: std::io::Error| format!("could not read the data folder {}: {e}", dir.display());
    let mut paths = fs::read_dir(dir)
        .map_err(context)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()
        .map_err(context)?;
    paths.sort();
    Ok(paths)
}

fn name(path: &Path) -> String {
    path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().to_lowercase())
}

fn table(path: &Path, database: &str) -> Result<Option<DiscoveredTable>, String> {
    let mut files = Vec::new();
    if path.is_dir() {
        collect(path, &[], &mut files)?;
    } else {
        files.extend(table_file(path.to_owned(), &[]));
    }
    let Some(first) = files.first() else {
        return Ok(None);
    };
    let keys = |file: &TableFile| file.partition.iter().map(|(key, _)| key.clone()).collect::<Vec<_>>();
    let partition_keys = keys(first);
    if let Some(odd) = files.iter().find(|file| keys(file) != partition_keys) {
        let (first, odd) = (first.file.display(), odd.file.display());
        return Err(format!(
            "the partitions of a table must have the same keys, other than those of {first} and {odd}"
        ));
    }
    let extension = first.file.extension().map_or_else(String::new, |e| format!(".{}", e.to_string_lossy()));
    let format = first.format;
    let pair = |(key, value): &(String, String)| format!("{}={value}", key.to_lowercase());
    let partition = |file: &TableFile| file.partition.iter().map(pair).collect::<Vec<_>>().join("/");
    let mut partitions: Vec<String> = files.iter().map(partition).collect();
    partitions.dedup();
    Ok(Some(DiscoveredTable {
        database: database.to_owned(),
        table: name(path),
        format,
        partition_keys,
        partitions,
        path: path.to_owned(),
        extension,
    }))
}

/// Collects the files of a folder and of its `key=value` subfolders.
fn collect(dir: &Path, partition: &[(String, String)], files: &mut Vec<TableFile>) -> Result<(), String> {
    for path in entries(dir)? {
        if path.is_dir() {
            let folder = path.file_name().unwrap_or_default().to_string_lossy();
            if let Some((key, value)) = folder.split_once('=') {
                let pair = (key.to_owned(), value.to_owned());
                collect(&path, &[partition, &[pair]].concat(), files)?;
            }
        } else {
            files.extend(table_file(path, partition));
        }
    }
    Ok(())
}

fn table_file(file: PathBuf, partition: &[(String, String)]) -> Option<TableFile> {
    let format = Format::of(&file)?;
    Some(TableFile { file, format, partition: partition.to_vec() })
}

pub(crate) async fn open(state: &SessionState, found: &DiscoveredTable) -> Result<Arc<dyn TableProvider>, String> {
    let context = |e: datafusion::error::DataFusionError| format!("could not open {}: {e}", found.path.display());
    let absolute =
        fs::canonicalize(&found.path).map_err(|e| format!("could not open {}: {e}", found.path.display()))?;
    let mut text = absolute.to_string_lossy().into_owned();
    if absolute.is_dir() {
        text.push('/');
    }
    let url = ListingTableUrl::parse(&text).map_err(context)?;
    let format: Arc<dyn FileFormat> = match found.format {
        Format::Parquet => Arc::new(ParquetFormat::default()),
        Format::Csv => Arc::new(CsvFormat::default().with_has_header(true)),
        Format::Json => Arc::new(JsonFormat::default()),
    };
    let keys = found.partition_keys.iter().map(|key| (key.clone(), DataType::Utf8)).collect();
    let options =
        ListingOptions::new(format).with_file_extension(found.extension.clone()).with_table_partition_cols(keys);
    let config =
        ListingTableConfig::new(url).with_listing_options(options).infer_schema(state).await.map_err(context)?;
    let table: Arc<dyn TableProvider> = Arc::new(ListingTable::try_new(config).map_err(context)?);
    lower_case(table).map_err(context)
}

/// A view with lower-case column names, if any name has upper-case letters.
fn lower_case(table: Arc<dyn TableProvider>) -> datafusion::error::Result<Arc<dyn TableProvider>> {
    let schema = table.schema();
    if schema.fields().iter().all(|field| !field.name().chars().any(char::is_uppercase)) {
        return Ok(table);
    }
    let columns: Vec<_> =
        schema.fields().iter().map(|field| ident(field.name()).alias(field.name().to_lowercase())).collect();
    let plan = LogicalPlanBuilder::scan("t", provider_as_source(table), None)?.project(columns)?.build()?;
    Ok(Arc::new(ViewTable::new(plan, None)))
}
