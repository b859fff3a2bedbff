//! Conversion of file columns to the types of the table.

use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, ListArray, MapArray, StructArray, new_null_array};
use datafusion::arrow::compute::{CastOptions, cast, cast_with_options};
use datafusion::arrow::datatypes::DataType;
use datafusion::error::{DataFusionError, Result};

/// Casts an array. Fields of rows are matched by name; missing fields become NULL.
pub(crate) fn adapt(array: &ArrayRef, wanted: &DataType) -> Result<ArrayRef> {
    if array.data_type() == wanted {
        return Ok(Arc::clone(array));
    }
    match (array.data_type(), wanted) {
        (DataType::List(_), DataType::List(item)) => {
            let list = array.as_list::<i32>();
            let values = adapt(list.values(), item.data_type())?;
            Ok(Arc::new(ListArray::try_new(Arc::clone(item), list.offsets().clone(), values, list.nulls().cloned())?))
        }
        (DataType::Map(..), DataType::Map(entries, sorted)) => {
            let map = array.as_map();
            let DataType::Struct(fields) = entries.data_type() else { return mismatch(array, wanted) };
            let keys = adapt(map.keys(), fields[0].data_type())?;
            let values = adapt(map.values(), fields[1].data_type())?;
            let pairs = StructArray::try_new(fields.clone(), vec![keys, values], None)?;
            let (offsets, nulls) = (map.offsets().clone(), map.nulls().cloned());
            Ok(Arc::new(MapArray::try_new(Arc::clone(entries), offsets, pairs, nulls, *sorted)?))
        }
        (DataType::Struct(found), DataType::Struct(fields)) => {
            let row = array.as_struct();
            let child = |field: &Arc<datafusion::arrow::datatypes::Field>| match found
                .iter()
                .position(|found| found.name().eq_ignore_ascii_case(field.name()))
            {
                Some(index) => adapt(row.column(index), field.data_type()),
                None => Ok(new_null_array(field.data_type(), row.len())),
            };
            let columns = fields.iter().map(child).collect::<Result<Vec<_>>>()?;
            Ok(Arc::new(StructArray::try_new(fields.clone(), columns, row.nulls().cloned())?))
        }
        (DataType::List(_) | DataType::Map(..) | DataType::Struct(_), _)
        | (_, DataType::List(_) | DataType::Map(..) | DataType::Struct(_))
            if *array.data_type() != DataType::Null =>
        {
            mismatch(array, wanted)
        }
        (found, wanted) if is_text(found) != is_text(wanted) && !is_bytes(found) && *found != DataType::Null => {
            mismatch(array, wanted)
        }
        // The packed forms hold instants that the unpacked types may not.
        (DataType::FixedSizeBinary(_), DataType::FixedSizeBinary(_)) => mismatch(array, wanted),
        (DataType::Binary, wanted) if is_text(wanted) => {
            Ok(cast_with_options(array, wanted, &CastOptions { safe: true, ..CastOptions::default() })?)
        }
        _ => {
            let strict = CastOptions { safe: false, ..CastOptions::default() };
            Ok(cast_with_options(array, wanted, &strict).or_else(|e| match array.data_type() {
                DataType::Dictionary(_, value) => cast_with_options(&cast(array, value)?, wanted, &strict),
                _ => Err(e),
            })?)
        }
    }
}

fn is_text(ty: &DataType) -> bool {
    match ty {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => true,
        DataType::Dictionary(_, value) => is_text(value),
        _ => false,
    }
}

fn is_bytes(ty: &DataType) -> bool {
    matches!(ty, DataType::Binary | DataType::LargeBinary | DataType::BinaryView)
}

fn mismatch(array: &ArrayRef, wanted: &DataType) -> Result<ArrayRef> {
    Err(DataFusionError::Execution(format!("cannot read {} as {wanted}", array.data_type())))
}
