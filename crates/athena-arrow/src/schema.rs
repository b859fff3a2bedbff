//! Arrow fields of planned columns.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_schema::{DataType, Field, FieldRef, Fields, IntervalUnit, Schema, TimeUnit as ArrowUnit};
use athena_core::driver::decode::{self, Kind};
pub use athena_core::sql::types::ATHENA_TYPE;
use athena_core::value::TimeUnit;
use athena_core::{AthenaType, Error, ErrorKind, Result};

/// The schema of planned columns.
///
/// # Errors
/// As [`to_field`].
pub fn to_schema(fields: &[decode::Field], string_view: bool) -> Result<Schema> {
    Ok(Schema::new(fields.iter().map(|field| to_field(field, string_view)).collect::<Result<Fields>>()?))
}

/// The Arrow field of a planned column; with `string_view`, text is `Utf8View` rather than `Utf8`. Every field, inner
/// ones included, has Athena's type in its metadata, see [`ATHENA_TYPE`].
///
/// # Errors
/// `Unsupported` for a kind of column that this version does not know.
pub fn to_field(field: &decode::Field, string_view: bool) -> Result<Field> {
    let inside = |field: &decode::Field| Ok::<FieldRef, Error>(Arc::new(to_field(field, string_view)?));
    let data_type = match &field.column_type {
        Kind::Boolean => DataType::Boolean,
        Kind::Int8 => DataType::Int8,
        Kind::Int16 => DataType::Int16,
        Kind::Int32 => DataType::Int32,
        Kind::Int64 => DataType::Int64,
        Kind::Float32 => DataType::Float32,
        Kind::Float64 => DataType::Float64,
        Kind::Decimal128 { precision, scale } => DataType::Decimal128(*precision, scale.cast_signed()),
        Kind::Date32 => DataType::Date32,
        Kind::Time64 { unit } => DataType::Time64(arrow_unit(*unit)),
        Kind::Timestamp { unit } => DataType::Timestamp(arrow_unit(*unit), None),
        Kind::TimestampUtc { unit } => DataType::Timestamp(arrow_unit(*unit), Some("UTC".into())),
        Kind::DurationMillis => DataType::Duration(ArrowUnit::Millisecond),
        Kind::MonthInterval => DataType::Interval(IntervalUnit::YearMonth),
        Kind::Utf8 if string_view => DataType::Utf8View,
        Kind::Utf8 => DataType::Utf8,
        Kind::Binary => DataType::Binary,
        Kind::List(item) => DataType::List(inside(item)?),
        Kind::Map { key, value } => {
            let entries = DataType::Struct(Fields::from(vec![inside(key)?, inside(value)?]));
            DataType::Map(Arc::new(Field::new("entries", entries, false)), false)
        }
        Kind::Struct(fields) => DataType::Struct(fields.iter().map(inside).collect::<Result<_>>()?),
        other => {
            let message = format!("there is no Arrow type for {other:?}");
            return Err(Error::new(ErrorKind::Unsupported, message).with_context("column", &field.name));
        }
    };
    let metadata = HashMap::from([(ATHENA_TYPE.to_owned(), field.athena_type.to_string())]);
    Ok(Field::new(&field.name, data_type, field.nullable).with_metadata(metadata))
}

/// Athena's type of a field, from its metadata.
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
