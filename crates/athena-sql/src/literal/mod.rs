//! Literals: values as SQL text in both grammars, without loss.
//!
//! [`Literal`] is a value of any of Athena's types. Any text or bytes in it become one expression of the grammar:
//! nothing in a value can end its literal.
//!
//! Sources: Trino documentation, "Data types" and "Literals"; Apache Hive language manual, "Literals"; Athena user
//! guide, "Data types in Athena".

mod error;
mod render;
mod string;
mod value;

pub use error::LiteralError;
pub use string::{hive_string, read_hive_string, string, trino_string};
pub use value::Literal;

#[cfg(test)]
mod tests;
