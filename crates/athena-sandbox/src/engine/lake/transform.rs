//! Iceberg's partition transforms, from a row to its partition.

use datafusion::arrow::array::{Array, ArrayRef, AsArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Decimal128Type, Int64Type};
use datafusion::error::{DataFusionError, Result};

use crate::engine::functions::locals;
use crate::engine::text;
use crate::engine::types::AthenaType;

/// A partition field: a transform of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PartitionField {
    /// The name of the field, such as `ts_day`.
    pub(crate) name: String,
    /// The source column of the table.
    pub(crate) source: String,
    transform: Transform,
    /// The type of the partition values.
    pub(crate) ty: AthenaType,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Transform {
    Identity,
    Year,
    Month,
    Day,
    Hour,
    Bucket(u32),
    Truncate(u32),
}

/// Parses `day(ts)`, `bucket(16, id)` or Trino's form `bucket(id, 16)`.
fn parse(text: &str) -> Option<(Transform, String)> {
    let Some((function, arguments)) = text.trim().strip_suffix(')').and_then(|text| text.split_once('(')) else {
        let is_name = !text.trim().is_empty() && !text.contains(['(', ')', ',']);
        return is_name.then(|| (Transform::Identity, text.trim().trim_matches('"').to_lowercase()));
    };
    let arguments: Vec<&str> = arguments.split(',').map(str::trim).collect();
    let function = function.trim().to_lowercase();
    let (number, column) = match arguments.as_slice() {
        [column] => (None, *column),
        [first, second] => match (first.parse::<u32>(), second.parse::<u32>()) {
            (Ok(number), Err(_)) => (Some(number), *second),
            (Err(_), Ok(number)) => (Some(number), *first),
            _ => return None,
        },
        _ => return None,
    };
    let transform = match (function.as_str(), number) {
        ("year", None) => Transform::Year,
        ("month", None) => Transform::Month,
        ("day", None) => Transform::Day,
        ("hour", None) => Transform::Hour,
        ("bucket", Some(number)) if number > 0 => Transform::Bucket(number),
        ("truncate", Some(number)) if number > 0 => Transform::Truncate(number),
        _ => return None,
    };
    Some((transform, column.trim_matches('"').to_lowercase()))
}

/// The transform with its column renamed; `None` if it has another column.
pub(crate) fn renamed(text: &str, old: &str, new: &str) -> Option<String> {
    let (transform, source) = parse(text)?;
    (source == old).then(|| match transform {
        Transform::Identity => new.to_owned(),
        Transform::Year => format!("year({new})"),
        Transform::Month => format!("month({new})"),
        Transform::Day => format!("day({new})"),
        Transform::Hour => format!("hour({new})"),
        Transform::Bucket(number) => format!("bucket({number}, {new})"),
        Transform::Truncate(number) => format!("truncate({number}, {new})"),
    })
}

/// The partition fields. Transforms of dropped columns are left out.
pub(crate) fn fields(transforms: &[String], columns: &[(String, AthenaType)]) -> Vec<PartitionField> {
    let field = |text: &String| {
        let (transform, source) = parse(text)?;
        let (_, ty) = columns.iter().find(|(name, _)| *name == source)?;
        let (end, ty) = match transform {
            Transform::Identity => ("", ty.clone()),
            Transform::Year => ("_year", AthenaType::Integer),
            Transform::Month => ("_month", AthenaType::Integer),
            Transform::Day => ("_day", AthenaType::Date),
            Transform::Hour => ("_hour", AthenaType::Integer),
            Transform::Bucket(_) => ("_bucket", AthenaType::Integer),
            Transform::Truncate(_) => ("_trunc", ty.clone()),
        };
        Some(PartitionField { name: format!("{source}{end}"), source, transform, ty })
    };
    transforms.iter().filter_map(field).collect()
}

