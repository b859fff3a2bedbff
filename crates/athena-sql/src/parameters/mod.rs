//! Parameters: where a statement has markers for values, and the statement with values in their place.
//!
//! Markers are found by the lexer, so never inside of strings, comments and quoted names. What comes out has the tokens
//! of the statement, with those of each value in the place of its marker, and no others: a value never runs together
//! with what stands beside it.
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
