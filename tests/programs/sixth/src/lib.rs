//! A sixth driver, whose batches are lines of CSV. `docs/writing-a-driver.md` explains it.

use std::borrow::Cow;
use std::sync::Arc;

use athena_core::driver::results::{ResultInfo, ResultPages, TextPage};
use athena_core::driver::{AsyncCursor, Dialect, Executed};
use athena_core::value::decode;
use athena_core::{Columns, Error, ErrorKind, Result, Value};
use athena_registry::Driver;

/// The driver as a type.
#[derive(Clone, Copy, Debug)]
pub struct CsvLines;

impl Dialect for CsvLines {
    type Cursor = CsvLinesCursor;
    type Options = CsvLinesOptions;

    const NAME: &'static str = "csvlines";
    const SCHEMES: &'static [&'static str] = &["awsathena+csvlines"];

    async fn open(executed: Executed, options: &CsvLinesOptions) -> Result<CsvLinesCursor> {
        let athena = Arc::clone(executed.session().athena());
        Ok(CsvLinesCursor(ResultPages::open(athena, executed.query(), Some(options.page_size)).await?))
    }
}

/// A result as pages of `GetQueryResults`, each turned into lines of CSV.
#[derive(Debug)]
pub struct CsvLinesCursor(ResultPages);

impl AsyncCursor for CsvLinesCursor {
    type Batch = Lines;
    type Schema = ();

    fn info(&self) -> &ResultInfo {
        self.0.info()
    }

    fn schema(_: Option<&Self>) {}

    async fn next_batch(&mut self) -> Result<Option<Lines>> {
        self.0.next().await?.map(|page| Lines::of(&page)).transpose()
    }

    fn num_rows(batch: &Lines) -> usize {
        batch.lines.len()
    }

    fn value<'b>(columns: &Columns, batch: &'b Lines, row: usize, column: usize) -> Result<Value<'b>> {
        let line = batch.lines.get(row);
        let (Some(info), Some(field)) = (columns.get(column), line.and_then(|line| fields(line).nth(column))) else {
            return Err(Error::new(ErrorKind::NotFound, format!("no cell at row {row}, column {column} of the batch")));
        };
        let value = match unquoted(field) {
            None => Ok(Value::Null),
            Some(Cow::Borrowed(text)) => decode(&info.data_type, text),
            Some(Cow::Owned(text)) => decode(&info.data_type, &text).map(Value::into_owned),
        };
        let row = batch.first_row + row as u64;
        value.map_err(|error| error.with_context("column", &info.name).with_context("row", row))
    }
}

/// A batch: one line for each row. Texts are in quotes, NULL is an empty field.
#[derive(Debug)]
pub struct Lines {
    /// The number of the first row in the result, from 0.
    first_row: u64,
    /// The lines, without line breaks at their ends.
    pub lines: Vec<String>,
}

impl Lines {
    fn of(page: &TextPage) -> Result<Self> {
        let field = |row, column| {
            let text = page.text(row, column)?;
            Ok(text.map_or_else(String::new, |text| format!("\"{}\"", text.replace('"', "\"\""))))
        };
        let line = |row| (0..page.columns().len()).map(|column| field(row, column)).collect::<Result<Vec<_>>>();
        let lines = (0..page.num_rows()).map(|row| Ok(line(row)?.join(","))).collect::<Result<_>>()?;
        Ok(Self { first_row: page.first_row(), lines })
    }
}

/// The fields of a line. A comma between quotes does not end a field.
fn fields(line: &str) -> impl Iterator<Item = &str> {
    let mut in_quotes = false;
    line.split(move |character| {
        in_quotes ^= character == '"';
        character == ',' && !in_quotes
    })
}

/// The text of a field; `None` is NULL.
fn unquoted(field: &str) -> Option<Cow<'_, str>> {
    let text = field.strip_prefix('"')?.strip_suffix('"')?;
    Some(if text.contains('"') { text.replace("\"\"", "\"").into() } else { text.into() })
}

athena_core::option_group! {
    /// Options of the csvlines driver.
    pub struct CsvLinesOptions {
        /// Rows per batch, the header row of the first one included.
        page_size (with_page_size): u16 [in 1..=1000] [alias "arraysize"] = 1000,
    }
}

/// The driver's record, for a registry.
pub const DRIVER: Driver = Driver::of::<CsvLines>();
