//! The rows of one object.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions, new_null_array};
use datafusion::arrow::datatypes::{Field, Schema};
use datafusion::error::{DataFusionError, Result};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::Value;

use super::{Encoding, adapt, parse};
use crate::engine::catalog::Scanned;
use crate::engine::types::AthenaType;
use crate::storage::Object;

/// Rows that are read at once.
const BATCH: usize = 8192;

pub(super) type Batches = Box<dyn Iterator<Item = Result<RecordBatch>> + Send>;

/// Opens an object; its batches have the `wanted` columns, which are positions in `columns`.
pub(super) fn open(
    encoding: &Encoding,
    key: &str,
    object: &Arc<Object>,
    columns: &[(String, AthenaType)],
    wanted: &[usize],
    scanned: Option<&Scanned>,
) -> Result<Batches> {
    let file = File::open(object.path())?;
    if *encoding == Encoding::Parquet {
        return parquet(file, key, Arc::clone(object), columns, wanted, scanned);
    }
    if let Some(scanned) = scanned {
        scanned.add(object.size);
    }
    let mut lines = Lines { input: BufReader::new(file), _object: Arc::clone(object) };
    let columns = columns.to_vec();
    let wanted = wanted.to_vec();
    let key = key.to_owned();
    let encoding = encoding.clone();
    if let Encoding::Delimited { header, .. } | Encoding::Csv { header, .. } = &encoding {
        for _ in 0..*header {
            lines.line()?;
        }
    }
    Ok(Box::new(std::iter::from_fn(move || text_batch(&mut lines, &encoding, &key, &columns, &wanted).transpose())))
}

fn parquet(
    file: File,
    key: &str,
    object: Arc<Object>,
    columns: &[(String, AthenaType)],
    wanted: &[usize],
    scanned: Option<&Scanned>,
) -> Result<Batches> {
    let bad = |e: parquet::errors::ParquetError| {
        DataFusionError::Execution(format!("HIVE_BAD_DATA: Not valid Parquet file: {key}: {e}"))
    };
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(bad)?;
    let fields = builder.schema().fields();
    let roots: Vec<Option<usize>> = wanted
        .iter()
        .map(|column| fields.iter().position(|field| field.name().eq_ignore_ascii_case(&columns[*column].0)))
        .collect();
    if let Some(scanned) = scanned {
        let groups = builder.metadata().row_groups().iter();
        let bytes = groups.flat_map(|group| group.columns()).filter(|chunk| {
            let root = chunk.column_path().parts().first().map(String::as_str).unwrap_or_default();
            wanted.iter().any(|column| columns[*column].0.eq_ignore_ascii_case(root))
        });
        scanned.add(bytes.map(|chunk| u64::try_from(chunk.compressed_size()).unwrap_or(0)).sum());
    }
    let mask = ProjectionMask::roots(builder.parquet_schema(), roots.iter().flatten().copied());
    // The reader gives the columns in the order of the file.
    let mut order: Vec<usize> = roots.iter().flatten().copied().collect();
    order.sort_unstable();
    let places: Vec<_> = roots.iter().map(|root| root.and_then(|root| order.iter().position(|r| *r == root))).collect();
    let types: Vec<_> = wanted.iter().map(|column| columns[*column].clone()).collect();
    let key = key.to_owned();
    let rows = builder.with_projection(mask).with_batch_size(BATCH).build().map_err(bad)?;
    Ok(Box::new(rows.map(move |batch| {
        // The file lives as long as its object.
        let _ = &object;
        let batch = batch?;
        let column = |(place, (name, ty)): (&Option<usize>, &(String, AthenaType))| match place {
            None => Ok(new_null_array(&ty.to_arrow(), batch.num_rows())),
            Some(place) => adapt(batch.column(*place), &ty.to_arrow()).map_err(|_| {
                let found = AthenaType::of_arrow(batch.column(*place).data_type());
                DataFusionError::Execution(format!(
                    "HIVE_BAD_DATA: Field {name}'s type {found} in parquet file {key} is incompatible with type {ty} \
                     defined in table schema"
                ))
            }),
        };
        record_batch(places.iter().zip(&types).map(column).collect::<Result<_>>()?, batch.num_rows())
    })))
}

/// The lines of an object.
struct Lines {
    input: BufReader<File>,
    /// The file lives as long as its object.
    _object: Arc<Object>,
}

impl Lines {
    /// The next line without its end.
    fn line(&mut self) -> Result<Option<String>> {
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

/// The next rows of a text; `None` at its end.
fn text_batch(
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
                // A field in quotes goes on in the next line.
                while fields.is_none() {
                    let Some(next) = lines.line()? else { break };
                    text.push('\n');
                    text.push_str(&next);
                    fields = parse::quoted(&text, *separator, *quote, *escape);
                }
                let fields = fields.unwrap_or_default();
                for (cells, column) in rows.iter_mut().zip(wanted) {
                    let text = fields.get(*column).cloned();
                    // An empty field is a text, and nothing else.
                    let is_text = matches!(columns[*column].1, AthenaType::Varchar(_) | AthenaType::Char(_));
                    cells.push(text.filter(|text| is_text || !text.is_empty()).map_or(Value::Null, Value::String));
                }
            }
            Encoding::Delimited { field, escape, null, .. } => {
                let fields = parse::delimited(&line, *field, *escape, null);
                for (cells, column) in rows.iter_mut().zip(wanted) {
                    cells.push(fields.get(*column).cloned().flatten().map_or(Value::Null, Value::String));
                }
            }
            Encoding::Parquet | Encoding::Other(_) => {}
        }
        count += 1;
    }
    let arrays = rows.iter().zip(wanted).map(|(cells, column)| {
        let cells: Vec<_> = cells.iter().map(Some).collect();
        parse::column(&columns[*column].1, &cells)
    });
    Ok(Some(record_batch(arrays.collect::<Result<_>>()?, count)?))
}

fn record_batch(columns: Vec<ArrayRef>, rows: usize) -> Result<RecordBatch> {
    let fields =
        columns.iter().enumerate().map(|(i, array)| Field::new(i.to_string(), array.data_type().clone(), true));
    let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
    let options = RecordBatchOptions::new().with_row_count(Some(rows));
    Ok(RecordBatch::try_new_with_options(schema, columns, &options)?)
}
