//! `CAST`, `TRY_CAST` and typed literals with Athena's rules and error texts.
//!
//! The target type is a constant text argument. Where the exact type of a literal depends on its text (fraction digits
//! and zone of a timestamp, precision of a decimal), it is determined at planning.

use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, new_null_array};
use datafusion::arrow::compute::{CastOptions, cast_with_options};
use datafusion::arrow::datatypes::{DataType, Field, FieldRef, Float64Type};
use datafusion::arrow::util::display::FormatOptions;
use datafusion::error::Result;
use datafusion::logical_expr::{ReturnFieldArgs, ScalarFunctionArgs};

use super::simple::{Simple, constant_text, error};
use super::{cast_nested, cast_text, cast_time};
use crate::engine::types::{AthenaType, digits_unit};
use crate::engine::{text_parse, type_parser};

pub(crate) fn functions() -> Vec<Simple> {
    vec![
        Simple::new("$cast", cast_returns, |arrays, args| run(arrays, args, false)),
        Simple::new("$try_cast", cast_returns, |arrays, args| run(arrays, args, true)),
        Simple::new("$literal", literal_returns, literal),
        Simple::new("$packed", packed_returns, |arrays, args| run(arrays, args, false)),
    ]
}

fn cast_returns(args: &ReturnFieldArgs) -> Result<FieldRef> {
    let text = constant_text(args, 1).unwrap_or_default();
    let to = type_parser::parse(text).map_err(|message| error("TYPE_NOT_FOUND", message))?;
    let mut data_type = to.to_arrow();
    // The text of a constant shows its zone and whether it fits a nanosecond timestamp.
    if let (AthenaType::TimestampTz(_) | AthenaType::Timestamp(9), Some(text)) = (&to, constant_text(args, 0))
        && let Some(parsed) = text_parse::timestamp(text)
    {
        data_type = cast_time::literal_type(&parsed, &to);
    }
    // If the type of the value already names its zone, the value keeps an Arrow type that DataFusion can compare.
    if let (AthenaType::TimestampTz(p @ (0 | 3 | 6)), Some(from)) = (&to, args.arg_fields.first())
        && let Some(unit) = digits_unit(*p)
    {
        match from.data_type() {
            DataType::Timestamp(_, Some(zone)) if zone.as_ref() != "+00:00" => {
                data_type = DataType::Timestamp(unit, Some(Arc::clone(zone)));
            }
            DataType::Timestamp(..) | DataType::Date32 => data_type = DataType::Timestamp(unit, Some("UTC".into())),
            _ => {}
        }
    }
    // A value that may exceed a 64-bit nanosecond timestamp stays in the packed form.
    if let (AthenaType::Timestamp(9), Some(from)) = (&to, args.arg_fields.first())
        && matches!((AthenaType::of(from), from.data_type()), (AthenaType::Timestamp(9), DataType::FixedSizeBinary(_)))
    {
        data_type = from.data_type().clone();
    }
    Ok(Arc::new(to.tag(Field::new("cast", data_type, true))))
}

/// A packed timestamp, which holds any instant and a time zone for each row.
fn packed_returns(args: &ReturnFieldArgs) -> Result<FieldRef> {
    let ty = args.arg_fields.first().map_or(AthenaType::Unknown, |field| AthenaType::of(field));
    let data_type = match &ty {
        AthenaType::TimestampTz(p) => AthenaType::packed_timestamp_tz(*p),
        AthenaType::Timestamp(p) => AthenaType::packed_timestamp(*p),
        other => other.to_arrow(),
    };
    Ok(Arc::new(ty.tag(Field::new("packed", data_type, true))))
}

fn run(arrays: &[ArrayRef], args: &ScalarFunctionArgs, safe: bool) -> Result<ArrayRef> {
    let to = AthenaType::of(&args.return_field);
    let from = AthenaType::of(&args.arg_fields[0]);
    convert(&arrays[0], &Conversion { from, to, target: args.return_field.data_type().clone() }, safe)
}

/// One conversion: the Athena types on both sides, and the target Arrow type.
pub(crate) struct Conversion {
    pub(crate) from: AthenaType,
    pub(crate) to: AthenaType,
    pub(crate) target: DataType,
}

