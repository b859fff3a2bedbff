//! Errors of writing and reading definitions.

use std::{error, fmt};

use crate::NoHiveSpelling;
use crate::identifier::IdentifierError;

/// A definition that cannot be written. The message names the table, the column and the cure.
///
/// ```
/// use athena_sql::AthenaType;
/// use athena_sql::ddl::CreateTable;
///
/// let error = CreateTable::external("t").column("c", AthenaType::Json).location("s3://b/t/").to_sql().unwrap_err();
/// assert_eq!(error.to_string(), "in table `t`, column `c`: hive has no type `json`; use `string`");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DdlError {
    subject: Option<String>,
    column: Option<String>,
    message: String,
}

impl DdlError {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self { subject: None, column: None, message: message.into() }
    }

    /// Adds the database, table or view of the error: `what` is its kind.
    pub(super) fn of(mut self, what: &str, name: impl fmt::Display) -> Self {
        self.subject = Some(format!("{what} `{name}`"));
        self
    }

    pub(super) fn in_column(mut self, name: &str) -> Self {
        self.column = Some(name.to_owned());
        self
    }

    /// The column of the error.
    pub fn column(&self) -> Option<&str> {
        self.column.as_deref()
    }

    /// The message without table and column.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for DdlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.subject, &self.column) {
            (Some(subject), Some(column)) => write!(f, "in {subject}, column `{column}`: ")?,
            (Some(subject), None) => write!(f, "in {subject}: ")?,
            (None, Some(column)) => write!(f, "in column `{column}`: ")?,
            (None, None) => {}
        }
        f.write_str(&self.message)
    }
}

impl error::Error for DdlError {}

impl From<IdentifierError> for DdlError {
    fn from(error: IdentifierError) -> Self {
        Self::new(error.to_string())
    }
}

impl From<NoHiveSpelling> for DdlError {
    fn from(error: NoHiveSpelling) -> Self {
        Self::new(error.to_string())
    }
}

/// A text that is not a clause or a definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DdlParseError {
    what: &'static str,
    position: usize,
    message: String,
}

impl DdlParseError {
    pub(super) fn new(what: &'static str, position: usize, message: impl Into<String>) -> Self {
        Self { what, position, message: message.into() }
    }

    /// The byte offset of the error in the text.
    pub fn position(&self) -> usize {
        self.position
    }

    /// The message without the position.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for DdlParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "could not read the {}: {} (byte {})", self.what, self.message, self.position)
    }
}

impl error::Error for DdlParseError {}
