//! Table provider over objects.

use std::sync::Arc;

use async_trait::async_trait;
use datafusion::arrow::array::{ArrayRef, RecordBatch};
use datafusion::arrow::datatypes::{Field, Schema, SchemaRef};
use datafusion::catalog::{Session, TableProvider};
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::{Expr, TableProviderFilterPushDown, TableType};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::streaming::{PartitionStream, StreamingTableExec};
use futures::{StreamExt, TryStreamExt};

use super::hidden::Hidden;
use super::prune::{Partition, keep, key_column, prune, refers_only_to};
use super::read::{self, Batches, ColumnMatching, Projection};
use super::{Encoding, S3Folder, projection, skip};
use crate::engine::catalog::{DataFile, Scanned, Snapshot, StoredTable};
use crate::engine::contract::TableColumn;
use crate::engine::type_parser;
use crate::engine::types::AthenaType;
use crate::storage::{Object, Storage};

/// The name of the folder for a NULL partition value.
pub(super) const HIVE_NULL: &str = "__HIVE_DEFAULT_PARTITION__";

/// A table, in its current state or as of a snapshot.
#[derive(Debug)]
pub(crate) struct Lake {
    storage: Storage,
    table: StoredTable,
    snapshot: Option<Snapshot>,
    columns: Vec<(String, AthenaType)>,
    /// Hidden columns, which follow the other columns.
    hidden: Vec<Hidden>,
    schema: SchemaRef,
}

/// An object, with the partition key values of its rows.
#[derive(Clone, Debug)]
pub(super) struct DataObject {
    key: String,
    pub(super) uri: String,
    pub(super) object: Arc<Object>,
    pub(super) values: Vec<String>,
}

/// The columns of a table with their types, partition keys last.
pub(crate) fn column_types(table: &StoredTable) -> Result<Vec<(String, AthenaType)>> {
    let typed = |column: &TableColumn| {
        let ty = type_parser::parse(&column.hive_type).map_err(|message| {
            DataFusionError::Execution(format!("NOT_SUPPORTED: column {}: {message}", column.name))
        })?;
        // Iceberg's timestamps have microseconds; the precision of Hive's depends on the reader.
        let ty = match ty {
            AthenaType::Timestamp(3) if table.iceberg.is_some() => AthenaType::Timestamp(6),
            ty => ty,
        };
        Ok((column.name.clone(), ty))
    };
    table.columns.iter().chain(&table.partition_keys).map(typed).collect()
}

impl Lake {
    /// Creates the table provider.
    ///
    /// # Errors
    /// A column has a type that queries cannot read.
    pub(crate) fn new(storage: Storage, mut table: StoredTable, snapshot: Option<Snapshot>) -> Result<Self> {
        // An earlier snapshot has its own columns.
        if let (Some(snapshot), Some(iceberg)) = (&snapshot, &mut table.iceberg)
            && !snapshot.columns.is_empty()
        {
            iceberg.ids = snapshot.columns.iter().map(|(column, id)| (column.name.clone(), *id)).collect();
            table.columns = snapshot.columns.iter().map(|(column, _)| column.clone()).collect();
        }
        let columns = column_types(&table)?;
        let fields = columns.iter().map(|(name, ty)| ty.to_field(name, true));
        let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
        let snapshot = snapshot.or_else(|| table.iceberg.as_ref().and_then(|iceberg| iceberg.current().cloned()));
        Ok(Self { storage, table, snapshot, columns, hidden: Vec::new(), schema })
    }

    /// Adds the hidden columns.
    pub(crate) fn with_hidden(mut self) -> Self {
        self.hidden = Hidden::of(&self.table);
        let hidden = self.hidden.iter().map(|column| column.field());
        self.schema = Arc::new(Schema::new(self.schema.fields().iter().cloned().chain(hidden).collect::<Vec<_>>()));
        self
    }

    /// The columns that are constant within each object.
    fn constant_names(&self) -> Vec<&str> {
        let keys = self.keys().iter().map(|(name, _)| name.as_str());
        keys.chain(self.hidden.iter().map(|column| column.name())).collect()
    }

    /// The values of the constant columns, one for each object.
    fn constants(&self, objects: &[DataObject]) -> Result<Vec<ArrayRef>> {
        let keys = self.keys().iter().enumerate();
        let keys = keys.map(|(at, (_, ty))| key_column(objects.iter().map(|object| object.values.get(at)), ty));
        keys.chain(self.hidden.iter().map(|column| Ok(column.column(&self.table, objects)))).collect()
    }

