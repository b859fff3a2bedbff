//! Ways to a result that more than one driver takes.

mod pages;
mod text_rows;

pub use self::pages::ResultPages;
pub use self::text_rows::TextRows;
