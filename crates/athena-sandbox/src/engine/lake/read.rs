//! Reader for the rows of one object.

use std::fs::File;
use std::io::BufReader;
use std::sync::Arc;

use arrow_avro::reader::ReaderBuilder as AvroReaderBuilder;
use datafusion::arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions, new_null_array};
use datafusion::arrow::datatypes::{Field, Schema, SchemaRef};
use datafusion::error::{DataFusionError, Result};
use orc_rust::projection::ProjectionMask as OrcMask;
use orc_rust::{ArrowReaderBuilder as OrcReaderBuilder, TimestampPrecision};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::arrow::{PARQUET_FIELD_ID_META_KEY, ProjectionMask};

use super::lines::{Lines, text_batch};
use super::{Encoding, adapt, codec};
use crate::engine::catalog::Scanned;
use crate::engine::types::AthenaType;
use crate::storage::Object;

/// Rows per batch.
pub(super) const BATCH: usize = 8192;

pub(super) type Batches = Box<dyn Iterator<Item = Result<RecordBatch>> + Send>;

/// The way in which columns of the table are matched to columns of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ColumnMatching {
    Name,
    Position,
    /// By Iceberg's column ids. Files without ids are matched by name.
    Ids(Vec<i32>),
}

/// The columns that a scan reads from an object.
pub(super) struct Projection<'a> {
    /// All columns that the objects of the table contain.
    pub(super) columns: &'a [(String, AthenaType)],
    /// Indices of the columns to read.
    pub(super) wanted: &'a [usize],
    pub(super) matching: &'a ColumnMatching,
}

/// Opens an object. Its batches have the wanted columns.
pub(super) fn open(
    encoding: &Encoding,
    key: &str,
    object: &Arc<Object>,
    wanted: &Projection<'_>,
    scanned: Option<&Scanned>,
) -> Result<Batches> {
    let file = File::open(object.path())?;
    if *encoding == Encoding::Parquet {
        return parquet(file, key, Arc::clone(object), wanted, scanned);
    }
    if let Some(scanned) = scanned {
        scanned.add(object.size);
    }
    match encoding {
        Encoding::Orc => return orc(file, key, Arc::clone(object), wanted),
        Encoding::Avro => return avro(file, key, Arc::clone(object), wanted),
        _ => {}
    }
    let Some(input) = codec::reader(key, file)? else {
        let message = format!("NOT_SUPPORTED: the sandbox cannot read the compression of {key}");
        return Err(DataFusionError::Execution(message));
    };
    let mut lines = Lines::new(input, object);
    let columns = wanted.columns.to_vec();
    let wanted = wanted.wanted.to_vec();
    let key = key.to_owned();
    let encoding = encoding.clone();
    if let Encoding::Delimited { header, .. } | Encoding::Csv { header, .. } = &encoding {
        for _ in 0..*header {
            lines.line()?;
        }
    }
    Ok(Box::new(std::iter::from_fn(move || text_batch(&mut lines, &encoding, &key, &columns, &wanted).transpose())))
}

/// The indices of the wanted columns in a file; `None` for missing columns.
fn indices(schema: &Schema, wanted: &Projection<'_>) -> Vec<Option<usize>> {
    let id = |field: &Arc<Field>| field.metadata().get(PARQUET_FIELD_ID_META_KEY).and_then(|id| id.parse::<i32>().ok());
    let has_ids = schema.fields().iter().any(|field| id(field).is_some());
    let index = |column: &usize| match wanted.matching {
        ColumnMatching::Position => Some(*column).filter(|column| *column < schema.fields().len()),
        ColumnMatching::Ids(ids) if has_ids => {
            let wanted = ids.get(*column).copied();
            schema.fields().iter().position(|field| id(field).is_some() && id(field) == wanted)
        }
        ColumnMatching::Name | ColumnMatching::Ids(_) => {
            let name = &wanted.columns[*column].0;
            schema.fields().iter().position(|field| field.name().eq_ignore_ascii_case(name))
        }
    };
    wanted.wanted.iter().map(index).collect()
}

/// Converts the batches of a file to the types of the table.
struct BatchConverter {
    key: String,
    /// The name of the format in messages.
    format: &'static str,
    /// For each wanted column, its index in the batches.
    indices: Vec<Option<usize>>,
    types: Vec<(String, AthenaType)>,
    /// Keeps the file of the object from being deleted while it is read.
    _object: Arc<Object>,
}

impl BatchConverter {
    fn apply(&self, batch: &RecordBatch) -> Result<RecordBatch> {
        let column = |(index, (name, ty)): (&Option<usize>, &(String, AthenaType))| match index {
            None => Ok(new_null_array(&ty.to_arrow(), batch.num_rows())),
            Some(index) => adapt(batch.column(*index), &ty.to_arrow()).map_err(|_| {
                let found = AthenaType::of_arrow(batch.column(*index).data_type());
                let (format, key) = (self.format, &self.key);
                DataFusionError::Execution(format!(
                    "HIVE_BAD_DATA: Field {name}'s type {found} in {format} file {key} is incompatible with type {ty} \
                     defined in table schema"
                ))
            }),
        };
        record_batch(self.indices.iter().zip(&self.types).map(column).collect::<Result<_>>()?, batch.num_rows())
    }
}

