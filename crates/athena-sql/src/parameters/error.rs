//! Why a statement cannot be filled in.

use std::{error, fmt};

use crate::LiteralError;

/// Why a value could not be put in the place of a marker. No message shows a value.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParameterError {
    /// There is no value for it.
    Unbound {
        /// The marker as written.
        marker: String,
        /// The name in it; `?` has none.
        name: Option<String>,
    },
    /// `%s`: the pyformat style wants a name.
    Unnamed {
        /// The marker as written.
        marker: String,
    },
    /// A conversion of the pyformat style that there is not, or that does not take the value.
    Conversion {
        /// The marker as written.
        marker: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The value has no text in the grammar of the statement.
    Literal {
        /// The marker as written.
        marker: String,
        /// Why it has none.
        error: LiteralError,
    },
    /// The value would run together with what stands beside it.
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
                    "the value of the marker `{marker}` runs together with the text beside it; put parentheses around it"
                )
            }
        }
    }
}

impl error::Error for ParameterError {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match self {
            // Its text is in the message already; what is below it is not.
            Self::Literal { error, .. } => error.source(),
            _ => None,
        }
    }
}
