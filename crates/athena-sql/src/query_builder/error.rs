//! What Athena has no SQL for.

use std::borrow::Cow;
use std::{error, fmt};

/// A statement, a value or a type has something in it that Athena's SQL cannot say.
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

    /// What Athena lacks, as SQL or sea-query names it: `ON CONFLICT`, ``type `money` ``.
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