/// Converts an array. With `safe`, values that do not convert become NULL.
pub(crate) fn convert(array: &ArrayRef, conversion: &Conversion, safe: bool) -> Result<ArrayRef> {
    use AthenaType::{
        Array, BigInt, Char, Date, Decimal, Double, IntervalDay, IntervalYear, Json, Map, Real, Row, Time, TimeTz,
        Timestamp, TimestampTz, Unknown, Varbinary, Varchar,
    };
    let (from, to) = (&conversion.from, &conversion.to);
    if *from == Unknown || array.null_count() == array.len() {
        return Ok(new_null_array(&conversion.target, array.len()));
    }
    let mismatch = || error("TYPE_MISMATCH", format!("Cannot cast {from} to {to}"));
    let plain = |array: &ArrayRef| {
        let options = CastOptions { safe, format_options: FormatOptions::default() };
        cast_with_options(array, &conversion.target, &options).map_err(|_| cast_text::unfit(array, from, to))
    };
    match (from, to) {
        (_, Varchar(_) | Char(_)) => cast_text::to_text(array, from, to),
        (_, Json) => cast_nested::to_json(array, from),
        (Json, _) => cast_nested::from_json(array, conversion, safe),
        (Varchar(_) | Char(_), Varbinary) => plain(array),
        (Varchar(_) | Char(_), Array(_) | Map(..) | Row(_)) => Err(mismatch()),
        (Varchar(_) | Char(_), _) => cast_text::from_text(array, conversion, safe),
        (Array(_) | Map(..) | Row(_), _) => cast_nested::convert(array, conversion, safe),
        (from, to) if from == to && array.data_type() == &conversion.target => Ok(Arc::clone(array)),
        (Date | Time(_) | TimeTz(_) | Timestamp(_) | TimestampTz(_), _) => cast_time::convert(array, conversion),
        (Double | Real, AthenaType::TinyInt | AthenaType::SmallInt | AthenaType::Integer | BigInt) => {
            // Trino rounds here; Arrow would truncate.
            let wide = datafusion::arrow::compute::cast(array, &DataType::Float64)?;
            let rounded = wide.as_primitive::<Float64Type>().unary::<_, Float64Type>(f64::round);
            plain(&(Arc::new(rounded) as ArrayRef))
        }
        (Decimal(..), AthenaType::TinyInt | AthenaType::SmallInt | AthenaType::Integer | BigInt) => {
            plain(&datafusion::arrow::compute::cast(array, &DataType::Decimal128(38, 0))?)
        }
        (IntervalDay | IntervalYear, _) | (_, IntervalDay | IntervalYear) if from != to => Err(mismatch()),
        _ => plain(array),
    }
}

/// Types the literals `DECIMAL '1.50'`, `TIMESTAMP '...'` and `interval DAY` from their type name and text.
fn literal_type(name: &str, text: &str) -> Result<(AthenaType, DataType)> {
    let invalid = || error("INVALID_LITERAL", format!("'{text}' is not a valid {} literal", name.to_uppercase()));
    let ty = match name {
        "decimal" | "numeric" => {
            let digits = text.trim().trim_start_matches(['-', '+']);
            let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
            let whole = whole.trim_start_matches('0');
            let scale = i8::try_from(fraction.len()).map_err(|_| invalid())?;
            let precision = u8::try_from((whole.len() + fraction.len()).max(1)).map_err(|_| invalid())?;
            if precision > 38 || !digits.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
                return Err(invalid());
            }
            AthenaType::Decimal(precision, scale)
        }
        "timestamp" => {
            let parsed = text_parse::timestamp(text).ok_or_else(invalid)?;
            let ty = match parsed.zone {
                Some(_) => AthenaType::TimestampTz(parsed.digits),
                None => AthenaType::Timestamp(parsed.digits),
            };
            let data_type = cast_time::literal_type(&parsed, &ty);
            return Ok((ty, data_type));
        }
        "time" => match (text_parse::time_tz(text), text_parse::time(text.trim())) {
            (Some((_, digits, _)), _) => AthenaType::TimeTz(digits),
            (None, Some((_, digits))) => AthenaType::Time(digits),
            (None, None) => return Err(invalid()),
        },
        "char" => AthenaType::Char(u32::try_from(text.chars().count()).unwrap_or(1)),
        "interval YEAR" | "interval MONTH" | "interval YEAR MONTH" => AthenaType::IntervalYear,
        other if other.starts_with("interval ") => AthenaType::IntervalDay,
        other => type_parser::parse(other).map_err(|message| error("TYPE_NOT_FOUND", message))?,
    };
    let data_type = ty.to_arrow();
    Ok((ty, data_type))
}

fn literal_returns(args: &ReturnFieldArgs) -> Result<FieldRef> {
    let (name, text) = (constant_text(args, 0).unwrap_or_default(), constant_text(args, 1).unwrap_or_default());
    let (ty, data_type) = literal_type(name, text)?;
    Ok(Arc::new(ty.tag(Field::new("literal", data_type, true))))
}

fn literal(arrays: &[ArrayRef], args: &ScalarFunctionArgs) -> Result<ArrayRef> {
    let read = |array: &ArrayRef| -> Result<String> {
        let text = datafusion::arrow::compute::cast(array, &DataType::Utf8)?;
        Ok(text.as_string::<i32>().value(0).to_owned())
    };
    if arrays[0].is_empty() {
        return Ok(new_null_array(args.return_field.data_type(), 0));
    }
    let (name, text) = (read(&arrays[0])?, read(&arrays[1])?);
    let to = AthenaType::of(&args.return_field);
    if let Some(units) = name.strip_prefix("interval ") {
        let (start, end) = units.split_once(' ').map_or((units, None), |(a, b)| (a, Some(b)));
        let (months, millis) = text_parse::interval(&text, start, end)
            .ok_or_else(|| error("INVALID_LITERAL", format!("'{text}' is not a valid INTERVAL literal")))?;
        return cast_time::interval(months, millis, &to, arrays[0].len());
    }
    if to == AthenaType::Json {
        return cast_nested::parse_json(&arrays[1]);
    }
    let source = datafusion::arrow::compute::cast(&arrays[1], &DataType::Utf8)?;
    let conversion = Conversion { from: AthenaType::Varchar(None), to, target: args.return_field.data_type().clone() };
    convert(&source, &conversion, false).map_err(|e| match e {
        datafusion::error::DataFusionError::Execution(_) => {
            error("INVALID_LITERAL", format!("'{text}' is not a valid {} literal", name.to_uppercase()))
        }
        other => other,
    })
}
