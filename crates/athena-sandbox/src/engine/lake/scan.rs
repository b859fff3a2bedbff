//! A table over objects, as DataFusion reads it.

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

use super::prune::{Partition, is_of_keys, key_column, prune};
use super::read::{self, Batches, Find, Wanted};
use super::{Encoding, Place, projection};
use crate::engine::catalog::{DataFile, Made, Scanned, Snapshot};
use crate::engine::contract::TableColumn;
use crate::engine::type_parser;
use crate::engine::types::AthenaType;
use crate::storage::{Object, Storage};

/// The name of a column that stands for a value that never is.
pub(super) const HIVE_NULL: &str = "__HIVE_DEFAULT_PARTITION__";

/// A table, or an earlier snapshot of it.
#[derive(Debug)]
pub(crate) struct Lake {
    storage: Storage,
    table: Made,
    snapshot: Option<Snapshot>,
    columns: Vec<(String, AthenaType)>,
    schema: SchemaRef,
}

/// An object with the values of the partition keys.
#[derive(Clone, Debug)]
struct Part {
    key: String,
    object: Arc<Object>,
    values: Vec<String>,
}

/// The columns of a table, its partition keys last, with their types.
pub(crate) fn column_types(table: &Made) -> Result<Vec<(String, AthenaType)>> {
    let typed = |column: &TableColumn| {
        let ty = type_parser::parse(&column.hive_type).map_err(|message| {
            DataFusionError::Execution(format!("NOT_SUPPORTED: column {}: {message}", column.name))
        })?;
        // Iceberg's timestamps have microseconds, Hive's have what the reader gives them.
        let ty = match ty {
            AthenaType::Timestamp(3) if table.iceberg.is_some() => AthenaType::Timestamp(6),
            ty => ty,
        };
        Ok((column.name.clone(), ty))
    };
    table.columns.iter().chain(&table.partition_keys).map(typed).collect()
}

impl Lake {
    /// # Errors
    /// A column has a type that no query can read.
    pub(crate) fn new(storage: Storage, mut table: Made, snapshot: Option<Snapshot>) -> Result<Self> {
        // An earlier snapshot has the columns of its time.
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
        Ok(Self { storage, table, snapshot, columns, schema })
    }

    /// Athena reads ORC by positions and Parquet by names, unless the table says otherwise.
    fn find(&self) -> Find {
        if let Some(iceberg) = &self.table.iceberg {
            return Find::Ids(self.columns.iter().map(|(name, _)| iceberg.id(name)).collect());
        }
        let says = |key: &str, value: &str| {
            self.table.serde_parameters.iter().any(|(known, found)| known == key && found.eq_ignore_ascii_case(value))
        };
        match Encoding::of(&self.table) {
            Encoding::Orc if !says("orc.column.index.access", "false") => Find::Position,
            Encoding::Parquet if says("parquet.column.index.access", "true") => Find::Position,
            _ => Find::Name,
        }
    }

    /// The partition keys.
    fn keys(&self) -> &[(String, AthenaType)] {
        &self.columns[self.columns.len() - self.table.partition_keys.len()..]
    }

    /// The partitions that the filters leave.
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

