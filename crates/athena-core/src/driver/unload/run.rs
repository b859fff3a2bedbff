//! Execution of a statement, wrapped in UNLOAD where that is asked for and possible.

use std::sync::Arc;

use super::manifest::{ParquetFiles, manifest_uri};
use super::staging::StagingDirs;
use super::wrap::{is_refusal, parquet_target, plan};
use super::{Cleanup, UnloadMode};
use crate::driver::results::ResultPath;
use crate::driver::{Executed, Unload};
use crate::error::{Error, Result};
use crate::execution::{QueryRunner, Settings};
use crate::options::S3Uri;
use crate::query::{QueryExecution, QueryId};
use crate::session::Session;
use crate::statement::Statement;

/// Runs a statement until it has succeeded. The [`Cleanup`] deletes the files of UNLOAD, if that was asked for. Where
/// the execution fails or is stopped, they are deleted before the error is returned, or, if the future is dropped, in
/// the background.
///
/// Statements that are not queries (DDL, SHOW, INSERT, an UNLOAD of the caller) have no result to unload, and run as
/// they are in every mode. With [`UnloadMode::Auto`] so do queries that UNLOAD does not accept, and all statements
/// where there is no staging directory.
///
/// # Errors
/// As [`QueryRunner::run`]. With [`UnloadMode::Always`] also `Unsupported` for a query that UNLOAD does not accept, and
/// `InvalidOption` when there is no directory for the files. `Unexpected` when the result lies in another bucket than
/// the one asked for. `Unexpected` or `ResultMissing` when the manifest is not this query's, or is missing.
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
    let session = runner.session().with_bucket_owner(settings.query.expected_bucket_owner.as_ref());
    if let Some(plan) = plan(unload.mode, staging, &session, statement, &settings).await? {
        let cleanup = unload.clean_up.then(|| Cleanup::prepare(&session, &plan, runner, &settings)).transpose()?;
        let ran = runner.run_with(&plan.statement, &settings).await;
        let cleanup = cleanup.map(Cleanup::over);
        match ran {
            Ok(query) => {
                let opened = unloaded(&session, staging, query, &plan.directory, Some(&plan.staging)).await;
                return with_cleanup(opened, cleanup).await;
            }
            Err(error) if !is_refusal(&error) => {
                let cleanup = cleanup.and_then(|files| files.only_if(may_have_written(runner, &error)));
                return with_cleanup(Err(error), cleanup).await;
            }
            Err(error) => {
                // A query that was refused has written nothing.
                cleanup.and_then(|files| files.only_if(false));
                if unload.mode != UnloadMode::Auto {
                    let cure = "give every column a distinct name and cast it, or set unload=auto";
                    return Err(error.with_context("hint", cure));
                }
                // Not the message, which may quote the statement.
                tracing::debug!(code = error.code(), "UNLOAD was refused, the query runs as it is");
                // The caller's token now belongs to the UNLOAD; the service refuses it with another text.
                settings.client_request_token = None;
            }
        }
    }
    let query = runner.run_with(statement, &settings).await?;
    if let (Some(asked_for), Some(object)) = (settings.staging_dir(), csv_object(&query)) {
        staging.check(&session, &query, &asked_for, &object).await?;
    }
    Ok((Executed::plain(&session, query), None))
}

/// The CSV object of a query's result. One that cannot be read is an error of the driver that reads it.
fn csv_object(query: &QueryExecution) -> Option<S3Uri> {
    let location = query.output_location.as_ref().filter(|_| ResultPath::of(query) == ResultPath::Csv)?;
    location.parse().ok()
}

/// Whether a query that ended with `error` may have written files, and writes no more.
fn may_have_written(runner: &QueryRunner, error: &Error) -> bool {
    // An error with the token does not tell whether the query has started.
    let started = runner.query_id().is_some() || error.context("client_request_token").is_some();
    let still_runs = matches!(error.context("stop"), Some("refused" | "unanswered"));
    started && !still_runs && !runner.goes_on()
}

/// The result with the clean-up of its files; after an error they are deleted now.
async fn with_cleanup(
    opened: Result<(Executed, ParquetFiles)>,
    mut cleanup: Option<Cleanup>,
) -> Result<(Executed, Option<Cleanup>)> {
    match opened {
        Ok((executed, files)) => Ok((executed, cleanup.map(|cleanup| cleanup.of(&files)))),
        Err(error) => {
            if let Some(files) = &mut cleanup {
                files.finish().await;
            }
            Err(error)
        }
    }
}

/// Waits for an execution that was started before. If it is an UNLOAD to Parquet, its files are the result; they are
/// not deleted after use.
///
/// # Errors
/// As [`QueryRunner::attach`], and as [`run`] for the manifest.
///
/// # Cancel safety
/// As [`QueryRunner::attach`].
pub(crate) async fn attach(
    runner: &mut QueryRunner,
    id: &QueryId,
    settings: &Settings,
    unload: bool,
) -> Result<Executed> {
    let query = runner.attach_to(id).await?;
    let session = runner.session().with_bucket_owner(settings.query.expected_bucket_owner.as_ref());
    let directory = if unload && query.is_substatement("UNLOAD") { parquet_target(&query.sql) } else { None };
    match directory {
        Some(directory) => Ok(unloaded(&session, &mut StagingDirs::default(), query, &directory, None).await?.0),
        None => Ok(Executed::plain(&session, query)),
    }
}

/// The files of an UNLOAD that has succeeded. Its manifest must lie in the bucket of `asked_for`, if that is known.
async fn unloaded(
    session: &Session,
    staging: &mut StagingDirs,
    query: Arc<QueryExecution>,
    directory: &S3Uri,
    asked_for: Option<&S3Uri>,
) -> Result<(Executed, ParquetFiles)> {
    if let (Some(asked_for), Some(manifest)) = (asked_for, manifest_uri(&query)?) {
        staging.check(session, &query, asked_for, &manifest).await?;
    }
    let found = ParquetFiles::find(session, &query, directory).await?;
    Ok((Executed::unloaded(session, query, found.uris.clone(), found.rows), found))
}
