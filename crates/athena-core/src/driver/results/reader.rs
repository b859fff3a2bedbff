//! Rows of a result: from its CSV object where there is one, else from pages of `GetQueryResults`.

use std::sync::Arc;

use super::pages::describe;
use super::{CsvBlocks, ResultInfo, ResultPages, ResultPath, TextPage, Transfer};
use crate::driver::csv::Block;
use crate::driver::objects::{ObjectReader, ReadOptions};
use crate::error::{Error, ErrorKind, Result};
use crate::options::S3Uri;
use crate::query::QueryExecution;
use crate::session::Session;

/// Rows of a result, as they lie in the CSV object or as a page sent them.
#[derive(Debug)]
pub enum RowBlock {
    /// From the CSV object.
    Csv(Block),
    /// From a page of `GetQueryResults`.
    Page(TextPage),
}

impl RowBlock {
    /// Number of rows.
    pub fn num_rows(&self) -> usize {
        match self {
            Self::Csv(block) => block.num_rows(),
            Self::Page(rows) => rows.num_rows(),
        }
    }
}

/// The rows of a query that has succeeded, in order, from its CSV object or its pages.
#[derive(Debug)]
pub struct ResultReader {
    info: ResultInfo,
    bytes_total: Option<u64>,
    rows: Rows,
}

#[derive(Debug)]
enum Rows {
    Csv(CsvBlocks),
    Pages(ResultPages),
}

impl ResultReader {
    /// Opens the result. One call of `GetQueryResults` gives the columns, while the object's first bytes are fetched.
    ///
    /// # Errors
    /// `ResultMissing` when the result object is gone; otherwise the error of a call.
    ///
    /// # Cancel safety
    /// Dropping the future ends its calls and transfers. The query and its result stay, and can be opened again.
    pub async fn open(session: &Session, query: &QueryExecution, options: ReadOptions) -> Result<Self> {
        let athena = Arc::clone(session.athena());
        match (ResultPath::of(query), query.output_location.as_deref()) {
            (ResultPath::Csv, Some(location)) => {
                let uri = object_uri(location)?;
                let source = Arc::clone(session.objects()?);
                let columns = describe(&*athena, query);
                let (columns, reader) = tokio::try_join!(columns, ObjectReader::open(source, uri, options))?;
                let info = ResultInfo::new(columns, ResultPath::Csv);
                let bytes_total = Some(reader.info().size);
                let rows = Rows::Csv(CsvBlocks::start(reader, &info.columns));
                Ok(Self { info, bytes_total, rows })
            }
            _ => {
                let pages = ResultPages::open(athena, query, None).await?;
                Ok(Self { info: pages.info().clone(), bytes_total: None, rows: Rows::Pages(pages) })
            }
        }
    }

    /// Columns, path and update count of the result.
    pub fn info(&self) -> &ResultInfo {
        &self.info
    }

    /// Bytes of the result object so far and in all.
    pub fn transfer(&self) -> Transfer {
        Transfer::new(self.bytes_fetched(), self.bytes_total)
    }

    fn bytes_fetched(&self) -> u64 {
        match &self.rows {
            Rows::Csv(blocks) => blocks.bytes_fetched(),
            Rows::Pages(_) => 0,
        }
    }

    /// The next rows, at least one; `None` at the end.
    ///
    /// # Errors
    /// The error of a read, or `Decode` when the object is not well formed. The result is then over.
    ///
    /// # Cancel safety
    /// No row is lost.
    pub async fn next(&mut self) -> Result<Option<RowBlock>> {
        match &mut self.rows {
            Rows::Csv(blocks) => Ok(blocks.next().await?.map(RowBlock::Csv)),
            Rows::Pages(pages) => Ok(pages.next().await?.map(RowBlock::Page)),
        }
    }
}

fn object_uri(location: &str) -> Result<S3Uri> {
    location.parse().map_err(|reason: Error| {
        Error::new(ErrorKind::Unexpected, format!("the service names a result object that cannot be read: {reason}"))
            .with_context("output_location", location)
    })
}
