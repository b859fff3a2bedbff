//! Writer of rows to the objects of a table, by partition. Objects are invisible until they are published.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use datafusion::arrow::array::{RecordBatch, UInt64Array};
use datafusion::arrow::compute::{cast, take_record_batch};
use datafusion::arrow::datatypes::{Schema, SchemaRef};
use datafusion::error::{DataFusionError, Result};
use parquet::arrow::PARQUET_FIELD_ID_META_KEY;
use uuid::Uuid;

use super::file::Files;
use super::{Codec, Encoding, PartitionField, S3Folder};
use crate::engine::catalog::{DataFile, escaped};
use crate::engine::contract::FileChunk;
use crate::engine::types::AthenaType;
use crate::engine::{text, unload};
use crate::storage::{ObjectWriter, Properties, Storage, StorageError, WriteCondition};

/// The name of the folder for a NULL partition value.
const HIVE_NULL: &str = "__HIVE_DEFAULT_PARTITION__";

/// The destination and format of the rows.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    pub(crate) location: String,
    pub(crate) encoding: Encoding,
    pub(crate) codec: Codec,
    /// The Iceberg column ids; `None` for Hive tables. Iceberg data files support types that Hive lacks.
    pub(crate) iceberg: Option<Vec<i32>>,
    /// The columns, partition keys last.
    pub(crate) columns: Vec<(String, AthenaType)>,
    pub(crate) keys: usize,
    /// The registered partitions and their locations.
    pub(crate) partitions: BTreeMap<Vec<String>, String>,
    /// Iceberg's partition fields.
    pub(crate) fields: Vec<PartitionField>,
    /// Maximum number of partitions that can be written at once.
    pub(crate) max_open_partitions: usize,
    /// Prefix of the object names.
    pub(crate) name: String,
}

/// Maximum number of partitions that one INSERT or CREATE TABLE AS can write.
pub(crate) const MAX_OPEN_PARTITIONS: usize = 100;

/// Writes rows; buffers those that are not in a file yet.
pub(crate) struct Writer {
    storage: Storage,
    layout: Layout,
    schema: SchemaRef,
    root: S3Folder,
    open: BTreeMap<Values, PartitionWriter>,
    rows: u64,
}

/// The partition values that rows share. Only Iceberg has NULL values here.
type Values = Vec<Option<String>>;

struct PartitionWriter {
    folder: S3Folder,
    uri: String,
    file_writer: FileWriter,
    object: Option<ObjectWriter>,
    done: Vec<FinishedFile>,
}

/// A finished file.
struct FinishedFile {
    name: String,
    rows: u64,
    writer: ObjectWriter,
}

enum FileWriter {
    /// A Parquet file of Hive's writer.
    Hive(Box<unload::Files>),
    Other(Box<Files>),
}

/// Finished files that are not visible yet. Dropping this value discards them.
pub(crate) struct Pending {
    storage: Storage,
    files: Vec<(S3Folder, Values, FinishedFile)>,
    /// The partitions that have rows, and their locations.
    pub(crate) partitions: BTreeMap<Vec<String>, String>,
    pub(crate) rows: u64,
}

impl Writer {
    /// Creates a writer.
    ///
    /// # Errors
    /// The format does not support a column, or the location cannot be written.
    pub(crate) fn new(storage: Storage, layout: Layout) -> Result<Self> {
        let root = parse_folder(&layout.location)?;
        if !storage.has_bucket(&root.bucket) {
            let message =
                format!("HIVE_FILESYSTEM_ERROR: The specified bucket does not exist (bucket: {})", root.bucket);
            return Err(DataFusionError::Execution(message));
        }
        if let Encoding::Other(class) = &layout.encoding {
            let message = format!("NOT_SUPPORTED: the sandbox cannot write tables of {class}");
            return Err(DataFusionError::Execution(message));
        }
        let stored = layout.columns.len() - layout.keys;
        if !layout.codec.fits(&layout.encoding) {
            let message =
                format!("NOT_SUPPORTED: the sandbox cannot write this format with {:?} compression", layout.codec);
            return Err(DataFusionError::Execution(message));
        }
        let fields = layout.columns[..stored].iter().enumerate().map(|(at, (name, ty))| {
            let field = ty.to_field(name, true).as_ref().clone();
            let Some(id) = layout.iceberg.as_ref().and_then(|ids| ids.get(at)) else { return field };
            let mut metadata = field.metadata().clone();
            metadata.insert(PARQUET_FIELD_ID_META_KEY.to_owned(), id.to_string());
            field.with_metadata(metadata)
        });
        let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
        Ok(Self { storage, layout, schema, root, open: BTreeMap::new(), rows: 0 })
    }

