//! Partition pruning: filters on partition keys are evaluated before any object is read.

use std::collections::BTreeSet;
use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, AsArray, RecordBatch, RecordBatchOptions, StringArray};
use datafusion::arrow::compute::{CastOptions, cast_with_options};
use datafusion::arrow::datatypes::{FieldRef, Schema};
use datafusion::catalog::Session;
use datafusion::common::DFSchema;
use datafusion::error::Result;
use datafusion::logical_expr::{BinaryExpr, Expr, Operator};

use super::scan::HIVE_NULL;
use crate::engine::types::AthenaType;

/// A partition to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Partition {
    pub(super) values: Vec<String>,
    pub(super) location: String,
}

/// Returns whether a filter refers only to these columns.
pub(super) fn refers_only_to(filter: &Expr, names: &[&str]) -> bool {
    let columns = filter.column_refs();
    !columns.is_empty() && !filter.is_volatile() && columns.iter().all(|column| names.contains(&column.name.as_str()))
}

/// The values of one key, converted to its type. Values that do not parse become NULL.
pub(super) fn key_column<'a>(values: impl Iterator<Item = Option<&'a String>>, ty: &AthenaType) -> Result<ArrayRef> {
    let texts: StringArray =
        values.map(|value| value.filter(|value| *value != HIVE_NULL).map(String::as_str)).collect();
    let texts: ArrayRef = Arc::new(texts);
    let options = CastOptions { safe: true, ..CastOptions::default() };
    Ok(cast_with_options(&texts, &ty.to_arrow(), &options)?)
}

/// Removes the partitions for which a filter is not true.
pub(super) fn prune(
    session: &dyn Session,
    filters: &[Expr],
    keys: &[(String, AthenaType)],
    mut partitions: Vec<Partition>,
) -> Result<Vec<Partition>> {
    let names: Vec<&str> = keys.iter().map(|(name, _)| name.as_str()).collect();
    let filters: Vec<_> = filters.iter().filter(|filter| refers_only_to(filter, &names)).collect();
    if filters.is_empty() || partitions.is_empty() {
        return Ok(partitions);
    }
    let fields = keys.iter().map(|(name, ty)| ty.to_field(name, true));
    let columns = keys
        .iter()
        .enumerate()
        .map(|(at, (_, ty))| key_column(partitions.iter().map(|partition| partition.values.get(at)), ty));
    let columns = fields.zip(columns.collect::<Result<Vec<_>>>()?).collect();
    let mut keep = keep(session, &filters, columns, partitions.len())?.into_iter();
    partitions.retain(|_| keep.next().unwrap_or(true));
    Ok(partitions)
}

/// For each row, whether all filters are true.
pub(super) fn keep(
    session: &dyn Session,
    filters: &[&Expr],
    columns: Vec<(FieldRef, ArrayRef)>,
    rows: usize,
) -> Result<Vec<bool>> {
    let (fields, columns): (Vec<_>, Vec<_>) = columns.into_iter().unzip();
    let schema = Arc::new(Schema::new(fields));
    let options = RecordBatchOptions::new().with_row_count(Some(rows));
    let batch = RecordBatch::try_new_with_options(Arc::clone(&schema), columns, &options)?;
    let schema = DFSchema::try_from(schema)?;
    let mut keep = vec![true; rows];
    for filter in filters {
        // An evaluation error is ignored, because the query itself may never evaluate the filter on this value.
        let Ok(answers) = session
            .create_physical_expr((*filter).clone(), &schema)
            .and_then(|filter| filter.evaluate(&batch)?.into_array(batch.num_rows()))
        else {
            continue;
        };
        let Some(answers) = answers.as_boolean_opt() else { continue };
        for (keep, answer) in keep.iter_mut().zip(answers) {
            *keep &= answer == Some(true);
        }
    }
    Ok(keep)
}

/// The texts that a column may have according to the filters: `c = 'x'`, `c IN ('x', 'y')`, and combinations with OR.
/// Returns `None` if the filters do not restrict the column.
pub(super) fn constants(filters: &[Expr], column: &str) -> Option<BTreeSet<String>> {
    let mut found: Option<BTreeSet<String>> = None;
    for filter in filters {
        if let Some(values) = values_of(filter, column) {
            found = Some(match found {
                Some(before) => before.intersection(&values).cloned().collect(),
                None => values,
            });
        }
    }
    found
}

fn values_of(filter: &Expr, column: &str) -> Option<BTreeSet<String>> {
    match filter {
        Expr::BinaryExpr(BinaryExpr { left, op: Operator::Eq, right }) => {
            let value = match (is_column(left, column), is_column(right, column)) {
                (true, false) => literal(right)?,
                (false, true) => literal(left)?,
                _ => return None,
            };
            Some(BTreeSet::from([value]))
        }
        Expr::BinaryExpr(BinaryExpr { left, op: Operator::Or, right }) => {
            let (left, right) = (values_of(left, column)?, values_of(right, column)?);
            Some(left.union(&right).cloned().collect())
        }
        Expr::BinaryExpr(BinaryExpr { left, op: Operator::And, right }) => {
            match (values_of(left, column), values_of(right, column)) {
                (Some(left), Some(right)) => Some(left.intersection(&right).cloned().collect()),
                (one, other) => one.or(other),
            }
        }
        Expr::InList(list) if !list.negated && is_column(&list.expr, column) => list.list.iter().map(literal).collect(),
        _ => None,
    }
}

fn is_column(expr: &Expr, name: &str) -> bool {
    match expr {
        Expr::Column(column) => column.name == name,
        Expr::Cast(cast) => is_column(&cast.expr, name),
        _ => false,
    }
}

fn literal(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Literal(value, _) if !value.is_null() => Some(value.to_string()),
        _ => None,
    }
}
