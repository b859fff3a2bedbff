//! Choice of the field for a column of a result.

use athena_sql::{AthenaType, RowField};

use super::{Field, Kind, TypeHints};
use crate::column::{Column, Columns};
use crate::error::Result;
use crate::options::{OptionValue, ValueKind};
use crate::value::TimeUnit;

crate::choices! {
    /// Column for a `timestamp with time zone`.
    pub enum ZonedTimestamps {
        /// The instant in UTC; the zone is not kept.
        Utc = "utc",
        /// Athena's text, with the zone.
        Text = "text",
    }
}

crate::choices! {
    /// Column for an `interval year to month`.
    pub enum MonthIntervals {
        /// A number of months.
        Months = "months",
        /// Athena's text.
        Text = "text",
    }
}

impl OptionValue for TimeUnit {
    const KIND: ValueKind = ValueKind::Choice(&["s", "ms", "us", "ns"]);

    fn parse(text: &str) -> Result<Self, String> {
        text.to_ascii_lowercase().parse().map_err(|_| "it must be one of s, ms, us, ns".to_owned())
    }

    fn print(&self) -> String {
        self.as_str().to_owned()
    }
}

/// Options of [`plan`].
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct PlanOptions {
    /// The unit of timestamps with and without a zone; microseconds by default. The service does not tell the number of
    /// digits of a column; a value with more digits than the unit holds is an error.
    pub timestamp_unit: TimeUnit,
    /// Column for timestamps with a zone; UTC by default.
    pub timestamp_tz: ZonedTimestamps,
    /// The unit of times of day, microseconds or nanoseconds; nanoseconds by default, which hold every `time(9)`.
    pub time_unit: TimeUnit,
    /// Column for intervals of months; a number by default.
    pub month_interval: MonthIntervals,
    /// The full types of columns, which the service does not tell for arrays, maps and rows; none by default.
    pub type_hints: TypeHints,
}

impl Default for PlanOptions {
    fn default() -> Self {
        Self {
            timestamp_unit: TimeUnit::Microsecond,
            timestamp_tz: ZonedTimestamps::Utc,
            time_unit: TimeUnit::Nanosecond,
            month_interval: MonthIntervals::Months,
            type_hints: TypeHints::default(),
        }
    }
}

impl PlanOptions {
    /// The defaults.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets [`timestamp_unit`](Self::timestamp_unit).
    #[must_use]
    pub fn with_timestamp_unit(mut self, unit: TimeUnit) -> Self {
        self.timestamp_unit = unit;
        self
    }

    /// Sets [`timestamp_tz`](Self::timestamp_tz).
    #[must_use]
    pub fn with_timestamp_tz(mut self, zoned: ZonedTimestamps) -> Self {
        self.timestamp_tz = zoned;
        self
    }

    /// Sets [`time_unit`](Self::time_unit); seconds and milliseconds count as microseconds.
    #[must_use]
    pub fn with_time_unit(mut self, unit: TimeUnit) -> Self {
        self.time_unit = unit.max(TimeUnit::Microsecond);
        self
    }

    /// Sets [`month_interval`](Self::month_interval).
    #[must_use]
    pub fn with_month_interval(mut self, intervals: MonthIntervals) -> Self {
        self.month_interval = intervals;
        self
    }

    /// Sets [`type_hints`](Self::type_hints).
    #[must_use]
    pub fn with_type_hints(mut self, hints: TypeHints) -> Self {
        self.type_hints = hints;
        self
    }
}

/// The field of every column of a result, with type hints applied.
///
/// # Errors
/// `InvalidOption` for a hint for a column that the result does not have, or of another type than the column's.
pub fn plan_all(columns: &Columns, options: &PlanOptions) -> Result<Vec<Field>> {
    let hinted = options.type_hints.resolve(columns)?;
    let planned = columns
        .iter()
        .zip(hinted)
        .map(|(column, hint)| field(&column.name, hint.unwrap_or(&column.data_type), options));
    Ok(planned.collect())
}

/// The field of one column. Ignores type hints: only [`plan_all`] sees all columns.
pub fn plan(column: &Column, options: &PlanOptions) -> Field {
    field(&column.name, &column.data_type, options)
}

fn field(name: &str, athena_type: &AthenaType, options: &PlanOptions) -> Field {
    let inside = |name: &str, athena_type| Box::new(field(name, athena_type, options));
    let column_type = match athena_type {
        AthenaType::Boolean => Kind::Boolean,
        AthenaType::TinyInt => Kind::Int8,
        AthenaType::SmallInt => Kind::Int16,
        AthenaType::Integer => Kind::Int32,
        AthenaType::BigInt => Kind::Int64,
        AthenaType::Real => Kind::Float32,
        AthenaType::Double => Kind::Float64,
        AthenaType::Decimal { precision, scale } => Kind::Decimal128 { precision: *precision, scale: *scale },
        AthenaType::Date => Kind::Date32,
        AthenaType::Time(_) => Kind::Time64 { unit: options.time_unit.max(TimeUnit::Microsecond) },
        AthenaType::Timestamp(_) => Kind::Timestamp { unit: options.timestamp_unit },
        AthenaType::TimestampWithTimeZone(_) => match options.timestamp_tz {
            ZonedTimestamps::Utc => Kind::TimestampUtc { unit: options.timestamp_unit },
            ZonedTimestamps::Text => Kind::Utf8,
        },
        AthenaType::IntervalDayToSecond => Kind::DurationMillis,
        AthenaType::IntervalYearToMonth => match options.month_interval {
            MonthIntervals::Months => Kind::MonthInterval,
            MonthIntervals::Text => Kind::Utf8,
        },
        AthenaType::Varbinary => Kind::Binary,
        AthenaType::Array(item) => Kind::List(inside("item", item)),
        AthenaType::Map(key, value) => {
            let mut key = inside("key", key);
            key.nullable = false;
            Kind::Map { key, value: inside("value", value) }
        }
        AthenaType::Row(fields) => {
            let fields = fields.iter().enumerate();
            Kind::Struct(
                fields
                    .map(|(at, RowField { name, data_type })| {
                        let name = name.clone().unwrap_or_else(|| format!("field{at}"));
                        field(&name, data_type, options)
                    })
                    .collect(),
            )
        }
        // All other types stay Athena's text, and so do types that the service adds later.
        _ => Kind::Utf8,
    };
    Field::new(name, column_type, athena_type.clone())
}
