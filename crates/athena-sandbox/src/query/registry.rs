//! `Queries`: the latest queries, by id and by client request token

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::engine::Prepared;
use crate::limits::Limits;

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

#[derive(Clone, Debug)]
pub(crate) struct Queries {
    table: Arc<Mutex<Table>>,
    /// Keeps ended queries across runs.
    history: Option<Arc<History>>,
    limits: Limits,
}

#[derive(Debug, Default)]
struct Table {
    /// In start order.
    queries: VecDeque<Arc<Query>>,
    by_id: HashMap<String, Arc<Query>>,
    tokens: HashMap<String, Arc<Query>>,
    /// Queries that had not ended when they were last looked at. They are not among `sizes`.
    running: Vec<Arc<Query>>,
    /// The memory of ended queries, by id.
    sizes: HashMap<String, u64>,
    size: u64,
    /// Number of queries that this run has started, forgotten ones included.
    started: u64,
}

impl Queries {
    pub(crate) fn new(limits: Limits) -> Self {
        Self { table: Arc::default(), history: None, limits }
    }

    /// Starts with the queries of earlier runs, oldest first, and adds later ones to the history.
    pub(crate) fn with_history(limits: Limits, history: History, earlier: Vec<Query>) -> Self {
        let queries = Self { table: Arc::default(), history: Some(Arc::new(history)), limits };
        let mut table = queries.lock();
        for query in earlier {
            table.add(Arc::new(query));
        }
        queries.forget(&mut table);
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
        table.started += 1;
        self.forget(&mut table);
        Started::New(query)
    }

    pub(crate) fn get(&self, id: &str) -> Option<Arc<Query>> {
        self.lock().by_id.get(id).cloned()
    }

    /// The queries that are not forgotten, oldest first.
    pub(crate) fn all(&self) -> Vec<Arc<Query>> {
        self.lock().queries.iter().cloned().collect()
    }

    /// Number of queries that this run has started, those included that it has forgotten. A start that is repeated with
    /// its token counts once.
    pub(crate) fn started(&self) -> u64 {
        self.lock().started
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

    /// Forgets the oldest ended queries beyond the limits.
    fn forget(&self, table: &mut Table) {
        table.settle();
        while table.queries.len() > self.limits.history_queries || table.size > self.limits.history_bytes {
            let Some(query) = table.remove_oldest() else { break };
            if let Some(history) = &self.history {
                history.forget(&query);
            }
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
        self.running.push(Arc::clone(&query));
        self.queries.push_back(query);
    }

    /// Counts the memory of queries that have ended.
    fn settle(&mut self) {
        let (sizes, size) = (&mut self.sizes, &mut self.size);
        self.running.retain(|query| {
            let Some(held) = query.size_at_end() else { return true };
            *size += held;
            sizes.insert(query.id.clone(), held);
            false
        });
    }

    /// Removes the oldest query that has ended.
    fn remove_oldest(&mut self) -> Option<Arc<Query>> {
        let position = self.queries.iter().position(|query| self.sizes.contains_key(&query.id))?;
        let query = self.queries.remove(position)?;
        self.size -= self.sizes.remove(&query.id).unwrap_or_default();
        self.by_id.remove(&query.id);
        self.tokens.remove(&query.token);
        Some(query)
    }
}
