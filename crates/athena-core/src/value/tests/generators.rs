//! Generators of values of every type.

use athena_sql::{AthenaType, RowField};
use proptest::prelude::*;

use super::*;

pub(super) fn decimals() -> impl Strategy<Value = Decimal> {
    let unscaled = prop_oneof![any::<i64>().prop_map(i128::from), -Decimal::MAX_UNSCALED..=Decimal::MAX_UNSCALED];
    (unscaled, 0..=Decimal::MAX_SCALE).prop_filter_map("fits", |(unscaled, scale)| Decimal::new(unscaled, scale))
}

pub(super) fn dates() -> impl Strategy<Value = Date> {
    prop_oneof![any::<i32>(), -1_000_000..4_000_000].prop_map(Date::from_days)
}

pub(super) fn times() -> impl Strategy<Value = Time> {
    (0_u64..86_400, 0..PICOS_PER_SECOND, 0_u8..=12).prop_filter_map("fits", |(seconds, picos, precision)| {
        let unit = 10_u64.pow(u32::from(12 - precision));
        Time::new(seconds * PICOS_PER_SECOND + picos / unit * unit, precision)
    })
}

pub(super) fn timestamps() -> impl Strategy<Value = Timestamp> {
    (dates(), times()).prop_map(|(date, time)| Timestamp::from_date_time(date, time))
}

fn zones() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec!["UTC", "Z", "US/Pacific", "Asia/Kolkata", "Etc/GMT+5"]).prop_map(str::to_owned),
        "[+-](0[0-9]|1[0-3]):[0-5][0-9]",
    ]
}

/// A scalar type and a value of it.
pub(crate) fn scalars() -> impl Strategy<Value = (AthenaType, Value<'static>)> {
    let numbers = prop_oneof![
        any::<bool>().prop_map(|v| (AthenaType::Boolean, Value::Boolean(v))),
        any::<i8>().prop_map(|v| (AthenaType::TinyInt, Value::TinyInt(v))),
        any::<i16>().prop_map(|v| (AthenaType::SmallInt, Value::SmallInt(v))),
        any::<i32>().prop_map(|v| (AthenaType::Integer, Value::Integer(v))),
        any::<i64>().prop_map(|v| (AthenaType::BigInt, Value::BigInt(v))),
        any::<u32>().prop_map(|bits| (AthenaType::Real, Value::Real(f32::from_bits(bits)))),
        any::<f64>().prop_map(|v| (AthenaType::Double, Value::Double(v))),
        any::<u64>().prop_map(|bits| (AthenaType::Double, Value::Double(f64::from_bits(bits)))),
        (-100_000_i32..100_000).prop_map(|v| (AthenaType::Double, Value::Double(f64::from(v) / 64.0))),
        decimals().prop_map(|v| (AthenaType::Decimal { precision: 38, scale: v.scale() }, Value::Decimal(v))),
    ];
    let temporal = prop_oneof![
        dates().prop_map(|v| (AthenaType::Date, Value::Date(v))),
        times().prop_map(|v| (AthenaType::Time(None), Value::Time(v))),
        (times(), -840_i16..=840)
            .prop_filter_map("fits", |(time, offset)| TimeTz::new(time, offset))
            .prop_map(|v| (AthenaType::TimeWithTimeZone(None), Value::TimeTz(v))),
        timestamps().prop_map(|v| (AthenaType::Timestamp(None), Value::Timestamp(v))),
        (timestamps(), zones())
            .prop_filter_map("a zone", |(local, zone)| TimestampTz::new(local, zone))
            .prop_map(|v| (AthenaType::TimestampWithTimeZone(None), Value::TimestampTz(v))),
        any::<i64>().prop_map(|v| {
            (AthenaType::IntervalDayToSecond, Value::IntervalDayTime(IntervalDayTime::from_millis(v)))
        }),
        any::<i32>().prop_map(|v| {
            (AthenaType::IntervalYearToMonth, Value::IntervalYearMonth(IntervalYearMonth::from_months(v)))
        }),
    ];
    let rest = prop_oneof![
        "[a-zA-Z0-9 ,.:é]{1,12}"
            .prop_filter("not ambiguous", |text| text != "null" && !text.contains(", "))
            .prop_map(|v| (AthenaType::Varchar(None), Value::Varchar(v.into()))),
        any::<u128>().prop_map(|v| (AthenaType::Uuid, Value::Uuid(uuid::Uuid::from_u128(v)))),
        any::<std::net::IpAddr>().prop_map(|v| (AthenaType::IpAddress, Value::IpAddress(v))),
        prop::collection::vec(any::<u8>(), 0..9).prop_map(|v| (AthenaType::Varbinary, Value::Varbinary(v.into()))),
        prop::sample::select(vec!["{\"a, b\":[1,2,\"]\"]}", "1", "true", "\"x, \\\"}\"", "[]"])
            .prop_map(|v| (AthenaType::Json, Value::Json(v.into()))),
    ];
    prop_oneof![3 => numbers, 2 => temporal, 1 => rest]
}

/// A type, nested or not, and a value of it with an unambiguous text.
pub(crate) fn values() -> impl Strategy<Value = (AthenaType, Value<'static>)> {
    scalars().prop_recursive(3, 16, 3, |inner| {
        let element = (inner.clone(), 1_usize..4);
        let key = any::<i64>().prop_map(Value::BigInt);
        prop_oneof![
            element.prop_map(|((data_type, value), length)| {
                let mut values = vec![value; length];
                values.push(Value::Null);
                (AthenaType::array(data_type), Value::Array(values))
            }),
            (key, inner.clone()).prop_map(|(key, (data_type, value))| {
                (AthenaType::Map(Box::new(AthenaType::BigInt), Box::new(data_type)), Value::Map(vec![(key, value)]))
            }),
            (prop::collection::vec(inner, 1..4), any::<bool>()).prop_map(|(fields, named)| {
                let name = |index: usize| named.then(|| format!("f{index}"));
                let (types, values) = fields
                    .into_iter()
                    .enumerate()
                    .map(|(index, (data_type, value))| {
                        (RowField { name: name(index), data_type }, (name(index).map(Into::into), value))
                    })
                    .unzip();
                (AthenaType::Row(types), Value::Row(values))
            }),
        ]
    })
}
