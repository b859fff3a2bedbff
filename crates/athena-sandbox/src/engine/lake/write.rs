//! Rows as objects of a table, by its partitions. Nothing is to be seen of them before they are published.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use datafusion::arrow::array::{RecordBatch, UInt64Array};
use datafusion::arrow::compute::take_record_batch;
use datafusion::arrow::datatypes::{Schema, SchemaRef};
use datafusion::error::{DataFusionError, Result};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use uuid::Uuid;

use super::print::{self, Fields};
use super::{Encoding, Place};
use crate::engine::catalog::escaped;
use crate::engine::contract::FileChunk;
use crate::engine::types::AthenaType;
use crate::engine::{text, unload};
use crate::storage::{ObjectWriter, Properties, Storage, StorageError, WriteCondition};

/// The value of a key that is NULL.
const HIVE_NULL: &str = "__HIVE_DEFAULT_PARTITION__";

/// Where the rows go, and in which form.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    pub(crate) location: String,
    pub(crate) encoding: Encoding,
    pub(crate) compression: Compression,
    /// Iceberg's data files have types that Hive's have not.
    pub(crate) iceberg: bool,
    /// The columns, partition keys last.
    pub(crate) columns: Vec<(String, AthenaType)>,
    pub(crate) keys: usize,
    /// The partitions that have a place already.
    pub(crate) partitions: BTreeMap<Vec<String>, String>,
    /// What the names of the objects begin with.
    pub(crate) name: String,
}

/// Takes rows; holds what is not in a file yet.
pub(crate) struct Writer {
    storage: Storage,
    layout: Layout,
    schema: SchemaRef,
    root: Place,
    open: BTreeMap<Vec<String>, Part>,
    rows: u64,
}

struct Part {
    place: Place,
    uri: String,
    form: Form,
    object: Option<ObjectWriter>,
    done: Vec<(String, ObjectWriter)>,
}

enum Form {
    Hive(Box<unload::Files>),
    Iceberg(Box<ArrowWriter<Vec<u8>>>),
    Lines,
}

/// Files that are complete and not to be seen yet. Dropped, they leave nothing.
pub(crate) struct Pending {
    storage: Storage,
    files: Vec<(Place, String, ObjectWriter)>,
    /// The partitions that have rows, and where those are.
    pub(crate) partitions: BTreeMap<Vec<String>, String>,
    pub(crate) rows: u64,
}

impl Writer {
    /// # Errors
    /// The table has columns or a place that cannot be written.
    pub(crate) fn new(storage: Storage, layout: Layout) -> Result<Self> {
        let root = place(&layout.location)?;
        if !storage.has_bucket(&root.bucket) {
            let message =
                format!("HIVE_FILESYSTEM_ERROR: The specified bucket does not exist (bucket: {})", root.bucket);
            return Err(DataFusionError::Execution(message));
        }
        if let Encoding::Other(class) = &layout.encoding {
            let message = format!("NOT_SUPPORTED: tables of {class} are not written by the sandbox");
            return Err(DataFusionError::Execution(message));
        }
        let own = layout.columns.len() - layout.keys;
        let fields = layout.columns[..own].iter().map(|(name, ty)| ty.to_field(name, true));
        let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
        Ok(Self { storage, layout, schema, root, open: BTreeMap::new(), rows: 0 })
    }

    /// Takes rows with the columns of the table, in its types.
    pub(crate) fn push(&mut self, columns: &RecordBatch) -> Result<()> {
        self.rows += columns.num_rows() as u64;
        let own = self.layout.columns.len() - self.layout.keys;
        let arrays = columns.columns()[..own].to_vec();
        let rows = RecordBatch::try_new(Arc::clone(&self.schema), arrays)?;
        if self.layout.keys == 0 {
            return self.write(Vec::new(), &rows);
        }
        let keys = columns.project(&(own..self.layout.columns.len()).collect::<Vec<_>>())?;
        let types: Vec<_> = self.layout.columns[own..].iter().map(|(_, ty)| ty.clone()).collect();
        let keys = text::format_batch(&keys, &types)?;
        let mut groups: BTreeMap<Vec<String>, Vec<u64>> = BTreeMap::new();
        for row in 0..keys.num_rows() {
            let value = |column| keys.cell(row, column).filter(|text| !text.is_empty()).unwrap_or(HIVE_NULL).to_owned();
            groups.entry((0..types.len()).map(value).collect()).or_default().push(row as u64);
        }
        for (values, positions) in groups {
            self.write(values, &take_record_batch(&rows, &UInt64Array::from(positions))?)?;
        }
        Ok(())
    }

    fn write(&mut self, values: Vec<String>, rows: &RecordBatch) -> Result<()> {
        let too_many = self.open.len() >= 100 && self.layout.keys > 0;
        let part = match self.open.entry(values) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(_) if too_many => {
                return Err(DataFusionError::Execution(
                    "HIVE_TOO_MANY_OPEN_PARTITIONS: Exceeded limit of 100 open writers for partitions/buckets"
                        .to_owned(),
                ));
            }
            Entry::Vacant(entry) => {
                let part = Part::new(&self.layout, &self.root, &self.schema, entry.key())?;
                entry.insert(part)
            }
        };
        part.push(&self.storage, &self.layout, rows)
    }

    pub(crate) fn finish(self) -> Result<Pending> {
        let mut pending =
            Pending { storage: self.storage, files: Vec::new(), partitions: BTreeMap::new(), rows: self.rows };
        for (values, part) in self.open {
            let (place, uri) = (part.place.clone(), part.uri.clone());
            let files = part.finish(&pending.storage, &self.layout)?;
            pending.files.extend(files.into_iter().map(|(name, writer)| (place.clone(), name, writer)));
            if self.layout.keys > 0 {
                pending.partitions.insert(values, uri);
            }
        }
        Ok(pending)
    }
}

