//! Reader for the lines of one text or JSON object.

use std::io::{BufRead, BufReader, Read};
use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;
use datafusion::error::{DataFusionError, Result};
use serde_json::Value;

use super::read::{BATCH, record_batch};
use super::{Encoding, parse};
use crate::engine::types::AthenaType;
use crate::storage::Object;

/// The lines of an object.
pub(super) struct Lines {
    input: BufReader<Box<dyn Read + Send>>,
    /// Keeps the file of the object from being deleted while it is read.
    _object: Arc<Object>,
}

impl Lines {
    pub(super) fn new(input: Box<dyn Read + Send>, object: &Arc<Object>) -> Self {
        Self { input: BufReader::new(input), _object: Arc::clone(object) }
    }

    /// The next line, without its terminator.
    pub(super) fn line(&mut self) -> Result<Option<String>> {
        let mut bytes = Vec::new();
        if self.input.read_until(b'\n', &mut bytes)? == 0 {
            return Ok(None);
        }
        if bytes.ends_with(b"\n") {
            bytes.pop();
        }
        if bytes.ends_with(b"\r") {
            bytes.pop();
        }
        Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
    }

    fn is_at_end(&mut self) -> Result<bool> {
        Ok(self.input.fill_buf()?.is_empty())
    }
}

/// The next batch of rows; `None` at the end of the object.
pub(super) fn text_batch(
    lines: &mut Lines,
    encoding: &Encoding,
    key: &str,
    columns: &[(String, AthenaType)],
    wanted: &[usize],
) -> Result<Option<RecordBatch>> {
    if lines.is_at_end()? {
        return Ok(None);
    }
    let mut rows: Vec<Vec<Value>> = vec![Vec::new(); wanted.len()];
    let mut count = 0;
    while count < BATCH {
        let Some(line) = lines.line()? else { break };
        match encoding {
            Encoding::Json => {
                if line.trim().is_empty() {
                    continue;
                }
                let bad = |e: serde_json::Error| {
                    let message = format!("HIVE_CURSOR_ERROR: Row is not a valid JSON Object - {key}: {e}");
                    DataFusionError::Execution(message)
                };
                let Value::Object(mut object) = serde_json::from_str(&line).map_err(bad)? else {
                    return Err(DataFusionError::Execution(format!(
                        "HIVE_CURSOR_ERROR: Row is not a valid JSON Object - {key}"
                    )));
                };
                for (cells, column) in rows.iter_mut().zip(wanted) {
                    let name = &columns[*column].0;
                    let value = object.remove(name).or_else(|| {
                        let key = object.keys().find(|key| key.eq_ignore_ascii_case(name)).cloned();
                        key.and_then(|key| object.remove(&key))
                    });
                    cells.push(value.unwrap_or(Value::Null));
                }
            }
            Encoding::Csv { separator, quote, escape, .. } => {
                let mut text = line;
                let mut fields = parse::quoted(&text, *separator, *quote, *escape);
                // A quoted field continues on the next line.
                while fields.is_none() {
                    let Some(next) = lines.line()? else { break };
                    text.push('\n');
                    text.push_str(&next);
                    fields = parse::quoted(&text, *separator, *quote, *escape);
                }
                let fields = fields.unwrap_or_default();
                for (cells, column) in rows.iter_mut().zip(wanted) {
                    let text = fields.get(*column).cloned();
                    // An empty field is a valid text, but NULL for any other type.
                    let is_text = matches!(columns[*column].1, AthenaType::Varchar(_) | AthenaType::Char(_));
                    cells.push(text.filter(|text| is_text || !text.is_empty()).map_or(Value::Null, Value::String));
                }
            }
            Encoding::Delimited { field, escape, null, items, keys, .. } => {
                let fields = parse::delimited(&line, *field, *escape, null);
                for (cells, column) in rows.iter_mut().zip(wanted) {
                    let text = fields.get(*column).cloned().flatten();
                    let nested = |text: String| parse::nested(&text, &columns[*column].1, &[*items, *keys], null);
                    cells.push(text.map_or(Value::Null, nested));
                }
            }
            Encoding::Parquet | Encoding::Orc | Encoding::Avro | Encoding::Other(_) => {}
        }
        count += 1;
    }
    let arrays = rows.iter().zip(wanted).map(|(cells, column)| {
        let cells: Vec<_> = cells.iter().map(Some).collect();
        parse::column(&columns[*column].1, &cells)
    });
    Ok(Some(record_batch(arrays.collect::<Result<_>>()?, count)?))
}