    /// Removes the objects for which a filter on hidden columns is not true.
    fn visible(
        &self,
        session: &dyn Session,
        filters: &[Expr],
        mut objects: Vec<DataObject>,
    ) -> Result<Vec<DataObject>> {
        let names = self.constant_names();
        let is_hidden = |filter: &Expr| filter.column_refs().iter().any(|column| Hidden::is_name(&column.name));
        let filters: Vec<_> =
            filters.iter().filter(|filter| refers_only_to(filter, &names) && is_hidden(filter)).collect();
        if filters.is_empty() || self.hidden.is_empty() {
            return Ok(objects);
        }
        let fields = self.schema.fields().iter().skip(self.stored()).cloned();
        let columns = fields.zip(self.constants(&objects)?).collect();
        let mut keep = keep(session, &filters, columns, objects.len())?.into_iter();
        objects.retain(|_| keep.next().unwrap_or(true));
        Ok(objects)
    }

    /// The number of columns stored in the objects. The columns after them are constants.
    fn stored(&self) -> usize {
        self.columns.len() - self.table.partition_keys.len()
    }

    /// By default, Athena matches ORC columns by position and Parquet columns by name.
    fn column_matching(&self) -> ColumnMatching {
        if let Some(iceberg) = &self.table.iceberg {
            return ColumnMatching::Ids(self.columns.iter().map(|(name, _)| iceberg.id(name)).collect());
        }
        let says = |key: &str, value: &str| {
            self.table.serde_parameters.iter().any(|(known, found)| known == key && found.eq_ignore_ascii_case(value))
        };
        match Encoding::of(&self.table) {
            Encoding::Orc if !says("orc.column.index.access", "false") => ColumnMatching::Position,
            Encoding::Parquet if says("parquet.column.index.access", "true") => ColumnMatching::Position,
            _ => ColumnMatching::Name,
        }
    }

    /// The partition keys.
    fn keys(&self) -> &[(String, AthenaType)] {
        &self.columns[self.columns.len() - self.table.partition_keys.len()..]
    }

    /// The partitions that the filters allow.
    fn partitions(&self, session: &dyn Session, filters: &[Expr]) -> Result<Vec<Partition>> {
        if self.keys().is_empty() {
            return Ok(vec![Partition { values: Vec::new(), location: self.table.location.clone() }]);
        }
        let partitions = match projection::partitions(&self.table, filters)? {
            Some(partitions) => partitions,
            None => {
                let registered = self.table.partitions.clone().into_iter();
                registered.map(|(values, location)| Partition { values, location }).collect()
            }
        };
        prune(session, filters, self.keys(), partitions)
    }

    fn objects(&self, session: &dyn Session, filters: &[Expr]) -> Result<Vec<DataObject>> {
        let folder = |uri: &str| {
            S3Folder::parse(uri).ok_or_else(|| {
                DataFusionError::Execution(format!("HIVE_FILESYSTEM_ERROR: '{uri}' is not a location in S3"))
            })
        };
        if let Some(iceberg) = &self.table.iceberg {
            let files = self.snapshot.iter().flat_map(|snapshot| &snapshot.files);
            let object = |DataFile { uri, .. }: &DataFile| {
                let missing = || DataFusionError::Execution(format!("ICEBERG_MISSING_METADATA: {uri} does not exist"));
                let (bucket, key) =
                    uri.strip_prefix("s3://").and_then(|rest| rest.split_once('/')).ok_or_else(missing)?;
                let object = self.storage.find(bucket, key).map_err(|_| missing())?;
                Ok(DataObject { key: uri.clone(), uri: uri.clone(), object, values: Vec::new() })
            };
            let files = skip::skip(session, &self.storage, (iceberg, &self.columns), filters, files.collect());
            return files.into_iter().map(object).collect();
        }
        let mut objects = Vec::new();
        for Partition { values, location } in self.partitions(session, filters)? {
            let folder = folder(&location)?;
            let object = |(key, object)| DataObject {
                uri: format!("s3://{}/{key}", folder.bucket),
                key,
                object,
                values: values.clone(),
            };
            objects.extend(folder.objects(&self.storage).into_iter().map(object));
        }
        Ok(objects)
    }
}

