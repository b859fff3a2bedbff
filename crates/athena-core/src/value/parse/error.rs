//! Why a text is not what it should be.

use std::fmt;

use crate::error::{Error, ErrorKind};

/// Why a text does not have the form of its type, and at which byte (counted from 0) that shows.
///
/// Two words wide and `Copy`, because columnar readers make one per cell and add column and row themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseError {
    reason: &'static str,
    position: usize,
}

impl ParseError {
    pub(crate) const fn new(reason: &'static str, position: usize) -> Self {
        Self { reason, position }
    }

    /// What is wrong, such as `expected a digit`.
    pub fn reason(&self) -> &'static str {
        self.reason
    }

    /// The byte of the text, counted from 0, where it shows; the text's length if the text ends too early.
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
