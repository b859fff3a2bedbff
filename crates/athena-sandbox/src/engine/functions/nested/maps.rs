//! Map functions. The map aggregates are composed of `array_agg` and a function of this module.

use std::collections::HashMap;
use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, Int64Array, MapArray, StringArray, StructArray};
use datafusion::arrow::compute::{cast, concat};
use datafusion::arrow::datatypes::{DataType, Field, FieldRef, Fields};
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::ReturnFieldArgs;

use super::take::{
    ItemIndices, as_list, common_type, comparable, entry_types, item_type, list_type, map_span, map_type, span,
};
use crate::engine::functions::simple::{Simple, error, result};
use crate::engine::text::format_value;
use crate::engine::types::UNNAMED;

pub(crate) fn functions() -> Vec<Simple> {
    vec![
        Simple::new(
            "$map",
            |args| match args.arg_fields {
                [] => result(map_type(&DataType::Null, &DataType::Null)),
                [keys, values] => result(map_type(&item_type(keys)?, &item_type(values)?)),
                _ => Err(unexpected("map")),
            },
            |arrays, args| map(arrays, args.number_rows),
        ),
        Simple::new(
            "map_from_entries",
            |args| from_rows(args, false),
            |arrays, _| grouped(arrays, DuplicateKey::Refused),
        ),
        Simple::new(
            "multimap_from_entries",
            |args| from_rows(args, true),
            |arrays, _| grouped(arrays, DuplicateKey::All),
        ),
        Simple::new("$map_agg", |args| from_rows(args, false), |arrays, _| grouped(arrays, DuplicateKey::First)),
        Simple::new(
            "$histogram",
            |args| result(map_type(&item_type(first(args)?)?, &DataType::Int64)),
            |arrays, _| histogram(arrays),
        ),
        Simple::new(
            "$map_union",
            |args| item_type(first(args)?).and_then(result),
            |arrays, _| {
                let list = arrays.first().ok_or_else(|| unexpected("map_union"))?;
                let list = as_list(list)?;
                let maps: Vec<Vec<u32>> =
                    (0..list.len()).map(|row| span(&list, row).map_or_else(Vec::new, Iterator::collect)).collect();
                let present: Vec<_> = (0..list.len()).map(|row| !list.is_null(row)).collect();
                union(list.values(), &maps, &present, true)
            },
        ),
        Simple::new(
            "map_concat",
            |args| {
                let (mut key, mut value) = entry_types(first(args)?.data_type())?;
                for field in args.arg_fields {
                    let (k, v) = entry_types(field.data_type())?;
                    (key, value) = (common_type(&key, &k)?, common_type(&value, &v)?);
                }
                result(map_type(&key, &value))
            },
            |arrays, args| {
                let target = args.return_field.data_type();
                let arrays = arrays.iter().map(|map| Ok(cast(map, target)?)).collect::<Result<Vec<_>>>()?;
                let rows = arrays.first().map_or(0, |map| map.len());
                let at = |row: usize| {
                    (0..arrays.len()).map(|nth| super::take::to_index(nth * rows + row)).collect::<Vec<_>>()
                };
                let present: Vec<_> = (0..rows).map(|row| arrays.iter().all(|map| !map.is_null(row))).collect();
                let all = concat(&arrays.iter().map(|map| map.as_ref() as &dyn Array).collect::<Vec<_>>())?;
                union(&all, &(0..rows).map(at).collect::<Vec<_>>(), &present, false)
            },
        ),
        Simple::new(
            "map_keys",
            |args| result(list_type(&entry_types(first(args)?.data_type())?.0)),
            |arrays, _| {
                let map = as_map(arrays)?;
                all_entries(map).list(map.keys())
            },
        ),
        Simple::new(
            "map_values",
            |args| result(list_type(&entry_types(first(args)?.data_type())?.1)),
            |arrays, _| {
                let map = as_map(arrays)?;
                all_entries(map).list(map.values())
            },
        ),
        Simple::new(
            "map_entries",
            |args| result(list_type(&DataType::Struct(pair(entry_types(first(args)?.data_type())?)))),
            |arrays, _| {
                let map = as_map(arrays)?;
                let fields = pair(entry_types(map.data_type())?);
                let indices = all_entries(map);
                let columns = vec![indices.take(map.keys())?, indices.take(map.values())?];
                indices.list_of(Arc::new(StructArray::try_new(fields, columns, None)?))
            },
        ),
    ]
}

