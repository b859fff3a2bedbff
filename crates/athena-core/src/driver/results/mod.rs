//! Ways to a result that more than one driver takes.

mod csv_blocks;
mod pages;
mod path;
mod reader;
mod text_page;
mod typed;

pub use self::csv_blocks::CsvBlocks;
pub use self::pages::ResultPages;
pub use self::path::ResultPath;
pub use self::reader::{ResultReader, RowBlock};
pub use self::text_page::TextPage;
pub use self::typed::TypedReader;