impl Projection<'_> {
    /// `roots` are column indices in the file; the reader returns the projected columns in file order.
    fn converter(
        &self,
        format: &'static str,
        key: &str,
        roots: &[Option<usize>],
        object: Arc<Object>,
    ) -> BatchConverter {
        let mut order: Vec<usize> = roots.iter().flatten().copied().collect();
        order.sort_unstable();
        order.dedup();
        let indices = roots.iter().map(|root| root.and_then(|root| order.iter().position(|other| *other == root)));
        BatchConverter {
            key: key.to_owned(),
            format,
            indices: indices.collect(),
            types: self.wanted.iter().map(|column| self.columns[*column].clone()).collect(),
            _object: object,
        }
    }
}

fn parquet(
    file: File,
    key: &str,
    object: Arc<Object>,
    wanted: &Projection<'_>,
    scanned: Option<&Scanned>,
) -> Result<Batches> {
    let bad = |e: parquet::errors::ParquetError| {
        DataFusionError::Execution(format!("HIVE_BAD_DATA: Not valid Parquet file: {key}: {e}"))
    };
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(bad)?;
    let roots = indices(builder.schema(), wanted);
    if let Some(scanned) = scanned {
        let names: Vec<_> =
            roots.iter().flatten().filter_map(|root| builder.schema().fields().get(*root)).map(|f| f.name()).collect();
        let groups = builder.metadata().row_groups().iter();
        let bytes = groups.flat_map(|group| group.columns()).filter(|chunk| {
            let root = chunk.column_path().parts().first();
            root.is_some_and(|root| names.contains(&root))
        });
        scanned.add(bytes.map(|chunk| u64::try_from(chunk.compressed_size()).unwrap_or(0)).sum());
    }
    let mask = ProjectionMask::roots(builder.parquet_schema(), roots.iter().flatten().copied());
    let converter = wanted.converter("parquet", key, &roots, object);
    let rows = builder.with_projection(mask).with_batch_size(BATCH).build().map_err(bad)?;
    Ok(Box::new(rows.map(move |batch| converter.apply(&batch?))))
}

fn orc(file: File, key: &str, object: Arc<Object>, wanted: &Projection<'_>) -> Result<Batches> {
    let bad = |e: orc_rust::error::OrcError| {
        DataFusionError::Execution(format!("HIVE_BAD_DATA: Malformed ORC file. {e} [{key}]"))
    };
    let builder = OrcReaderBuilder::try_new(file).map_err(bad)?;
    // Nanosecond timestamps would end in 2262.
    let builder = builder.with_timestamp_precision(TimestampPrecision::Microsecond).with_batch_size(BATCH);
    let schema: SchemaRef = builder.schema();
    let roots = indices(&schema, wanted);
    let names: Vec<String> =
        roots.iter().flatten().filter_map(|root| schema.fields().get(*root)).map(|f| f.name().clone()).collect();
    // The reader returns no rows if it is asked for no columns.
    if names.is_empty() {
        let rows = builder.build();
        let converter = wanted.converter("orc", key, &roots, object);
        return Ok(Box::new(rows.map(move |batch| converter.apply(&batch?))));
    }
    let mask = OrcMask::named_roots(builder.file_metadata().root_data_type(), &names);
    let converter = wanted.converter("orc", key, &roots, object);
    let rows = builder.with_projection(mask).build();
    Ok(Box::new(rows.map(move |batch| converter.apply(&batch?))))
}

fn avro(file: File, key: &str, object: Arc<Object>, wanted: &Projection<'_>) -> Result<Batches> {
    let key_of = key.to_owned();
    let bad = move |e: datafusion::arrow::error::ArrowError| {
        DataFusionError::Execution(format!("HIVE_BAD_DATA: Not valid Avro file: {key_of}: {e}"))
    };
    let rows = AvroReaderBuilder::new().with_batch_size(BATCH).build(BufReader::new(file)).map_err(&bad)?;
    let roots = indices(&rows.schema(), wanted);
    // The reader returns all columns.
    let mut converter = wanted.converter("avro", key, &roots, object);
    converter.indices = roots;
    Ok(Box::new(rows.map(move |batch| converter.apply(&batch.map_err(&bad)?))))
}

pub(super) fn record_batch(columns: Vec<ArrayRef>, rows: usize) -> Result<RecordBatch> {
    let fields =
        columns.iter().enumerate().map(|(i, array)| Field::new(i.to_string(), array.data_type().clone(), true));
    let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
    let options = RecordBatchOptions::new().with_row_count(Some(rows));
    Ok(RecordBatch::try_new_with_options(schema, columns, &options)?)
}
