//! `zip`, and the arguments of `UNNEST` as one array of rows.

use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, Int64Array, ListArray, StructArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Field, FieldRef, Fields};
use datafusion::error::Result;
use datafusion::logical_expr::ReturnFieldArgs;

use super::take::{ItemIndices, as_list, entry_types, list_type, map_span, span};
use crate::engine::functions::simple::{Simple, error, result};
use crate::engine::types::UNNAMED;

pub(crate) fn functions() -> Vec<Simple> {
    vec![
        Simple::new(
            "zip",
            |args| result(list_type(&DataType::Struct(zip_fields(args)?.into()))),
            |arrays, args| zip(arrays, args.return_field.data_type()),
        ),
        Simple::new("$unnest", rows_type, |arrays, args| rows(arrays, args.return_field.data_type(), false)),
        // For a LEFT JOIN: an empty array counts as one NULL item, which yields one row.
        Simple::new("$unnest_outer", rows_type, |arrays, args| rows(arrays, args.return_field.data_type(), true)),
    ]
}

fn with_positional_names(types: Vec<Field>) -> Vec<Field> {
    let named = |(i, field): (usize, Field)| field.with_name(format!("{UNNAMED}{i}")).with_nullable(true);
    types.into_iter().enumerate().map(named).collect()
}

fn zip_fields(args: &ReturnFieldArgs) -> Result<Vec<Field>> {
    Ok(with_positional_names(args.arg_fields.iter().map(item).collect::<Result<_>>()?))
}

fn item(field: &FieldRef) -> Result<Field> {
    match field.data_type() {
        DataType::List(item) | DataType::LargeList(item) | DataType::FixedSizeList(item, _) => {
            Ok(item.as_ref().clone())
        }
        DataType::Null => Ok(Field::new("item", DataType::Null, true)),
        _ => Err(error("TYPE_MISMATCH", "Cannot unnest a value that is neither array nor map")),
    }
}

/// A map gives two columns, an array of rows one column per field, and any other array one column. The ordinality comes
/// last.
fn rows_type(args: &ReturnFieldArgs) -> Result<FieldRef> {
    let mut columns = Vec::new();
    for field in args.arg_fields {
        match field.data_type() {
            DataType::Map(..) => {
                let (key, value) = entry_types(field.data_type())?;
                columns.extend([Field::new("", key, true), Field::new("", value, true)]);
            }
            _ => match item(field)? {
                inner if matches!(inner.data_type(), DataType::Struct(_)) => {
                    let DataType::Struct(fields) = inner.data_type() else { continue };
                    columns.extend(fields.iter().map(|field| field.as_ref().clone()));
                }
                inner => columns.push(inner),
            },
        }
    }
    columns.push(Field::new("", DataType::Int64, true));
    result(list_type(&DataType::Struct(with_positional_names(columns).into())))
}

fn fields_of(target: &DataType) -> Result<Fields> {
    if let DataType::List(item) = target
        && let DataType::Struct(fields) = item.data_type()
    {
        return Ok(fields.clone());
    }
    Err(error("GENERIC_INTERNAL_ERROR", "not an array of rows"))
}

fn struct_array(fields: &Fields, columns: &[ArrayRef]) -> Result<ArrayRef> {
    let columns = columns.iter().zip(fields).map(|(column, field)| Ok(cast(column, field.data_type())?));
    Ok(Arc::new(StructArray::try_new(fields.clone(), columns.collect::<Result<_>>()?, None)?))
}

fn zip(arrays: &[ArrayRef], target: &DataType) -> Result<ArrayRef> {
    let lists = arrays.iter().map(as_list).collect::<Result<Vec<_>>>()?;
    let mut indices: Vec<_> = lists.iter().map(|_| ItemIndices::default()).collect();
    for row in 0..lists.first().map_or(0, ListArray::len) {
        let spans: Option<Vec<_>> = lists.iter().map(|list| span(list, row)).collect();
        let Some(spans) = spans else {
            indices.iter_mut().for_each(ItemIndices::push_null);
            continue;
        };
        let length = spans.iter().map(ExactSizeIterator::len).max().unwrap_or(0);
        for (indices, mut span) in indices.iter_mut().zip(spans) {
            indices.push((0..length).map(|_| span.next()));
        }
    }
    let columns = lists.iter().zip(&indices).map(|(list, indices)| indices.take(list.values()));
    let fields = fields_of(target)?;
    let values = struct_array(&fields, &columns.collect::<Result<Vec<_>>>()?)?;
    indices
        .first()
        .ok_or_else(|| error("FUNCTION_NOT_FOUND", "Unexpected parameters for function zip"))?
        .list_of(values)
}

/// Builds the rows. A NULL array counts as an empty one.
fn rows(arrays: &[ArrayRef], target: &DataType, outer: bool) -> Result<ArrayRef> {
    let mut spans: Vec<Vec<std::ops::Range<u32>>> = Vec::new();
    let mut columns: Vec<Vec<ArrayRef>> = Vec::new();
    for array in arrays {
        if let Some(map) = array.as_map_opt() {
            spans.push((0..map.len()).map(|row| map_span(map, row).unwrap_or(0..0)).collect());
            columns.push(vec![Arc::clone(map.keys()), Arc::clone(map.values())]);
        } else {
            let list = as_list(array)?;
            spans.push((0..list.len()).map(|row| span(&list, row).unwrap_or(0..0)).collect());
            columns.push(match list.values().as_struct_opt() {
                // The fields of a NULL row are NULL.
                Some(row) => {
                    let part = |(column, field): (&ArrayRef, &FieldRef)| {
                        let none = datafusion::arrow::array::new_null_array(field.data_type(), row.len());
                        let present = datafusion::arrow::compute::is_not_null(row)?;
                        Ok(datafusion::arrow::compute::kernels::zip::zip(&present, column, &none)?)
                    };
                    row.columns().iter().zip(row.fields()).map(part).collect::<Result<_>>()?
                }
                None => vec![Arc::clone(list.values())],
            });
        }
    }
    let mut indices: Vec<_> = arrays.iter().map(|_| ItemIndices::default()).collect();
    let (mut whole, mut ordinals) = (ItemIndices::default(), Vec::new());
    for row in 0..arrays.first().map_or(0, |array| array.len()) {
        let length = spans.iter().map(|spans| spans[row].len()).max().unwrap_or(0);
        for (indices, spans) in indices.iter_mut().zip(&spans) {
            let mut span = spans[row].clone();
            indices.push((0..length).map(|_| span.next()));
        }
        if length == 0 && outer {
            whole.push_null();
        } else {
            whole.push((0..length).map(|_| None));
        }
        ordinals.extend((1..).take(length));
    }
    let mut taken = Vec::new();
    for (indices, columns) in indices.iter().zip(&columns) {
        taken.extend(columns.iter().map(|column| indices.take(column)).collect::<Result<Vec<_>>>()?);
    }
    taken.push(Arc::new(Int64Array::from(ordinals)));
    whole.list_of(struct_array(&fields_of(target)?, &taken)?)
}
