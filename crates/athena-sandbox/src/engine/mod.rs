//! SQL engine: Athena's SQL on DataFusion, over TPC-H data, files and S3 tables, with results printed as Athena does.
//!
//! ```text
//! sql/            statement text to syntax tree           functions/   Trino's functions
//! catalog/        databases, tables and views             types.rs     Athena's types as Arrow types
//! planner/        extensions of DataFusion's planner      run.rs       planning and execution of queries
//! lake/           tables over objects in S3               unload/      UNLOAD and Hive's Parquet files
//! change/         INSERT, CREATE TABLE AS, UPDATE, ...    tables.rs    CREATE, DROP and ALTER TABLE
//! utility.rs      SHOW and small DDL                      describe.rs  DESCRIBE
//! time_travel.rs  earlier snapshots of tables             hidden.rs    hidden columns such as "$path"
//! sample.rs       percentages of TABLESAMPLE              explain.rs   EXPLAIN
//! failure.rs      errors in Athena's form                 text.rs      values as text
//! packed_time.rs  byte forms of times and instants        contract.rs  contract with the service
//! ```
//!
//! AWS, HTTP and result files belong to the service, which uses only this module and `contract`.

mod catalog;
mod change;
pub(crate) mod contract;
mod describe;
mod explain;
mod failure;
mod functions;
mod hidden;
mod lake;
mod packed_time;
mod planner;
mod run;
mod sample;
mod sql;
mod tables;
mod text;
mod text_format;
mod text_parse;
mod time_travel;
mod type_parser;
mod types;
mod unload;
mod utility;

#[cfg(test)]
mod tests;

use std::path::PathBuf;
use std::sync::Arc;

use datafusion::sql::sqlparser::ast::Query;
use tokio::runtime::Runtime;

use self::catalog::CATALOG;
use self::contract::{
    Failure, OutputKind, Rejection, Running, Session, StatementType, TableColumn, TableInfo, Unloading,
};
use self::sql::{Body, ChangeRows, Explain, Names, Property, TableStatement, Utility};
use crate::storage::Storage;

pub(crate) use self::catalog::{
    Catalog, Classes, DatabaseEntry, DatabaseFacts, Entry, Facts, Iceberg, OtherCatalogs, PartitionFacts, Refusal,
    StoredTable, View, now, trino_type,
};
pub(crate) use self::change::{Changed, Changing};
pub(crate) use self::sql::{Control, Execute, execute, normalized};
pub(crate) use self::unload::Unloaded;

#[derive(Clone, Debug, Default)]
pub(crate) struct EngineConfig {
    /// Scale factor of the database `tpch`; `None` leaves it out.
    pub(crate) tpch_scale: Option<f64>,
    /// Folders of Parquet, CSV or JSON files.
    pub(crate) data_dirs: Vec<PathBuf>,
    /// The file that persists databases, views and tables across runs.
    pub(crate) catalog_file: Option<PathBuf>,
    /// The storage of table objects; `None` creates a temporary one that is removed with the engine.
    pub(crate) storage: Option<Storage>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DatabaseInfo {
    pub(crate) name: String,
    pub(crate) description: Option<String>,
}

/// Executes statements on a dedicated runtime, so that a heavy query does not starve other tasks.
#[derive(Debug)]
pub(crate) struct Engine {
    catalog: Arc<Catalog>,
    /// Only `None` while dropping.
    runtime: Option<Runtime>,
}

/// A statement that passed the synchronous checks.
#[derive(Clone, Debug)]
pub(crate) struct Prepared {
    pub(crate) statement_type: StatementType,
    pub(crate) substatement_type: &'static str,
    pub(crate) output: OutputKind,
    work: Work,
    session: Session,
}

#[derive(Clone, Debug)]
enum Work {
    Select(Select),
    Explain {
        select: Select,
        options: Explain,
    },
    Utility(Utility),
    Unload {
        select: Select,
        location: String,
        properties: Vec<(String, Property)>,
    },
    Table(TableStatement),
    Change(ChangeRows),
    Control(Control),
    /// The statement is known to fail before it runs.
    Fails(Failure),
    Unsupported(&'static str),
}

/// A query in two forms: as written, for error positions, and as planned by DataFusion.
#[derive(Clone, Debug)]
struct Select {
    written: Box<Query>,
    planned: Box<Query>,
    names: Names,
}

/// Number of engine threads and of partitions per query. It is at least two: on a single thread, a join would block all
/// other queries and could not be cancelled.
fn threads() -> usize {
    std::thread::available_parallelism().map_or(2, |cores| cores.get().max(2))
}

/// Stack size of the threads that process syntax trees, enough for the longest operator chain in an unoptimised build.
/// The stack is reserved address space, not used memory.
pub(crate) const STACK: usize = 32 * 1024 * 1024;

impl Prepared {
    /// The location of an UNLOAD, `s3://bucket/prefix` as written; `None` for any other statement.
    pub(crate) fn unload_location(&self) -> Option<&str> {
        match &self.work {
            Work::Unload { location, .. } => Some(location),
            _ => None,
        }
    }