    /// Writes rows that have the columns and types of the table.
    pub(crate) fn push(&mut self, columns: &RecordBatch) -> Result<()> {
        self.rows += columns.num_rows() as u64;
        let stored = self.layout.columns.len() - self.layout.keys;
        // Generated tables have text views, which no file format supports.
        let arrays = columns.columns()[..stored].iter().zip(self.schema.fields()).map(|(array, field)| {
            if array.data_type() == field.data_type() { Ok(Arc::clone(array)) } else { cast(array, field.data_type()) }
        });
        let arrays = arrays.collect::<std::result::Result<Vec<_>, _>>()?;
        let rows = RecordBatch::try_new(Arc::clone(&self.schema), arrays)?;
        let groups = match (self.layout.keys, self.layout.fields.is_empty()) {
            (0, true) => return self.write(Vec::new(), &rows),
            (0, false) => self.partitions(columns)?,
            _ => self.keyed(columns)?,
        };
        for (values, positions) in groups {
            self.write(values, &take_record_batch(&rows, &UInt64Array::from(positions))?)?;
        }
        Ok(())
    }

    /// Groups the rows by their partition key values, which are the last columns.
    fn keyed(&self, columns: &RecordBatch) -> Result<BTreeMap<Values, Vec<u64>>> {
        let stored = self.layout.columns.len() - self.layout.keys;
        let keys = columns.project(&(stored..self.layout.columns.len()).collect::<Vec<_>>())?;
        let types: Vec<_> = self.layout.columns[stored..].iter().map(|(_, ty)| ty.clone()).collect();
        let keys = text::format_batch(&keys, &types)?;
        let mut groups: BTreeMap<Values, Vec<u64>> = BTreeMap::new();
        for row in 0..keys.num_rows() {
            let value = |column| keys.cell(row, column).filter(|text| !text.is_empty()).unwrap_or(HIVE_NULL).to_owned();
            groups.entry((0..types.len()).map(|column| Some(value(column))).collect()).or_default().push(row as u64);
        }
        Ok(groups)
    }

    /// Groups the rows by Iceberg's transforms.
    fn partitions(&self, columns: &RecordBatch) -> Result<BTreeMap<Values, Vec<u64>>> {
        let missing = || DataFusionError::Internal("the column of a partition is missing".to_owned());
        let values = self.layout.fields.iter().map(|field| {
            let index = self.layout.columns.iter().position(|(name, _)| *name == field.source).ok_or_else(missing)?;
            let (array, (_, ty)) = (columns.column(index), &self.layout.columns[index]);
            let ty_of = ty.to_arrow();
            let array = if *array.data_type() == ty_of { Arc::clone(array) } else { cast(array, &ty_of)? };
            field.values(&array, ty)
        });
        let values = values.collect::<Result<Vec<_>>>()?;
        let mut groups: BTreeMap<Values, Vec<u64>> = BTreeMap::new();
        for row in 0..columns.num_rows() {
            let of_row = values.iter().map(|values| values.get(row).cloned().flatten()).collect();
            groups.entry(of_row).or_default().push(row as u64);
        }
        Ok(groups)
    }

    fn write(&mut self, values: Values, rows: &RecordBatch) -> Result<()> {
        let is_parted = self.layout.keys > 0 || !self.layout.fields.is_empty();
        let too_many = self.open.len() >= self.layout.max_open_partitions && is_parted;
        let part = match self.open.entry(values) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(_) if too_many => {
                let most = self.layout.max_open_partitions;
                return Err(DataFusionError::Execution(match self.layout.iceberg {
                    None => format!(
                        "HIVE_TOO_MANY_OPEN_PARTITIONS: Exceeded limit of {most} open writers for partitions/buckets"
                    ),
                    Some(_) => format!(
                        "ICEBERG_TOO_MANY_OPEN_PARTITIONS: Exceeded limit of {most} open writers for partitions"
                    ),
                }));
            }
            Entry::Vacant(entry) => {
                let part = PartitionWriter::new(&self.layout, &self.root, &self.schema, entry.key())?;
                entry.insert(part)
            }
        };
        part.push(&self.storage, &self.layout, rows)
    }

    pub(crate) fn finish(self) -> Result<Pending> {
        let mut pending =
            Pending { storage: self.storage, files: Vec::new(), partitions: BTreeMap::new(), rows: self.rows };
        for (values, part) in self.open {
            let (folder, uri) = (part.folder.clone(), part.uri.clone());
            let files = part.finish(&pending.storage, &self.layout)?;
            pending.files.extend(files.into_iter().map(|file| (folder.clone(), values.clone(), file)));
            if self.layout.keys > 0 {
                pending.partitions.insert(values.into_iter().map(Option::unwrap_or_default).collect(), uri);
            }
        }
        Ok(pending)
    }
}

impl Pending {
    /// Without any files.
    pub(crate) fn nothing(storage: Storage) -> Self {
        Self { storage, files: Vec::new(), partitions: BTreeMap::new(), rows: 0 }
    }

    pub(crate) fn bytes(&self) -> u64 {
        self.files.iter().map(|(_, _, file)| file.writer.size()).sum()
    }

