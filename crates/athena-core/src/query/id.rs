//! Identifiers of query executions: the id that the service assigns, and the client request token.

use std::fmt;
use std::sync::Arc;

/// A `QueryExecutionId`. Cloning is cheap.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct QueryId(Arc<str>);

impl QueryId {
    /// An id from the service or from a user. Its form is not checked.
    pub fn new(id: impl Into<Arc<str>>) -> Self {
        Self(id.into())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for QueryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for QueryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl AsRef<str> for QueryId {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl From<&str> for QueryId {
    fn from(id: &str) -> Self {
        Self::new(id)
    }
}

impl From<String> for QueryId {
    fn from(id: String) -> Self {
        Self::new(id)
    }
}

/// A `ClientRequestToken`: requests with the same token start the query only once
/// ([StartQueryExecution](https://docs.aws.amazon.com/athena/latest/APIReference/API_StartQueryExecution.html)).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ClientRequestToken(Arc<str>);

impl ClientRequestToken {
    /// A new token for one logical execution. It is a random UUID, 36 characters; the service requires 32 to 128.
    pub fn generate() -> Self {
        Self(uuid::Uuid::new_v4().to_string().into())
    }

    /// A token that the caller chooses. A job that keeps it can be restarted, and then finds its query again. The
    /// service checks its length: 32 to 128.
    pub fn new(token: impl Into<Arc<str>>) -> Self {
        Self(token.into())
    }

    /// The token as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