fn unexpected(name: &str) -> DataFusionError {
    error("FUNCTION_NOT_FOUND", format!("Unexpected parameters for function {name}"))
}

fn first<'a>(args: &'a ReturnFieldArgs) -> Result<&'a FieldRef> {
    args.arg_fields.first().ok_or_else(|| unexpected("map"))
}

fn as_map(arrays: &[ArrayRef]) -> Result<&MapArray> {
    arrays.first().and_then(|map| map.as_map_opt()).ok_or_else(|| unexpected("map"))
}

fn pair((key, value): (DataType, DataType)) -> Fields {
    Fields::from(vec![Field::new(format!("{UNNAMED}0"), key, true), Field::new(format!("{UNNAMED}1"), value, true)])
}

/// Selects all entries of each row.
fn all_entries(map: &MapArray) -> ItemIndices {
    let mut indices = ItemIndices::default();
    for row in 0..map.len() {
        match map_span(map, row) {
            Some(span) => indices.push(span.map(Some)),
            None => indices.push_null(),
        }
    }
    indices
}

fn duplicate_key(keys: &ArrayRef, item: u32) -> Result<DataFusionError> {
    let field = Field::new("key", keys.data_type().clone(), true);
    let key = format_value(&field, keys, usize::try_from(item).unwrap_or(0))?.unwrap_or_default();
    Ok(error("INVALID_FUNCTION_ARGUMENT", format!("Duplicate map keys ({key}) are not allowed")))
}

pub(crate) fn refuse_duplicates(map: &MapArray) -> Result<()> {
    let bytes = comparable(map.keys())?;
    for row in 0..map.len() {
        let mut seen = std::collections::HashSet::new();
        for item in map_span(map, row).unwrap_or(0..0) {
            if !seen.insert(bytes.row(usize::try_from(item).unwrap_or(0)).as_ref().to_vec()) {
                return Err(duplicate_key(map.keys(), item)?);
            }
        }
    }
    Ok(())
}

fn map(arrays: &[ArrayRef], rows: usize) -> Result<ArrayRef> {
    let [keys, values] = arrays else {
        let mut none = ItemIndices::default();
        (0..rows).for_each(|_| none.push([]));
        let empty = datafusion::arrow::array::new_null_array(&DataType::Null, 0);
        return none.map_of(Arc::clone(&empty), empty);
    };
    let (keys, values) = (as_list(keys)?, as_list(values)?);
    let (mut picked_keys, mut picked_values) = (ItemIndices::default(), ItemIndices::default());
    for row in 0..keys.len() {
        match (span(&keys, row), span(&values, row)) {
            (Some(k), Some(v)) if k.len() == v.len() => {
                picked_keys.push(k.map(Some));
                picked_values.push(v.map(Some));
            }
            (Some(_), Some(_)) => {
                return Err(error("INVALID_FUNCTION_ARGUMENT", "Key and value arrays must be the same length"));
            }
            _ => {
                picked_keys.push_null();
                picked_values.push_null();
            }
        }
    }
    let map = picked_keys.map_of(picked_keys.take(keys.values())?, picked_values.take(values.values())?)?;
    refuse_duplicates(map.as_map())?;
    Ok(map)
}

fn from_rows(args: &ReturnFieldArgs, many: bool) -> Result<FieldRef> {
    match item_type(first(args)?)? {
        DataType::Struct(fields) if fields.len() == 2 => {
            let value = fields[1].data_type().clone();
            result(map_type(fields[0].data_type(), &if many { list_type(&value) } else { value }))
        }
        _ => Err(error("TYPE_MISMATCH", "Unexpected parameters: expected an array of rows of two fields")),
    }
}

/// Treatment of a duplicate key.
#[derive(Clone, Copy, PartialEq, Eq)]
enum DuplicateKey {
    Refused,
    First,
    All,
}

