//! The type of an array, map or row, from the values in it.

use athena_sql::{AthenaType, RowField};

use crate::value::Value;

/// A type, as far as values show it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Shape {
    /// The type of NULL, and of the elements of an empty array.
    Unknown,
    Leaf(AthenaType),
    Array(Box<Shape>),
    Map(Box<Shape>, Box<Shape>),
    Row(Vec<(Option<String>, Shape)>),
}

impl Shape {
    /// The shape of a value. `None` where values that should have one type have several, or a value has none.
    pub(super) fn of(value: &Value<'_>) -> Option<Self> {
        let leaf = match value {
            Value::Null => return Some(Self::Unknown),
            Value::Array(values) => return Some(Self::Array(Box::new(Self::of_all(values.iter())?))),
            Value::Map(entries) => {
                let keys = Self::of_all(entries.iter().map(|(key, _)| key))?;
                let values = Self::of_all(entries.iter().map(|(_, value)| value))?;
                return Some(Self::Map(Box::new(keys), Box::new(values)));
            }
            Value::Row(fields) => {
                let field = |(name, value): &(Option<_>, Value<'_>)| {
                    Some((name.as_ref().map(ToString::to_string), Self::of(value)?))
                };
                return fields.iter().map(field).collect::<Option<_>>().map(Self::Row);
            }
            Value::Boolean(_) => AthenaType::Boolean,
            Value::TinyInt(_) => AthenaType::TinyInt,
            Value::SmallInt(_) => AthenaType::SmallInt,
            Value::Integer(_) => AthenaType::Integer,
            Value::BigInt(_) => AthenaType::BigInt,
            Value::Real(_) => AthenaType::Real,
            Value::Double(_) => AthenaType::Double,
            Value::Decimal(value) => {
                let scale = value.scale();
                AthenaType::Decimal { precision: value.digits().max(scale).max(1), scale }
            }
            Value::Varchar(_) => AthenaType::Varchar(None),
            Value::Varbinary(_) => AthenaType::Varbinary,
            Value::Date(_) => AthenaType::Date,
            Value::Time(value) => AthenaType::Time(Some(value.precision())),
            Value::TimeTz(value) => AthenaType::TimeWithTimeZone(Some(value.time().precision())),
            Value::Timestamp(value) => AthenaType::Timestamp(Some(value.precision())),
            Value::TimestampTz(value) => AthenaType::TimestampWithTimeZone(Some(value.local().precision())),
            Value::IntervalDayTime(_) => AthenaType::IntervalDayToSecond,
            Value::IntervalYearMonth(_) => AthenaType::IntervalYearToMonth,
            Value::Json(_) => AthenaType::Json,
            Value::Uuid(_) => AthenaType::Uuid,
            Value::IpAddress(_) => AthenaType::IpAddress,
            Value::Other { .. } => return None,
        };
        Some(Self::Leaf(leaf))
    }

    /// The type. An unknown type becomes `varchar`, since NULL can have any type. `None` for a row without fields.
    pub(super) fn into_type(self) -> Option<AthenaType> {
        Some(match self {
            Self::Unknown => AthenaType::Varchar(None),
            Self::Leaf(leaf) => leaf,
            Self::Array(element) => AthenaType::array(element.into_type()?),
            Self::Map(key, value) => AthenaType::map(key.into_type()?, value.into_type()?),
            Self::Row(fields) if fields.is_empty() => return None,
            Self::Row(fields) => {
                let field = |(name, shape): (_, Self)| Some(RowField { name, data_type: shape.into_type()? });
                AthenaType::Row(fields.into_iter().map(field).collect::<Option<_>>()?)
            }
        })
    }

    fn of_all<'v>(values: impl Iterator<Item = &'v Value<'v>>) -> Option<Self> {
        let mut shapes = values.map(Self::of);
        shapes.try_fold(Self::Unknown, |all, next| all.join(next?))
    }

    /// The shape that holds the values of both.
    fn join(self, other: Self) -> Option<Self> {
        Some(match (self, other) {
            (Self::Unknown, shape) | (shape, Self::Unknown) => shape,
            (Self::Leaf(one), Self::Leaf(other)) => Self::Leaf(wider(one, other)?),
            (Self::Array(one), Self::Array(other)) => Self::Array(Box::new(one.join(*other)?)),
            (Self::Map(key, value), Self::Map(other_key, other_value)) => {
                Self::Map(Box::new(key.join(*other_key)?), Box::new(value.join(*other_value)?))
            }
            (Self::Row(one), Self::Row(other)) if one.len() == other.len() => {
                let fields = one.into_iter().zip(other);
                let field = |((name, one), (other_name, other)): (_, (_, _))| {
                    if name == other_name { Some((name, Self::join(one, other)?)) } else { None }
                };
                Self::Row(fields.map(field).collect::<Option<_>>()?)
            }
            _ => return None,
        })
    }
}

fn wider(one: AthenaType, other: AthenaType) -> Option<AthenaType> {
    use AthenaType::{Decimal, Time, TimeWithTimeZone, Timestamp, TimestampWithTimeZone};
    Some(match (one, other) {
        (Decimal { precision, scale }, Decimal { precision: other_precision, scale: other_scale }) => {
            let whole = (precision - scale).max(other_precision - other_scale);
            let scale = scale.max(other_scale);
            let precision = whole.checked_add(scale).filter(|precision| *precision <= 38)?;
            Decimal { precision, scale }
        }
        (Time(one), Time(other)) => Time(one.max(other)),
        (TimeWithTimeZone(one), TimeWithTimeZone(other)) => TimeWithTimeZone(one.max(other)),
        (Timestamp(one), Timestamp(other)) => Timestamp(one.max(other)),
        (TimestampWithTimeZone(one), TimestampWithTimeZone(other)) => TimestampWithTimeZone(one.max(other)),
        (one, other) => return (one == other).then_some(one),
    })
}
