//! `ResultWriter`: the output format that a user has chosen.

use std::io::Write;

use awsathena::{AnyBatch, Columns, Cursor};

use super::auto::Auto;
use super::columnar::{Arrow, BatchWriter, Parquet};
use super::delimited::Delimited;
use super::json::Json;
use super::row_writer::RowWriter;
use super::table::Table;
use super::vertical::Vertical;
use crate::args::FormatName;
use crate::exit::Result;
use crate::target::Screen;

/// Writes results in one format.
pub(crate) enum ResultWriter {
    Rows(Box<dyn RowWriter>),
    Batches(Box<dyn BatchWriter>),
    /// Writes nothing.
    Discard,
}

impl ResultWriter {
    /// The writer of a format.
    pub(crate) fn new(format: FormatName, screen: Screen) -> Self {
        match format {
            FormatName::Table => Self::rows(Table::new(screen)),
            FormatName::Vertical => Self::rows(Vertical::new(screen)),
            FormatName::Csv => Self::rows(Delimited::csv()),
            FormatName::Tsv => Self::rows(Delimited::tsv()),
            FormatName::Markdown => Self::rows(Delimited::markdown()),
            FormatName::Json => Self::rows(Json::array()),
            FormatName::Jsonl => Self::rows(Json::lines()),
            FormatName::Parquet => Self::Batches(Box::new(Parquet::default())),
            FormatName::Arrow => Self::Batches(Box::new(Arrow::default())),
            FormatName::Null => Self::Discard,
        }
    }

    /// A table for results that fit the screen, else one line for each value.
    pub(crate) fn auto(screen: Screen) -> Self {
        Self::rows(Auto::new(screen))
    }

    fn rows(writer: impl RowWriter + 'static) -> Self {
        Self::Rows(Box::new(writer))
    }

    /// Begins a result.
    pub(crate) fn begin(&mut self, out: &mut dyn Write, columns: &Columns) -> Result<()> {
        match self {
            Self::Rows(writer) => writer.begin(out, columns),
            Self::Batches(writer) => writer.begin(columns),
            Self::Discard => Ok(()),
        }
    }

    /// Writes a batch of the cursor's result.
    pub(crate) fn batch(&mut self, out: &mut dyn Write, cursor: &Cursor, batch: AnyBatch) -> Result<()> {
        match self {
            Self::Rows(writer) => cursor.rows_of(batch).try_for_each(|row| writer.row(out, &row)),
            Self::Batches(writer) => writer.batch(out, &batch),
            Self::Discard => Ok(()),
        }
    }

    /// Ends the cursor's result, which had `rows` rows.
    pub(crate) fn end(&mut self, out: &mut dyn Write, cursor: &Cursor, rows: u64) -> Result<()> {
        let columns = cursor.columns();
        match self {
            Self::Rows(writer) => writer.end(out, &columns, rows, cursor.update_count()),
            Self::Batches(writer) => writer.end(out, &columns),
            Self::Discard => Ok(()),
        }
    }
}
