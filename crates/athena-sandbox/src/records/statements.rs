//! Prepared statements and named queries

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// A prepared statement of a work group.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct PreparedStatement {
    pub(crate) query: String,
    pub(crate) description: Option<String>,
    pub(crate) modified: f64,
}

impl PreparedStatement {
    /// `PreparedStatement` of GetPreparedStatement.
    pub(crate) fn to_json(&self, work_group: &str, name: &str) -> Value {
        let mut body = json!({
            "LastModifiedTime": self.modified,
            "QueryStatement": self.query,
            "StatementName": name,
            "WorkGroupName": work_group,
        });
        if let Some(description) = &self.description {
            body["Description"] = description.clone().into();
        }
        body
    }
}

/// A named query.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct NamedQuery {
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) database: String,
    pub(crate) query: String,
    pub(crate) work_group: String,
    /// The client request token: a repeated CreateNamedQuery with it returns this query.
    pub(crate) token: Option<String>,
    /// Number of named queries that were created before it.
    pub(crate) position: u64,
}

impl NamedQuery {
    /// `NamedQuery` of GetNamedQuery.
    pub(crate) fn to_json(&self, id: &str) -> Value {
        let mut body = json!({
            "Database": self.database,
            "Name": self.name,
            "NamedQueryId": id,
            "QueryString": self.query,
            "WorkGroup": self.work_group,
        });
        if let Some(description) = &self.description {
            body["Description"] = description.clone().into();
        }
        body
    }
}
