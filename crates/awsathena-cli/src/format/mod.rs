//! Output formats of results.

mod auto;
mod columnar;
mod delimited;
mod json;
mod result_writer;
mod row_writer;
mod table;
mod text;
mod vertical;

pub(crate) use self::columnar::check_statement;
pub(crate) use self::result_writer::ResultWriter;
pub(crate) use self::table::listing;
pub(crate) use self::text::{grouped, one_line, size, width};
