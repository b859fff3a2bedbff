//! Databases, tables and views, and the DataFusion session that sees them.

mod changes;
mod databases;
pub(crate) mod ddl;
mod definitions;
mod descriptor;
mod files;
mod glue;
mod iceberg;
mod information_schema;
mod metadata_tables;
mod persistence;
mod providers;
mod scanned;
mod stored_table;
mod tpch;
mod tpch_comments;

use std::collections::BTreeMap;
use std::sync::{Arc, RwLock};
use std::time::{SystemTime, UNIX_EPOCH};

use datafusion::arrow::datatypes::{FieldRef, Schema};
use datafusion::catalog::TableProvider;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::{SessionState, SessionStateBuilder};
use datafusion::prelude::SessionConfig;
use serde::{Deserialize, Serialize};

use self::files::Format;
use self::persistence::CatalogFile;
use self::providers::Catalogs;
use super::contract::Session;
use super::lake::Lake;
use super::types::AthenaType;
use super::{DatabaseInfo, EngineConfig, TableColumn, TableInfo, planner, run};
use crate::storage::Storage;

pub(crate) use descriptor::classes;
pub(crate) use glue::{DatabaseEntry, DatabaseFacts, Entry, Facts, PartitionFacts, add_parameters, trino_type};
pub(crate) use iceberg::{DataFile, Iceberg, Snapshot};
pub(crate) use metadata_tables::{FILE, HIDDEN, VERSION};
pub(crate) use scanned::{Scanned, file_bytes, file_rows};
pub(crate) use stored_table::{Classes, StoredTable, escaped};

pub(crate) const CATALOG: &str = "AwsDataCatalog";

/// The catalog of the sandbox, which all queries share.
#[derive(Debug)]
pub(crate) struct Catalog {
    databases: RwLock<BTreeMap<String, Database>>,
    file: Option<CatalogFile>,
    base: SessionState,
    created: f64,
    pub(crate) storage: Storage,
    others: RwLock<OtherCatalogs>,
    commits: RwLock<()>,
}

/// Data catalogs other than the engine's own.
#[derive(Clone, Debug, Default)]
pub(crate) struct OtherCatalogs {
    /// Other names of the engine's catalog.
    pub(crate) aliases: Vec<String>,
    /// Catalogs that the engine cannot read: the name in lower case, and the type.
    pub(crate) foreign: BTreeMap<String, String>,
}

#[derive(Clone, Debug, Default)]
struct Database {
    description: Option<String>,
    tables: BTreeMap<String, Table>,
    facts: DatabaseFacts,
}

#[derive(Clone, Debug)]
enum Table {
    Data(Data),
    View(View),
    Stored(Box<StoredTable>),
}

#[derive(Clone, Debug)]
struct Data {
    provider: Arc<dyn TableProvider>,
    format: Format,
    parameters: Vec<(String, String)>,
    /// The comments of the columns that have one.
    comments: &'static [(&'static str, &'static str)],
    /// Number of partition keys, which are the last columns.
    partition_keys: usize,
    /// The partition names, each `key=value/...`.
    partitions: Vec<String>,
}

/// A view, with its definition at creation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct View {
    pub(crate) sql: String,
    /// The database of its unqualified names.
    pub(crate) database: String,
    pub(crate) columns: Vec<TableColumn>,
    /// Seconds since 1970; 0 for a view from a catalog file that did not record it.
    #[serde(default)]
    pub(crate) created: f64,
    #[serde(default)]
    pub(crate) glue: Facts<View>,
}

/// The reason why a catalog change was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    NoDatabase,
    NoTable,
    NotAView,
    NotATable,
    Exists,
    NotEmpty,
    /// The catalog file could not be written.
    NotPersisted,
}

