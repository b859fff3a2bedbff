//! The text form of values, as Athena prints them.

use std::fmt;

use super::Value;
use super::java_float::{JavaDouble, JavaFloat};

/// Athena's text of the value in CSV results and `GetQueryResults`.
///
/// NULL is `null`, as in Athena's arrays, maps and rows; a NULL cell itself has no text in Athena. Bytes are pairs of
/// hexadecimal digits, even inside arrays, maps and rows, where Athena prints Java's object text. Strings inside them
/// are not quoted: the text is for people, not for parsers.
impl fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Boolean(v) => v.fmt(f),
            Self::TinyInt(v) => v.fmt(f),
            Self::SmallInt(v) => v.fmt(f),
            Self::Integer(v) => v.fmt(f),
            Self::BigInt(v) => v.fmt(f),
            Self::Real(v) => JavaFloat(*v).fmt(f),
            Self::Double(v) => JavaDouble(*v).fmt(f),
            Self::Decimal(v) => v.fmt(f),
            Self::Varchar(v) | Self::Json(v) | Self::Other { text: v, .. } => v.fmt(f),
            Self::Varbinary(v) => write_bytes(f, v),
            Self::Date(v) => v.fmt(f),
            Self::Time(v) => v.fmt(f),
            Self::TimeTz(v) => v.fmt(f),
            Self::Timestamp(v) => v.fmt(f),
            Self::TimestampTz(v) => v.fmt(f),
            Self::IntervalDayTime(v) => v.fmt(f),
            Self::IntervalYearMonth(v) => v.fmt(f),
            Self::Uuid(v) => v.fmt(f),
            Self::IpAddress(v) => v.fmt(f),
            Self::Array(values) => write_list(f, ["[", "]"], values, |f, value| value.fmt(f)),
            Self::Map(entries) => write_list(f, ["{", "}"], entries, |f, (key, value)| write!(f, "{key}={value}")),
            Self::Row(fields) => write_list(f, ["{", "}"], fields, |f, (name, value)| match name {
                Some(name) => write!(f, "{name}={value}"),
                None => value.fmt(f),
            }),
        }
    }
}

fn write_bytes(f: &mut fmt::Formatter<'_>, bytes: &[u8]) -> fmt::Result {
    for (index, byte) in bytes.iter().enumerate() {
        write!(f, "{}{byte:02x}", if index == 0 { "" } else { " " })?;
    }
    Ok(())
}

fn write_list<T>(
    f: &mut fmt::Formatter<'_>,
    [open, close]: [&str; 2],
    items: &[T],
    write_item: impl Fn(&mut fmt::Formatter<'_>, &T) -> fmt::Result,
) -> fmt::Result {
    f.write_str(open)?;
    for (index, item) in items.iter().enumerate() {
        f.write_str(if index == 0 { "" } else { ", " })?;
        write_item(f, item)?;
    }
    f.write_str(close)
}
