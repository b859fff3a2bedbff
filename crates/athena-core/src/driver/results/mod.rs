//! Readers of results that several drivers share.

mod csv_blocks;
mod info;
mod pages;
mod path;
mod reader;
mod text_page;
mod typed;

pub use self::csv_blocks::CsvBlocks;
pub use self::info::{ResultInfo, Transfer};
pub use self::pages::ResultPages;
pub(crate) use self::pages::describe;
pub use self::path::ResultPath;
pub use self::reader::{ResultReader, RowBlock};
pub use self::text_page::TextPage;
pub use self::typed::TypedReader;
