//! Text form of values, as Athena prints them in result files and pages.
//!
//! The type of a column is examined once; its cells are then written directly into the arena of a [`TextBatch`].

use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, BinaryArray, BinaryViewArray, BooleanArray, FixedSizeBinaryArray, LargeStringArray,
    RecordBatch, StringArray, StringViewArray,
};
use datafusion::arrow::buffer::{NullBuffer, ScalarBuffer};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{
    DataType, Date32Type, Decimal128Type, Field, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
    IntervalDayTimeType, IntervalMonthDayNano, IntervalMonthDayNanoType, IntervalUnit, IntervalYearMonthType,
    Time32MillisecondType, Time32SecondType, Time64MicrosecondType, Time64NanosecondType, TimeUnit,
    TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type,
    UInt16Type, UInt32Type, UInt64Type,
};
use datafusion::error::{DataFusionError, Result};

use super::contract::TextBatch;
use super::packed_time;
use super::text_format as write;
use super::text_parse::Zone;
use super::types::{AthenaType, UNNAMED, unit_digits};

/// Formats a batch. The types are those of the plan, because an optimizer may drop the metadata of the batch's schema.
pub(crate) fn format_batch(batch: &RecordBatch, types: &[AthenaType]) -> Result<TextBatch> {
    let field = |(ty, array): (&AthenaType, &ArrayRef)| {
        Column::new(&ty.tag(Field::new("column", array.data_type().clone(), true)), array)
    };
    let columns: Vec<_> = types.iter().zip(batch.columns()).map(field).collect::<Result<_>>()?;
    let mut out = TextBatch::new(columns.len());
    for row in 0..batch.num_rows() {
        for column in &columns {
            if column.is_null(row) {
                out.push(None);
            } else {
                out.push_with(|text| column.write(row, text, false));
            }
        }
    }
    Ok(out)
}

/// Formats one value as in a result; `None` for NULL.
pub(crate) fn format_value(field: &Field, array: &ArrayRef, row: usize) -> Result<Option<String>> {
    let column = Column::new(field, array)?;
    let mut text = String::new();
    Ok((!column.is_null(row)).then(|| {
        column.write(row, &mut text, false);
        text
    }))
}

/// A column prepared for printing.
pub(crate) struct Column {
    nulls: Option<NullBuffer>,
    kind: Kind,
}

enum Kind {
    Null,
    Boolean(BooleanArray),
    I8(ScalarBuffer<i8>),
    I16(ScalarBuffer<i16>),
    I32(ScalarBuffer<i32>),
    I64(ScalarBuffer<i64>),
    U8(ScalarBuffer<u8>),
    U16(ScalarBuffer<u16>),
    U32(ScalarBuffer<u32>),
    U64(ScalarBuffer<u64>),
    F32(ScalarBuffer<f32>),
    F64(ScalarBuffer<f64>),
    Decimal(ScalarBuffer<i128>, i8),
    Text(StringArray),
    TextView(StringViewArray),
    Json(LargeStringArray),
    Padded(StringArray, usize),
    Binary(BinaryArray),
    BinaryView(BinaryViewArray),
    Fixed(FixedSizeBinaryArray, AthenaType),
    Date(ScalarBuffer<i32>),
    Time32(ScalarBuffer<i32>, u8),
    Time64(ScalarBuffer<i64>, u8),
    Timestamp(ScalarBuffer<i64>, u8, Option<Zone>),
    Months(ScalarBuffer<i32>),
    Interval(ScalarBuffer<IntervalMonthDayNano>),
    List(Vec<usize>, Box<Column>),
    Map(Vec<usize>, Box<Column>, Box<Column>),
    Row(Vec<(Option<String>, Column)>),
}

