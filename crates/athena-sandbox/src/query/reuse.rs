//! Result reuse: queries that take over the result of an earlier query

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use crate::storage::Storage;

use super::execution::{Query, Request};
use super::registry::Queries;
use super::snapshot::QueryState;

/// What must be equal for reuse, besides the work group, the context and the result configuration.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ReuseKey {
    /// The text without whitespace and comments, including the prepared statement behind an EXECUTE.
    pub(crate) text: String,
    /// A hash of the tables' definitions.
    pub(crate) definitions: u64,
}

impl Queries {
    /// The latest query whose result a new query may reuse.
    pub(crate) fn reusable(&self, request: &Request, storage: &Storage, age: Duration) -> Option<Arc<Query>> {
        let oldest = SystemTime::now().checked_sub(age)?;
        self.all().into_iter().rev().find(|earlier| earlier.can_stand_for(request, storage, oldest))
    }
}

impl Query {
    fn can_stand_for(&self, request: &Request, storage: &Storage, oldest: SystemTime) -> bool {
        let is_same = request.likeness.is_some()
            && self.request.likeness == request.likeness
            && self.request.work_group == request.work_group
            && self.request.parameters == request.parameters
            && self.request.catalog == request.catalog
            && self.request.database == request.database
            && self.request.location == request.location
            && self.request.result_configuration == request.result_configuration;
        let Some(object) = self.object.as_ref().filter(|_| is_same) else { return false };
        let progress = self.progress();
        progress.state == QueryState::Succeeded
            // A reused result is as old as the query that produced it, so only that query counts.
            && !progress.statistics.reused
            && progress.completed.is_some_and(|completed| completed >= oldest)
            && progress.result.is_some()
            && storage.has_object(&object.bucket, &object.key)
    }
}
