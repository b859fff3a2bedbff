//! `UnsupportedError`: constructs that Athena lacks.

use std::borrow::Cow;
use std::{error, fmt};

/// A construct in a statement, a value or a type that Athena has no SQL for.
///
/// [`construct`](Self::construct) names it; the message adds what to use instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnsupportedError {
    construct: Cow<'static, str>,
    hint: &'static str,
}

impl UnsupportedError {
    pub(super) fn new(construct: impl Into<Cow<'static, str>>, hint: &'static str) -> Self {
        Self { construct: construct.into(), hint }
    }

    /// The construct that Athena lacks, as named by SQL or sea-query: `ON CONFLICT`, ``type `money` ``.
    pub fn construct(&self) -> &str {
        &self.construct
    }
}

impl fmt::Display for UnsupportedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "athena has no {}; {}", self.construct, self.hint)
    }
}

impl error::Error for UnsupportedError {}
