//! Random types and columns.

use awsathena::Value;
use awsathena::value::TimeUnit;
use proptest::prelude::*;

use super::cells::{self, Cell, Cells};

/// The type of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A type without others inside, by name and digits.
    Scalar(&'static str, u8, u8),
    Array(Box<Self>),
    Map(Box<Self>, Box<Self>),
    Row(Vec<Self>),
}

/// A column with cells for the most rows that a table can have.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub(super) kind: Kind,
    pub(super) cells: Vec<Cell>,
    /// The end of the name.
    pub(super) suffix: &'static str,
}

const FIELDS: [&str; 3] = ["a", "b", "c"];

/// The types that UNLOAD can write, besides `timestamp(3)`.
const UNLOADABLE: [&str; 11] = [
    "boolean",
    "tinyint",
    "smallint",
    "integer",
    "bigint",
    "real",
    "double",
    "decimal",
    "varchar",
    "varbinary",
    "date",
];
/// The types that UNLOAD cannot write.
const OTHERS: [&str; 8] = [
    "time",
    "time with time zone",
    "timestamp with time zone",
    "interval day to second",
    "interval year to month",
    "uuid",
    "ipaddress",
    "json",
];

impl Kind {
    /// The type in SQL.
    pub(super) fn sql(&self) -> String {
        match self {
            Self::Scalar("decimal", precision, scale) => format!("decimal({precision},{scale})"),
            Self::Scalar(name @ ("time" | "timestamp"), precision, _) => format!("{name}({precision})"),
            Self::Scalar(name, precision, _) if name.ends_with(" with time zone") => {
                name.replacen(' ', &format!("({precision}) "), 1)
            }
            Self::Scalar(name, ..) => (*name).to_owned(),
            Self::Array(item) => format!("array({})", item.sql()),
            Self::Map(key, value) => format!("map({}, {})", key.sql(), value.sql()),
            Self::Row(fields) => {
                let fields: Vec<String> =
                    FIELDS.iter().zip(fields).map(|(name, kind)| format!("{name} {}", kind.sql())).collect();
                format!("row({})", fields.join(", "))
            }
        }
    }

    pub(super) fn is_nested(&self) -> bool {
        !matches!(self, Self::Scalar(..))
    }

    /// True if UNLOAD can write the type.
    pub(super) fn can_unload(&self) -> bool {
        match self {
            Self::Scalar("timestamp", precision, _) => *precision == 3,
            Self::Scalar(name, ..) => UNLOADABLE.contains(name),
            Self::Array(item) => item.can_unload(),
            Self::Map(key, value) => key.can_unload() && value.can_unload(),
            Self::Row(fields) => fields.iter().all(Self::can_unload),
        }
    }

    fn cells(&self, unit: TimeUnit, inside: bool) -> Cells {
        match self {
            Self::Scalar(name, precision, scale) => scalar_cells(name, *precision, *scale, unit, inside),
            Self::Array(item) => {
                let sql = self.sql();
                prop::collection::vec(or_null(item, unit, true), 0..4)
                    .prop_map(move |items| {
                        let texts: Vec<&str> = items.iter().map(|item| item.sql.as_str()).collect();
                        let text = format!("CAST(ARRAY[{}] AS {sql})", texts.join(", "));
                        Cell { sql: text, value: Value::Array(items.into_iter().map(|item| item.value).collect()) }
                    })
                    .boxed()
            }
            Self::Map(key, value) => {
                let sql = self.sql();
                prop::collection::vec((key.cells(unit, true), or_null(value, unit, true)), 0..4)
                    .prop_map(move |entries| map(entries, &sql))
                    .boxed()
            }
            Self::Row(fields) => {
                let sql = self.sql();
                let fields: Vec<Cells> = fields.iter().map(|field| or_null(field, unit, true)).collect();
                fields
                    .prop_map(move |fields| {
                        let texts: Vec<&str> = fields.iter().map(|field| field.sql.as_str()).collect();
                        let text = format!("CAST(ROW({}) AS {sql})", texts.join(", "));
                        let named = FIELDS.iter().zip(fields).map(|(name, field)| (Some((*name).into()), field.value));
                        Cell { sql: text, value: Value::Row(named.collect()) }
                    })
                    .boxed()
            }
        }
    }
}

