//! Columns of an UNLOAD, and their Parquet schema.

use std::collections::HashSet;
use std::sync::Arc;

use parquet::basic::{ConvertedType, LogicalType, Repetition, Type as Physical};
use parquet::errors::Result as ParquetResult;
use parquet::schema::types::{Type, TypePtr};

use crate::engine::contract::Failure;
use crate::engine::failure::{not_supported, user};
use crate::engine::types::AthenaType;

/// A column to unload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) ty: AthenaType,
}

/// The validated columns of an UNLOAD.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Columns(pub(super) Vec<Column>);

/// Checks the columns as Athena does. It refuses columns without a name or a type, duplicate names, and types that Hive
/// lacks.
pub(crate) fn check(columns: &[(Option<String>, AthenaType)]) -> Result<Columns, Failure> {
    let mut seen = HashSet::new();
    let mut checked = Vec::with_capacity(columns.len());
    for (position, (name, ty)) in (1..).zip(columns) {
        let Some(name) = name.as_ref().map(|name| name.to_lowercase()) else {
            let message = format!("line 1:1: Column name not specified at position {position}");
            return Err(user("MISSING_COLUMN_NAME", &message));
        };
        if !seen.insert(name.clone()) {
            let message = format!("line 1:1: Column name '{name}' specified more than once");
            return Err(user("DUPLICATE_COLUMN_NAME", &message));
        }
        if *ty == AthenaType::Unknown {
            let message = format!("line 1:1: Column type is unknown at position {position}");
            return Err(user("COLUMN_TYPE_UNKNOWN", &message));
        }
        checked.push(Column { name, ty: ty.clone() });
    }
    checked.iter().try_for_each(|column| check_type(&column.ty))?;
    Ok(Columns(checked))
}

fn check_type(ty: &AthenaType) -> Result<(), Failure> {
    match ty {
        AthenaType::Time(_)
        | AthenaType::TimeTz(_)
        | AthenaType::TimestampTz(_)
        | AthenaType::IntervalDay
        | AthenaType::IntervalYear
        | AthenaType::Json
        | AthenaType::Uuid
        | AthenaType::IpAddress
        | AthenaType::Unknown => Err(not_supported(&format!("Unsupported Hive type: {ty}"))),
        AthenaType::Timestamp(3) => Ok(()),
        AthenaType::Timestamp(_) => Err(not_supported(&format!(
            "Incorrect timestamp precision for {ty}; the configured precision is MILLISECONDS"
        ))),
        AthenaType::Array(item) => check_type(item),
        AthenaType::Map(key, value) => check_type(key).and_then(|()| check_type(value)),
        AthenaType::Row(fields) if fields.iter().any(|(name, _)| name.is_none()) => Err(not_supported(&format!(
            "Anonymous row type is not supported in Hive. Please give each field a name: {ty}"
        ))),
        AthenaType::Row(fields) => fields.iter().try_for_each(|(_, ty)| check_type(ty)),
        AthenaType::Boolean
        | AthenaType::TinyInt
        | AthenaType::SmallInt
        | AthenaType::Integer
        | AthenaType::BigInt
        | AthenaType::Real
        | AthenaType::Double
        | AthenaType::Decimal(..)
        | AthenaType::Varchar(_)
        | AthenaType::Char(_)
        | AthenaType::Varbinary
        | AthenaType::Date => Ok(()),
    }
}

impl Columns {
    /// The root of the Parquet schema.
    pub(super) fn parquet(&self) -> ParquetResult<TypePtr> {
        let fields = self.0.iter().map(|column| field(&column.name, &column.ty, Repetition::OPTIONAL));
        let root = Type::group_type_builder("hive_schema").with_fields(fields.collect::<ParquetResult<_>>()?);
        Ok(Arc::new(root.build()?))
    }
}

/// Size in bytes of the fixed array for a decimal of `precision` digits, as Hive defines it.
pub(super) fn decimal_bytes(precision: u8) -> usize {
    // The array must hold 10^p - 1 and a sign bit.
    let largest = 10_i128.checked_pow(u32::from(precision)).map_or(i128::MAX, |power| power - 1);
    let bits = usize::try_from(i128::BITS - largest.leading_zeros()).unwrap_or(127) + 1;
    bits.div_ceil(8)
}

fn field(name: &str, ty: &AthenaType, repetition: Repetition) -> ParquetResult<TypePtr> {
    let group = |logical, converted, fields| {
        Type::group_type_builder(name)
            .with_repetition(repetition)
            .with_logical_type(logical)
            .with_converted_type(converted)
            .with_fields(fields)
            .build()
            .map(Arc::new)
    };
    let repeated = |name: &str, fields| {
        Type::group_type_builder(name).with_repetition(Repetition::REPEATED).with_fields(fields).build().map(Arc::new)
    };
    match ty {
        AthenaType::Array(item) => {
            let item = field("array_element", item, Repetition::OPTIONAL)?;
            group(Some(LogicalType::List), ConvertedType::LIST, vec![repeated("bag", vec![item])?])
        }
        AthenaType::Map(key, value) => {
            let entry = vec![field("key", key, Repetition::REQUIRED)?, field("value", value, Repetition::OPTIONAL)?];
            group(Some(LogicalType::Map), ConvertedType::MAP, vec![repeated("entries", entry)?])
        }
        AthenaType::Row(fields) => {
            let fields = fields
                .iter()
                .map(|(name, ty)| field(name.as_deref().unwrap_or_default(), ty, Repetition::OPTIONAL))
                .collect::<ParquetResult<_>>()?;
            group(None, ConvertedType::NONE, fields)
        }
        _ => leaf(name, ty, repetition),
    }
}

fn leaf(name: &str, ty: &AthenaType, repetition: Repetition) -> ParquetResult<TypePtr> {
    let plain = |physical| Type::primitive_type_builder(name, physical).with_repetition(repetition);
    let builder = match ty {
        AthenaType::Boolean => plain(Physical::BOOLEAN),
        AthenaType::TinyInt => plain(Physical::INT32).with_logical_type(Some(LogicalType::integer(8, true))),
        AthenaType::SmallInt => plain(Physical::INT32).with_logical_type(Some(LogicalType::integer(16, true))),
        AthenaType::Integer => plain(Physical::INT32),
        AthenaType::BigInt => plain(Physical::INT64),
        AthenaType::Real => plain(Physical::FLOAT),
        AthenaType::Double => plain(Physical::DOUBLE),
        AthenaType::Date => plain(Physical::INT32).with_logical_type(Some(LogicalType::Date)),
        AthenaType::Timestamp(_) => plain(Physical::INT96),
        AthenaType::Decimal(precision, scale) => {
            let (digits, scale) = (i32::from(*precision), i32::from(*scale));
            plain(Physical::FIXED_LEN_BYTE_ARRAY)
                .with_length(i32::try_from(decimal_bytes(*precision)).unwrap_or(16))
                .with_precision(digits)
                .with_scale(scale)
                .with_logical_type(Some(LogicalType::decimal(scale, digits)))
        }
        AthenaType::Varbinary => plain(Physical::BYTE_ARRAY),
        _ => plain(Physical::BYTE_ARRAY).with_logical_type(Some(LogicalType::String)),
    };
    builder.build().map(Arc::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_take_the_bytes_that_hive_gives_them() {
        for (precision, bytes) in [(1, 1), (2, 1), (3, 2), (4, 2), (9, 4), (10, 5), (18, 8), (19, 9), (38, 16)] {
            assert_eq!(decimal_bytes(precision), bytes, "decimal({precision})");
        }
    }
}