impl Catalog {
    pub(crate) async fn new(config: &EngineConfig) -> std::result::Result<Self, String> {
        let mut session = SessionConfig::new()
            .with_information_schema(false)
            .with_create_default_catalog_and_schema(false)
            .with_target_partitions(super::threads());
        session.options_mut().sql_parser.default_null_ordering = "nulls_last".to_owned();
        session.options_mut().sql_parser.map_string_types_to_utf8view = false;
        session.options_mut().execution.time_zone = Some("UTC".into());
        let mut base = SessionStateBuilder::new().with_config(session).with_default_features().build();
        planner::register(&mut base).map_err(|e| format!("could not register a function: {e}"))?;
        let file = config.catalog_file.as_deref().map(CatalogFile::new);
        let loaded = file.as_ref().map_or(Ok(None), CatalogFile::load);
        let mut databases = loaded
            .map_err(|error| format!("could not read the catalog of the last run: {error}"))?
            .unwrap_or_else(|| BTreeMap::from([("default".to_owned(), Database::default())]));
        if let Some(scale) = config.tpch_scale {
            if !(scale.is_finite() && scale > 0.0) {
                return Err(format!("the TPC-H scale factor must be above zero, not {scale}"));
            }
            let tables = tpch::tables(scale).into_iter().map(|(name, provider)| {
                let mut parameters = vec![("classification".to_owned(), "tpch".to_owned())];
                parameters.extend(tpch_comments::table(name).map(|text| ("comment".to_owned(), text.to_owned())));
                let comments = tpch_comments::columns(name);
                let data = Data {
                    provider,
                    format: Format::Parquet,
                    parameters,
                    comments,
                    partition_keys: 0,
                    partitions: Vec::new(),
                };
                (name.to_owned(), Table::Data(data))
            });
            let description = Some(format!("TPC-H at scale factor {scale}"));
            let database = databases.entry("tpch".to_owned()).or_default();
            database.description = description;
            database.tables.extend(tables);
        }
        for dir in &config.data_dirs {
            for found in files::find(dir)? {
                let provider = files::open(&base, &found).await?;
                let parameters = vec![("classification".to_owned(), found.format.name().to_owned())];
                let database = databases.entry(found.database).or_default();
                let (format, partition_keys) = (found.format, found.partition_keys.len());
                let partitions = found.partitions;
                let data = Data { provider, format, parameters, comments: &[], partition_keys, partitions };
                database.tables.insert(found.table, Table::Data(data));
            }
        }
        let created = now();
        let storage = match &config.storage {
            Some(storage) => storage.clone(),
            None => Storage::open(None).map_err(|error| format!("could not open the storage: {error}"))?,
        };
        Ok(Self {
            databases: RwLock::new(databases),
            file,
            base,
            created,
            storage,
            others: RwLock::default(),
            commits: RwLock::default(),
        })
    }

    /// A DataFusion session that resolves names for this Athena session and counts the bytes it reads.
    pub(crate) fn state(self: &Arc<Self>, session: &Session, scanned: &Scanned) -> SessionState {
        let config = self
            .base
            .config()
            .clone()
            .with_default_catalog_and_schema(CATALOG.to_lowercase(), session.database.to_lowercase())
            .with_extension(Arc::new(scanned.clone()));
        let mut state = SessionStateBuilder::new_from_existing(self.base.clone())
            .with_config(config)
            .with_catalog_list(Arc::new(Catalogs::new(Arc::clone(self))))
            .build();
        // Fixes the value of `now()` for the whole query.
        state.mark_start_execution();
        state
    }

    pub(crate) fn set_others(&self, others: OtherCatalogs) {
        *self.others.write().unwrap_or_else(std::sync::PoisonError::into_inner) = others;
    }

