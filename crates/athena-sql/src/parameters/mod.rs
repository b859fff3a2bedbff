//! Markers for values in a statement, and their replacement by literals.
//!
//! The lexer finds the markers, so there are none inside strings, comments and quoted names. The result has the tokens
//! of the statement, with the tokens of a value in place of each marker, and no others: a value never merges with its
//! neighbours.
//!
//! ```
//! use athena_sql::parameters::{ParamStyle, fill_in};
//! use athena_sql::{Grammar, Literal};
//!
//! let value = Literal::Integer(-1);
//! let filled = fill_in("SELECT 5 -:a, ':a'", ParamStyle::Named, Grammar::Trino, |_| Some(&value))?;
//! assert_eq!(filled, "SELECT 5 - -1, ':a'");
//! # Ok::<(), athena_sql::parameters::ParameterError>(())
//! ```

mod error;
mod fill;
mod marker;
mod position;
mod pyformat;
mod style;

pub use error::ParameterError;
pub use fill::fill_in;
pub use marker::{Marker, Markers, markers};
pub use position::MarkerPosition;
pub use style::ParamStyle;

#[cfg(test)]
mod tests;