impl Pending {
    /// No rows, and so no files.
    pub(crate) fn nothing(storage: Storage) -> Self {
        Self { storage, files: Vec::new(), partitions: BTreeMap::new(), rows: 0 }
    }

    pub(crate) fn bytes(&self) -> u64 {
        self.files.iter().map(|(_, _, writer)| writer.size()).sum()
    }

    /// The URIs that the files will have.
    pub(crate) fn uris(&self) -> Vec<String> {
        self.files.iter().map(|(place, name, _)| place.uri(name)).collect()
    }

    /// Makes the files appear.
    pub(crate) fn publish(self) -> std::result::Result<(), StorageError> {
        for (place, name, writer) in self.files {
            let key = format!("{}{name}", place.prefix);
            self.storage.publish(&key, writer, Properties::default(), &WriteCondition::Always)?;
        }
        Ok(())
    }
}

impl Part {
    fn new(layout: &Layout, root: &Place, schema: &SchemaRef, values: &[String]) -> Result<Self> {
        let own = layout.columns.len() - layout.keys;
        let keys =
            layout.columns[own..].iter().zip(values).map(|((key, _), value)| format!("{key}={}/", escaped(value)));
        let uri = match layout.partitions.get(values) {
            Some(uri) => uri.clone(),
            None if layout.iceberg => root.uri("data/"),
            None => root.uri(&keys.collect::<String>()),
        };
        let form = match &layout.encoding {
            Encoding::Parquet if layout.iceberg => {
                Form::Iceberg(Box::new(ArrowWriter::try_new(Vec::new(), Arc::clone(schema), None).map_err(failed)?))
            }
            Encoding::Parquet => {
                let columns: Vec<_> =
                    layout.columns[..own].iter().map(|(name, ty)| (Some(name.clone()), ty.clone())).collect();
                let columns = unload::check(&columns).map_err(|failure| DataFusionError::Execution(failure.reason))?;
                Form::Hive(Box::new(unload::Files::new(columns, layout.compression)?))
            }
            _ => Form::Lines,
        };
        Ok(Self { place: place(&uri)?, uri, form, object: None, done: Vec::new() })
    }

    fn push(&mut self, storage: &Storage, layout: &Layout, rows: &RecordBatch) -> Result<()> {
        match &mut self.form {
            Form::Hive(files) => {
                let chunks = files.push(rows)?;
                self.take(storage, layout, chunks)
            }
            Form::Iceberg(writer) => writer.write(rows).map_err(failed),
            Form::Lines => {
                let own = &layout.columns[..layout.columns.len() - layout.keys];
                let mut lines = String::new();
                match &layout.encoding {
                    Encoding::Json => print::json(rows, own, &mut lines)?,
                    Encoding::Csv { separator, quote, .. } => {
                        let fields = Fields::Quoted { separator: *separator, quote: *quote };
                        print::lines(rows, own, &fields, &mut lines)?;
                    }
                    Encoding::Delimited { field, escape, null, .. } => {
                        let fields = Fields::Delimited { field: *field, escape: *escape, null };
                        print::lines(rows, own, &fields, &mut lines)?;
                    }
                    Encoding::Parquet | Encoding::Other(_) => {}
                }
                self.take(storage, layout, vec![FileChunk::Bytes(lines.into_bytes())])
            }
        }
    }

    fn take(&mut self, storage: &Storage, layout: &Layout, chunks: Vec<FileChunk>) -> Result<()> {
        for chunk in chunks {
            match chunk {
                FileChunk::Bytes(bytes) => {
                    let mut writer = match self.object.take() {
                        Some(writer) => writer,
                        None => {
                            let writer = storage.writer(&self.place.bucket);
                            writer.map_err(|e| DataFusionError::Execution(format!("HIVE_FILESYSTEM_ERROR: {e}")))?
                        }
                    };
                    writer.write(&bytes)?;
                    self.object = Some(writer);
                }
                FileChunk::End { .. } => {
                    let end = if layout.iceberg { ".parquet" } else { "" };
                    let name = format!("{}_{}{end}", layout.name, Uuid::new_v4());
                    self.done.extend(self.object.take().map(|writer| (name, writer)));
                }
            }
        }
        Ok(())
    }

    fn finish(mut self, storage: &Storage, layout: &Layout) -> Result<Vec<(String, ObjectWriter)>> {
        let end = FileChunk::End { rows: 0 };
        let chunks = match std::mem::replace(&mut self.form, Form::Lines) {
            Form::Hive(files) => files.finish()?,
            Form::Iceberg(writer) => vec![FileChunk::Bytes(writer.into_inner().map_err(failed)?), end],
            Form::Lines => vec![end],
        };
        self.take(storage, layout, chunks)?;
        Ok(self.done)
    }
}

fn place(uri: &str) -> Result<Place> {
    Place::parse(uri)
        .ok_or_else(|| DataFusionError::Execution(format!("HIVE_FILESYSTEM_ERROR: '{uri}' is not a location in S3")))
}

fn failed(error: parquet::errors::ParquetError) -> DataFusionError {
    DataFusionError::ParquetError(Box::new(error))
}
