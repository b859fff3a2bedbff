//! Execution of a statement, wrapped in UNLOAD where that is asked for and possible.

use std::sync::Arc;

use super::manifest::ParquetFiles;
use super::staging::StagingDirs;
use super::wrap::{is_refusal, parquet_target, plan};
use super::{Cleanup, UnloadMode};
use crate::driver::{Executed, Unload};
use crate::error::Result;
use crate::execution::{QueryRunner, Settings};
use crate::options::S3Uri;
use crate::query::{QueryExecution, QueryId};
use crate::statement::Statement;

/// Runs a statement until it has succeeded. The [`Cleanup`] deletes the files of UNLOAD, if that was asked for.
///
/// Statements that are not queries (DDL, SHOW, INSERT, an UNLOAD of the caller) have no result to unload, and run as
/// they are in every mode. With [`UnloadMode::Auto`] so do queries that UNLOAD does not accept, and all statements
/// where there is no staging directory.
///
/// # Errors
/// As [`QueryRunner::run`]. With [`UnloadMode::Always`] also `Unsupported` for a query that UNLOAD does not accept, and
/// `InvalidOption` when there is no directory for the files. `Unexpected` or `ResultMissing` when the manifest is not
/// this query's, or is missing.
///
/// # Cancel safety
/// As [`QueryRunner::run`].
pub(crate) async fn run(
    runner: &mut QueryRunner,
    statement: &Statement,
    mut settings: Settings,
    unload: Unload,
    staging: &mut StagingDirs,
) -> Result<(Executed, Option<Cleanup>)> {
    let session = runner.session().clone();
    if let Some(plan) = plan(unload.mode, staging, &session, statement, &settings).await? {
        match runner.run_with(&plan.statement, &settings).await {
            Ok(query) => return unloaded(runner, query, &plan.directory, unload.clean_up).await,
            Err(error) if !is_refusal(&error) => return Err(error),
            Err(error) if unload.mode == UnloadMode::Auto => {
                // Not the message, which may quote the statement.
                tracing::debug!(code = error.code(), "UNLOAD was refused, the query runs as it is");
                // The caller's token now belongs to the UNLOAD; the service refuses it with another text.
                settings.client_request_token = None;
            }
            Err(error) => {
                let cure = "give every column a distinct name and cast it, or set unload=auto";
                return Err(error.with_context("hint", cure));
            }
        }
    }
    let query = runner.run_with(statement, &settings).await?;
    Ok((Executed::plain(&session, query), None))
}

/// Waits for an execution that was started before. If it is an UNLOAD to Parquet, its files are the result; they are
/// not deleted after use.
///
/// # Errors
/// As [`QueryRunner::attach`], and as [`run`] for the manifest.
///
/// # Cancel safety
/// As [`QueryRunner::attach`].
pub(crate) async fn attach(runner: &mut QueryRunner, id: &QueryId, unload: bool) -> Result<Executed> {
    let query = runner.attach_to(id).await?;
    let directory = if unload && query.is_substatement("UNLOAD") { parquet_target(&query.sql) } else { None };
    match directory {
        Some(directory) => Ok(unloaded(runner, query, &directory, false).await?.0),
        None => Ok(Executed::plain(runner.session(), query)),
    }
}

async fn unloaded(
    runner: &QueryRunner,
    query: Arc<QueryExecution>,
    directory: &S3Uri,
    clean_up: bool,
) -> Result<(Executed, Option<Cleanup>)> {
    let session = runner.session();
    let found = ParquetFiles::find(session, &query, directory).await?;
    let cleanup = clean_up.then(|| Cleanup::new(session, &found)).transpose()?;
    Ok((Executed::unloaded(session, query, found.uris, found.rows), cleanup))
}
