//! The name of a table or view, with or without its schema.

use std::fmt;

use super::{DdlError, write};
use crate::Grammar;

/// A table or view, in a schema or in that of the connection.
///
/// There is no catalog: data definition takes it from the query's context, not from the text.
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
    /// The schema, which Athena also calls database.
    pub schema: Option<String>,
    /// The table or view.
    pub name: String,
}

impl TableName {
    /// A table of the connection's schema. A dot does not separate anything: see [`TableName::with_schema`].
    pub fn new(name: impl Into<String>) -> Self {
        Self { schema: None, name: name.into() }
    }

    /// The same name in a schema.
    pub fn with_schema(self, schema: impl Into<String>) -> Self {
        Self { schema: Some(schema.into()), ..self }
    }

    /// The directory of the table below another: `base/schema/table/`, whether `base` ends in a `/` or not.
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

/// One name of one or two. Athena itself writes `` `schema.table` `` for two, so a dot cannot be part of one.
pub(super) fn part(name: &str, what: &str, grammar: Grammar) -> Result<String, DdlError> {
    if name.contains('.') {
        let message = format!("the name of a {what} has no dot; give schema and table apart, with `in_schema`");
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

/// Schema and table.
impl<S: Into<String>, N: Into<String>> From<(S, N)> for TableName {
    fn from((schema, name): (S, N)) -> Self {
        Self::new(name).with_schema(schema)
    }
}

/// The method `in_schema` of a builder with a field `table`.
macro_rules! in_schema {
    () => {
        /// In this schema, not in that of the connection.
        pub fn in_schema(mut self, schema: impl Into<String>) -> Self {
            self.table = self.table.with_schema(schema);
            self
        }
    };
}
pub(super) use in_schema;
