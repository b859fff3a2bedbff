//! Result reuse: an earlier query whose result stands for that of a new one.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use crate::storage::Storage;

use super::record::{Query, Request};
use super::registry::Queries;
use super::snapshot::QueryState;

/// What has to be equal, beside the work group, the context and the result configuration.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Likeness {
    /// The text without whitespace and comments, and the prepared statement behind an EXECUTE.
    pub(crate) text: String,
    /// The tables, as they were defined.
    pub(crate) definitions: u64,
}

impl Queries {
    /// The latest query that a new one may take its result from.
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
            // A result that was reused is as old as the query that made it.
            && !progress.statistics.reused
            && progress.completed.is_some_and(|completed| completed >= oldest)
            && progress.result.is_some()
            && storage.has_object(&object.bucket, &object.key)
    }
}
