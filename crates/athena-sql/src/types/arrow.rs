//! Athena types from Arrow types.

use arrow_schema::{DataType, Field, IntervalUnit};

use super::{AthenaType, RowField};

/// The key in a field's metadata for the Athena type as text: `json`, `array(varchar)`. It distinguishes
/// the text of a `uuid` or of an untyped `array` from a string.
pub const ATHENA_TYPE: &str = "ATHENA:type";

/// The greatest precision of a decimal.
const MAX_PRECISION: u8 = 38;

impl AthenaType {
    /// The Athena type that holds every value of an Arrow field; `None` if Athena has no such type.
    ///
    /// The drivers write the type into the metadata of a field, from which it is read. For other fields, unsigned
    /// integers become the next wider type and `uint64` becomes `decimal(20,0)`; lists of all kinds become arrays;
    /// dictionaries and run-end encoded arrays become the type of their values; timestamps keep all digits, but not
    /// their unit.
    ///
    /// The result is `None` for `null`, unions, decimals of more than 38 digits or of negative scale, intervals other
    /// than year-month, and nested types with one of these inside.
    ///
    /// ```
    /// use arrow_schema::{DataType, Field};
    /// use athena_sql::AthenaType;
    ///
    /// let field = Field::new("sizes", DataType::new_list(DataType::UInt16, true), true);
    /// assert_eq!(AthenaType::from_arrow_field(&field), Some(AthenaType::array(AthenaType::Integer)));
    /// ```
    pub fn from_arrow_field(field: &Field) -> Option<Self> {
        let written = field.metadata().get(ATHENA_TYPE).and_then(|text| Self::parse(text).ok());
        // The field may have changed since the metadata was written, and the field tells more than an untyped array.
        let untyped = |found: &Self| matches!(found, Self::UntypedArray | Self::UntypedMap | Self::UntypedRow);
        written
            .filter(|found| !untyped(found) && found.is_nested() == field.data_type().is_nested())
            .or_else(|| of(field))
    }
}

fn of(field: &Field) -> Option<AthenaType> {
    use DataType as D;
    Some(match field.data_type() {
        D::Boolean => AthenaType::Boolean,
        D::Int8 => AthenaType::TinyInt,
        D::Int16 | D::UInt8 => AthenaType::SmallInt,
        D::Int32 | D::UInt16 => AthenaType::Integer,
        D::Int64 | D::UInt32 => AthenaType::BigInt,
        D::UInt64 => AthenaType::Decimal { precision: 20, scale: 0 },
        D::Float16 | D::Float32 => AthenaType::Real,
        D::Float64 => AthenaType::Double,
        D::Decimal32(precision, scale)
        | D::Decimal64(precision, scale)
        | D::Decimal128(precision, scale)
        | D::Decimal256(precision, scale) => decimal(*precision, *scale)?,
        D::Utf8 | D::LargeUtf8 | D::Utf8View => AthenaType::Varchar(None),
        D::Binary | D::LargeBinary | D::BinaryView | D::FixedSizeBinary(_) => AthenaType::Varbinary,
        D::Date32 | D::Date64 => AthenaType::Date,
        D::Time32(_) | D::Time64(_) => AthenaType::Time(None),
        D::Timestamp(_, None) => AthenaType::Timestamp(None),
        D::Timestamp(_, Some(_)) => AthenaType::TimestampWithTimeZone(None),
        D::Duration(_) => AthenaType::IntervalDayToSecond,
        D::Interval(IntervalUnit::YearMonth) => AthenaType::IntervalYearToMonth,
        D::List(item) | D::LargeList(item) | D::ListView(item) | D::LargeListView(item) | D::FixedSizeList(item, _) => {
            AthenaType::array(AthenaType::from_arrow_field(item)?)
        }
        D::Map(entries, _) => match entries.data_type() {
            D::Struct(pair) => match pair.as_ref() {
                [key, value] => {
                    AthenaType::map(AthenaType::from_arrow_field(key)?, AthenaType::from_arrow_field(value)?)
                }
                _ => return None,
            },
            _ => return None,
        },
        D::Struct(fields) if !fields.is_empty() => {
            let row = |field: &Field| Some(RowField::new(field.name(), AthenaType::from_arrow_field(field)?));
            AthenaType::Row(fields.iter().map(|field| row(field)).collect::<Option<_>>()?)
        }
        D::Dictionary(_, values) => of(&Field::new(field.name(), values.as_ref().clone(), true))?,
        D::RunEndEncoded(_, values) => AthenaType::from_arrow_field(values)?,
        D::Null | D::Struct(_) | D::Union(..) | D::Interval(_) => return None,
    })
}

