//! `Queries`: all queries, by id and by client request token

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::engine::Prepared;

use super::execution::{NewQuery, Query, Request};
use super::history::History;

/// Properties that must be equal for a repeated token to mean the same query. Parameters and work group do not count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Fingerprint {
    pub(crate) sql: String,
    pub(crate) catalog: Option<String>,
    pub(crate) database: Option<String>,
    pub(crate) output_location: Option<String>,
}

/// The outcome of StartQueryExecution.
#[derive(Debug)]
pub(crate) enum Started {
    New(Arc<Query>),
    Replayed(Arc<Query>),
    /// The token was used for another query.
    Mismatch,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Queries {
    table: Arc<Mutex<Table>>,
    /// Keeps ended queries across runs.
    history: Option<Arc<History>>,
}

#[derive(Debug, Default)]
struct Table {
    /// In start order.
    queries: Vec<Arc<Query>>,
    by_id: HashMap<String, Arc<Query>>,
    tokens: HashMap<String, Arc<Query>>,
}

impl Queries {
    /// Starts with the queries of earlier runs, oldest first, and adds later ones to the history.
    pub(crate) fn with_history(history: History, earlier: Vec<Query>) -> Self {
        let queries = Self { table: Arc::default(), history: Some(Arc::new(history)) };
        let mut table = queries.lock();
        for query in earlier {
            table.add(Arc::new(query));
        }
        drop(table);
        queries
    }

    pub(crate) fn start(
        &self,
        token: &str,
        fingerprint: Fingerprint,
        request: Request,
        prepared: &Prepared,
        reused: Option<Arc<Query>>,
    ) -> Started {
        let mut table = self.lock();
        if let Some(query) = table.tokens.get(token) {
            if query.fingerprint != fingerprint {
                return Started::Mismatch;
            }
            query.count_start();
            return Started::Replayed(Arc::clone(query));
        }
        let new = NewQuery { token: token.to_owned(), fingerprint, request, reused };
        let query = Arc::new(Query::new(Uuid::new_v4().to_string(), new, prepared, self.history.clone()));
        table.add(Arc::clone(&query));
        Started::New(query)
    }

    pub(crate) fn get(&self, id: &str) -> Option<Arc<Query>> {
        self.lock().by_id.get(id).cloned()
    }

    /// All queries, oldest first.
    pub(crate) fn all(&self) -> Vec<Arc<Query>> {
        self.lock().queries.clone()
    }

    /// Whether a query was started with the token.
    pub(crate) fn knows(&self, token: &str) -> bool {
        self.lock().tokens.contains_key(token)
    }

    /// Number of queries that have not ended and count towards the DDL quota, or do not.
    pub(crate) fn active(&self, ddl: bool) -> usize {
        self.all().iter().filter(|query| query.is_ddl() == ddl && !query.progress().state.is_terminal()).count()
    }

    /// Cancels all running queries; called when the sandbox ends.
    pub(crate) fn cancel_all(&self) {
        for query in self.all() {
            query.cancel("The sandbox was shut down");
        }
    }

    fn lock(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Table {
    fn add(&mut self, query: Arc<Query>) {
        self.tokens.insert(query.token.clone(), Arc::clone(&query));
        self.by_id.insert(query.id.clone(), Arc::clone(&query));
        self.queries.push(query);
    }
}
