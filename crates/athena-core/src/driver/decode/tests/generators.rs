//! Types, and texts of these types that the default plan can hold.

use proptest::prelude::*;

use crate::value::{Date, Decimal, IntervalDayTime, IntervalYearMonth, Value};

pub(super) type Texts = (&'static str, BoxedStrategy<String>);

/// A type and a strategy for its texts.
pub(super) fn types() -> impl Strategy<Value = Texts> {
    let zone = prop_oneof![Just("UTC"), Just("+05:30"), Just("-11:45"), Just("Asia/Tokyo"), Just("Etc/GMT+5")];
    let all: Vec<Texts> = vec![
        ("boolean", any::<bool>().prop_map(|value| value.to_string()).boxed()),
        ("tinyint", any::<i8>().prop_map(|value| value.to_string()).boxed()),
        ("smallint", any::<i16>().prop_map(|value| value.to_string()).boxed()),
        ("integer", any::<i32>().prop_map(|value| value.to_string()).boxed()),
        ("bigint", any::<i64>().prop_map(|value| value.to_string()).boxed()),
        ("bigint", "-?0{0,9}[0-9]{1,18}".boxed()),
        ("real", any::<u32>().prop_map(|bits| Value::Real(f32::from_bits(bits)).to_string()).boxed()),
        ("double", any::<u64>().prop_map(|bits| Value::Double(f64::from_bits(bits)).to_string()).boxed()),
        ("double", "-?[0-9]{1,9}\\.[0-9]{1,20}(E-?[0-9]{1,2})?".boxed()),
        ("decimal(38, 12)", decimals(38, 12).boxed()),
        ("decimal(9, 2)", decimals(9, 2).boxed()),
        ("decimal(38, 0)", decimals(38, 0).boxed()),
        ("date", any::<i32>().prop_map(|days| Date::from_days(days).to_string()).boxed()),
        ("date", dates().boxed()),
        ("time", clocks().boxed()),
        ("timestamp", timestamps().boxed()),
        ("timestamp with time zone", (timestamps(), zone).prop_map(|(local, zone)| format!("{local} {zone}")).boxed()),
        ("time with time zone", clocks().prop_map(|time| time + "+01:30").boxed()),
        (
            "interval day to second",
            any::<i64>().prop_map(|millis| IntervalDayTime::from_millis(millis).to_string()).boxed(),
        ),
        (
            "interval year to month",
            any::<i32>().prop_map(|months| IntervalYearMonth::from_months(months).to_string()).boxed(),
        ),
        ("varchar", "[a-z,\"\r\né😀]{0,24}".boxed()),
        ("varchar", any::<String>().boxed()),
        ("char(5)", "[a-z ]{5}".boxed()),
        (
            "varbinary",
            prop::collection::vec(any::<u8>(), 0..9).prop_map(|v| Value::Varbinary(v.into()).to_string()).boxed(),
        ),
        ("json", prop::sample::select(vec!["{\"a\": [1, \"}\"]}", "1", "\"x\"", "[]"]).prop_map(str::to_owned).boxed()),
        ("uuid", any::<u128>().prop_map(|value| uuid::Uuid::from_u128(value).to_string()).boxed()),
        ("ipaddress", any::<std::net::IpAddr>().prop_map(|value| value.to_string()).boxed()),
        ("array", "\\[[a-z, ]{0,9}\\]".boxed()),
        ("HyperLogLog", "[0-9a-f ]{0,9}".boxed()),
        ("array(bigint)", "\\[[0-9]{1,9}(, (null|-[0-9]{1,9})){0,4}\\]".boxed()),
        ("array(array(varchar))", "\\[\\[[a-z\"é]{1,3}, [a-z]{1,4}\\](, (null|\\[\\])){0,3}\\]".boxed()),
        ("map(varchar, double)", "\\{[a-m]{1,3}=1\\.5(, [o-z]{5}=(NaN|null))?\\}".boxed()),
        (
            "row(a integer, b row(varchar, varbinary))",
            "\\{a=(null|[0-9]{1,5}), b=(null|\\{[a-m]{1,3}, 0[0-9a-f]\\})\\}".boxed(),
        ),
        ("array(timestamp with time zone)", timestamps().prop_map(|local| format!("[{local} UTC, null]")).boxed()),
        ("array(uuid)", any::<u128>().prop_map(|value| format!("[{}]", uuid::Uuid::from_u128(value))).boxed()),
        ("array(array)", "\\[\\[[a-z]{0,3}\\], \\[\\]\\]".boxed()),
    ];
    prop::sample::select(all)
}

fn decimals(precision: u32, scale: u8) -> impl Strategy<Value = String> {
    let limit = 10_i128.pow(precision) - 1;
    (prop_oneof![-limit..=limit, -100_000_i128..100_000], 0..=scale).prop_filter_map(
        "fits",
        move |(unscaled, written)| {
            let digits = unscaled / 10_i128.pow(u32::from(scale - written));
            Decimal::new(digits, written).map(|value| value.to_string())
        },
    )
}

fn dates() -> impl Strategy<Value = String> {
    (-719_528_i32..2_932_897).prop_map(|days| Date::from_days(days).to_string())
}

/// With at most nine digits that are not zero, as nanoseconds hold.
fn clocks() -> impl Strategy<Value = String> {
    "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,9}0{0,3})?"
}

/// With at most six digits that are not zero, as microseconds hold.
fn timestamps() -> impl Strategy<Value = String> {
    let clock = "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,6}0{0,6})?";
    (dates(), clock).prop_map(|(date, time)| format!("{date} {time}"))
}
