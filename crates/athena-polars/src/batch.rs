//! Conversion of typed columns to data frames. Buffers are moved, not copied; only views of text, and the offsets of
//! lists, which have 64 bits in polars, are made.

use athena_core::driver::decode::{Array, ArrayData, Bitmap as Bits, TypedBatch};
use athena_core::driver::results::{ResultInfo, Transfer, TypedReader};
use athena_core::{Error, ErrorKind, Result};
use polars_arrow::array::{BinaryArray, BooleanArray, ListArray, PrimitiveArray, StructArray, Utf8Array};
use polars_arrow::bitmap::Bitmap;
use polars_arrow::datatypes::{ArrowDataType, Field as ArrowField};
use polars_arrow::offset::OffsetsBuffer;
use polars_arrow::types::NativeType;
use polars_core::error::{PolarsError, PolarsResult, polars_err};
use polars_core::prelude::{ArrayRef, CompatLevel, DataFrame, DataType, Field, IntoColumn as _, SchemaRef, Series};
use tokio::task::JoinHandle;

/// The batches of a reader of typed columns as data frames. They are made on blocking threads, because polars reads all
/// text to make its views.
#[derive(Debug)]
pub(crate) struct TypedFrames {
    reader: TypedReader,
    schema: SchemaRef,
    making: Option<JoinHandle<Result<DataFrame>>>,
}

impl TypedFrames {
    pub(crate) fn new(reader: TypedReader, schema: SchemaRef) -> Self {
        Self { reader, schema, making: None }
    }

    pub(crate) fn info(&self) -> &ResultInfo {
        self.reader.info()
    }

    pub(crate) fn transfer(&self) -> Transfer {
        self.reader.transfer()
    }

    /// The next frame; `None` at the end. No row is lost when the future is dropped.
    pub(crate) async fn next(&mut self) -> Result<Option<DataFrame>> {
        if self.making.is_none() {
            let Some(batch) = self.reader.next().await? else { return Ok(None) };
            let schema = SchemaRef::clone(&self.schema);
            self.making = Some(tokio::task::spawn_blocking(move || to_frame(batch, &schema)));
        }
        let Some(making) = &mut self.making else { return Ok(None) };
        let made = making.await;
        self.making = None;
        made.map_err(|error| {
            Error::new(ErrorKind::Unexpected, "the task that built the batch was cancelled").with_source(error)
        })
        .flatten()
        .map(Some)
    }
}

/// The batch as a frame with the schema that was made for it.
fn to_frame(batch: TypedBatch, schema: &SchemaRef) -> Result<DataFrame> {
    let columns = batch.columns.into_iter().zip(schema.iter());
    columns
        .map(|(column, (name, dtype))| Ok(Series::try_from((name.clone(), to_array(column, dtype)?))?.into_column()))
        .collect::<PolarsResult<Vec<_>>>()
        .and_then(|columns| DataFrame::new(batch.num_rows, columns))
        .map_err(unfit)
}

/// Columns and schema come from the same plan, so an error here is a fault of this crate.
pub(crate) fn unfit(error: PolarsError) -> Error {
    Error::new(ErrorKind::Unexpected, "the columns do not make a data frame").with_source(error)
}

/// The array of a column. Text and bytes keep their buffers; polars makes views of them.
fn to_array(column: Array, dtype: &DataType) -> PolarsResult<ArrayRef> {
    let validity = column.validity.map(bits).transpose()?;
    Ok(match (column.data, dtype) {
        (ArrayData::Boolean(values), DataType::Boolean) => {
            BooleanArray::try_new(ArrowDataType::Boolean, bits(values)?, validity)?.boxed()
        }
        (ArrayData::Int8(values), DataType::Int8) => primitive(values, validity, dtype)?,
        (ArrayData::Int16(values), DataType::Int16) => primitive(values, validity, dtype)?,
        (ArrayData::Int32(values), DataType::Int32 | DataType::Date) => primitive(values, validity, dtype)?,
        (
            ArrayData::Int64(values),
            DataType::Int64 | DataType::Time | DataType::Datetime(..) | DataType::Duration(_),
        ) => primitive(values, validity, dtype)?,
        (ArrayData::Int128(values), DataType::Decimal(..)) => primitive(values, validity, dtype)?,
        (ArrayData::Float32(values), DataType::Float32) => primitive(values, validity, dtype)?,
        (ArrayData::Float64(values), DataType::Float64) => primitive(values, validity, dtype)?,
        (ArrayData::Bytes { offsets, data }, DataType::String) => {
            Utf8Array::<i32>::try_new(ArrowDataType::Utf8, offsets.try_into()?, data.into(), validity)?.boxed()
        }
        (ArrayData::Bytes { offsets, data }, DataType::Binary) => {
            BinaryArray::<i32>::try_new(ArrowDataType::Binary, offsets.try_into()?, data.into(), validity)?.boxed()
        }
        (ArrayData::List { offsets, items }, DataType::List(item)) => list(offsets, to_array(*items, item)?, validity)?,
        (ArrayData::Map { offsets, keys, values }, DataType::List(entry)) => {
            let DataType::Struct(fields) = entry.as_ref() else { return Err(no_such_pair(dtype)) };
            let length = keys.len;
            list(offsets, structure(length, vec![*keys, *values], fields, None)?, validity)?
        }
        (ArrayData::Struct(columns), DataType::Struct(fields)) => structure(column.len, columns, fields, validity)?,
        _ => return Err(no_such_pair(dtype)),
    })
}

fn primitive<T: NativeType>(values: Vec<T>, validity: Option<Bitmap>, dtype: &DataType) -> PolarsResult<ArrayRef> {
    let dtype = dtype.try_to_arrow(CompatLevel::newest())?;
    Ok(PrimitiveArray::try_new(dtype, values.into(), validity)?.boxed())
}

fn list(offsets: Vec<i32>, items: ArrayRef, validity: Option<Bitmap>) -> PolarsResult<ArrayRef> {
    let offsets = OffsetsBuffer::<i64>::from(&OffsetsBuffer::<i32>::try_from(offsets)?);
    let dtype = ListArray::<i64>::default_datatype(items.dtype().clone());
    Ok(ListArray::try_new(dtype, offsets, items, validity)?.boxed())
}

fn structure(length: usize, columns: Vec<Array>, fields: &[Field], validity: Option<Bitmap>) -> PolarsResult<ArrayRef> {
    let columns = columns.into_iter().zip(fields).map(|(column, field)| to_array(column, &field.dtype));
    to_struct(length, columns.collect::<PolarsResult<_>>()?, fields, validity)
}

/// A struct of the arrays, with the names of the fields.
pub(crate) fn to_struct(
    length: usize,
    columns: Vec<ArrayRef>,
    fields: &[Field],
    validity: Option<Bitmap>,
) -> PolarsResult<ArrayRef> {
    let inner = fields.iter().zip(&columns);
    let inner = inner.map(|(field, column)| ArrowField::new(field.name.clone(), column.dtype().clone(), true));
    let dtype = ArrowDataType::Struct(inner.collect());
    Ok(StructArray::try_new(dtype, length, columns, validity)?.boxed())
}

fn bits(bitmap: Bits) -> PolarsResult<Bitmap> {
    let length = bitmap.len();
    Bitmap::try_new(bitmap.into_bytes(), length)
}

#[cold]
fn no_such_pair(dtype: &DataType) -> PolarsError {
    polars_err!(SchemaMismatch: "the column was not built as {dtype}")
}