/// A map with distinct keys in the order in which Athena prints them.
fn map(mut entries: Vec<(Cell, Cell)>, sql: &str) -> Cell {
    entries.sort_by(|(one, _), (other, _)| match (&one.value, &other.value) {
        (Value::Integer(one), Value::Integer(other)) => one.cmp(other),
        (one, other) => one.to_string().cmp(&other.to_string()),
    });
    entries.dedup_by(|(one, _), (other, _)| one.value == other.value);
    let texts = |texts: Vec<&str>| texts.join(", ");
    let keys = texts(entries.iter().map(|(key, _)| key.sql.as_str()).collect());
    let values = texts(entries.iter().map(|(_, value)| value.sql.as_str()).collect());
    let value = Value::Map(entries.iter().map(|(key, value)| (key.value.clone(), value.value.clone())).collect());
    Cell { sql: format!("CAST(MAP(ARRAY[{keys}], ARRAY[{values}]) AS {sql})"), value }
}

fn scalar_cells(name: &str, precision: u8, scale: u8, unit: TimeUnit, inside: bool) -> Cells {
    match name {
        "boolean" => cells::booleans(),
        "tinyint" => cells::tinyints(),
        "smallint" => cells::smallints(),
        "integer" => cells::integers(),
        "bigint" => cells::bigints(),
        "real" => cells::reals(),
        "double" => cells::doubles(),
        "decimal" => cells::decimals(precision, scale),
        "varchar" if inside => cells::plain_texts(),
        "varchar" => cells::texts(),
        "varbinary" => cells::bytes(),
        "date" => cells::dates(),
        "time" => cells::times(precision),
        "time with time zone" => cells::times_with_offset(precision),
        "timestamp" => cells::timestamps(precision, unit),
        "timestamp with time zone" => cells::timestamps_with_zone(precision),
        "interval day to second" => cells::seconds(),
        "interval year to month" => cells::months(),
        "uuid" => cells::uuids(),
        "ipaddress" => cells::addresses(),
        "json" => cells::documents(),
        other => unreachable!("no column is made of {other}"),
    }
}

fn or_null(kind: &Kind, unit: TimeUnit, inside: bool) -> Cells {
    let null = Just(Cell { sql: format!("CAST(NULL AS {})", kind.sql()), value: Value::Null });
    prop_oneof![4 => kind.cells(unit, inside), 1 => null].boxed()
}

/// Columns of `rows` cells; with `by_unload` only of types that UNLOAD can write.
pub(super) fn columns(rows: usize, unit: TimeUnit, by_unload: bool) -> impl Strategy<Value = Column> {
    let suffixes = prop_oneof![
        4 => Just(""),
        1 => prop::sample::select(vec![" ", ",", "\"", "\n", "é", ".", "=", ";", "'", "\\", "\r\n"]),
    ];
    let suffixes = suffixes.prop_map(move |suffix| if by_unload { "" } else { suffix });
    let kinds = prop_oneof![3 => scalars(unit, by_unload, false), 1 => nested(unit)];
    (kinds, suffixes).prop_flat_map(move |(kind, suffix)| {
        prop::collection::vec(or_null(&kind, unit, false), rows).prop_map(move |cells| Column {
            kind: kind.clone(),
            cells,
            suffix,
        })
    })
}

fn scalars(unit: TimeUnit, by_unload: bool, inside: bool) -> BoxedStrategy<Kind> {
    let digits = if unit == TimeUnit::Nanosecond { 9_u8 } else { 6 };
    let decimal = (1_u8..=38).prop_flat_map(|precision| (Just(precision), 0..=precision));
    let decimal = decimal.prop_map(|(precision, scale)| Kind::Scalar("decimal", precision, scale));
    let timestamp = (if by_unload { 3..=3 } else { 0..=digits }).prop_map(|p| Kind::Scalar("timestamp", p, 0));
    // The text of a nested value does not have its bytes.
    let simple: Vec<&str> =
        UNLOADABLE.iter().copied().filter(|name| *name != "decimal" && !(inside && *name == "varbinary")).collect();
    let simple = prop::sample::select(simple).prop_map(|name| Kind::Scalar(name, 0, 0));
    let other = (prop::sample::select(OTHERS.to_vec()), 0..=digits).prop_map(|(name, p)| Kind::Scalar(name, p, 0));
    if by_unload || inside {
        prop_oneof![4 => simple, 1 => decimal, 1 => timestamp].boxed()
    } else {
        prop_oneof![3 => simple, 1 => decimal, 1 => timestamp, 3 => other].boxed()
    }
}

fn nested(unit: TimeUnit) -> impl Strategy<Value = Kind> {
    let keys = || prop::sample::select(vec!["integer", "varchar"]).prop_map(|name| Kind::Scalar(name, 0, 0));
    scalars(unit, true, true).prop_recursive(2, 6, 3, move |inner| {
        prop_oneof![
            inner.clone().prop_map(|item| Kind::Array(Box::new(item))),
            (keys(), inner.clone()).prop_map(|(key, value)| Kind::Map(Box::new(key), Box::new(value))),
            prop::collection::vec(inner, 1..=FIELDS.len()).prop_map(Kind::Row),
        ]
    })
}
