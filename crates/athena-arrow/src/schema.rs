//! From what a column holds to an Arrow field.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_schema::{DataType, Field, FieldRef, Fields, IntervalUnit, Schema, TimeUnit as ArrowUnit};
use athena_core::columns::{ColumnField, ColumnType};
pub use athena_core::sql::types::ATHENA_TYPE;
use athena_core::value::TimeUnit;
use athena_core::{AthenaType, Error, ErrorKind, Result};

/// The schema of planned columns.
///
/// # Errors
/// As [`to_field`].
pub fn to_schema(fields: &[ColumnField], string_view: bool) -> Result<Schema> {
    Ok(Schema::new(fields.iter().map(|field| to_field(field, string_view)).collect::<Result<Fields>>()?))
}

/// The Arrow field of a planned column; with `string_view`, text is `Utf8View` rather than `Utf8`. Every field, inner
/// ones too, has Athena's type in its metadata, see [`ATHENA_TYPE`].
///
/// # Errors
/// `Unsupported` for a kind of column that this version does not know.
pub fn to_field(field: &ColumnField, string_view: bool) -> Result<Field> {
    let inside = |field: &ColumnField| Ok::<FieldRef, Error>(Arc::new(to_field(field, string_view)?));
    let data_type = match &field.column_type {
        ColumnType::Boolean => DataType::Boolean,
        ColumnType::Int8 => DataType::Int8,
        ColumnType::Int16 => DataType::Int16,
        ColumnType::Int32 => DataType::Int32,
        ColumnType::Int64 => DataType::Int64,
        ColumnType::Float32 => DataType::Float32,
        ColumnType::Float64 => DataType::Float64,
        ColumnType::Decimal128 { precision, scale } => DataType::Decimal128(*precision, scale.cast_signed()),
        ColumnType::Date32 => DataType::Date32,
        ColumnType::Time64 { unit } => DataType::Time64(arrow_unit(*unit)),
        ColumnType::Timestamp { unit } => DataType::Timestamp(arrow_unit(*unit), None),
        ColumnType::TimestampUtc { unit } => DataType::Timestamp(arrow_unit(*unit), Some("UTC".into())),
        ColumnType::DurationMillis => DataType::Duration(ArrowUnit::Millisecond),
        ColumnType::MonthInterval => DataType::Interval(IntervalUnit::YearMonth),
        ColumnType::Utf8 if string_view => DataType::Utf8View,
        ColumnType::Utf8 => DataType::Utf8,
        ColumnType::Binary => DataType::Binary,
        ColumnType::List(item) => DataType::List(inside(item)?),
        ColumnType::Map { key, value } => {
            let entries = DataType::Struct(Fields::from(vec![inside(key)?, inside(value)?]));
            DataType::Map(Arc::new(Field::new("entries", entries, false)), false)
        }
        ColumnType::Struct(fields) => DataType::Struct(fields.iter().map(inside).collect::<Result<_>>()?),
        other => {
            let message = format!("there is no Arrow type for {other:?}");
            return Err(Error::new(ErrorKind::Unsupported, message).with_context("column", &field.name));
        }
    };
    let metadata = HashMap::from([(ATHENA_TYPE.to_owned(), field.athena_type.to_string())]);
    Ok(Field::new(&field.name, data_type, field.nullable).with_metadata(metadata))
}

/// Athena's type of a field, by its metadata.
pub fn athena_type(field: &Field) -> Option<AthenaType> {
    field.metadata().get(ATHENA_TYPE).and_then(|text| AthenaType::parse(text).ok())
}

fn arrow_unit(unit: TimeUnit) -> ArrowUnit {
    match unit {
        TimeUnit::Second => ArrowUnit::Second,
        TimeUnit::Millisecond => ArrowUnit::Millisecond,
        TimeUnit::Microsecond => ArrowUnit::Microsecond,
        TimeUnit::Nanosecond => ArrowUnit::Nanosecond,
    }
}

pub(crate) fn athena_unit(unit: ArrowUnit) -> TimeUnit {
    match unit {
        ArrowUnit::Second => TimeUnit::Second,
        ArrowUnit::Millisecond => TimeUnit::Millisecond,
        ArrowUnit::Microsecond => TimeUnit::Microsecond,
        ArrowUnit::Nanosecond => TimeUnit::Nanosecond,
    }
}