impl Column {
    pub(crate) fn new(field: &Field, array: &ArrayRef) -> Result<Self> {
        let kind = match array.data_type() {
            DataType::Null => Kind::Null,
            DataType::Boolean => Kind::Boolean(array.as_boolean().clone()),
            DataType::Int8 => Kind::I8(array.as_primitive::<Int8Type>().values().clone()),
            DataType::Int16 => Kind::I16(array.as_primitive::<Int16Type>().values().clone()),
            DataType::Int32 => Kind::I32(array.as_primitive::<Int32Type>().values().clone()),
            DataType::Int64 => Kind::I64(array.as_primitive::<Int64Type>().values().clone()),
            DataType::UInt8 => Kind::U8(array.as_primitive::<UInt8Type>().values().clone()),
            DataType::UInt16 => Kind::U16(array.as_primitive::<UInt16Type>().values().clone()),
            DataType::UInt32 => Kind::U32(array.as_primitive::<UInt32Type>().values().clone()),
            DataType::UInt64 => Kind::U64(array.as_primitive::<UInt64Type>().values().clone()),
            DataType::Float32 => Kind::F32(array.as_primitive::<Float32Type>().values().clone()),
            DataType::Float64 => Kind::F64(array.as_primitive::<Float64Type>().values().clone()),
            DataType::Decimal128(_, s) => Kind::Decimal(array.as_primitive::<Decimal128Type>().values().clone(), *s),
            DataType::Utf8 => match AthenaType::of(field) {
                AthenaType::Char(n) => {
                    Kind::Padded(array.as_string::<i32>().clone(), usize::try_from(n).unwrap_or(usize::MAX))
                }
                _ => Kind::Text(array.as_string::<i32>().clone()),
            },
            DataType::Utf8View => match AthenaType::of(field) {
                AthenaType::Char(_) => return Self::new(field, &cast(array, &DataType::Utf8)?),
                _ => Kind::TextView(array.as_string_view().clone()),
            },
            DataType::LargeUtf8 => Kind::Json(array.as_string::<i64>().clone()),
            DataType::Binary => Kind::Binary(array.as_binary::<i32>().clone()),
            DataType::BinaryView => Kind::BinaryView(array.as_binary_view().clone()),
            DataType::FixedSizeBinary(_) => {
                Kind::Fixed(array.as_fixed_size_binary().clone(), AthenaType::of_arrow(array.data_type()))
            }
            DataType::Date32 => Kind::Date(array.as_primitive::<Date32Type>().values().clone()),
            DataType::Time32(TimeUnit::Second) => {
                Kind::Time32(array.as_primitive::<Time32SecondType>().values().clone(), 0)
            }
            DataType::Time32(_) => Kind::Time32(array.as_primitive::<Time32MillisecondType>().values().clone(), 3),
            DataType::Time64(TimeUnit::Nanosecond) => {
                Kind::Time64(array.as_primitive::<Time64NanosecondType>().values().clone(), 9)
            }
            DataType::Time64(_) => Kind::Time64(array.as_primitive::<Time64MicrosecondType>().values().clone(), 6),
            DataType::Timestamp(unit, zone) => {
                let values = match unit {
                    TimeUnit::Second => array.as_primitive::<TimestampSecondType>().values(),
                    TimeUnit::Millisecond => array.as_primitive::<TimestampMillisecondType>().values(),
                    TimeUnit::Microsecond => array.as_primitive::<TimestampMicrosecondType>().values(),
                    TimeUnit::Nanosecond => array.as_primitive::<TimestampNanosecondType>().values(),
                };
                let zone = match zone {
                    None => None,
                    Some(name) => Some(Zone::parse(name).ok_or_else(|| {
                        DataFusionError::Execution(format!(
                            "INVALID_FUNCTION_ARGUMENT: '{name}' is not a valid time zone"
                        ))
                    })?),
                };
                Kind::Timestamp(values.clone(), unit_digits(*unit), zone)
            }
            DataType::Interval(IntervalUnit::YearMonth) => {
                Kind::Months(array.as_primitive::<IntervalYearMonthType>().values().clone())
            }
            DataType::Interval(IntervalUnit::MonthDayNano) => {
                Kind::Interval(array.as_primitive::<IntervalMonthDayNanoType>().values().clone())
            }
            DataType::Interval(IntervalUnit::DayTime) => {
                let values = array.as_primitive::<IntervalDayTimeType>();
                Kind::Interval(
                    values
                        .values()
                        .iter()
                        .map(|v| IntervalMonthDayNano::new(0, v.days, i64::from(v.milliseconds) * 1_000_000))
                        .collect(),
                )
            }
            DataType::List(item) => {
                let list = array.as_list::<i32>();
                let offsets = list.value_offsets().iter().map(|o| usize::try_from(*o).unwrap_or(0)).collect();
                Kind::List(offsets, Box::new(Self::new(item, list.values())?))
            }
            DataType::LargeList(item) => {
                let list = array.as_list::<i64>();
                let offsets = list.value_offsets().iter().map(|o| usize::try_from(*o).unwrap_or(0)).collect();
                Kind::List(offsets, Box::new(Self::new(item, list.values())?))
            }
            DataType::Map(entries, _) => {
                let map = array.as_map();
                let offsets = map.value_offsets().iter().map(|o| usize::try_from(*o).unwrap_or(0)).collect();
                let DataType::Struct(fields) = entries.data_type() else {
                    return Err(DataFusionError::Internal("a map without entries".to_owned()));
                };
                let key = Self::new(&fields[0], map.keys())?;
                Kind::Map(offsets, Box::new(key), Box::new(Self::new(&fields[1], map.values())?))
            }
            DataType::Struct(fields) => {
                let columns = fields.iter().zip(array.as_struct().columns());
                let named = |f: &Field| (!f.name().starts_with(UNNAMED)).then(|| f.name().clone());
                Kind::Row(columns.map(|(f, a)| Ok((named(f), Self::new(f, a)?))).collect::<Result<_>>()?)
            }
            // Dictionaries, list views and durations are rare, so they are cast to one of the types above.
            other => {
                let plain = match AthenaType::of_arrow(other).to_arrow() {
                    DataType::Decimal128(p, s) => DataType::Decimal128(p.min(38), s),
                    plain => plain,
                };
                if &plain == other {
                    return Err(DataFusionError::NotImplemented(format!("printing {other}")));
                }
                return Self::new(field, &cast(array, &plain)?);
            }
        };
        Ok(Self { nulls: array.logical_nulls(), kind })
    }

