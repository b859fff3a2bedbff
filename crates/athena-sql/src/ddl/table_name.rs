//! `TableName`: the name of a table or view, with or without its schema.

use std::fmt;

use super::{DdlError, write};
use crate::Grammar;

/// The name of a table or view, with an optional schema; without one, the schema of the connection applies.
///
/// The name has no catalog: for data definition Athena takes the catalog from the query execution context.
///
/// ```
/// use athena_sql::ddl::TableName;
///
/// assert_eq!(TableName::from(("sales", "orders")), TableName::new("orders").with_schema("sales"));
/// assert_eq!(TableName::from("orders").to_string(), "orders");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct TableName {
    /// The schema, also called database by Athena.
    pub schema: Option<String>,
    /// The name of the table or view.
    pub name: String,
}

impl TableName {
    /// A table in the schema of the connection. A dot in the name is an error; see [`TableName::with_schema`].
    pub fn new(name: impl Into<String>) -> Self {
        Self { schema: None, name: name.into() }
    }

    /// The same table name in this schema.
    pub fn with_schema(self, schema: impl Into<String>) -> Self {
        Self { schema: Some(schema.into()), ..self }
    }

    /// The directory of the table below `base`: `base/schema/table/`. `base` may end in `/`.
    ///
    /// ```
    /// use athena_sql::ddl::TableName;
    ///
    /// assert_eq!(TableName::from(("sales", "orders")).directory_in("s3://lake"), "s3://lake/sales/orders/");
    /// ```
    pub fn directory_in(&self, base: &str) -> String {
        let base = base.trim_end_matches('/');
        match &self.schema {
            Some(schema) => format!("{base}/{schema}/{}/", self.name),
            None => format!("{base}/{}/", self.name),
        }
    }

    pub(super) fn write(&self, grammar: Grammar) -> Result<String, DdlError> {
        let name = part(&self.name, "table", grammar)?;
        match &self.schema {
            Some(schema) => Ok(format!("{}.{name}", part(schema, "schema", grammar)?)),
            None => Ok(name),
        }
    }
}

/// One part of the name. It cannot contain a dot, since Athena itself writes `` `schema.table` `` for two parts.
pub(super) fn part(name: &str, what: &str, grammar: Grammar) -> Result<String, DdlError> {
    if name.contains('.') {
        let message =
            format!("the name of a {what} cannot contain a dot; give the schema separately, with `in_schema`");
        return Err(DdlError::new(message));
    }
    write::name(name, grammar)
}

impl fmt::Display for TableName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(schema) = &self.schema {
            write!(f, "{schema}.")?;
        }
        f.write_str(&self.name)
    }
}

impl From<&str> for TableName {
    fn from(name: &str) -> Self {
        Self::new(name)
    }
}

impl From<String> for TableName {
    fn from(name: String) -> Self {
        Self::new(name)
    }
}

/// A schema and a table.
impl<S: Into<String>, N: Into<String>> From<(S, N)> for TableName {
    fn from((schema, name): (S, N)) -> Self {
        Self::new(name).with_schema(schema)
    }
}

/// Defines the method `in_schema` of a builder with a field `table`.
macro_rules! in_schema {
    () => {
        /// The schema of the table or view; by default that of the connection.
        pub fn in_schema(mut self, schema: impl Into<String>) -> Self {
            self.table = self.table.with_schema(schema);
            self
        }
    };
}
pub(super) use in_schema;