    /// The files in the form that Iceberg snapshots contain.
    pub(crate) fn data_files(&self) -> Vec<DataFile> {
        let file = |(folder, partition, file): &(S3Folder, Values, FinishedFile)| DataFile {
            uri: folder.uri(&file.name),
            rows: file.rows,
            bytes: file.writer.size(),
            added_by: 0,
            partition: partition.clone(),
        };
        self.files.iter().map(file).collect()
    }

    /// The URIs of the files.
    pub(crate) fn uris(&self) -> Vec<String> {
        self.files.iter().map(|(folder, _, file)| folder.uri(&file.name)).collect()
    }

    /// Makes the files visible.
    pub(crate) fn publish(self) -> std::result::Result<(), StorageError> {
        for (folder, _, file) in self.files {
            let key = format!("{}{}", folder.prefix, file.name);
            self.storage.publish(&key, file.writer, Properties::default(), &WriteCondition::Always)?;
        }
        Ok(())
    }
}

impl PartitionWriter {
    fn new(layout: &Layout, root: &S3Folder, schema: &SchemaRef, values: &[Option<String>]) -> Result<Self> {
        let stored = layout.columns.len() - layout.keys;
        let folder = |name: &str, value: &str| format!("{}={}/", escaped(name), escaped(value));
        let uri = if layout.iceberg.is_some() {
            let null = || "null".to_owned();
            let folders = layout.fields.iter().zip(values).map(|(field, value)| {
                let value = value.as_deref().map_or_else(null, |value| field.human(value));
                folder(&field.name, &value)
            });
            root.uri(&format!("data/{}", folders.collect::<String>()))
        } else {
            let values: Vec<String> = values.iter().flatten().cloned().collect();
            let keys = layout.columns[stored..].iter().zip(&values).map(|((key, _), value)| folder(key, value));
            layout.partitions.get(&values).cloned().unwrap_or_else(|| root.uri(&keys.collect::<String>()))
        };
        let file_writer = match &layout.encoding {
            Encoding::Parquet if layout.iceberg.is_none() => {
                let columns: Vec<_> =
                    layout.columns[..stored].iter().map(|(name, ty)| (Some(name.clone()), ty.clone())).collect();
                let columns = unload::check(&columns).map_err(|failure| DataFusionError::Execution(failure.reason))?;
                FileWriter::Hive(Box::new(unload::Files::new(columns, layout.codec.parquet())?))
            }
            encoding => FileWriter::Other(Box::new(Files::new(
                encoding,
                layout.codec,
                &layout.columns[..stored],
                Arc::clone(schema),
            )?)),
        };
        Ok(Self { folder: parse_folder(&uri)?, uri, file_writer, object: None, done: Vec::new() })
    }

    fn push(&mut self, storage: &Storage, layout: &Layout, rows: &RecordBatch) -> Result<()> {
        let chunks = match &mut self.file_writer {
            FileWriter::Hive(files) => files.push(rows)?,
            FileWriter::Other(files) => files.push(rows)?,
        };
        self.take(storage, layout, chunks)
    }

    fn take(&mut self, storage: &Storage, layout: &Layout, chunks: Vec<FileChunk>) -> Result<()> {
        let done = Self::take_into(&mut self.object, &self.folder, storage, layout, chunks)?;
        self.done.extend(done);
        Ok(())
    }

    fn take_into(
        object: &mut Option<ObjectWriter>,
        folder: &S3Folder,
        storage: &Storage,
        layout: &Layout,
        chunks: Vec<FileChunk>,
    ) -> Result<Vec<FinishedFile>> {
        let mut done = Vec::new();
        for chunk in chunks {
            match chunk {
                FileChunk::Bytes(bytes) => {
                    let mut writer = match object.take() {
                        Some(writer) => writer,
                        None => {
                            let writer = storage.writer(&folder.bucket);
                            writer.map_err(|e| DataFusionError::Execution(format!("HIVE_FILESYSTEM_ERROR: {e}")))?
                        }
                    };
                    writer.write(&bytes)?;
                    *object = Some(writer);
                }
                FileChunk::End { rows } => {
                    let end = match &layout.encoding {
                        _ if layout.iceberg.is_some() => ".parquet",
                        encoding if encoding.is_text() => layout.codec.extension(),
                        _ => "",
                    };
                    let name = format!("{}_{}{end}", layout.name, Uuid::new_v4());
                    done.extend(object.take().map(|writer| FinishedFile { name, rows, writer }));
                }
            }
        }
        Ok(done)
    }

    fn finish(mut self, storage: &Storage, layout: &Layout) -> Result<Vec<FinishedFile>> {
        let chunks = match self.file_writer {
            FileWriter::Hive(files) => files.finish()?,
            FileWriter::Other(files) => files.finish()?,
        };
        self.done.extend(Self::take_into(&mut self.object, &self.folder, storage, layout, chunks)?);
        Ok(self.done)
    }
}

fn parse_folder(uri: &str) -> Result<S3Folder> {
    S3Folder::parse(uri)
        .ok_or_else(|| DataFusionError::Execution(format!("HIVE_FILESYSTEM_ERROR: '{uri}' is not a location in S3")))
}
