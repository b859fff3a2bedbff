//! Cursors: statements, and their results as rows and batches.

mod batches;
mod fetch;
mod handle;
mod many;
mod row_count;
mod rows;
#[cfg(feature = "serde")]
mod rows_as;

pub use self::batches::BatchStream;
pub use self::handle::Cursor;
pub use self::rows::Rows;
#[cfg(feature = "serde")]
pub use self::rows_as::RowsAs;
