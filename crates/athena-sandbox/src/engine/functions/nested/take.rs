//! Arrays and maps built from items of other arrays by index.

use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, ListArray, MapArray, StructArray, UInt32Array};
use datafusion::arrow::buffer::{NullBuffer, OffsetBuffer};
use datafusion::arrow::compute::{cast, concat, take};
use datafusion::arrow::datatypes::{DataType, Field, FieldRef, Fields};
use datafusion::arrow::row::{RowConverter, Rows, SortField};
use datafusion::error::Result;
use datafusion::logical_expr::type_coercion::binary::comparison_coercion;

use crate::engine::functions::simple::error;

/// The item indices that make up each row.
#[derive(Default)]
pub(crate) struct ItemIndices {
    lengths: Vec<usize>,
    items: Vec<Option<u32>>,
    valid: Vec<bool>,
}

impl ItemIndices {
    pub(crate) fn push(&mut self, items: impl IntoIterator<Item = Option<u32>>) {
        let before = self.items.len();
        self.items.extend(items);
        self.lengths.push(self.items.len() - before);
        self.valid.push(true);
    }

    pub(crate) fn push_null(&mut self) {
        self.lengths.push(0);
        self.valid.push(false);
    }

    /// The row number of each item.
    pub(crate) fn rows(&self) -> UInt32Array {
        let row = |(row, length): (usize, &usize)| std::iter::repeat_n(to_index(row), *length);
        self.lengths.iter().enumerate().flat_map(row).collect()
    }

    pub(crate) fn take(&self, values: &ArrayRef) -> Result<ArrayRef> {
        Ok(take(values, &self.items.iter().copied().collect::<UInt32Array>(), None)?)
    }

    pub(crate) fn list(&self, values: &ArrayRef) -> Result<ArrayRef> {
        self.list_of(self.take(values)?)
    }

    /// A list array over values that are already in order.
    pub(crate) fn list_of(&self, values: ArrayRef) -> Result<ArrayRef> {
        let field = Arc::new(Field::new("item", values.data_type().clone(), true));
        Ok(Arc::new(ListArray::try_new(field, self.offsets(), values, self.nulls())?))
    }

    pub(crate) fn map_of(&self, keys: ArrayRef, values: ArrayRef) -> Result<ArrayRef> {
        let DataType::Map(entries, sorted) = map_type(keys.data_type(), values.data_type()) else {
            return Err(error("GENERIC_INTERNAL_ERROR", "not a map"));
        };
        let DataType::Struct(fields) = entries.data_type() else {
            return Err(error("GENERIC_INTERNAL_ERROR", "a map without entries"));
        };
        if keys.logical_null_count() > 0 {
            return Err(error("INVALID_FUNCTION_ARGUMENT", "map key cannot be null"));
        }
        let inner = StructArray::try_new(fields.clone(), vec![keys, values], None)?;
        Ok(Arc::new(MapArray::try_new(entries, self.offsets(), inner, self.nulls(), sorted)?))
    }

    fn offsets(&self) -> OffsetBuffer<i32> {
        OffsetBuffer::from_lengths(self.lengths.iter().copied())
    }

    fn nulls(&self) -> Option<NullBuffer> {
        Some(NullBuffer::from(self.valid.clone()))
    }
}

/// An array index as `u32`. Arrow's own limit keeps indices in range.
pub(crate) fn to_index(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

pub(crate) fn list_type(item: &DataType) -> DataType {
    DataType::List(Arc::new(Field::new("item", item.clone(), true)))
}

pub(crate) fn map_type(key: &DataType, value: &DataType) -> DataType {
    let fields = Fields::from(vec![Field::new("key", key.clone(), false), Field::new("value", value.clone(), true)]);
    DataType::Map(Arc::new(Field::new("entries", DataType::Struct(fields), false)), false)
}

/// The item type of an array type.
pub(crate) fn item_type(field: &FieldRef) -> Result<DataType> {
    match field.data_type() {
        DataType::List(item) | DataType::LargeList(item) | DataType::FixedSizeList(item, _) => {
            Ok(item.data_type().clone())
        }
        DataType::Null => Ok(DataType::Null),
        _ => Err(error("TYPE_MISMATCH", "Unexpected parameters: expected an array")),
    }
}

/// The key and value types of a map type.
pub(crate) fn entry_types(data_type: &DataType) -> Result<(DataType, DataType)> {
    if let DataType::Map(entries, _) = data_type
        && let DataType::Struct(fields) = entries.data_type()
        && let [key, value] = fields.as_ref()
    {
        return Ok((key.data_type().clone(), value.data_type().clone()));
    }
    Err(error("TYPE_MISMATCH", "Unexpected parameters: expected a map"))
}

pub(crate) fn as_list(array: &ArrayRef) -> Result<ListArray> {
    match array.data_type() {
        DataType::List(_) => Ok(array.as_list::<i32>().clone()),
        DataType::LargeList(item) | DataType::FixedSizeList(item, _) => {
            Ok(cast(array, &DataType::List(Arc::clone(item)))?.as_list::<i32>().clone())
        }
        DataType::Null => Ok(ListArray::new_null(Arc::new(Field::new("item", DataType::Null, true)), array.len())),
        _ => Err(error("TYPE_MISMATCH", "Unexpected parameters: expected an array")),
    }
}

/// The index range of a row's items; `None` for a NULL row.
pub(crate) fn span(list: &ListArray, row: usize) -> Option<std::ops::Range<u32>> {
    let offsets = list.value_offsets();
    let at = |i: usize| u32::try_from(offsets[i]).unwrap_or(0);
    (!list.is_null(row)).then(|| at(row)..at(row + 1))
}

pub(crate) fn map_span(map: &MapArray, row: usize) -> Option<std::ops::Range<u32>> {
    let offsets = map.value_offsets();
    let at = |i: usize| u32::try_from(offsets[i]).unwrap_or(0);
    (!map.is_null(row)).then(|| at(row)..at(row + 1))
}

/// Casts both arrays to their common type.
pub(crate) fn same_type(left: &ArrayRef, right: &ArrayRef) -> Result<(ArrayRef, ArrayRef)> {
    if left.data_type() == right.data_type() {
        return Ok((Arc::clone(left), Arc::clone(right)));
    }
    let wide = common_type(left.data_type(), right.data_type())?;
    Ok((cast(left, &wide)?, cast(right, &wide)?))
}

pub(crate) fn common_type(left: &DataType, right: &DataType) -> Result<DataType> {
    match (left, right) {
        (left, right) if left == right => Ok(left.clone()),
        (DataType::Null, other) | (other, DataType::Null) => Ok(other.clone()),
        _ => comparison_coercion(left, right)
            .ok_or_else(|| error("TYPE_MISMATCH", "Unexpected parameters: the types have nothing in common")),
    }
}

/// Row-format bytes of each item. They are equal for equal items (NULL included) and sort in value order, NULL last.
pub(crate) fn comparable(values: &ArrayRef) -> Result<Rows> {
    let options = datafusion::arrow::compute::SortOptions { descending: false, nulls_first: false };
    let converter = RowConverter::new(vec![SortField::new_with_options(values.data_type().clone(), options)])?;
    Ok(converter.convert_columns(&[Arc::clone(values)])?)
}

/// Concatenates two arrays; also returns the index at which the second one begins.
pub(crate) fn concatenated(left: &ArrayRef, right: &ArrayRef) -> Result<(ArrayRef, u32)> {
    let (left, right) = same_type(left, right)?;
    Ok((concat(&[&left, &right])?, to_index(left.len())))
}
