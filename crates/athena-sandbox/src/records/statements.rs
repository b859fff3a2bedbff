//! Prepared statements and saved queries.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// A prepared statement of a work group.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct PreparedText {
    pub(crate) query: String,
    pub(crate) description: Option<String>,
    pub(crate) modified: f64,
}

impl PreparedText {
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

/// A saved query.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct NamedQuery {
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) database: String,
    pub(crate) query: String,
    pub(crate) work_group: String,
    /// The token it was made with: a repetition of the request means the same saved query.
    pub(crate) token: Option<String>,
    /// So many were made before it.
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
