//! Athena's CSV dialect: rows of fields out of the bytes of a result file.
//!
//! The dialect is narrow: `,` between fields and `\n` after every row, the last one included; a header row with the
//! names of the columns; every value in double quotes, in which `"` is doubled, and CR, LF and commas stay as they are.
//! **NULL is no byte at all** between the commas, while the empty string is `""`. A row of one NULL is therefore an
//! empty line. General CSV readers lose this difference or these lines, so the crate has its own reader.
//! ([Working with query results](https://docs.aws.amazon.com/athena/latest/ug/querying.html))
//!
//! [`Assembler`] takes bytes that may be cut anywhere and gives [`Block`]s of whole rows; a [`Field`] of a block still
//! tells whether it was quoted.

mod assembler;
mod block;
mod field;
mod index;
mod masks;

#[cfg(test)]
mod tests;

pub use self::assembler::Assembler;
pub use self::block::Block;
pub use self::field::Field;