/// Checks the transforms.
///
/// # Errors
/// Describes the invalid function, column or column type.
pub(crate) fn check(transforms: &[String], columns: &[(String, AthenaType)]) -> std::result::Result<(), String> {
    use AthenaType::{BigInt, Date, Decimal, Integer, Time, Timestamp, TimestampTz, Uuid, Varbinary, Varchar};

    for text in transforms {
        let (transform, source) = parse(text).ok_or_else(|| format!("Invalid partition field declaration: {text}"))?;
        let found = columns.iter().find(|(name, _)| *name == source);
        let (_, ty) = found.ok_or_else(|| format!("Cannot find source column: {source}"))?;
        let fits = match transform {
            Transform::Identity => !matches!(ty, AthenaType::Array(_) | AthenaType::Map(..) | AthenaType::Row(_)),
            Transform::Year | Transform::Month | Transform::Day => matches!(ty, Date | Timestamp(_) | TimestampTz(_)),
            Transform::Hour => matches!(ty, Timestamp(_) | TimestampTz(_)),
            Transform::Bucket(_) => matches!(
                ty,
                Integer
                    | BigInt
                    | Decimal(..)
                    | Date
                    | Time(_)
                    | Timestamp(_)
                    | TimestampTz(_)
                    | Varchar(_)
                    | Varbinary
                    | Uuid
            ),
            Transform::Truncate(_) => matches!(ty, Integer | BigInt | Decimal(..) | Varchar(_)),
        };
        if !fits {
            return Err(format!("Invalid source type {ty} for transform: {text}"));
        }
    }
    Ok(())
}

impl PartitionField {
    /// The partition value of each row, in the form that results print.
    pub(crate) fn values(&self, array: &ArrayRef, from: &AthenaType) -> Result<Vec<Option<String>>> {
        let days = |seconds: i64| seconds.div_euclid(86_400);
        match self.transform {
            Transform::Identity => printed(array, from),
            Transform::Bucket(number) => {
                let bucket = |bytes: Vec<u8>| (murmur3(&bytes) & 0x7FFF_FFFF) % number;
                Ok(hashed(array)?.into_iter().map(|bytes| bytes.map(|bytes| bucket(bytes).to_string())).collect())
            }
            Transform::Truncate(width) => truncated(array, from, width),
            Transform::Year => of_epoch_seconds(array, |at| Some(i64::from(civil(days(at))?.0) - 1970)),
            Transform::Month => of_epoch_seconds(array, |at| {
                let (year, month) = civil(days(at))?;
                Some((i64::from(year) - 1970) * 12 + i64::from(month) - 1)
            }),
            Transform::Day => {
                let day = |at| chrono::DateTime::from_timestamp(at, 0).map(|at| at.date_naive().to_string());
                Ok(epoch_seconds(array)?.into_iter().map(|at| day(at?)).collect())
            }
            Transform::Hour => of_epoch_seconds(array, |at| Some(at.div_euclid(3600))),
        }
    }

    /// The human-readable form of a value, used in folder names: `2024-01` for a month.
    pub(crate) fn human(&self, value: &str) -> String {
        let number = || value.parse::<i64>().unwrap_or_default();
        match self.transform {
            Transform::Year => (1970 + number()).to_string(),
            Transform::Month => format!("{:04}-{:02}", 1970 + number().div_euclid(12), number().rem_euclid(12) + 1),
            Transform::Hour => chrono::DateTime::from_timestamp(number().saturating_mul(3600), 0)
                .map_or_else(|| value.to_owned(), |at| at.format("%Y-%m-%d-%H").to_string()),
            Transform::Identity => human(value, &self.ty),
            _ => value.to_owned(),
        }
    }

    pub(crate) fn is_bucket(&self) -> bool {
        matches!(self.transform, Transform::Bucket(_))
    }

    /// Returns whether the partition values are the column values themselves.
    pub(crate) fn is_identity(&self) -> bool {
        self.transform == Transform::Identity
    }
}

