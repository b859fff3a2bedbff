//! Statements that write rows: rows go to unpublished files, and a commit makes the files part of the table.
//!
//! ```text
//! insert.rs   INSERT: rows in the types of a table             rewrite.rs  UPDATE, DELETE: copy-on-write of files
//! create.rs   CREATE TABLE AS                                  merge.rs    MERGE
//! commit.rs   commit of files to the catalog                   optimize.rs OPTIMIZE: compaction of small files
//! vacuum.rs   VACUUM: removal of old snapshots and their files
//! ```

mod commit;
mod create;
mod insert;
mod merge;
mod optimize;
mod rewrite;
mod vacuum;

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Instant;

use tokio::runtime::Handle;

use super::catalog::{CATALOG, Catalog, Scanned, StoredTable};
use super::contract::{ColumnInfo, Failure, Session};
use super::sql::{self, ChangeRows, Name};
use super::{Select, failure, run};

pub(crate) use commit::Changed;
use commit::Commit;
pub(crate) use vacuum::remove_data;

/// The names that the service chooses for the output of a statement.
#[derive(Clone, Debug)]
pub(crate) struct OutputNames {
    /// Prefix of the object names.
    pub(crate) name: String,
    /// The default location of a created table; `None` if the query has no output location.
    pub(crate) results: Option<String>,
}

/// A statement whose rows are written but not visible before the commit.
pub(crate) struct Changing {
    commit: Commit,
    catalog: Arc<Catalog>,
    /// See [`Running`](crate::engine::contract::Running).
    pub(crate) scanned: Arc<AtomicU64>,
    /// See [`Running`](crate::engine::contract::Running).
    pub(crate) rows_read: Arc<AtomicU64>,
    /// See [`Running`](crate::engine::contract::Running).
    pub(crate) planning_ms: u64,
}

impl Changing {
    /// The columns of the result, which has no rows.
    pub(crate) fn columns() -> Vec<ColumnInfo> {
        let name = "rows".to_owned();
        vec![ColumnInfo { name, type_name: "bigint".to_owned(), precision: 19, scale: 0, case_sensitive: false }]
    }

    /// Commits the changes and makes them visible.
    ///
    /// # Errors
    /// Another statement changed the table in the meantime, or the storage or the catalog cannot be written.
    pub(crate) fn commit(self) -> Result<Changed, Failure> {
        self.commit.run(&self.catalog)
    }
}

pub(crate) async fn run(
    runtime: &Handle,
    catalog: &Arc<Catalog>,
    change: ChangeRows,
    session: Session,
    output_names: OutputNames,
) -> Result<Changing, Failure> {
    let started = Instant::now();
    let scanned = Scanned::default();
    let work = Work { catalog: Arc::clone(catalog), session, scanned: scanned.clone(), output_names };
    let commit = run::run_on(runtime, Box::pin(async move { work.run(change).await })).await??;
    // The planning time cannot be measured separately from the writing here, so half of the total is reported.
    let planning_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX) / 2;
    Ok(Changing { commit, catalog: Arc::clone(catalog), scanned: scanned.0, rows_read: scanned.1, planning_ms })
}

/// A running statement.
struct Work {
    catalog: Arc<Catalog>,
    session: Session,
    scanned: Scanned,
    output_names: OutputNames,
}

impl Work {
    async fn run(&self, change: ChangeRows) -> Result<Commit, Failure> {
        let table_ref = self.resolve(change.name())?;
        match change {
            ChangeRows::Insert { columns, query, .. } => insert::run(self, &table_ref, &columns, query).await,
            ChangeRows::CreateAs(create) => create::run(self, &table_ref, create).await,
            ChangeRows::Update { alias, set, filter, .. } => {
                rewrite::update(self, &table_ref, alias.as_deref(), &set, filter.as_ref()).await
            }
            ChangeRows::Delete { alias, filter, .. } => {
                rewrite::delete(self, &table_ref, alias.as_deref(), filter.as_ref()).await
            }
            ChangeRows::Merge(merge) => merge::run(self, &table_ref, &merge).await,
            ChangeRows::Optimize { filter, .. } => optimize::run(self, &table_ref, filter.as_ref()).await,
            ChangeRows::Vacuum { .. } => vacuum::run(self, &table_ref),
        }
    }

    /// Resolves the table name of a statement.
    fn resolve(&self, name: &Name) -> Result<TableRef, Failure> {
        let catalog = name.catalog.as_deref().unwrap_or(&self.session.catalog);
        if !catalog.eq_ignore_ascii_case(CATALOG) {
            let message = format!("line 1:1: Catalog '{catalog}' does not exist");
            return Err(failure::user("CATALOG_NOT_FOUND", &message));
        }
        let database = name.database.as_deref().unwrap_or(&self.session.database).to_lowercase();
        if !self.catalog.has_database(&database) {
            let message = format!("line 1:1: Schema '{database}' does not exist");
            return Err(failure::user("SCHEMA_NOT_FOUND", &message));
        }
        Ok(TableRef { database, table: name.table.clone() })
    }

    /// The target table of a statement. It must be one that a statement created.
    fn table(&self, table_ref: &TableRef) -> Result<StoredTable, Failure> {
        if let Some(stored) = self.catalog.stored_table(&table_ref.database, &table_ref.table) {
            return Ok(stored);
        }
        let (database, table) = (&table_ref.database, &table_ref.table);
        if self.catalog.is_view(database, table) {
            return Err(failure::not_supported("line 1:1: Inserting into views is not supported"));
        }
        if self.catalog.has_table(database, table) {
            return Err(failure::not_supported(&format!(
                "{database}.{table} is not a table that the sandbox can change"
            )));
        }
        Err(failure::user("TABLE_NOT_FOUND", &format!("line 1:1: Table '{table_ref}' does not exist")))
    }

    /// Runs a query inside the statement.
    async fn rows(&self, select: Select) -> Result<run::Rows, Failure> {
        run::rows(&self.catalog, select, &self.session, &self.scanned).await
    }
}

/// A generated query, prepared for planning.
fn select(query: Box<datafusion::sql::sqlparser::ast::Query>) -> Select {
    let mut planned = query.clone();
    let names = sql::rewrite(&mut planned, &[]);
    Select { written: query, planned, names }
}

/// The database and name of a table.
#[derive(Clone, Debug)]
struct TableRef {
    database: String,
    table: String,
}

/// The full name with the catalog, as in Trino's messages.
impl std::fmt::Display for TableRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}.{}", CATALOG.to_lowercase(), self.database, self.table)
    }
}
