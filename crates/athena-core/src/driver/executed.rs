//! Executions that have succeeded, as a driver gets them to open.

use std::sync::Arc;

use super::unload::UnloadMode;
use crate::driver::decode::{Field, PlanOptions, plan_all};
use crate::driver::results::{ResultInfo, ResultPath, describe};
use crate::error::Result;
use crate::options::S3Uri;
use crate::query::QueryExecution;
use crate::session::Session;

/// Whether a cursor wraps its statements in UNLOAD, and what becomes of the files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unload {
    /// Which statements are wrapped.
    pub mode: UnloadMode,
    /// Whether the files are deleted once the result was read or is dropped.
    pub clean_up: bool,
}

impl Unload {
    /// No statement is wrapped.
    pub const fn never() -> Self {
        Self { mode: UnloadMode::Never, clean_up: false }
    }

    /// Wraps statements by `mode`.
    pub const fn new(mode: UnloadMode, clean_up: bool) -> Self {
        Self { mode, clean_up }
    }
}

/// An execution that has succeeded, on the session that it ran on.
#[derive(Clone, Debug)]
pub struct Executed {
    session: Session,
    query: Arc<QueryExecution>,
    files: Option<Arc<[S3Uri]>>,
    /// Rows of the result, where the service has counted them.
    rows: Option<u64>,
}

impl Executed {
    /// The execution of a statement that ran as it was given.
    pub(crate) fn plain(session: &Session, query: Arc<QueryExecution>) -> Self {
        Self { session: session.clone(), query, files: None, rows: None }
    }

    /// The execution of an UNLOAD that wrote `files`.
    pub(crate) fn unloaded(
        session: &Session,
        query: Arc<QueryExecution>,
        files: Vec<S3Uri>,
        rows: Option<u64>,
    ) -> Self {
        Self { session: session.clone(), query, files: Some(files.into()), rows }
    }

    /// The session, for reading the result.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// The execution, as the service last described it.
    pub fn query(&self) -> &QueryExecution {
        &self.query
    }

    /// The Parquet files that the execution wrote, in order, if it was an UNLOAD; none of them for a result without
    /// rows.
    pub fn files(&self) -> Option<&[S3Uri]> {
        self.files.as_deref()
    }

    /// The number of rows of the result, if the service has counted them. Core compares it with the rows that were
    /// fetched.
    pub fn rows(&self) -> Option<u64> {
        self.rows
    }

    /// The columns of a result without files, as the service describes them, and their decoded form by `plan`.
    ///
    /// # Errors
    /// The error of `GetQueryResults`; `InvalidOption` when a type hint does not fit the result.
    ///
    /// # Cancel safety
    /// Dropping the future loses nothing but the call.
    pub async fn describe(&self, plan: &PlanOptions) -> Result<(ResultInfo, Vec<Field>)> {
        let columns = describe(&**self.session.athena(), &self.query).await?;
        let fields = plan_all(&columns, plan)?;
        Ok((ResultInfo::new(columns, ResultPath::Parquet), fields))
    }
}