    /// Returns whether an UNLOAD is partitioned, so that its files may be added to a non-empty location.
    pub(crate) fn unloads_partitions(&self) -> bool {
        match &self.work {
            Work::Unload { properties, .. } => properties.iter().any(|(name, value)| {
                name == "partitioned_by" && matches!(value, Property::List(columns) if !columns.is_empty())
            }),
            _ => false,
        }
    }

    /// Returns whether a CREATE TABLE AS names its location, which a work group with an enforced output location
    /// refuses.
    pub(crate) fn names_external_location(&self) -> bool {
        match &self.work {
            Work::Change(ChangeRows::CreateAs(create)) => {
                create.properties.iter().any(|(name, _)| name == "external_location")
            }
            _ => false,
        }
    }

    /// A statement that fails when it runs.
    pub(crate) fn failing(substatement_type: &'static str, reason: String) -> Self {
        Self {
            statement_type: StatementType::Utility,
            substatement_type,
            output: OutputKind::Nothing,
            work: Work::Fails(Failure { reason, category: 2, error_type: 1000, retryable: false }),
            session: Session { catalog: CATALOG.to_owned(), database: String::new() },
        }
    }

    /// The change to prepared statements, if the statement is one.
    pub(crate) fn control(&self) -> Option<&Control> {
        match &self.work {
            Work::Control(control) => Some(control),
            _ => None,
        }
    }

    /// Returns whether the statement is a plain query, without other effects.
    pub(crate) fn is_select(&self) -> bool {
        matches!(self.work, Work::Select(_))
    }

    /// Returns whether the result of a change reports a row count. Table maintenance does not.
    pub(crate) fn counts_rows(&self) -> bool {
        !matches!(&self.work, Work::Change(ChangeRows::Optimize { .. } | ChangeRows::Vacuum { .. }))
    }

    /// Returns whether the statement writes rows of a table.
    pub(crate) fn changes_rows(&self) -> bool {
        matches!(self.work, Work::Change(_))
    }
}

impl Engine {
    /// Starts an engine.
    ///
    /// # Errors
    /// A data folder or the catalog file cannot be read. The text tells what to change.
    pub(crate) async fn new(config: EngineConfig) -> Result<Self, String> {
        // Fallible steps come first, because a runtime must not be dropped inside another one.
        let catalog = Arc::new(Catalog::new(&config).await?);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(threads())
            .enable_all()
            .thread_name("sandbox-sql")
            .thread_stack_size(STACK)
            .build()
            .map_err(|e| format!("could not start the threads of the SQL engine: {e}"))?;
        Ok(Self { catalog, runtime: Some(runtime) })
    }

    /// The synchronous checks of `StartQueryExecution`: grammar, statement kind and parameters. Reads no data.
    pub(crate) async fn prepare(
        &self,
        sql: &str,
        session: &Session,
        parameters: &[String],
    ) -> Result<Prepared, Rejection> {
        let others = self.catalog.others();
        let mut session = session.unquoted();
        if others.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(&session.catalog)) {
            session.catalog = CATALOG.to_owned();
        }
        let session = &session;
        let parsed = sql::parse(sql, parameters, &others.aliases)?;
        let mut substatement_type = parsed.substatement_type;
        let select = |query: Box<Query>| {
            let mut planned = query.clone();
            let names = sql::rewrite(&mut planned, &parsed.spelling);
            Select { written: query, planned, names }
        };
        let work = match parsed.body {
            Body::Query(query) => Work::Select(select(query)),
            Body::Explain { query, options } => Work::Explain { select: select(query), options },
            Body::Utility(utility) => {
                utility::check(&self.catalog, &utility, session).await?;
                if let Utility::Describe { table: name, .. } = &utility
                    && self.catalog.is_view(name.database.as_deref().unwrap_or(&session.database), &name.table)
                {
                    substatement_type = "DESC_VIEW";
                }
                Work::Utility(utility)
            }
            Body::Unload(unload) => {
                Work::Unload { select: select(unload.query), location: unload.location, properties: unload.properties }
            }
            Body::Table(statement) => {
                tables::check(&statement)?;
                Work::Table(statement)
            }
            Body::Change(change) => Work::Change(change),
            Body::Control(control) => Work::Control(control),
            Body::Unsupported(name) => Work::Unsupported(name),
        };
        Ok(Prepared {
            statement_type: parsed.statement_type,
            substatement_type,
            output: parsed.output,
            work,
            session: session.clone(),
        })
    }

