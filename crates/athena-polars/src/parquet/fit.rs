//! Adaptation of a file's arrays to the schema of the result: time units, and the names inside nested columns.

use athena_core::driver::unload::convert_timestamps;
use athena_core::value::TimeUnit as Unit;
use athena_core::{Error, ErrorKind, Result};
use polars_arrow::array::{Array, ListArray, MapArray, PrimitiveArray, StructArray};
use polars_arrow::bitmap::Bitmap;
use polars_arrow::datatypes::{ArrowDataType, TimeUnit as ArrowUnit};
use polars_arrow::offset::OffsetsBuffer;
use polars_core::prelude::{ArrayRef, CompatLevel, DataType, Field};

use crate::batch::{to_struct, unfit};
use crate::schema::athena_unit;

/// The array with the dtype `target`, from which it differs only in time units and inner names.
pub(super) fn fit(array: ArrayRef, target: &DataType) -> Result<ArrayRef> {
    match (array.dtype(), target) {
        (ArrowDataType::Timestamp(from, _), DataType::Datetime(to, _)) => {
            timestamps(downcast(array.as_ref())?, from_arrow(*from), athena_unit(*to), target)
        }
        (ArrowDataType::LargeList(_), DataType::List(item)) => {
            let list: &ListArray<i64> = downcast(array.as_ref())?;
            to_list(list.offsets().clone(), fit(list.values().clone(), item)?, list.validity())
        }
        (ArrowDataType::Map(..), DataType::List(item)) => {
            let map: &MapArray = downcast(array.as_ref())?;
            to_list(map.offsets().into(), fit(map.field().clone(), item)?, map.validity())
        }
        (ArrowDataType::Struct(_), DataType::Struct(fields)) => structure(downcast(array.as_ref())?, fields),
        (from, to) if to.try_to_arrow(CompatLevel::newest()).is_ok_and(|to| to == *from) => Ok(array),
        _ => Err(other_type(array.as_ref(), target)),
    }
}

fn downcast<A: 'static>(array: &dyn Array) -> Result<&A> {
    array.as_any().downcast_ref().ok_or_else(|| {
        let message = format!("an array of {:?} is of another kind", array.dtype());
        Error::new(ErrorKind::Unexpected, message)
    })
}

fn to_list(offsets: OffsetsBuffer<i64>, items: ArrayRef, validity: Option<&Bitmap>) -> Result<ArrayRef> {
    let dtype = ListArray::<i64>::default_datatype(items.dtype().clone());
    Ok(ListArray::try_new(dtype, offsets, items, validity.cloned()).map_err(unfit)?.boxed())
}

fn structure(array: &StructArray, fields: &[Field]) -> Result<ArrayRef> {
    if array.values().len() != fields.len() {
        return Err(other_type(array, &DataType::Struct(fields.to_vec())));
    }
    let columns = array.values().iter().zip(fields).map(|(column, field)| fit(column.clone(), &field.dtype));
    let columns = columns.collect::<Result<Vec<_>>>()?;
    to_struct(array.len(), columns, fields, array.validity().cloned()).map_err(unfit)
}

fn timestamps(array: &PrimitiveArray<i64>, from: Unit, to: Unit, target: &DataType) -> Result<ArrayRef> {
    let dtype = target.try_to_arrow(CompatLevel::newest()).map_err(unfit)?;
    if from == to {
        return Ok(array.clone().to(dtype).boxed());
    }
    let converted = convert_timestamps(array.values(), |row| array.is_null(row), from, to)?;
    let array = PrimitiveArray::try_new(dtype, converted.into(), array.validity().cloned());
    Ok(array.map_err(unfit)?.boxed())
}

fn from_arrow(unit: ArrowUnit) -> Unit {
    match unit {
        ArrowUnit::Second => Unit::Second,
        ArrowUnit::Millisecond => Unit::Millisecond,
        ArrowUnit::Microsecond => Unit::Microsecond,
        ArrowUnit::Nanosecond => Unit::Nanosecond,
    }
}

#[cold]
fn other_type(array: &dyn Array, target: &DataType) -> Error {
    let message = format!("a column of {:?} is not the {target} that it should be", array.dtype());
    Error::new(ErrorKind::Unexpected, message).with_operation("read the files of UNLOAD")
}
