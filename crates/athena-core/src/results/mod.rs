//! Ways to a result that more than one driver takes.

mod csv_blocks;
mod object;
mod pages;
mod path;
mod piece;
mod reader;
mod text_rows;
mod typed;

pub use self::csv_blocks::CsvBlocks;
pub use self::object::{ObjectReader, ReadOptions};
pub use self::pages::ResultPages;
pub use self::path::ResultPath;
pub use self::piece::Piece;
pub use self::reader::{RawRows, ResultReader};
pub use self::text_rows::TextRows;
pub use self::typed::TypedReader;