fn grouped(arrays: &[ArrayRef], on_duplicate: DuplicateKey) -> Result<ArrayRef> {
    let list = as_list(arrays.first().ok_or_else(|| unexpected("map_from_entries"))?)?;
    let entries = list.values().as_struct_opt().ok_or_else(|| unexpected("map_from_entries"))?;
    let (keys, values) = (entries.column(0), entries.column(1));
    let bytes = comparable(keys)?;
    let (mut indices, mut groups) = (ItemIndices::default(), ItemIndices::default());
    for row in 0..list.len() {
        let Some(span) = span(&list, row) else {
            indices.push_null();
            continue;
        };
        let mut order: Vec<(u32, Vec<u32>)> = Vec::new();
        let mut seen = HashMap::new();
        for item in span {
            let at = usize::try_from(item).unwrap_or(0);
            if entries.is_null(at) {
                return Err(error("INVALID_FUNCTION_ARGUMENT", "map entry cannot be null"));
            }
            match seen.entry(bytes.row(at).as_ref().to_vec()) {
                std::collections::hash_map::Entry::Vacant(entry) => {
                    entry.insert(order.len());
                    order.push((item, vec![item]));
                }
                std::collections::hash_map::Entry::Occupied(entry) => match on_duplicate {
                    DuplicateKey::Refused => return Err(duplicate_key(keys, item)?),
                    DuplicateKey::First => {}
                    DuplicateKey::All => order[*entry.get()].1.push(item),
                },
            }
        }
        indices.push(order.iter().map(|(key, _)| Some(*key)));
        order.into_iter().for_each(|(_, items)| groups.push(items.into_iter().map(Some)));
    }
    let taken = if on_duplicate == DuplicateKey::All { groups.list(values)? } else { indices.take(values)? };
    indices.map_of(indices.take(keys)?, taken)
}

/// Builds a map from the text pairs of each row. With `many`, each key maps to an array of all its values.
pub(crate) fn maps_of_texts(rows: &[Option<Vec<(String, String)>>], many: bool) -> Result<ArrayRef> {
    let mut lists = ItemIndices::default();
    for row in rows {
        match row {
            Some(pairs) => lists.push(pairs.iter().map(|_| None)),
            None => lists.push_null(),
        }
    }
    let pairs = || rows.iter().flatten().flatten();
    let keys: StringArray = pairs().map(|(key, _)| Some(key)).collect();
    let values: StringArray = pairs().map(|(_, value)| Some(value)).collect();
    let columns: Vec<ArrayRef> = vec![Arc::new(keys), Arc::new(values)];
    let entries = StructArray::try_new(pair((DataType::Utf8, DataType::Utf8)), columns, None)?;
    let list = lists.list_of(Arc::new(entries))?;
    grouped(&[list], if many { DuplicateKey::All } else { DuplicateKey::Refused })
}

fn histogram(arrays: &[ArrayRef]) -> Result<ArrayRef> {
    let list = as_list(arrays.first().ok_or_else(|| unexpected("histogram"))?)?;
    let bytes = comparable(list.values())?;
    let (mut indices, mut counts) = (ItemIndices::default(), Vec::new());
    for row in 0..list.len() {
        let Some(span) = span(&list, row) else {
            indices.push_null();
            continue;
        };
        let mut order: Vec<(u32, i64)> = Vec::new();
        let mut seen = HashMap::new();
        for item in span {
            let key = bytes.row(usize::try_from(item).unwrap_or(0)).as_ref().to_vec();
            let position = *seen.entry(key).or_insert(order.len());
            match order.get_mut(position) {
                Some((_, count)) => *count += 1,
                None => order.push((item, 1)),
            }
        }
        indices.push(order.iter().map(|(item, _)| Some(*item)));
        counts.extend(order.into_iter().map(|(_, count)| count));
    }
    indices.map_of(indices.take(list.values())?, Arc::new(Int64Array::from(counts)))
}

/// Merges several maps of one array for each row. For a duplicate key, the first or the last entry is kept.
fn union(maps: &ArrayRef, rows: &[Vec<u32>], present: &[bool], keep_first: bool) -> Result<ArrayRef> {
    let maps = maps.as_map_opt().ok_or_else(|| unexpected("map_concat"))?;
    let bytes = comparable(maps.keys())?;
    let mut indices = ItemIndices::default();
    for (parts, present) in rows.iter().zip(present) {
        if !present {
            indices.push_null();
            continue;
        }
        let mut order: Vec<u32> = Vec::new();
        let mut seen = HashMap::new();
        let spans = parts.iter().filter_map(|map| map_span(maps, usize::try_from(*map).unwrap_or(0)));
        for item in spans.flatten() {
            let position =
                *seen.entry(bytes.row(usize::try_from(item).unwrap_or(0)).as_ref().to_vec()).or_insert(order.len());
            match order.get_mut(position) {
                Some(known) if !keep_first => *known = item,
                Some(_) => {}
                None => order.push(item),
            }
        }
        indices.push(order.into_iter().map(Some));
    }
    indices.map_of(indices.take(maps.keys())?, indices.take(maps.values())?)
}
