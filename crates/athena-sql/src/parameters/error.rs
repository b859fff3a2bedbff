//! `ParameterError`: errors of filling in values.

use std::{error, fmt};

use crate::LiteralError;

/// A marker that could not be replaced by a value. No message shows a value, which may be a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParameterError {
    /// No value is bound to the marker.
    Unbound {
        /// The marker as written.
        marker: String,
        /// The name of the marker; `None` for `?`.
        name: Option<String>,
    },
    /// `%s`: a marker of the pyformat style needs a name.
    Unnamed {
        /// The marker as written.
        marker: String,
    },
    /// A conversion of the pyformat style that is not supported, or that does not accept the value.
    Conversion {
        /// The marker as written.
        marker: String,
        /// The problem and the cure.
        reason: &'static str,
    },
    /// The value has no literal in the grammar of the statement.
    Literal {
        /// The marker as written.
        marker: String,
        /// The reason.
        error: LiteralError,
    },
    /// The value would merge with a token beside it.
    Ambiguous {
        /// The marker as written.
        marker: String,
    },
}

impl fmt::Display for ParameterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unbound { marker, .. } => write!(f, "no value is bound to the marker `{marker}`"),
            Self::Unnamed { marker } => {
                let letter = marker.trim_start_matches('%');
                write!(f, "the marker `{marker}` has no name; write `%(name)s`, or `% {letter}` for a remainder")
            }
            Self::Conversion { marker, reason } => write!(f, "the marker `{marker}` {reason}"),
            Self::Literal { marker, error } => {
                write!(f, "the value of the marker `{marker}` cannot be written: {error}")
            }
            Self::Ambiguous { marker } => {
                write!(
                    f,
                    "the value of the marker `{marker}` would merge with the text beside it; put parentheses around \
                     the marker"
                )
            }
        }
    }
}

impl error::Error for ParameterError {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match self {
            // The message has the text of this error already, but not that of its source.
            Self::Literal { error, .. } => error.source(),
            _ => None,
        }
    }
}
