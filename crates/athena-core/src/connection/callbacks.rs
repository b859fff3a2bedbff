//! What a program wants to be told of its queries.

use std::fmt;
use std::sync::Arc;

use crate::query::{QueryExecution, QueryId};

/// Told the id of a query once its start was answered. It runs on the task that executes the statement and must not
/// block.
pub type OnStart = Arc<dyn Fn(&QueryId) + Send + Sync>;

/// Told of every look at a query, the last one included. It runs on the task that executes the statement and must not
/// block.
pub type OnPoll = Arc<dyn Fn(&QueryExecution) + Send + Sync>;

#[derive(Clone, Default)]
pub(crate) struct Callbacks {
    pub(super) on_start: Option<OnStart>,
    pub(super) on_poll: Option<OnPoll>,
}

impl Callbacks {
    pub(crate) fn started(&self, id: &QueryId) {
        if let Some(callback) = &self.on_start {
            callback(id);
        }
    }

    pub(crate) fn polled(&self, query: &QueryExecution) {
        if let Some(callback) = &self.on_poll {
            callback(query);
        }
    }
}

impl fmt::Debug for Callbacks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Callbacks")
            .field("on_start", &self.on_start.is_some())
            .field("on_poll", &self.on_poll.is_some())
            .finish()
    }
}
