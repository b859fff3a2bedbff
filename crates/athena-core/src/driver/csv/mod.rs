//! Athena's CSV, as it lies in Amazon S3: from bytes in pieces to rows of fields.
//!
//! The dialect is narrow: `,` between fields and `\n` after every row, the last one included; a header row of names;
//! every value in double quotes, `"` doubled, CR, LF and commas kept as they are; and **NULL is nothing at all**
//! between the commas, while the empty string is `""`. A row of one NULL is therefore an empty line. General CSV
//! readers lose one or the other, which is why this one is ours.
//! ([Working with query results](https://docs.aws.amazon.com/athena/latest/ug/querying.html))
//!
//! [`Assembler`] takes pieces that may be cut anywhere and gives [`Block`]s of whole rows; a [`Field`] of a block
//! still knows whether it was quoted.

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