    pub(crate) fn others(&self) -> OtherCatalogs {
        self.others.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    pub(crate) fn databases(&self) -> Vec<DatabaseInfo> {
        let info = |(name, database): (&String, &Database)| DatabaseInfo {
            name: name.clone(),
            description: database.description.clone(),
        };
        self.read(|databases| databases.iter().map(info).collect())
    }

    pub(crate) fn has_database(&self, name: &str) -> bool {
        let name = name.to_lowercase();
        name == information_schema::NAME || self.read(|databases| databases.contains_key(&name))
    }

    /// Returns `None` if the database does not exist.
    pub(crate) fn table_names(&self, database: &str) -> Option<Vec<String>> {
        self.read(|databases| Some(databases.get(&database.to_lowercase())?.tables.keys().cloned().collect()))
    }

    pub(crate) fn has_table(&self, database: &str, table: &str) -> bool {
        if database.eq_ignore_ascii_case(information_schema::NAME) {
            return information_schema::TABLES.contains(&table.to_lowercase().as_str());
        }
        self.entry(database, table).is_some() || self.is_metadata(database, table)
    }

    pub(crate) fn is_view(&self, database: &str, table: &str) -> bool {
        matches!(self.entry(database, table), Some(Table::View(_)))
    }

    pub(crate) fn view_sql(&self, database: &str, table: &str) -> Option<String> {
        match self.entry(database, table)? {
            Table::View(view) => Some(view.sql),
            Table::Data(_) | Table::Stored(_) => None,
        }
    }

    /// The partition names of a table; `None` if it has no partition keys.
    pub(crate) fn partitions(&self, database: &str, table: &str) -> Option<Vec<String>> {
        match self.entry(database, table)? {
            Table::Data(data) if data.partition_keys > 0 => Some(data.partitions),
            Table::Stored(stored) if !stored.partition_keys.is_empty() => {
                Some(stored.partitions.keys().map(|values| stored.partition_name(values)).collect())
            }
            _ => None,
        }
    }

    /// The table provider for DataFusion. A view is planned on every call.
    pub(crate) async fn provider(
        self: &Arc<Self>,
        database: &str,
        table: &str,
    ) -> Result<Option<Arc<dyn TableProvider>>> {
        match self.entry(database, table) {
            None => self.derived(database, table),
            Some(Table::Data(data)) => Ok(Some(data.provider)),
            Some(Table::View(view)) => Box::pin(run::view(self, &view.sql, &view.database)).await.map(Some),
            Some(Table::Stored(stored)) => Ok(Some(Arc::new(Lake::new(self.storage.clone(), *stored, None)?))),
        }
    }

    pub(crate) fn table_info(&self, database: &str, table: &str) -> Option<TableInfo> {
        let (database, name) = (database.to_lowercase(), table.to_lowercase());
        let created = self.created;
        Some(match self.entry(&database, &name)? {
            Table::Data(data) => {
                let schema = data.provider.schema();
                let mut columns = columns(&schema, data.comments);
                let partition_keys = columns.split_off(columns.len().saturating_sub(data.partition_keys));
                let storage = descriptor::storage(data.format, &database, &name);
                let parameters = data.parameters;
                TableInfo {
                    name,
                    table_type: "EXTERNAL_TABLE",
                    created,
                    columns,
                    partition_keys,
                    parameters,
                    storage,
                    buckets: None,
                    transforms: None,
                }
            }
            Table::Stored(stored) => stored.info(name),
            Table::View(view) => TableInfo {
                name,
                table_type: "VIRTUAL_VIEW",
                created: if view.created > 0.0 { view.created } else { created },
                columns: view.columns,
                partition_keys: Vec::new(),
                parameters: descriptor::of_view(),
                storage: Vec::new(),
                buckets: None,
                transforms: None,
            },
        })
    }

    pub(crate) fn create_view(
        &self,
        (database, name): (&str, &str),
        mut view: View,
        or_replace: bool,
    ) -> std::result::Result<(), Refusal> {
        self.change(|databases| {
            let tables = &mut databases.get_mut(&database.to_lowercase()).ok_or(Refusal::NoDatabase)?.tables;
            match tables.get(name) {
                Some(Table::Data(_) | Table::Stored(_)) => return Err(Refusal::NotAView),
                Some(Table::View(_)) if !or_replace => return Err(Refusal::Exists),
                Some(Table::View(before)) => {
                    view.created = before.created;
                    view.glue.follow(before.glue.clone(), Some(before.without_history()));
                }
                None => {}
            }
            tables.insert(name.to_owned(), Table::View(view));
            Ok(())
        })
    }

    pub(crate) fn drop_view(&self, database: &str, name: &str) -> std::result::Result<(), Refusal> {
        self.change(|databases| {
            let tables = &mut databases.get_mut(&database.to_lowercase()).ok_or(Refusal::NoDatabase)?.tables;
            match tables.get(name) {
                None => Err(Refusal::NoTable),
                Some(Table::Data(_) | Table::Stored(_)) => Err(Refusal::NotAView),
                Some(Table::View(_)) => {
                    tables.remove(name);
                    Ok(())
                }
            }
        })
    }

    fn entry(&self, database: &str, table: &str) -> Option<Table> {
        let (database, table) = (database.to_lowercase(), table.to_lowercase());
        self.read(|databases| databases.get(&database)?.tables.get(&table).cloned())
    }

    fn read<T>(&self, f: impl FnOnce(&BTreeMap<String, Database>) -> T) -> T {
        f(&self.databases.read().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    /// Changes and persists the catalog. If the change is refused, nothing changes.
    fn change(
        &self,
        f: impl FnOnce(&mut BTreeMap<String, Database>) -> std::result::Result<(), Refusal>,
    ) -> std::result::Result<(), Refusal> {
        let mut databases = self.databases.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut changed = databases.clone();
        f(&mut changed)?;
        if let Some(file) = &self.file {
            file.save(&changed).map_err(|error| {
                tracing::warn!(%error, "the catalog file cannot be written");
                Refusal::NotPersisted
            })?;
        }
        *databases = changed;
        Ok(())
    }
}

/// Whole seconds since 1970.
pub(crate) fn now() -> f64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    std::time::Duration::from_secs(since.as_secs()).as_secs_f64()
}

/// The columns in Glue's form; `comments` are pairs of column name and text.
pub(crate) fn columns(schema: &Schema, comments: &[(&str, &str)]) -> Vec<TableColumn> {
    let comment = |column: &str| comments.iter().find(|(name, _)| *name == column).map(|(_, text)| (*text).to_owned());
    let column = |field: &FieldRef| TableColumn {
        name: field.name().clone(),
        hive_type: AthenaType::of(field).hive(),
        comment: comment(field.name()),
    };
    schema.fields().iter().map(column).collect()
}

/// The error for views nested too deeply. A view that reads itself would otherwise be planned forever.
pub(crate) fn views_too_deep() -> DataFusionError {
    DataFusionError::Execution("INVALID_VIEW: views are nested too deeply".to_owned())
}
