//! A result for the drivers that read objects: its CSV where there is one, its pages where there is none.

use std::sync::Arc;

use super::object::{ObjectReader, ReadOptions};
use super::{CsvBlocks, ResultPages, ResultPath, TextPage};
use crate::column::Columns;
use crate::connection::Connection;
use crate::driver::csv::Block;
use crate::error::{Error, ErrorKind, Result};
use crate::options::S3Uri;
use crate::query::QueryExecution;

/// Rows of a result, as they lie in the CSV object or as a page sent them.
#[derive(Debug)]
pub enum RowBlock {
    /// From the CSV object.
    Csv(Block),
    /// From a page of `GetQueryResults`.
    Page(TextPage),
}

impl RowBlock {
    /// How many rows.
    pub fn num_rows(&self) -> usize {
        match self {
            Self::Csv(block) => block.num_rows(),
            Self::Page(rows) => rows.num_rows(),
        }
    }
}

/// The rows of a query that has succeeded, in order, by whichever way leads to them.
#[derive(Debug)]
pub struct ResultReader {
    columns: Columns,
    update_count: Option<u64>,
    rows: Rows,
    query_id: String,
}

#[derive(Debug)]
enum Rows {
    Csv(CsvBlocks),
    Pages(ResultPages),
}

impl ResultReader {
    /// Finds the way, and learns the columns: one call of `GetQueryResults`, made while the object's first bytes are on
    /// their way.
    ///
    /// # Errors
    /// `ResultMissing` when the result object is gone; otherwise the error of a call.
    pub async fn open(connection: &Connection, query: &QueryExecution, options: ReadOptions) -> Result<Self> {
        let athena = Arc::clone(connection.athena());
        let query_id = query.id.to_string();
        let opened = match (ResultPath::of(query), query.output_location.as_deref()) {
            (ResultPath::Csv, Some(location)) => {
                let uri = object_uri(location)?;
                let source = Arc::clone(connection.objects()?);
                let pages = ResultPages::open(athena, query, Some(1));
                let (pages, reader) = tokio::try_join!(pages, ObjectReader::open(source, uri, options))
                    .map_err(|error| error.with_query_id(&query_id))?;
                let rows = Rows::Csv(CsvBlocks::start(reader, pages.columns().len()));
                Self { columns: pages.columns().clone(), update_count: None, rows, query_id }
            }
            _ => {
                let pages = ResultPages::open(athena, query, None).await?;
                let (columns, update_count) = (pages.columns().clone(), pages.update_count());
                Self { columns, update_count, rows: Rows::Pages(pages), query_id }
            }
        };
        Ok(opened)
    }

    /// The columns of the result.
    pub fn columns(&self) -> &Columns {
        &self.columns
    }

    /// Rows changed by INSERT, UPDATE, DELETE, MERGE or CTAS.
    pub fn update_count(&self) -> Option<u64> {
        self.update_count
    }

    /// The way that was taken.
    pub fn path(&self) -> ResultPath {
        match &self.rows {
            Rows::Csv(_) => ResultPath::Csv,
            Rows::Pages(_) => ResultPath::Pages,
        }
    }

    /// Bytes that have come from Amazon S3 so far.
    pub fn bytes_fetched(&self) -> u64 {
        match &self.rows {
            Rows::Csv(blocks) => blocks.bytes_fetched(),
            Rows::Pages(_) => 0,
        }
    }

    /// The next rows, never none of them; `None` at the end.
    ///
    /// # Errors
    /// The error of a read, or `Decode` when the object is not well formed. The result is then over.
    ///
    /// # Cancel safety
    /// No row is lost.
    pub async fn next(&mut self) -> Result<Option<RowBlock>> {
        let next = match &mut self.rows {
            Rows::Csv(blocks) => blocks.next().await.map(|block| block.map(RowBlock::Csv)),
            Rows::Pages(pages) => pages.next().await.map(|rows| rows.map(RowBlock::Page)),
        };
        next.map_err(|error| error.with_query_id(&self.query_id))
    }
}

fn object_uri(location: &str) -> Result<S3Uri> {
    location.parse().map_err(|reason: Error| {
        Error::new(ErrorKind::Unexpected, format!("the service names a result object that cannot be read: {reason}"))
            .with_context("output_location", location)
    })
}