    pub(crate) fn is_null(&self, row: usize) -> bool {
        self.nulls.as_ref().is_some_and(|nulls| nulls.is_null(row))
    }

    fn write_nested(&self, row: usize, out: &mut String) {
        if self.is_null(row) {
            out.push_str("null");
        } else {
            self.write(row, out, true);
        }
    }

    /// Appends a non-NULL value. `nested` is true inside an array, a map or a row.
    pub(crate) fn write(&self, row: usize, out: &mut String, nested: bool) {
        match &self.kind {
            Kind::Null => {}
            Kind::Boolean(values) => out.push_str(if values.value(row) { "true" } else { "false" }),
            Kind::I8(values) => write::integer(out, i64::from(values[row])),
            Kind::I16(values) => write::integer(out, i64::from(values[row])),
            Kind::I32(values) => write::integer(out, i64::from(values[row])),
            Kind::I64(values) => write::integer(out, values[row]),
            Kind::U8(values) => write::unsigned(out, u64::from(values[row])),
            Kind::U16(values) => write::unsigned(out, u64::from(values[row])),
            Kind::U32(values) => write::unsigned(out, u64::from(values[row])),
            Kind::U64(values) => write::unsigned(out, values[row]),
            Kind::F32(values) => write::real(out, values[row]),
            Kind::F64(values) => write::double(out, values[row]),
            Kind::Decimal(values, scale) => write::decimal(out, values[row], *scale),
            Kind::Text(values) => out.push_str(values.value(row)),
            Kind::TextView(values) => out.push_str(values.value(row)),
            Kind::Json(values) => out.push_str(values.value(row)),
            Kind::Padded(values, length) => {
                let text = values.value(row);
                out.push_str(text);
                out.extend(std::iter::repeat_n(' ', length.saturating_sub(text.chars().count())));
            }
            Kind::Binary(values) => write::binary(out, values.value(row), nested),
            Kind::BinaryView(values) => write::binary(out, values.value(row), nested),
            Kind::Fixed(values, ty) => write_fixed(out, values.value(row), ty, nested),
            Kind::Date(values) => write::date(out, i64::from(values[row])),
            Kind::Time32(values, digits) => write::time_of(out, i64::from(values[row]), *digits),
            Kind::Time64(values, digits) => write::time_of(out, values[row], *digits),
            Kind::Timestamp(values, digits, zone) => {
                let units = 10_i64.pow(u32::from(*digits));
                let seconds = values[row].div_euclid(units);
                let fraction = values[row].rem_euclid(units).unsigned_abs();
                let local = zone.as_ref().map_or(seconds, |zone| seconds + zone.offset_at(seconds));
                write::timestamp(out, local, fraction, *digits);
                if let Some(zone) = zone {
                    out.push(' ');
                    out.push_str(zone.name());
                }
            }
            Kind::Months(values) => write::months(out, i64::from(values[row])),
            Kind::Interval(values) => {
                let value = values[row];
                if value.months != 0 && value.days == 0 && value.nanoseconds == 0 {
                    write::months(out, i64::from(value.months));
                } else {
                    write::millis(out, i64::from(value.days) * 86_400_000 + value.nanoseconds / 1_000_000);
                }
            }
            Kind::List(offsets, items) => {
                out.push('[');
                for (i, item) in (offsets[row]..offsets[row + 1]).enumerate() {
                    if i > 0 {
                        out.push_str(", ");
                    }
                    items.write_nested(item, out);
                }
                out.push(']');
            }
            Kind::Map(offsets, keys, values) => {
                let mut order: Vec<_> = (offsets[row]..offsets[row + 1]).collect();
                order.sort_by(|a, b| keys.compare(*a, *b));
                out.push('{');
                for (i, entry) in order.into_iter().enumerate() {
                    if i > 0 {
                        out.push_str(", ");
                    }
                    keys.write_nested(entry, out);
                    out.push('=');
                    values.write_nested(entry, out);
                }
                out.push('}');
            }
            Kind::Row(fields) => {
                out.push('{');
                for (i, (name, column)) in fields.iter().enumerate() {
                    if i > 0 {
                        out.push_str(", ");
                    }
                    if let Some(name) = name {
                        out.push_str(name);
                        out.push('=');
                    }
                    column.write_nested(row, out);
                }
                out.push('}');
            }
        }
    }

