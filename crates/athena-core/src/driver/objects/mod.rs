//! Bytes of result objects, read by ranges.
//!
//! [`ObjectReader`] reads a whole object in order, some parts ahead of its caller. [`ObjectFile`] reads the parts of an
//! object that its caller asks for, as Parquet needs. Both are made of the same ranged read: it resumes at the byte
//! where a body broke off, and refuses an object that is not the one that the first read saw.

mod buffer;
mod file;
mod range;
mod reader;

pub use self::buffer::Buffer;
pub use self::file::ObjectFile;
pub use self::range::ReadOptions;
pub(super) use self::range::read_whole;
pub use self::reader::ObjectReader;