#[async_trait]
impl TableProvider for Lake {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    /// Filters on partition keys, and for Iceberg on any column with statistics, skip objects. The query still applies
    /// every filter to the rows.
    fn supports_filters_pushdown(&self, filters: &[&Expr]) -> Result<Vec<TableProviderFilterPushDown>> {
        let names: Vec<&str> = match self.table.iceberg {
            Some(_) => self.schema.fields().iter().map(|field| field.name().as_str()).collect(),
            None => self.constant_names(),
        };
        let support = |filter: &&Expr| match refers_only_to(filter, &names) {
            true => TableProviderFilterPushDown::Inexact,
            false => TableProviderFilterPushDown::Unsupported,
        };
        Ok(filters.iter().map(support).collect())
    }

    async fn scan(
        &self,
        session: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let projection = projection.cloned().unwrap_or_else(|| (0..self.schema.fields().len()).collect());
        let schema = Arc::new(self.schema.project(&projection)?);
        let objects = self.visible(session, filters, self.objects(session, filters)?)?;
        let scan = Scan {
            schema: Arc::clone(&schema),
            constants: self.constants(&objects)?,
            objects,
            encoding: Encoding::of(&self.table),
            stored: self.columns.get(..self.stored()).unwrap_or_default().to_vec(),
            matching: self.column_matching(),
            projection,
        };
        if let Encoding::Other(class) = &scan.encoding
            && !scan.objects.is_empty()
        {
            let message = format!("NOT_SUPPORTED: the sandbox cannot read tables of {class}");
            return Err(DataFusionError::Execution(message));
        }
        Ok(Arc::new(StreamingTableExec::try_new(schema, vec![Arc::new(scan)], None, None, false, limit)?))
    }
}

/// One scan with a projection.
#[derive(Clone, Debug)]
struct Scan {
    schema: SchemaRef,
    objects: Vec<DataObject>,
    encoding: Encoding,
    /// The columns stored in the objects.
    stored: Vec<(String, AthenaType)>,
    /// The columns after them: one value for each object.
    constants: Vec<ArrayRef>,
    matching: ColumnMatching,
    projection: Vec<usize>,
}

impl Scan {
    /// Reads the object at an index.
    fn read(&self, (at, object): (usize, &DataObject), scanned: Option<&Scanned>) -> Result<Batches> {
        let wanted: Vec<_> = self.projection.iter().copied().filter(|column| *column < self.stored.len()).collect();
        let wanted = Projection { columns: &self.stored, wanted: &wanted, matching: &self.matching };
        let file = read::open(&self.encoding, &object.key, &object.object, &wanted, scanned)?;
        let counted = scanned.cloned();
        let stored = self.stored.len();
        let constants = self.projection.iter().filter_map(|column| self.constants.get(column.checked_sub(stored)?));
        let constants: Vec<ArrayRef> = constants.map(|values| values.slice(at, 1)).collect();
        let scan = self.clone();
        Ok(Box::new(file.map(move |batch| {
            let batch = batch?;
            let rows = batch.num_rows();
            if let Some(counted) = &counted {
                counted.add_rows(rows);
            }
            let (mut stored, mut constants) = (batch.columns().iter(), constants.iter());
            let column = |column: &usize| -> Result<ArrayRef> {
                let missing = || DataFusionError::Internal("a column is missing".to_owned());
                if *column < scan.stored.len() {
                    return stored.next().cloned().ok_or_else(missing);
                }
                let value = constants.next().ok_or_else(missing)?;
                let repeated = datafusion::arrow::array::UInt32Array::from(vec![0_u32; rows]);
                Ok(datafusion::arrow::compute::take(value, &repeated, None)?)
            };
            let columns = scan.projection.iter().map(column).collect::<Result<Vec<_>>>()?;
            let options = datafusion::arrow::array::RecordBatchOptions::new().with_row_count(Some(rows));
            Ok(RecordBatch::try_new_with_options(Arc::clone(&scan.schema), columns, &options)?)
        })))
    }
}

impl PartitionStream for Scan {
    fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    fn execute(&self, context: Arc<TaskContext>) -> SendableRecordBatchStream {
        let scanned = context.session_config().get_extension::<Scanned>();
        let scan = self.clone();
        let objects = self.objects.clone().into_iter().enumerate();
        let files =
            futures::stream::iter(objects).map(move |(at, object)| scan.read((at, &object), scanned.as_deref()));
        let rows = files.map_ok(futures::stream::iter).try_flatten();
        Box::pin(RecordBatchStreamAdapter::new(Arc::clone(&self.schema), rows))
    }
}

/// A field of the type, for printing.
pub(super) fn field(ty: &AthenaType) -> Field {
    ty.tag(Field::new("column", ty.to_arrow(), true))
}
