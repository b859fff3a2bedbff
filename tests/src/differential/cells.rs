//! Random values: their SQL and their expected values.

use awsathena::value::{
    Date, Decimal, IntervalDayTime, IntervalYearMonth, Time, TimeTz, TimeUnit, Timestamp, TimestampTz, decode,
};
use awsathena::{AthenaType, Value};
use proptest::prelude::*;

/// An SQL expression and its value.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    pub(super) sql: String,
    pub(super) value: Value<'static>,
}

pub(super) type Cells = BoxedStrategy<Cell>;

fn cells<T: std::fmt::Debug + 'static>(
    values: impl Strategy<Value = T> + 'static,
    cell: impl Fn(T) -> Option<(String, Value<'static>)> + 'static,
) -> Cells {
    values.prop_filter_map("is a value", move |value| cell(value).map(|(sql, value)| Cell { sql, value })).boxed()
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

pub(super) fn booleans() -> Cells {
    cells(any::<bool>(), |value| Some((value.to_string(), Value::Boolean(value))))
}

pub(super) fn tinyints() -> Cells {
    cells(any::<i8>(), |value| Some((format!("TINYINT '{value}'"), Value::TinyInt(value))))
}

pub(super) fn smallints() -> Cells {
    cells(any::<i16>(), |value| Some((format!("SMALLINT '{value}'"), Value::SmallInt(value))))
}

pub(super) fn integers() -> Cells {
    cells(prop_oneof![any::<i32>(), -9..9], |value| Some((format!("INTEGER '{value}'"), Value::Integer(value))))
}

pub(super) fn bigints() -> Cells {
    cells(prop_oneof![any::<i64>(), -9_i64..9], |value| Some((format!("BIGINT '{value}'"), Value::BigInt(value))))
}

pub(super) fn reals() -> Cells {
    let values = prop_oneof![any::<u32>().prop_map(f32::from_bits), (-99_i8..99).prop_map(|v| f32::from(v) / 8.0)];
    cells(values, |value| Some((format!("REAL '{}'", float(value.into(), &format!("{value:e}"))), Value::Real(value))))
}

pub(super) fn doubles() -> Cells {
    let values = prop_oneof![
        any::<u64>().prop_map(f64::from_bits),
        (-9999_i32..9999).prop_map(|v| f64::from(v) / 64.0),
        prop::sample::select(vec![f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -0.0, 5e-324, 1e7, 9_999_999.0, 1e-3]),
    ];
    cells(values, |value| Some((format!("DOUBLE '{}'", float(value, &format!("{value:e}"))), Value::Double(value))))
}

/// A number in the form that Java reads.
fn float(value: f64, digits: &str) -> String {
    match value {
        value if value.is_nan() => "NaN".to_owned(),
        value if value.is_infinite() => if value > 0.0 { "Infinity" } else { "-Infinity" }.to_owned(),
        _ => digits.to_owned(),
    }
}

pub(super) fn decimals(precision: u8, scale: u8) -> Cells {
    let limit = 10_i128.pow(precision.into()) - 1;
    cells(prop_oneof![-limit..=limit, (-9_i128).max(-limit)..=limit.min(9)], move |unscaled| {
        let value = Decimal::new(unscaled, scale)?;
        Some((format!("CAST('{value}' AS decimal({precision},{scale}))"), Value::Decimal(value)))
    })
}

/// Text that is hard for a reader of CSV.
pub(super) fn texts() -> Cells {
    let hostile = prop::collection::vec(
        prop_oneof![
            4 => prop::sample::select(vec!["\"", ",", "\n", "\r", "\r\n", "\"\"", "\",\"", "\t", "\\", "'", ";", "\u{feff}"]),
            2 => prop::sample::select(vec!["NULL", "null", "\\N", "NaN", "é", "🦀", " ", "a", "0", "--", "/*", "?", ":x"]),
        ],
        0..8,
    );
    let texts = prop_oneof![
        hostile.prop_map(|parts| parts.concat()),
        "[ -~]{0,20}",
        "\\PC{0,12}",
        Just(String::new()),
        (0_usize..400).prop_map(|length| "x,\"\n".chars().cycle().take(length).collect()),
    ];
    cells(texts, |text| Some((quoted(&text), Value::Varchar(text.into()))))
}

/// Text that stays readable inside the text of an array, a map or a row.
pub(super) fn plain_texts() -> Cells {
    let texts = "[a-zé\"'\\\\:;-][a-z0-9 é\"'\\\\:;-]{0,6}[a-z0-9]"
        .prop_filter("inside of others `null` is NULL", |text| text != "null");
    cells(texts, |text| Some((quoted(&text), Value::Varchar(text.into()))))
}

pub(super) fn bytes() -> Cells {
    cells(prop::collection::vec(any::<u8>(), 0..12), |bytes| {
        let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        Some((format!("X'{digits}'"), Value::Varbinary(bytes.into())))
    })
}

/// Days from the year 1 to 9999, or, for units of nanoseconds, from 1700 to 2200.
fn days(near: bool) -> BoxedStrategy<Date> {
    let days = if near { -98_615_i32..84_006 } else { -719_162..2_932_897 };
    prop_oneof![days, -3_i32..3].prop_map(Date::from_days).boxed()
}

pub(super) fn dates() -> Cells {
    cells(days(false), |date| Some((format!("DATE '{date}'"), Value::Date(date))))
}

fn clocks(precision: u8) -> BoxedStrategy<Time> {
    let unit = 10_u64.pow(u32::from(12 - precision));
    let picos = prop_oneof![0..86_400_000_000_000_000_u64, Just(0), Just(86_399_999_999_999_999)];
    picos.prop_filter_map("is a time", move |picos| Time::new(picos / unit * unit, precision)).boxed()
}

pub(super) fn times(precision: u8) -> Cells {
    cells(clocks(precision), |time| Some((format!("TIME '{time}'"), Value::Time(time))))
}

pub(super) fn times_with_offset(precision: u8) -> Cells {
    cells((clocks(precision), -840_i16..=840), |(time, offset)| {
        let time = TimeTz::new(time, offset)?;
        Some((format!("TIME '{time}'"), Value::TimeTz(time)))
    })
}

/// Timestamps with digits and years that fit into `unit`.
pub(super) fn timestamps(precision: u8, unit: TimeUnit) -> Cells {
    cells((days(unit == TimeUnit::Nanosecond), clocks(precision)), |(date, time)| {
        let timestamp = Timestamp::from_date_time(date, time);
        Some((format!("TIMESTAMP '{timestamp}'"), Value::Timestamp(timestamp)))
    })
}

/// Timestamps between 1970 and 2037 in zones without daylight saving time, where each local time is one instant.
pub(super) fn timestamps_with_zone(precision: u8) -> Cells {
    let zones = prop_oneof![
        prop::sample::select(vec!["UTC", "Asia/Kolkata", "Asia/Tokyo", "America/Phoenix"]).prop_map(str::to_owned),
        "[+-](0[0-9]|1[0-3]):(00|30|45)",
    ];
    cells((1_i32..24_000, clocks(precision), zones), |(days, time, zone)| {
        let local = Timestamp::from_date_time(Date::from_days(days), time);
        Some((format!("TIMESTAMP '{local} {zone}'"), Value::TimestampTz(TimestampTz::new(local, zone)?)))
    })
}

pub(super) fn seconds() -> Cells {
    cells(prop_oneof![-10_000_000_i64..10_000_000, -2_i64..2], |seconds| {
        Some((
            format!("INTERVAL '{seconds}' SECOND"),
            Value::IntervalDayTime(IntervalDayTime::from_millis(seconds * 1000)),
        ))
    })
}

pub(super) fn months() -> Cells {
    cells(prop_oneof![-20_000_i32..20_000, -13_i32..13], |months| {
        Some((format!("INTERVAL '{months}' MONTH"), Value::IntervalYearMonth(IntervalYearMonth::from_months(months))))
    })
}

pub(super) fn uuids() -> Cells {
    cells("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", |text| {
        Some((format!("UUID '{text}'"), decode(&AthenaType::Uuid, &text).ok()?.into_owned()))
    })
}

pub(super) fn addresses() -> Cells {
    let addresses = prop_oneof![
        any::<[u8; 4]>().prop_map(std::net::IpAddr::from),
        any::<[u16; 8]>().prop_map(|mut parts| {
            // Keeps clear of addresses that embed IPv4, which are printed in another form.
            parts[0] |= 0x2000;
            std::net::IpAddr::from(parts)
        }),
    ];
    cells(addresses, |address| Some((format!("IPADDRESS '{address}'"), Value::IpAddress(address))))
}

/// JSON in the form that Athena prints, with keys in order and no spaces.
pub(super) fn documents() -> Cells {
    let documents = prop_oneof![
        any::<i32>().prop_map(|number| number.to_string()),
        "[a-z ,;:]{0,8}".prop_map(|text| format!("\"{text}\"")),
        ("[a-z]{1,3}", prop::collection::vec(-9..9, 0..3)).prop_map(|(key, items)| {
            let items: Vec<String> = items.iter().map(ToString::to_string).collect();
            format!("{{\"{key}\":[{}]}}", items.join(","))
        }),
        prop::sample::select(vec!["null", "true", "[]", "{}", "\"\"", "[null,\"a,b\"]"]).prop_map(str::to_owned),
    ];
    cells(documents, |text| Some((format!("JSON {}", quoted(&text)), Value::Json(text.into()))))
}