    /// The order of map keys: numbers by value, others by text.
    fn compare(&self, a: usize, b: usize) -> std::cmp::Ordering {
        match &self.kind {
            Kind::I8(v) => v[a].cmp(&v[b]),
            Kind::I16(v) => v[a].cmp(&v[b]),
            Kind::I32(v) | Kind::Date(v) => v[a].cmp(&v[b]),
            Kind::I64(v) | Kind::Timestamp(v, ..) => v[a].cmp(&v[b]),
            Kind::F32(v) => v[a].total_cmp(&v[b]),
            Kind::F64(v) => v[a].total_cmp(&v[b]),
            Kind::Decimal(v, _) => v[a].cmp(&v[b]),
            _ => {
                let (mut left, mut right) = (String::new(), String::new());
                self.write(a, &mut left, true);
                self.write(b, &mut right, true);
                left.cmp(&right)
            }
        }
    }
}

fn write_fixed(out: &mut String, bytes: &[u8], ty: &AthenaType, nested: bool) {
    match ty {
        AthenaType::Uuid => write::uuid(out, bytes),
        AthenaType::IpAddress => write::ip_address(out, bytes),
        AthenaType::Timestamp(p) => write::instant(out, packed_time::decode_instant(bytes), *p),
        AthenaType::TimestampTz(p) => {
            let mut at = packed_time::decode_instant(bytes);
            let name = packed_time::decode_zone(bytes);
            at.seconds += Zone::parse(name).map_or(0, |zone| zone.offset_at(at.seconds));
            write::instant(out, at, *p);
            out.push(' ');
            out.push_str(name);
        }
        AthenaType::Time(p) => write::time(out, packed_time::read_u64(bytes, 0), *p),
        AthenaType::TimeTz(p) => {
            let (picos, offset) = packed_time::decode_time_tz(bytes);
            write::time(out, picos, *p);
            write::offset(out, offset);
        }
        _ => write::binary(out, bytes, nested),
    }
}
