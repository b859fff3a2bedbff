//! Registered data catalogs, without the engine's own

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{ACCOUNT, Tags};

/// A registered data catalog.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct DataCatalog {
    pub(crate) name: String,
    /// `LAMBDA`, `GLUE`, `HIVE` or `FEDERATED`.
    pub(crate) kind: String,
    pub(crate) description: Option<String>,
    pub(crate) parameters: Map<String, Value>,
    pub(crate) tags: Tags,
}

impl DataCatalog {
    /// Whether the catalog is another name for the account's own Glue catalog.
    pub(crate) fn is_own(&self) -> bool {
        self.kind == "GLUE" && self.parameters.get("catalog-id").and_then(Value::as_str) == Some(ACCOUNT)
    }

    /// `DataCatalog` of GetDataCatalog.
    pub(crate) fn to_json(&self, status: &str) -> Value {
        let mut body = json!({
            "Name": self.name,
            "Parameters": self.parameters,
            "Status": status,
            "Type": self.kind,
        });
        if let Some(description) = &self.description {
            body["Description"] = description.clone().into();
        }
        body
    }
}
