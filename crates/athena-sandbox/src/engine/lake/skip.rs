//! File skipping for Iceberg tables, by partition values and by column statistics.

use std::collections::HashSet;
use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, BooleanArray, UInt64Array, new_null_array};
use datafusion::arrow::compute::concat;
use datafusion::arrow::datatypes::{DataType, Schema, SchemaRef};
use datafusion::catalog::Session;
use datafusion::common::tree_node::TreeNode;
use datafusion::common::{Column, DFSchema};
use datafusion::logical_expr::Expr;
use datafusion::physical_optimizer::pruning::{PruningPredicateBuilder, PruningStatistics};
use datafusion::scalar::ScalarValue;

use super::footer::{self, ColumnFacts, Footer};
use super::prune::{constants, key_column};
use super::{adapt, transform};
use crate::engine::catalog::{DataFile, Iceberg};
use crate::engine::types::AthenaType;
use crate::storage::Storage;

/// Removes the files that cannot contain matching rows. In doubt, a file is kept.
pub(super) fn skip<'a>(
    session: &dyn Session,
    storage: &Storage,
    (iceberg, columns): (&Iceberg, &[(String, AthenaType)]),
    filters: &[Expr],
    files: Vec<&'a DataFile>,
) -> Vec<&'a DataFile> {
    let named = |filter: &&Expr| !filter.is_volatile() && !filter.column_refs().is_empty();
    let filters: Vec<&Expr> = filters.iter().filter(named).collect();
    if filters.is_empty() || files.is_empty() {
        return files;
    }
    let files = in_buckets(iceberg, columns, &filters, files);
    let fields = columns.iter().map(|(name, ty)| ty.to_field(name, true)).collect::<Vec<_>>();
    let schema: SchemaRef = Arc::new(Schema::new(fields));
    let Ok(planned) = DFSchema::try_from(Arc::clone(&schema)) else { return files };
    let footers = files.iter().map(|file| footer::read(storage, &file.uri).ok()).collect();
    let facts = Facts { iceberg, columns, footers };
    let mut keep = vec![true; files.len()];
    for filter in filters {
        let answers = session
            .create_physical_expr(filter.clone(), &planned)
            .ok()
            .and_then(|filter| PruningPredicateBuilder::new().with_file_schema(Arc::clone(&schema)).build(filter))
            .and_then(|filter| filter.prune(&facts).ok());
        // A filter that cannot be evaluated on statistics skips nothing.
        for (keep, answer) in keep.iter_mut().zip(answers.unwrap_or_default()) {
            *keep &= answer;
        }
    }
    let mut keep = keep.into_iter();
    files.into_iter().filter(|_| keep.next().unwrap_or(true)).collect()
}

/// Removes the files of buckets that the filters exclude.
fn in_buckets<'a>(
    iceberg: &Iceberg,
    columns: &[(String, AthenaType)],
    filters: &[&Expr],
    mut files: Vec<&'a DataFile>,
) -> Vec<&'a DataFile> {
    let fields = transform::fields(&iceberg.transforms, columns);
    if fields.len() != iceberg.transforms.len() {
        return files;
    }
    let filters: Vec<Expr> = filters.iter().map(|filter| (*filter).clone()).collect();
    for (at, field) in fields.iter().enumerate().filter(|(_, field)| field.is_bucket()) {
        let Some((_, ty)) = columns.iter().find(|(name, _)| *name == field.source) else { continue };
        if !matches!(ty, AthenaType::Integer | AthenaType::BigInt | AthenaType::Varchar(_) | AthenaType::Date) {
            continue;
        }
        // A text that is cast before the comparison may be equal in several spellings.
        let is_cast = |filter: &&Expr| {
            let cast = |e: &Expr| Ok(matches!(e, Expr::Cast(_) | Expr::TryCast(_)));
            matches!(ty, AthenaType::Varchar(_)) && filter.exists(cast).unwrap_or(true)
        };
        let filters: Vec<Expr> = filters.iter().filter(|filter| !is_cast(filter)).cloned().collect();
        let Some(values) = constants(&filters, &field.source) else { continue };
        let Ok(array) = key_column(values.iter().map(Some), ty) else { continue };
        // The filter value may not have the type of the column.
        let Ok(buckets) = field.values(&array, ty) else { continue };
        let buckets: HashSet<&String> = buckets.iter().flatten().collect();
        if buckets.is_empty() || array.null_count() > 0 {
            continue;
        }
        files.retain(|file| match file.partition.get(at) {
            Some(Some(bucket)) => buckets.contains(bucket),
            // No value equals NULL. A file without partition values comes from an earlier catalog file.
            Some(None) => false,
            None => true,
        });
    }
    files
}

/// Column statistics from the footers; `None` for a file that cannot be read.
struct Facts<'a> {
    iceberg: &'a Iceberg,
    columns: &'a [(String, AthenaType)],
    footers: Vec<Option<Footer>>,
}

impl Facts<'_> {
    fn column(&self, column: &Column, of: impl Fn(&ColumnFacts) -> &ArrayRef) -> Option<ArrayRef> {
        let (_, ty) = self.columns.iter().find(|(name, _)| *name == column.name)?;
        // A comparison of char values pads them, so their statistics do not apply.
        if matches!(ty, AthenaType::Char(_)) {
            return None;
        }
        let (id, ty) = (self.iceberg.id(&column.name), ty.to_arrow());
        // The byte order of packed types is not the value order of their statistics either.
        if !(ty.is_numeric() || ty.is_temporal() || matches!(ty, DataType::Utf8 | DataType::Boolean)) {
            return None;
        }
        let value = |footer: &Option<Footer>| {
            let facts = footer.as_ref().and_then(|footer| footer.columns.iter().find(|facts| facts.id == id));
            facts.and_then(|facts| adapt(of(facts), &ty).ok()).unwrap_or_else(|| new_null_array(&ty, 1))
        };
        let values: Vec<ArrayRef> = self.footers.iter().map(value).collect();
        concat(&values.iter().map(AsRef::as_ref).collect::<Vec<_>>()).ok()
    }
}

impl PruningStatistics for Facts<'_> {
    fn min_values(&self, column: &Column) -> Option<ArrayRef> {
        self.column(column, |facts| &facts.min)
    }

    fn max_values(&self, column: &Column) -> Option<ArrayRef> {
        self.column(column, |facts| &facts.max)
    }

    fn num_containers(&self) -> usize {
        self.footers.len()
    }

    fn null_counts(&self, column: &Column) -> Option<ArrayRef> {
        let id = self.iceberg.id(&column.name);
        let count = |footer: &Option<Footer>| {
            footer.as_ref()?.columns.iter().find(|facts| facts.id == id).map(|facts| facts.nulls)
        };
        Some(Arc::new(self.footers.iter().map(count).collect::<UInt64Array>()))
    }

    fn row_counts(&self) -> Option<ArrayRef> {
        let rows = |footer: &Option<Footer>| footer.as_ref().map(|footer| footer.rows);
        Some(Arc::new(self.footers.iter().map(rows).collect::<UInt64Array>()))
    }

    fn contained(&self, _: &Column, _: &HashSet<ScalarValue>) -> Option<BooleanArray> {
        None
    }
}
