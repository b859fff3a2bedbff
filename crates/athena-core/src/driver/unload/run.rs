//! Running a statement, by UNLOAD where that is asked for and can be done.

use std::sync::Arc;

use super::manifest::ParquetFiles;
use super::staging::StagingDirs;
use super::wrap::{UnloadPlan, is_refusal, parquet_target, plan};
use super::{Cleanup, UnloadMode};
use crate::connection::Connection;
use crate::driver::api::ResultPage;
use crate::error::Result;
use crate::execution::QueryRunner;
use crate::options::S3Uri;
use crate::query::{QueryExecution, QueryId};
use crate::statement::Statement;

/// Runs the statements of a cursor that can read Parquet.
#[derive(Debug)]
pub struct Unloader {
    mode: UnloadMode,
    clean_up: bool,
    staging: StagingDirs,
}

/// What a statement left behind.
#[derive(Debug)]
pub enum Ran {
    /// A result of its own; the statement ran as it is.
    Plain(Arc<QueryExecution>),
    /// Parquet files.
    Unloaded(Unloaded),
}

/// The files of a query that ran by UNLOAD.
#[derive(Debug)]
#[non_exhaustive]
pub struct Unloaded {
    /// The execution of the UNLOAD.
    pub query: Arc<QueryExecution>,
    /// The files, in order; none when the query gave no row.
    pub files: Vec<S3Uri>,
    /// Deletes the files when it is dropped; there only if that was asked for.
    pub cleanup: Option<Cleanup>,
}

impl Unloader {
    /// Runs statements by `mode`; with `clean_up` the files are deleted after use.
    pub fn new(mode: UnloadMode, clean_up: bool) -> Self {
        Self { mode, clean_up, staging: StagingDirs::default() }
    }

    /// Runs the next statements by `mode`, and with or without `clean_up`.
    pub fn set(&mut self, mode: UnloadMode, clean_up: bool) {
        (self.mode, self.clean_up) = (mode, clean_up);
    }

    /// Runs a statement until it has succeeded.
    ///
    /// Statements that are no queries (DDL, SHOW, INSERT, an UNLOAD of the caller's) have no result to unload, and run
    /// as they are in every mode. With [`UnloadMode::Auto`] so do queries that UNLOAD does not take, and all where there
    /// is no staging directory.
    ///
    /// # Errors
    /// As [`QueryRunner::run`]. With [`UnloadMode::Always`] also `Unsupported` for a query that UNLOAD does not take, and
    /// `InvalidOption` when there is no place for the files. `Unexpected` or `ResultMissing` for a manifest that is not
    /// this query's, or not there.
    ///
    /// # Cancel safety
    /// As [`QueryRunner::run`].
    pub async fn run(&mut self, runner: &mut QueryRunner, mut statement: Statement) -> Result<Ran> {
        let connection = runner.connection().clone();
        statement = connection.resolve(statement);
        if let Some(plan) = plan(self.mode, &mut self.staging, &connection, &statement).await? {
            match runner.run(&plan.statement).await {
                Ok(query) => return self.unloaded(&connection, &plan, query).await.map(Ran::Unloaded),
                Err(error) if !is_refusal(&error) => return Err(error),
                Err(error) if self.mode == UnloadMode::Auto => {
                    tracing::debug!(%error, "no UNLOAD");
                    // A token of the caller's now belongs to the UNLOAD; the service refuses it with another text.
                    let mut options = statement.options().clone();
                    options.client_request_token = None;
                    statement = statement.with_options(options);
                }
                Err(error) => {
                    let way_out = "give every column a name of its own and cast it, or set unload=auto";
                    return Err(error.with_context("hint", way_out));
                }
            }
        }
        runner.run(&statement).await.map(Ran::Plain)
    }

    /// Waits for an execution that was started before. If it is an UNLOAD to Parquet, its files are the result; they are
    /// not deleted after use.
    ///
    /// # Errors
    /// As [`QueryRunner::attach`], and as [`run`](Self::run) of the manifest.
    ///
    /// # Cancel safety
    /// As [`QueryRunner::attach`].
    pub async fn attach(&self, runner: &mut QueryRunner, id: &QueryId) -> Result<Ran> {
        let query = runner.attach(id).await?;
        let directory = if query.is_substatement("UNLOAD") { parquet_target(&query.sql) } else { None };
        let Some(directory) = directory else { return Ok(Ran::Plain(query)) };
        let found = ParquetFiles::find(runner.connection(), &query, &directory).await?;
        Ok(Ran::Unloaded(Unloaded { query, files: found.uris, cleanup: None }))
    }

    async fn unloaded(
        &self,
        connection: &Connection,
        plan: &UnloadPlan,
        query: Arc<QueryExecution>,
    ) -> Result<Unloaded> {
        let found = ParquetFiles::find(connection, &query, &plan.directory).await?;
        let cleanup = self.clean_up.then(|| Cleanup::new(connection, &found)).transpose()?;
        Ok(Unloaded { query, files: found.uris, cleanup })
    }
}

impl Unloaded {
    /// What the service says of the columns: the only source of a schema when there is no file.
    ///
    /// # Errors
    /// The error of `GetQueryResults`.
    pub async fn describe(&self, connection: &Connection) -> Result<ResultPage> {
        ParquetFiles::describe(connection, &self.query).await
    }
}
