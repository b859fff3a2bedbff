//! Athena types of the columns of a Parquet file.

use std::sync::Arc;

use arrow_schema::{DataType, Field, FieldRef, Fields, Schema, TimeUnit};
use athena_core::driver::unload::unknown_type;
use athena_core::sql::RowField;
use athena_core::{AthenaType, Column, Columns, Result};
use parquet::basic::Type as PhysicalType;
use parquet::schema::types::SchemaDescriptor;

/// The columns of a file with this schema.
pub(super) fn columns(schema: &Schema) -> Result<Columns> {
    let columns = schema.fields().iter().map(|field| {
        let data_type = athena_type(field.data_type()).map_err(|error| error.with_context("column", field.name()))?;
        Ok(Column::new(field.name(), data_type))
    });
    columns.collect()
}

fn athena_type(data_type: &DataType) -> Result<AthenaType> {
    Ok(match data_type {
        DataType::Boolean => AthenaType::Boolean,
        DataType::Int8 => AthenaType::TinyInt,
        DataType::Int16 => AthenaType::SmallInt,
        DataType::Int32 => AthenaType::Integer,
        DataType::Int64 => AthenaType::BigInt,
        DataType::Float32 => AthenaType::Real,
        DataType::Float64 => AthenaType::Double,
        DataType::Decimal128(precision, scale) => AthenaType::Decimal {
            precision: *precision,
            scale: u8::try_from(*scale).map_err(|_| unknown_type(data_type))?,
        },
        DataType::Utf8 | DataType::Utf8View => AthenaType::Varchar(None),
        DataType::Binary => AthenaType::Varbinary,
        DataType::Date32 => AthenaType::Date,
        DataType::Timestamp(_, None) => AthenaType::Timestamp(None),
        DataType::Timestamp(_, Some(_)) => AthenaType::TimestampWithTimeZone(None),
        DataType::List(item) => AthenaType::array(athena_type(item.data_type())?),
        DataType::Map(entries, _) => match entries.data_type() {
            DataType::Struct(fields) if fields.len() == 2 => {
                AthenaType::map(athena_type(fields[0].data_type())?, athena_type(fields[1].data_type())?)
            }
            _ => return Err(unknown_type(data_type)),
        },
        DataType::Struct(fields) => {
            let fields = fields.iter().map(|field| Ok(RowField::new(field.name(), athena_type(field.data_type())?)));
            AthenaType::Row(fields.collect::<Result<_>>()?)
        }
        other => return Err(unknown_type(other)),
    })
}

/// The schema by which the parquet crate reads a file: INT96 as microseconds, because nanoseconds only cover the years
/// 1677 to 2262 and overflow silently; text as views if `string_view` is set.
pub(super) fn read_as(schema: &Schema, parquet: &SchemaDescriptor, string_view: bool) -> Schema {
    let mut leaf = 0;
    let fields: Fields = schema.fields().iter().map(|field| hint(field, parquet, &mut leaf, string_view)).collect();
    Schema::new_with_metadata(fields, schema.metadata().clone())
}

fn hint(field: &FieldRef, parquet: &SchemaDescriptor, leaf: &mut usize, string_view: bool) -> FieldRef {
    let mut inner = |field: &FieldRef| hint(field, parquet, leaf, string_view);
    let data_type = match field.data_type() {
        DataType::List(item) => DataType::List(inner(item)),
        DataType::Map(entries, sorted) => DataType::Map(inner(entries), *sorted),
        DataType::Struct(fields) => DataType::Struct(fields.iter().map(inner).collect()),
        scalar => {
            let is_int96 =
                *leaf < parquet.num_columns() && parquet.column(*leaf).physical_type() == PhysicalType::INT96;
            *leaf += 1;
            match scalar {
                DataType::Timestamp(..) if is_int96 => DataType::Timestamp(TimeUnit::Microsecond, None),
                DataType::Utf8 if string_view => DataType::Utf8View,
                other => other.clone(),
            }
        }
    };
    Arc::new(Field::clone(field).with_data_type(data_type))
}
