//! Errors of parsing.

use std::fmt;

use crate::error::{Error, ErrorKind};

/// The reason why a text does not have the form of its type, and the position of the error.
///
/// It is small and `Copy`, because columnar readers may make one per cell; they add column and row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseError {
    reason: &'static str,
    position: usize,
}

impl ParseError {
    pub(crate) const fn new(reason: &'static str, position: usize) -> Self {
        Self { reason, position }
    }

    /// The reason, such as `expected a digit`.
    pub fn reason(&self) -> &'static str {
        self.reason
    }

    /// The position of the error in bytes, counted from 0; the length of the text if the text ends too early.
    pub fn position(&self) -> usize {
        self.position
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}", self.reason, self.position)
    }
}

impl std::error::Error for ParseError {}

impl From<ParseError> for Error {
    fn from(error: ParseError) -> Self {
        Self::new(ErrorKind::Decode, error.to_string())
    }
}
