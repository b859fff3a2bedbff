//! Cursors: statements, and their results as rows and batches.

mod batches;
mod fetch;
mod handle;
mod many;
mod rows;

pub use self::batches::BatchStream;
pub use self::handle::Cursor;
pub use self::rows::Rows;