    /// Plans and runs a statement. An error here, or in the stream, ends the query as FAILED.
    ///
    /// # Cancel safety
    /// Dropping the future, or the stream it returns, stops the work.
    pub(crate) async fn run(&self, prepared: &Prepared) -> Result<Running, Failure> {
        let Some(runtime) = &self.runtime else {
            return Err(failure::internal("the engine is shutting down"));
        };
        match &prepared.work {
            Work::Select(select) => {
                run::select(runtime.handle(), &self.catalog, select.clone(), prepared.session.clone()).await
            }
            Work::Explain { select, options } => {
                run::explain(runtime.handle(), &self.catalog, select.clone(), prepared.session.clone(), *options).await
            }
            Work::Utility(utility) => utility::run(&self.catalog, utility, &prepared.session).await,
            Work::Table(statement) => tables::run(&self.catalog, statement, &prepared.session),
            Work::Fails(failure) => Err(failure.clone()),
            Work::Control(_) => Err(failure::internal("prepared statements are handled by the service")),
            Work::Unload { .. } | Work::Change(_) => {
                Err(failure::internal("the statement writes files and returns no rows"))
            }
            Work::Unsupported(name) => Err(failure::not_supported(&format!("{name} is not supported by the sandbox"))),
        }
    }

    /// Plans an UNLOAD. An error ends the query as FAILED, as in [`run`](Self::run). `name` is the prefix of the file
    /// names.
    ///
    /// # Cancel safety
    /// Dropping the future, or the one it returns in `files`, stops the work.
    pub(crate) async fn unload(&self, prepared: &Prepared, name: &str) -> Result<Unloading, Failure> {
        let (Some(runtime), Work::Unload { select, location, properties }) = (&self.runtime, &prepared.work) else {
            return Err(failure::internal("nothing to unload"));
        };
        let options = unload::Options::read(properties)?;
        let target = (location.clone(), name.to_owned());
        run::unload(runtime.handle(), &self.catalog, select.clone(), prepared.session.clone(), options, target).await
    }

    /// Plans and runs a statement that writes rows, which stay invisible until the commit. `name` is the prefix of the
    /// object names, and `results` the default location of a created table.
    ///
    /// # Cancel safety
    /// Dropping the future, or the value it returns, discards the written rows.
    pub(crate) async fn change(
        &self,
        prepared: &Prepared,
        name: &str,
        results: Option<String>,
    ) -> Result<Changing, Failure> {
        let (Some(runtime), Work::Change(change)) = (&self.runtime, &prepared.work) else {
            return Err(failure::internal("no rows to change"));
        };
        let output_names = change::OutputNames { name: name.to_owned(), results };
        change::run(runtime.handle(), &self.catalog, change.clone(), prepared.session.clone(), output_names).await
    }

    /// The catalog, for the Glue API.
    pub(crate) fn catalog(&self) -> &Arc<Catalog> {
        &self.catalog
    }

    /// A hash of the definitions of a query's tables. Two queries with the same text and hash read the same
    /// definitions.
    pub(crate) fn definitions(&self, prepared: &Prepared) -> u64 {
        match &prepared.work {
            Work::Select(select) => self.catalog.definitions(&select.written, &prepared.session),
            _ => 0,
        }
    }

    /// Sets the data catalogs other than the engine's own.
    pub(crate) fn set_other_catalogs(&self, others: OtherCatalogs) {
        self.catalog.set_others(others);
    }

    pub(crate) fn catalogs(&self) -> Vec<String> {
        vec![CATALOG.to_owned()]
    }

    /// Returns `None` if the catalog does not exist.
    pub(crate) fn databases(&self, catalog: &str) -> Option<Vec<DatabaseInfo>> {
        catalog.eq_ignore_ascii_case(CATALOG).then(|| self.catalog.databases())
    }

    pub(crate) fn tables(&self, catalog: &str, database: &str) -> Option<Vec<TableInfo>> {
        if !catalog.eq_ignore_ascii_case(CATALOG) {
            return None;
        }
        let mut infos = Vec::new();
        for name in self.catalog.table_names(database)? {
            infos.extend(self.table(catalog, database, &name));
        }
        Some(infos)
    }

    pub(crate) fn table(&self, catalog: &str, database: &str, table: &str) -> Option<TableInfo> {
        if !catalog.eq_ignore_ascii_case(CATALOG) {
            return None;
        }
        self.catalog.table_info(database, table)
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        // A runtime must not wait for its threads inside another runtime.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
