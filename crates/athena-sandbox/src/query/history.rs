//! Query history across runs: one JSON line per ended query, and a file for its rows

use std::borrow::Cow;
use std::collections::VecDeque;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

use crate::engine::contract::{ColumnInfo, Failure, OutputKind, StatementType};
use crate::limits::Limits;
use crate::state::StateDir;

use super::execution::{Progress, Query, Request};
use super::location::ResultObject;
use super::registry::Fingerprint;
use super::snapshot::QueryState;
use super::spool::Index;
use super::statistics::Statistics;

/// The history file and the folder of the rows.
#[derive(Debug)]
pub(crate) struct History {
    file: Mutex<File>,
    results: PathBuf,
}

/// The JSON form of an ended query: borrowed for writing, owned after reading.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct EndedQuery<'a> {
    pub(super) id: Cow<'a, str>,
    pub(super) token: Cow<'a, str>,
    pub(super) fingerprint: Cow<'a, Fingerprint>,
    pub(super) request: Cow<'a, Request>,
    pub(super) statement_type: StatementType,
    pub(super) substatement_type: Cow<'a, str>,
    pub(super) output: OutputKind,
    pub(super) object: Cow<'a, Option<ResultObject>>,
    pub(super) submitted: SystemTime,
    pub(super) completed: Option<SystemTime>,
    pub(super) states: Cow<'a, [QueryState]>,
    pub(super) reason: Cow<'a, Option<String>>,
    pub(super) failure: Cow<'a, Option<Failure>>,
    pub(super) statistics: Cow<'a, Statistics>,
    pub(super) result: Option<EndedResult<'a>>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct EndedResult<'a> {
    pub(super) columns: Cow<'a, [ColumnInfo]>,
    pub(super) rows: Cow<'a, Index>,
    pub(super) update_count: Option<i64>,
}

impl History {
    /// Returns the last queries of earlier runs, oldest first, and the history that takes the next ones.
    pub(crate) fn open(state: &StateDir, limits: Limits) -> io::Result<(Self, Vec<Query>)> {
        let path = state.history();
        let mut file = append(&path)?;
        let results = state.results();
        let mut queries = VecDeque::new();
        let mut forgotten = 0_u64;
        let mut whole = true;
        for line in BufReader::new(&file).split(b'\n') {
            let line = line?;
            // A line that a crash cut off belongs to a query that never ended for any client.
            match serde_json::from_slice::<EndedQuery<'static>>(&line) {
                Ok(ended) => {
                    queries.push_back((line, Query::ended(ended, &results)));
                    if queries.len() > limits.history_queries
                        && let Some((_, query)) = queries.pop_front()
                    {
                        forgotten += 1;
                        remove_rows(&results, &query);
                    }
                }
                Err(error) => {
                    whole = false;
                    tracing::warn!(%error, path = %path.display(), "a line of the history cannot be read");
                }
            }
        }
        if forgotten > 0 {
            let mut kept = NamedTempFile::new_in(path.parent().unwrap_or(Path::new(".")))?;
            for (line, _) in &queries {
                kept.write_all(line)?;
                kept.write_all(b"\n")?;
            }
            kept.persist(&path)?;
            file = append(&path)?;
        } else if !whole {
            // The next query must begin on a new line.
            file.write_all(b"\n")?;
        }
        let queries = queries.into_iter().map(|(_, query)| query).collect();
        Ok((Self { file: Mutex::new(file), results }, queries))
    }

    /// Deletes the rows of a query. Its line goes when the history is opened again.
    pub(super) fn forget(&self, query: &Query) {
        remove_rows(&self.results, query);
    }

    /// Appends a query that has ended.
    pub(super) fn add(&self, query: &Query, progress: &Progress) -> io::Result<()> {
        let result = match &progress.result {
            None => None,
            Some(result) => {
                result.rows.persist(&self.results.join(&query.id))?;
                Some(EndedResult {
                    columns: Cow::Borrowed(&result.columns),
                    rows: Cow::Borrowed(result.rows.index()),
                    update_count: result.update_count,
                })
            }
        };
        let ended = EndedQuery {
            id: Cow::Borrowed(&query.id),
            token: Cow::Borrowed(&query.token),
            fingerprint: Cow::Borrowed(&query.fingerprint),
            request: Cow::Borrowed(&query.request),
            statement_type: query.statement_type,
            substatement_type: Cow::Borrowed(&query.substatement_type),
            output: query.output,
            object: Cow::Borrowed(&query.object),
            submitted: query.submitted,
            completed: progress.completed,
            states: Cow::Borrowed(&progress.history),
            reason: Cow::Borrowed(&progress.reason),
            failure: Cow::Borrowed(&progress.failure),
            statistics: Cow::Borrowed(&progress.statistics),
            result,
        };
        let mut line = serde_json::to_vec(&ended)?;
        line.push(b'\n');
        // One write, so that a crash can cut off only the last line.
        self.file.lock().unwrap_or_else(PoisonError::into_inner).write_all(&line)
    }
}

fn append(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).append(true).create(true).open(path)
}

/// Deletes the file of a query's rows. A query without a result has none.
fn remove_rows(results: &Path, query: &Query) {
    let path = results.join(&query.id);
    if let Err(error) = fs::remove_file(&path)
        && error.kind() != io::ErrorKind::NotFound
    {
        tracing::warn!(%error, path = %path.display(), "the rows of a forgotten query could not be deleted");
    }
}