/// The human-readable form of a column value, as in Iceberg: timestamps have a `T`, and as many groups of three
/// fraction digits as they need.
pub(crate) fn human(text: &str, ty: &AthenaType) -> String {
    let (text, zone) = match ty {
        AthenaType::Timestamp(_) => (text, ""),
        AthenaType::TimestampTz(_) => (text.strip_suffix(" UTC").unwrap_or(text), "+00:00"),
        _ => return text.to_owned(),
    };
    let mut text = text.replacen(' ', "T", 1);
    if text.contains('.') {
        while let Some(shorter) = text.strip_suffix("000").map(str::len) {
            text.truncate(shorter);
        }
        text.truncate(text.trim_end_matches('.').len());
    }
    if text.matches(':').count() == 2
        && let Some(shorter) = text.strip_suffix(":00").map(str::len)
    {
        text.truncate(shorter);
    }
    text + zone
}

fn printed(array: &ArrayRef, ty: &AthenaType) -> Result<Vec<Option<String>>> {
    let field = ty.to_field("value", true);
    (0..array.len()).map(|row| text::format_value(&field, array, row)).collect()
}

/// Seconds since 1970, in UTC.
fn epoch_seconds(array: &ArrayRef) -> Result<Vec<Option<i64>>> {
    let seconds = |local: crate::engine::functions::Local| local.seconds - local.offset.unwrap_or(0);
    Ok(locals(array)?.into_iter().map(|local| local.map(seconds)).collect())
}

fn of_epoch_seconds(array: &ArrayRef, f: impl Fn(i64) -> Option<i64>) -> Result<Vec<Option<String>>> {
    Ok(epoch_seconds(array)?.into_iter().map(|at| Some(f(at?)?.to_string())).collect())
}

/// Year and month.
fn civil(days: i64) -> Option<(i32, u32)> {
    use chrono::Datelike;

    let at = chrono::DateTime::from_timestamp(days.checked_mul(86_400)?, 0)?;
    Some((at.year(), at.month()))
}

/// The byte form that Iceberg's specification hashes.
fn hashed(array: &ArrayRef) -> Result<Vec<Option<Vec<u8>>>> {
    let long = |number: i64| number.to_le_bytes().to_vec();
    Ok(match array.data_type() {
        DataType::Int32 | DataType::Int64 => {
            cast(array, &DataType::Int64)?.as_primitive::<Int64Type>().iter().map(|n| n.map(long)).collect()
        }
        DataType::Time64(_) => {
            cast(array, &DataType::Int64)?.as_primitive::<Int64Type>().iter().map(|n| n.map(long)).collect()
        }
        DataType::Date32 => {
            epoch_seconds(array)?.into_iter().map(|at| at.map(|at| long(at.div_euclid(86_400)))).collect()
        }
        DataType::Decimal128(..) => array.as_primitive::<Decimal128Type>().iter().map(|n| n.map(shortest)).collect(),
        DataType::Utf8 => array.as_string::<i32>().iter().map(|t| t.map(|t| t.as_bytes().to_vec())).collect(),
        DataType::Binary => array.as_binary::<i32>().iter().map(|b| b.map(<[u8]>::to_vec)).collect(),
        DataType::FixedSizeBinary(16) => array.as_fixed_size_binary().iter().map(|b| b.map(<[u8]>::to_vec)).collect(),
        _ => {
            let micros = |local: crate::engine::functions::Local| {
                let seconds = local.seconds - local.offset.unwrap_or(0);
                let micros = i64::try_from(local.picos / 1_000_000).unwrap_or(0);
                long(seconds.saturating_mul(1_000_000).saturating_add(micros))
            };
            locals(array)?.into_iter().map(|local| local.map(micros)).collect()
        }
    })
}

/// The shortest big-endian form of an integer.
fn shortest(number: i128) -> Vec<u8> {
    let bytes = number.to_be_bytes();
    let fill = if number < 0 { 0xFF } else { 0 };
    let mut start = 0;
    while start < 15 && bytes[start] == fill && (bytes[start + 1] ^ fill) & 0x80 == 0 {
        start += 1;
    }
    bytes[start..].to_vec()
}

