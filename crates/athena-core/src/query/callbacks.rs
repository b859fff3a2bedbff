//! Callbacks of a program that follows its queries.

use std::fmt;
use std::sync::Arc;

use super::{QueryExecution, QueryId};

/// Called with the id of a query once its start was answered.
type StartCallback = Arc<dyn Fn(&QueryId) + Send + Sync>;

/// Called at every look at a query, the last one included.
type PollCallback = Arc<dyn Fn(&QueryExecution) + Send + Sync>;

/// Callbacks in the order in which they are called. They run on the task that executes the statement.
#[derive(Clone, Default)]
pub(crate) struct Callbacks {
    on_start: Vec<StartCallback>,
    on_poll: Vec<PollCallback>,
}

impl Callbacks {
    pub(crate) fn add_on_start(&mut self, callback: impl Fn(&QueryId) + Send + Sync + 'static) {
        self.on_start.push(Arc::new(callback));
    }

    pub(crate) fn add_on_poll(&mut self, callback: impl Fn(&QueryExecution) + Send + Sync + 'static) {
        self.on_poll.push(Arc::new(callback));
    }

    /// These callbacks, then those of `later`.
    pub(crate) fn then(mut self, later: &Self) -> Self {
        self.on_start.extend(later.on_start.iter().cloned());
        self.on_poll.extend(later.on_poll.iter().cloned());
        self
    }

    pub(crate) fn started(&self, id: &QueryId) {
        self.on_start.iter().for_each(|callback| callback(id));
    }

    pub(crate) fn polled(&self, query: &QueryExecution) {
        self.on_poll.iter().for_each(|callback| callback(query));
    }
}

/// Shows how many callbacks there are.
impl fmt::Debug for Callbacks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Callbacks")
            .field("on_start", &self.on_start.len())
            .field("on_poll", &self.on_poll.len())
            .finish()
    }
}