    fn parts(&self, session: &dyn Session, filters: &[Expr]) -> Result<Vec<Part>> {
        let place = |uri: &str| {
            Place::parse(uri).ok_or_else(|| {
                DataFusionError::Execution(format!("HIVE_FILESYSTEM_ERROR: '{uri}' is not a location in S3"))
            })
        };
        if self.table.iceberg.is_some() {
            let files = self.snapshot.iter().flat_map(|snapshot| &snapshot.files);
            let part = |DataFile { uri, .. }: &DataFile| {
                let missing = || DataFusionError::Execution(format!("ICEBERG_MISSING_METADATA: {uri} is not there"));
                let (bucket, key) =
                    uri.strip_prefix("s3://").and_then(|rest| rest.split_once('/')).ok_or_else(missing)?;
                let object = self.storage.find(bucket, key).map_err(|_| missing())?;
                Ok(Part { key: uri.clone(), object, values: Vec::new() })
            };
            return files.map(part).collect();
        }
        let mut parts = Vec::new();
        for Partition { values, location } in self.partitions(session, filters)? {
            let objects = place(&location)?.objects(&self.storage);
            parts.extend(objects.into_iter().map(|(key, object)| Part { key, object, values: values.clone() }));
        }
        Ok(parts)
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

    /// A filter on partition keys keeps objects unread; the rows are asked by the query itself.
    fn supports_filters_pushdown(&self, filters: &[&Expr]) -> Result<Vec<TableProviderFilterPushDown>> {
        let support = |filter: &&Expr| match is_of_keys(filter, self.keys()) {
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
        let projection = projection.cloned().unwrap_or_else(|| (0..self.columns.len()).collect());
        let schema = Arc::new(self.schema.project(&projection)?);
        let scan = Scan {
            schema: Arc::clone(&schema),
            parts: self.parts(session, filters)?,
            encoding: Encoding::of(&self.table),
            columns: self.columns.clone(),
            own: self.columns.len() - self.table.partition_keys.len(),
            find: self.find(),
            projection,
        };
        if let Encoding::Other(class) = &scan.encoding
            && !scan.parts.is_empty()
        {
            let message = format!("NOT_SUPPORTED: tables of {class} are not read by the sandbox");
            return Err(DataFusionError::Execution(message));
        }
        Ok(Arc::new(StreamingTableExec::try_new(schema, vec![Arc::new(scan)], None, None, false, limit)?))
    }
}

/// One scan of some columns.
#[derive(Clone, Debug)]
struct Scan {
    schema: SchemaRef,
    parts: Vec<Part>,
    encoding: Encoding,
    columns: Vec<(String, AthenaType)>,
    /// So many columns are in the objects; those after them are partition keys.
    own: usize,
    find: Find,
    projection: Vec<usize>,
}

impl Scan {
    /// The rows of one object.
    fn read(&self, part: &Part, scanned: Option<&Scanned>) -> Result<Batches> {
        let wanted: Vec<_> = self.projection.iter().copied().filter(|column| *column < self.own).collect();
        let wanted = Wanted { columns: &self.columns[..self.own], wanted: &wanted, find: &self.find };
        let file = read::open(&self.encoding, &part.key, &part.object, &wanted, scanned)?;
        let counted = scanned.cloned();
        let keys = self.projection.iter().filter(|column| **column >= self.own);
        let keys = keys.map(|column| {
            let value = part.values.get(column - self.own);
            key_column(std::iter::once(value), &self.columns[*column].1)
        });
        let keys = keys.collect::<Result<Vec<_>>>()?;
        let scan = self.clone();
        Ok(Box::new(file.map(move |batch| {
            let batch = batch?;
            let rows = batch.num_rows();
            if let Some(counted) = &counted {
                counted.add_rows(rows);
            }
            let (mut own, mut keys) = (batch.columns().iter(), keys.iter());
            let column = |column: &usize| -> Result<ArrayRef> {
                let missing = || DataFusionError::Internal("a column is missing".to_owned());
                if *column < scan.own {
                    return own.next().cloned().ok_or_else(missing);
                }
                let value = keys.next().ok_or_else(missing)?;
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
        let files = futures::stream::iter(self.parts.clone()).map(move |part| scan.read(&part, scanned.as_deref()));
        let rows = files.map_ok(futures::stream::iter).try_flatten();
        Box::pin(RecordBatchStreamAdapter::new(Arc::clone(&self.schema), rows))
    }
}

/// A field of the type, for printing.
pub(super) fn field(ty: &AthenaType) -> Field {
    ty.tag(Field::new("column", ty.to_arrow(), true))
}