fn truncated(array: &ArrayRef, ty: &AthenaType, width: u32) -> Result<Vec<Option<String>>> {
    match array.data_type() {
        DataType::Utf8 => {
            let cut = |text: &str| text.chars().take(usize::try_from(width).unwrap_or(usize::MAX)).collect();
            Ok(array.as_string::<i32>().iter().map(|text| text.map(cut)).collect())
        }
        DataType::Decimal128(precision, scale) => {
            let width = i128::from(width);
            let cut = array.as_primitive::<Decimal128Type>().unary::<_, Decimal128Type>(|n| n - n.rem_euclid(width));
            printed(&(std::sync::Arc::new(cut.with_precision_and_scale(*precision, *scale)?) as ArrayRef), ty)
        }
        DataType::Int32 | DataType::Int64 => {
            let numbers = cast(array, &DataType::Int64)?;
            let cut = |n: i64| n.wrapping_sub(n.rem_euclid(i64::from(width))).to_string();
            Ok(numbers.as_primitive::<Int64Type>().iter().map(|n| n.map(cut)).collect())
        }
        other => Err(DataFusionError::Execution(format!("NOT_SUPPORTED: truncate of {other}"))),
    }
}

/// Murmur3, 32 bits, with seed 0.
fn murmur3(bytes: &[u8]) -> u32 {
    let scramble = |k: u32| k.wrapping_mul(0xCC9E_2D51).rotate_left(15).wrapping_mul(0x1B87_3593);
    let word = |bytes: &[u8]| bytes.iter().rev().fold(0_u32, |word, byte| word << 8 | u32::from(*byte));
    let blocks = bytes.chunks_exact(4);
    let tail = blocks.remainder();
    let mut hash = blocks.fold(0_u32, |hash, block| {
        (hash ^ scramble(word(block))).rotate_left(13).wrapping_mul(5).wrapping_add(0xE654_6B64)
    });
    if !tail.is_empty() {
        hash ^= scramble(word(tail));
    }
    hash ^= u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    hash = (hash ^ hash >> 16).wrapping_mul(0x85EB_CA6B);
    hash = (hash ^ hash >> 13).wrapping_mul(0xC2B2_AE35);
    hash ^ hash >> 16
}

#[cfg(test)]
mod tests {
    use super::{human, murmur3, shortest};
    use crate::engine::types::AthenaType;

    #[test]
    fn timestamps_print_groups_of_three_digits_as_needed() {
        let text = |text: &str| human(text, &AthenaType::Timestamp(6));
        assert_eq!(text("2020-02-03 04:05:06.120000"), "2020-02-03T04:05:06.120");
        assert_eq!(text("2020-02-03 04:05:06.120001"), "2020-02-03T04:05:06.120001");
        assert_eq!(text("2020-02-03 00:00:00.000000"), "2020-02-03T00:00");
        assert_eq!(text("2020-02-03 00:00:10.000000"), "2020-02-03T00:00:10");
        assert_eq!(human("2020-02-03 04:05:00.000000 UTC", &AthenaType::TimestampTz(6)), "2020-02-03T04:05+00:00");
        assert_eq!(human("a b.000", &AthenaType::Varchar(None)), "a b.000");
    }

    /// The test values of Iceberg's specification.
    #[test]
    fn hashes_match_the_iceberg_specification() {
        assert_eq!(murmur3(&34_i64.to_le_bytes()).cast_signed(), 2_017_239_379);
        assert_eq!(murmur3(&shortest(1420)).cast_signed(), -500_754_589);
        assert_eq!(murmur3(&17_486_i64.to_le_bytes()).cast_signed(), -653_330_422);
        assert_eq!(murmur3(&1_510_871_468_000_000_i64.to_le_bytes()).cast_signed(), -2_047_944_441);
        assert_eq!(murmur3(b"iceberg").cast_signed(), 1_210_000_089);
        assert_eq!(murmur3(&[0, 1, 2, 3]).cast_signed(), -188_683_207);
    }

    #[test]
    fn integers_take_the_fewest_bytes() {
        assert_eq!(shortest(0), [0]);
        assert_eq!(shortest(127), [127]);
        assert_eq!(shortest(128), [0, 128]);
        assert_eq!(shortest(-128), [128]);
        assert_eq!(shortest(-129), [255, 127]);
    }
}
