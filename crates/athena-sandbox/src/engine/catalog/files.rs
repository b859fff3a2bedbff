//! Folders of files as databases and tables.
//!
//! In a data folder, a file is a table of `default`; a folder is a database. In a database, a file is a table named by its
//! stem, and a folder is a table of all files in it. Column names are put in lower case, as Glue does.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

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
pub(crate) struct Found {
    pub(crate) database: String,
    pub(crate) table: String,
    pub(crate) format: Format,
    path: PathBuf,
    /// `.parquet`, or what the first file of a folder ends in.
    extension: String,
}

pub(crate) fn find(dir: &Path) -> Result<Vec<Found>, String> {
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

fn table(path: &Path, database: &str) -> Result<Option<Found>, String> {
    let first = if path.is_dir() {
        entries(path)?.into_iter().find(|file| Format::of(file).is_some())
    } else {
        Some(path.to_owned())
    };
    let Some((file, format)) = first.and_then(|file| Format::of(&file).map(|format| (file, format))) else {
        return Ok(None);
    };
    let extension = file.extension().map_or_else(String::new, |e| format!(".{}", e.to_string_lossy()));
    Ok(Some(Found { database: database.to_owned(), table: name(path), format, path: path.to_owned(), extension }))
}

pub(crate) async fn open(state: &SessionState, found: &Found) -> Result<Arc<dyn TableProvider>, String> {
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
    let options = ListingOptions::new(format).with_file_extension(found.extension.clone());
    let config =
        ListingTableConfig::new(url).with_listing_options(options).infer_schema(state).await.map_err(context)?;
    let table: Arc<dyn TableProvider> = Arc::new(ListingTable::try_new(config).map_err(context)?);
    lower_case(table).map_err(context)
}

/// A view with the names in lower case, when any is not.
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
