//! A value that is bound to a marker.

use std::fmt;

/// A value for a marker, printed as an exact SQL literal of Athena's query grammar.
///
/// ```
/// use athena_core::Parameter;
///
/// assert_eq!(Parameter::from("it's").to_string(), "'it''s'");
/// assert_eq!(Parameter::from(0.1).to_string(), "DOUBLE '0.1'");
/// assert_eq!(Parameter::from(None::<i64>).to_string(), "NULL");
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Parameter {
    /// NULL of no particular type.
    Null,
    /// A boolean.
    Boolean(bool),
    /// An integer; Athena takes it as `integer` or `bigint` by its size.
    Integer(i64),
    /// A double, NaN and infinities included.
    Double(f64),
    /// Text, as `varchar`.
    Varchar(String),
    /// Bytes, as `varbinary`.
    Varbinary(Vec<u8>),
}

impl fmt::Display for Parameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("NULL"),
            Self::Boolean(value) => write!(f, "{value}"),
            Self::Integer(value) => write!(f, "{value}"),
            Self::Double(value) if value.is_nan() => f.write_str("nan()"),
            Self::Double(value) if value.is_infinite() => {
                f.write_str(if *value > 0.0 { "infinity()" } else { "-infinity()" })
            }
            // A bare `0.1` is a decimal to Trino and a double to Athena; the typed literal is a double to both.
            Self::Double(value) => write!(f, "DOUBLE '{value:?}'"),
            Self::Varchar(value) => f.write_str(&athena_sql::literal::trino_string(value)),
            Self::Varbinary(bytes) => {
                f.write_str("X'")?;
                bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))?;
                f.write_str("'")
            }
        }
    }
}

macro_rules! from_integer {
    ($($integer:ty),*) => {$(
        impl From<$integer> for Parameter {
            fn from(value: $integer) -> Self {
                Self::Integer(i64::from(value))
            }
        }
    )*};
}

from_integer!(i8, i16, i32, i64, u8, u16, u32);

impl From<bool> for Parameter {
    fn from(value: bool) -> Self {
        Self::Boolean(value)
    }
}

impl From<f32> for Parameter {
    fn from(value: f32) -> Self {
        Self::Double(value.into())
    }
}

impl From<f64> for Parameter {
    fn from(value: f64) -> Self {
        Self::Double(value)
    }
}

impl From<&str> for Parameter {
    fn from(value: &str) -> Self {
        Self::Varchar(value.to_owned())
    }
}

impl From<String> for Parameter {
    fn from(value: String) -> Self {
        Self::Varchar(value)
    }
}

impl From<&[u8]> for Parameter {
    fn from(value: &[u8]) -> Self {
        Self::Varbinary(value.to_vec())
    }
}

impl From<Vec<u8>> for Parameter {
    fn from(value: Vec<u8>) -> Self {
        Self::Varbinary(value)
    }
}

impl<T: Into<Parameter>> From<Option<T>> for Parameter {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}