fn decimal(precision: u8, scale: i8) -> Option<AthenaType> {
    let scale = u8::try_from(scale).ok()?;
    (precision <= MAX_PRECISION && scale <= precision).then_some(AthenaType::Decimal { precision, scale })
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::sync::Arc;

    use arrow_schema::{Fields, TimeUnit, UnionFields, UnionMode};

    use super::*;

    fn check(data_type: DataType, expected: Option<&str>) {
        let found = AthenaType::from_arrow_field(&Field::new("f", data_type.clone(), true));
        assert_eq!(found.map(|found| found.to_string()).as_deref(), expected, "{data_type}");
    }

    #[test]
    fn simple_arrow_types_have_an_athena_type() {
        check(DataType::Boolean, Some("boolean"));
        check(DataType::Int8, Some("tinyint"));
        check(DataType::UInt8, Some("smallint"));
        check(DataType::UInt16, Some("integer"));
        check(DataType::UInt32, Some("bigint"));
        check(DataType::UInt64, Some("decimal(20,0)"));
        check(DataType::Float16, Some("real"));
        check(DataType::Decimal128(38, 10), Some("decimal(38,10)"));
        check(DataType::Decimal256(39, 0), None);
        check(DataType::Decimal128(10, -2), None);
        check(DataType::Utf8View, Some("varchar"));
        check(DataType::FixedSizeBinary(16), Some("varbinary"));
        check(DataType::Date64, Some("date"));
        check(DataType::Timestamp(TimeUnit::Nanosecond, None), Some("timestamp"));
        check(DataType::Timestamp(TimeUnit::Second, Some("UTC".into())), Some("timestamp with time zone"));
        check(DataType::Time64(TimeUnit::Microsecond), Some("time"));
        check(DataType::Interval(IntervalUnit::YearMonth), Some("interval year to month"));
        check(DataType::Interval(IntervalUnit::DayTime), None);
        check(DataType::Null, None);
    }

    #[test]
    fn nested_arrow_types_have_an_athena_type() {
        let field = |name: &str, data_type| Arc::new(Field::new(name, data_type, true));
        check(DataType::LargeList(field("item", DataType::Int32)), Some("array(integer)"));
        check(DataType::List(field("item", DataType::Null)), None);
        let pair = Fields::from(vec![field("key", DataType::Utf8), field("value", DataType::Float64)]);
        let entries = field("entries", DataType::Struct(pair.clone()));
        check(DataType::Map(entries, false), Some("map(varchar, double)"));
        check(DataType::Struct(pair), Some("row(key varchar, value double)"));
        check(DataType::Struct(Fields::empty()), None);
        check(DataType::Union(UnionFields::empty(), UnionMode::Dense), None);
        check(DataType::Dictionary(Box::new(DataType::Int8), Box::new(DataType::Utf8)), Some("varchar"));
        let runs = DataType::RunEndEncoded(field("run_ends", DataType::Int32), field("values", DataType::Int64));
        check(runs, Some("bigint"));
    }

    #[test]
    fn metadata_of_a_driver_takes_precedence() {
        let field = |data_type, text: &str| {
            Field::new("f", data_type, true).with_metadata(HashMap::from([(ATHENA_TYPE.to_owned(), text.to_owned())]))
        };
        let text = |field: &Field| AthenaType::from_arrow_field(field).map(|found| found.to_string());
        assert_eq!(text(&field(DataType::Utf8, "json")).as_deref(), Some("json"));
        assert_eq!(text(&field(DataType::Utf8, "varchar(10)")).as_deref(), Some("varchar(10)"));
        assert_eq!(text(&field(DataType::Utf8, "array")).as_deref(), Some("varchar"));
        assert_eq!(text(&field(DataType::Utf8, "not a (type")).as_deref(), Some("varchar"));
    }
}
