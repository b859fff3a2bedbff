//! `INSERT INTO`: query rows converted to the types of a table.

use std::collections::HashSet;

use datafusion::arrow::array::{ArrayRef, RecordBatch, new_null_array};
use datafusion::error::Result as PlanResult;
use datafusion::sql::sqlparser::ast::Query;
use futures::StreamExt;

use super::commit::{Commit, Kind};
use super::{TableRef, Work, select};
use crate::engine::catalog::{Iceberg, StoredTable};
use crate::engine::contract::Failure;
use crate::engine::failure;
use crate::engine::lake::transform::fields;
use crate::engine::lake::{Codec, Encoding, Layout, MAX_OPEN_PARTITIONS, Writer, adapt, column_types};
use crate::engine::types::AthenaType;

pub(super) async fn run(
    work: &Work,
    table_ref: &TableRef,
    names: &[String],
    query: Box<Query>,
) -> Result<Commit, Failure> {
    let table = work.table(table_ref)?;
    let columns = column_types(&table).map_err(|e| failure::of_running(&e))?;
    let targets = targets(&columns, names)?;
    let mut rows = work.rows(select(query)).await?;
    check_types(&columns, &targets, &rows.types)?;
    let mut writer = writer(work, &table, MAX_OPEN_PARTITIONS)?;
    while let Some(batch) = rows.batches.next().await {
        let written = batch.and_then(|batch| writer.push(&align_rows(&columns, &targets, &batch)?));
        written.map_err(|e| failure::of_running(&e))?;
    }
    let pending = writer.finish().map_err(|e| failure::of_running(&e))?;
    let kind = if table.iceberg.is_some() { Kind::AppendSnapshot } else { Kind::Append };
    Ok(Commit { table_ref: table_ref.clone(), count: pending.rows, pending, kind })
}

/// For each column of the table, the index of the query column to write.
fn targets(columns: &[(String, AthenaType)], names: &[String]) -> Result<Vec<Option<usize>>, Failure> {
    if names.is_empty() {
        return Ok((0..columns.len()).map(Some).collect());
    }
    let mut seen = HashSet::new();
    for name in names {
        if !columns.iter().any(|(column, _)| column == name) {
            let message = format!("line 1:1: Insert column name does not exist in target table: {name}");
            return Err(failure::user("COLUMN_NOT_FOUND", &message));
        }
        if !seen.insert(name) {
            let message = format!("line 1:1: Insert column name is specified more than once: {name}");
            return Err(failure::user("DUPLICATE_COLUMN_NAME", &message));
        }
    }
    Ok(columns.iter().map(|(column, _)| names.iter().position(|name| name == column)).collect())
}

fn check_types(
    columns: &[(String, AthenaType)],
    targets: &[Option<usize>],
    found: &[AthenaType],
) -> Result<(), Failure> {
    let mut wanted: Vec<(usize, &AthenaType)> =
        columns.iter().zip(targets).filter_map(|((_, ty), target)| Some(((*target)?, ty))).collect();
    wanted.sort_by_key(|(position, _)| *position);
    let fits = wanted.len() == found.len() && wanted.iter().zip(found).all(|((_, to), from)| coerces(from, to));
    if fits {
        return Ok(());
    }
    let list =
        |types: &mut dyn Iterator<Item = &AthenaType>| types.map(ToString::to_string).collect::<Vec<_>>().join(", ");
    Err(failure::user(
        "TYPE_MISMATCH",
        &format!(
            "line 1:1: Insert query has mismatched column types: Table: [{}], Query: [{}]",
            list(&mut wanted.iter().map(|(_, ty)| *ty)),
            list(&mut found.iter())
        ),
    ))
}

/// Returns whether Trino casts implicitly between the types when it writes rows.
pub(super) fn coerces(from: &AthenaType, to: &AthenaType) -> bool {
    use AthenaType::{
        Array, BigInt, Char, Date, Decimal, Double, Integer, Map, Real, Row, SmallInt, Time, Timestamp, TinyInt,
        Unknown, Varchar,
    };
    let width = |ty: &AthenaType| match ty {
        TinyInt => Some(1),
        SmallInt => Some(2),
        Integer => Some(3),
        BigInt => Some(4),
        Decimal(..) => Some(5),
        Real => Some(6),
        Double => Some(7),
        _ => None,
    };
    if let (Some(from), Some(to)) = (width(from), width(to)) {
        return from <= to;
    }
    match (from, to) {
        (Unknown, _)
        | (Varchar(_), Varchar(_) | Char(_))
        | (Char(_), Varchar(_) | Char(_))
        | (Timestamp(_) | Date, Timestamp(_))
        | (Time(_), Time(_)) => true,
        (Array(from), Array(to)) => coerces(from, to),
        (Map(key, value), Map(to_key, to_value)) => coerces(key, to_key) && coerces(value, to_value),
        (Row(from), Row(to)) => {
            from.len() == to.len() && from.iter().zip(to).all(|((_, from), (_, to))| coerces(from, to))
        }
        (from, to) => from == to,
    }
}

