//! `LiteralError`: values that have no literal.

use std::{error, fmt};

use crate::identifier::IdentifierError;

/// A value that has no literal in a grammar. No message shows a value, which may be a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum LiteralError {
    /// Hive-style statements have no literal of this type.
    NotInHive {
        /// The type or value that Hive lacks: `arrays`, `a cast`.
        what: &'static str,
    },
    /// The text of a decimal is not digits with at most one decimal point, and a sign in front.
    NotDecimal,
    /// `ROW` has at least one field.
    EmptyRow,
    /// A list is the right side of `IN`, and cannot stand inside an array, a map, a row or another list.
    NestedList,
    /// Athena does not accept the name.
    Identifier(IdentifierError),
}

impl fmt::Display for LiteralError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotInHive { what } => {
                write!(f, "a Hive-style statement (DDL, SHOW, DESCRIBE) has no literal for {what}; give it as text")
            }
            Self::NotDecimal => f.write_str("the text of a decimal is digits with at most one decimal point"),
            Self::EmptyRow => f.write_str("a row needs at least one field"),
            Self::NestedList => f.write_str("a list can only follow IN; inside another value use an array"),
            Self::Identifier(error) => error.fmt(f),
        }
    }
}

impl error::Error for LiteralError {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match self {
            Self::Identifier(error) => Some(error),
            _ => None,
        }
    }
}

impl From<IdentifierError> for LiteralError {
    fn from(error: IdentifierError) -> Self {
        Self::Identifier(error)
    }
}