/// Converts the rows of a query into rows of the table.
pub(super) fn align_rows(
    columns: &[(String, AthenaType)],
    targets: &[Option<usize>],
    batch: &RecordBatch,
) -> PlanResult<RecordBatch> {
    let column = |((name, ty), target): (&(String, AthenaType), &Option<usize>)| {
        let array: ArrayRef = match target {
            None => new_null_array(&ty.to_arrow(), batch.num_rows()),
            // Fields of rows match by position and take the names of the table.
            Some(index) => adapt(&rename_fields(batch.column(*index), ty)?, &ty.to_arrow())?,
        };
        Ok((name.clone(), array, true))
    };
    let arrays = columns.iter().zip(targets).map(column).collect::<PlanResult<Vec<_>>>()?;
    Ok(RecordBatch::try_from_iter_with_nullable(arrays)?)
}

/// Renames the fields of a row to those of its type.
fn rename_fields(array: &ArrayRef, ty: &AthenaType) -> PlanResult<ArrayRef> {
    use datafusion::arrow::array::{Array, AsArray, StructArray};
    use datafusion::arrow::datatypes::{DataType, Field};

    let (AthenaType::Row(fields), DataType::Struct(found)) = (ty, array.data_type()) else {
        return Ok(ArrayRef::clone(array));
    };
    let row = array.as_struct();
    let columns = fields.iter().zip(row.columns()).map(|((_, ty), array)| rename_fields(array, ty));
    let columns = columns.collect::<PlanResult<Vec<_>>>()?;
    let fields = fields.iter().zip(&columns).zip(found).map(|(((name, _), array), found)| {
        Field::new(name.as_deref().unwrap_or(found.name()), array.data_type().clone(), true)
    });
    Ok(std::sync::Arc::new(StructArray::try_new(fields.collect(), columns, row.nulls().cloned())?))
}

/// A writer for the table's files, with a limit for the number of open partitions.
pub(super) fn writer(work: &Work, table: &StoredTable, max_open_partitions: usize) -> Result<Writer, Failure> {
    let encoding = Encoding::of(table);
    let columns = column_types(table).map_err(|e| failure::of_running(&e))?;
    let ids = |iceberg: &Iceberg| columns.iter().map(|(name, _)| iceberg.id(name)).collect();
    let layout = Layout {
        location: table.location.clone(),
        codec: codec(table, &encoding)?,
        encoding,
        iceberg: table.iceberg.as_ref().map(ids),
        fields: table.iceberg.iter().flat_map(|iceberg| fields(&iceberg.transforms, &columns)).collect(),
        max_open_partitions,
        columns,
        keys: table.partition_keys.len(),
        partitions: table.partitions.clone(),
        name: work.output_names.name.clone(),
    };
    Writer::new(work.catalog.storage.clone(), layout).map_err(|e| failure::of_running(&e))
}

/// The compression from the table properties, or Athena's default.
fn codec(table: &StoredTable, encoding: &Encoding) -> Result<Codec, Failure> {
    let keys: &[&str] = match encoding {
        Encoding::Parquet => &["write_compression", "write.compression", "parquet.compression"],
        Encoding::Orc => &["write_compression", "write.compression", "orc.compress"],
        _ => &["write_compression", "write.compression"],
    };
    let Some(name) = keys.iter().find_map(|key| table.property(key)) else {
        return Ok(if table.iceberg.is_some() { Codec::Zstd(None) } else { Codec::Gzip });
    };
    let codec = Codec::named(name).filter(|codec| codec.fits(encoding));
    let codec = codec.ok_or_else(|| {
        failure::not_supported(&format!("{name} compression is not supported for the format of the table"))
    })?;
    let level = table.property("compression_level").and_then(|level| level.parse().ok());
    Ok(level.and_then(|level| codec.with_level(level)).unwrap_or(codec))
}
