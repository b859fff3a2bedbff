//! Partition projection: partitions computed from table properties instead of being registered.

use std::collections::BTreeSet;

use chrono::format::{Item, StrftimeItems};
use chrono::{Datelike, Days, Duration, Months, NaiveDate, NaiveDateTime, Utc};
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::Expr;

use super::prune::{Partition, constants};
use crate::engine::catalog::{StoredTable, escaped};

/// Maximum number of partitions that are enumerated.
const MAX_PARTITIONS: usize = 1_000_000;

/// A key value, and its form in the location.
type Value = (String, String);

/// The partitions of a table; `None` if the table does not use projection.
pub(super) fn partitions(table: &StoredTable, filters: &[Expr]) -> Result<Option<Vec<Partition>>> {
    if !table.property("projection.enabled").is_some_and(|value| value.eq_ignore_ascii_case("true")) {
        return Ok(None);
    }
    let template = table.property("storage.location.template");
    let mut rows: Vec<Vec<Value>> = vec![Vec::new()];
    for key in &table.partition_keys {
        let column = Column { table, name: &key.name, is_date: key.hive_type == "date" };
        let values = column.values(constants(filters, &key.name).as_ref())?;
        if rows.len().saturating_mul(values.len()) > MAX_PARTITIONS {
            let message = "the projection has more than a million partitions: filter on its columns";
            return Err(column.failed(message));
        }
        rows = rows
            .iter()
            .flat_map(|row| values.iter().map(move |value| [row.as_slice(), std::slice::from_ref(value)].concat()))
            .collect();
    }
    let keys = || table.partition_keys.iter();
    let partition = |row: Vec<Value>| {
        let location = match template {
            Some(template) => keys().zip(&row).fold(template.to_owned(), |text, (key, (_, value))| {
                text.replace(&format!("${{{}}}", key.name), value)
            }),
            None => {
                let folders = keys().zip(&row).map(|(key, (_, value))| format!("{}={}/", key.name, escaped(value)));
                format!("{}/{}", table.location.trim_end_matches('/'), folders.collect::<String>())
            }
        };
        Partition { values: row.into_iter().map(|(value, _)| value).collect(), location }
    };
    Ok(Some(rows.into_iter().map(partition).collect()))
}

struct Column<'a> {
    table: &'a StoredTable,
    name: &'a str,
    /// Whether the values are read as dates, independent of the format in the location.
    is_date: bool,
}

impl Column<'_> {
    fn property(&self, name: &str) -> Option<&str> {
        self.table.property(&format!("projection.{}.{name}", self.name)).map(str::trim)
    }

    fn required(&self, name: &str) -> Result<&str> {
        self.property(name)
            .ok_or_else(|| self.failed(&format!("Missing required property: 'projection.{}.{name}'", self.name)))
    }

    fn failed(&self, why: &str) -> DataFusionError {
        let message = format!("INVALID_TABLE_PROPERTY: Column projection for column '{}' failed. {why}", self.name);
        DataFusionError::Execution(message)
    }

    /// Enumerates the values. `wanted` has the values that the filters allow, if they restrict the key.
    fn values(&self, wanted: Option<&BTreeSet<String>>) -> Result<Vec<Value>> {
        let same = |value: String| (value.clone(), value);
        match self.required("type")?.to_lowercase().as_str() {
            "enum" => {
                let values = self.required("values")?.split(',').map(str::trim).map(str::to_owned);
                Ok(values.filter(|value| wanted.is_none_or(|wanted| wanted.contains(value))).map(same).collect())
            }
            "injected" => match wanted {
                Some(wanted) => Ok(wanted.iter().cloned().map(same).collect()),
                None => Err(DataFusionError::Execution(format!(
                    "CONSTRAINT_VIOLATION: For the injected projected partition column {}, the WHERE clause must \
                     contain only static equality conditions, and at least one such condition must be present.",
                    self.name
                ))),
            },
            "integer" => self.integers(wanted),
            "date" => self.dates(),
            other => {
                Err(self.failed(&format!("'{other}' is not a projection type: use enum, integer, date or injected")))
            }
        }
    }

    fn range(&self) -> Result<(&str, &str)> {
        let range = self.required("range")?;
        let (from, to) = range.split_once(',').ok_or_else(|| self.failed("'range' has no comma"))?;
        Ok((from.trim(), to.trim()))
    }

    fn interval(&self) -> Result<i64> {
        let interval = self.property("interval").map_or(Ok(1), str::parse::<i64>);
        interval
            .ok()
            .filter(|interval| *interval > 0)
            .ok_or_else(|| self.failed("'interval' must be a positive integer"))
    }

    fn integers(&self, wanted: Option<&BTreeSet<String>>) -> Result<Vec<Value>> {
        let number = |text: &str| text.parse::<i64>().map_err(|_| self.failed(&format!("'{text}' is not an integer")));
        let (from, to) = self.range()?;
        let (from, to) = (number(from)?, number(to)?);
        let interval = self.interval()?;
        let digits = self.property("digits").map(str::parse::<usize>).transpose();
        let digits = digits.map_err(|_| self.failed("'digits' must be an integer"))?.unwrap_or(0);
        let printed = |number: i64| {
            let text = format!("{number:0digits$}");
            (text.clone(), text)
        };
        let is_one = |number: &i64| (from..=to).contains(number) && (number - from) % interval == 0;
        match wanted {
            Some(wanted) => {
                Ok(wanted.iter().filter_map(|text| text.parse().ok()).filter(is_one).map(printed).collect())
            }
            None => {
                let step = usize::try_from(interval).unwrap_or(usize::MAX);
                if to.saturating_sub(from) / interval > i64::try_from(MAX_PARTITIONS).unwrap_or(i64::MAX) {
                    return Err(self.failed("the range has more than a million values: filter on the column"));
                }
                Ok((from..=to).step_by(step).map(printed).collect())
            }
        }
    }

    fn dates(&self) -> Result<Vec<Value>> {
        let format = self.required("format")?;
        let pattern = pattern(format).ok_or_else(|| self.failed(&format!("unknown format '{format}'")))?;
        let now = Utc::now().naive_utc();
        let time = |text: &str| {
            relative(text, now)
                .or_else(|| read(text, &pattern))
                .ok_or_else(|| self.failed(&format!("'{text}' does not match the format '{format}'")))
        };
        let (from, to) = self.range()?;
        let (from, to) = (time(from)?, time(to)?);
        let unit = match self.property("interval.unit") {
            Some(unit) => unit.to_uppercase(),
            None => smallest_unit(&pattern).to_owned(),
        };
        let interval = self.interval()?;
        let mut values = Vec::new();
        let mut at = truncated(from, &unit);
        while at <= to {
            let text = at.format(&pattern).to_string();
            let value = if self.is_date { at.date().to_string() } else { text.clone() };
            values.push((value, text));
            if values.len() > MAX_PARTITIONS {
                return Err(self.failed("the range has more than a million values"));
            }
            at = shifted(at, interval, &unit).ok_or_else(|| self.failed(&format!("'{unit}' is not a time unit")))?;
        }
        values.dedup();
        Ok(values)
    }
}

/// Translates a Java date pattern into a `strftime` pattern.
fn pattern(java: &str) -> Option<String> {
    let mut out = String::new();
    let mut rest = java.chars().peekable();
    while let Some(c) = rest.next() {
        if c == '\'' {
            out.extend(rest.by_ref().take_while(|c| *c != '\''));
            continue;
        }
        if !c.is_ascii_alphabetic() {
            out.push(c);
            continue;
        }
        let mut count = 1;
        while rest.next_if_eq(&c).is_some() {
            count += 1;
        }
        out.push_str(match (c, count) {
            ('y' | 'u', 4) => "%Y",
            ('y' | 'u', 2) => "%y",
            ('M', 2) => "%m",
            ('M', 1) => "%-m",
            ('d', 2) => "%d",
            ('d', 1) => "%-d",
            ('H', 2) => "%H",
            ('H', 1) => "%-H",
            ('m', 2) => "%M",
            ('s', 2) => "%S",
            ('D', 3) => "%j",
            _ => return None,
        });
    }
    StrftimeItems::new(&out).all(|item| item != Item::Error).then_some(out)
}

/// The smallest unit that a format contains.
fn smallest_unit(pattern: &str) -> &'static str {
    [
        ("%S", "SECONDS"),
        ("%M", "MINUTES"),
        ("%H", "HOURS"),
        ("%-H", "HOURS"),
        ("%d", "DAYS"),
        ("%-d", "DAYS"),
        ("%j", "DAYS"),
    ]
    .iter()
    .find(|(letters, _)| pattern.contains(letters))
    .map_or(if pattern.contains('m') { "MONTHS" } else { "YEARS" }, |(_, unit)| unit)
}

/// Parses a date and time. Missing fields have their smallest value.
fn read(text: &str, pattern: &str) -> Option<NaiveDateTime> {
    if let Ok(time) = NaiveDateTime::parse_from_str(text, pattern) {
        return Some(time);
    }
    // The parser requires minutes with hours.
    if let Ok(time) = NaiveDateTime::parse_from_str(&format!("{text} 0"), &format!("{pattern} %M")) {
        return Some(time);
    }
    let day = |text: String, pattern: String| NaiveDate::parse_from_str(&text, &pattern).ok();
    let day = day(text.to_owned(), pattern.to_owned())
        .or_else(|| day(format!("{text} 1"), format!("{pattern} %-d")))
        .or_else(|| day(format!("{text} 1 1"), format!("{pattern} %-m %-d")));
    day?.and_hms_opt(0, 0, 0)
}

/// Parses `NOW`, `NOW-3YEARS` or `NOW+12HOURS`.
fn relative(text: &str, now: NaiveDateTime) -> Option<NaiveDateTime> {
    let text = text.to_uppercase();
    let rest = text.strip_prefix("NOW")?.trim();
    if rest.is_empty() {
        return Some(now);
    }
    let (sign, rest) = match rest.split_at_checked(1)? {
        ("-", rest) => (-1, rest.trim()),
        ("+", rest) => (1, rest.trim()),
        _ => return None,
    };
    let end = rest.find(|c: char| !c.is_ascii_digit())?;
    let count: i64 = rest[..end].parse().ok()?;
    let unit = rest[end..].trim();
    let unit = if unit.ends_with('S') { unit.to_owned() } else { format!("{unit}S") };
    shifted(now, sign * count, &unit)
}

fn shifted(at: NaiveDateTime, count: i64, unit: &str) -> Option<NaiveDateTime> {
    let months = |count: i64| {
        let months = Months::new(u32::try_from(count.unsigned_abs()).ok()?);
        if count < 0 { at.checked_sub_months(months) } else { at.checked_add_months(months) }
    };
    let days = |count: i64| {
        let days = Days::new(count.unsigned_abs());
        if count < 0 { at.checked_sub_days(days) } else { at.checked_add_days(days) }
    };
    match unit {
        "YEARS" => months(count.checked_mul(12)?),
        "MONTHS" => months(count),
        "WEEKS" => days(count.checked_mul(7)?),
        "DAYS" => days(count),
        "HOURS" => at.checked_add_signed(Duration::try_hours(count)?),
        "MINUTES" => at.checked_add_signed(Duration::try_minutes(count)?),
        "SECONDS" => at.checked_add_signed(Duration::try_seconds(count)?),
        _ => None,
    }
}

/// Truncates a time to a unit.
fn truncated(at: NaiveDateTime, unit: &str) -> NaiveDateTime {
    use chrono::Timelike;

    let day = match unit {
        "YEARS" => at.date().with_ordinal(1),
        "MONTHS" => at.date().with_day(1),
        _ => Some(at.date()),
    };
    let (hour, minute, second) = match unit {
        "HOURS" => (at.hour(), 0, 0),
        "MINUTES" => (at.hour(), at.minute(), 0),
        "SECONDS" => (at.hour(), at.minute(), at.second()),
        _ => (0, 0, 0),
    };
    day.and_then(|day| day.and_hms_opt(hour, minute, second)).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_parsed_by_the_projection_format() {
        let read = |text: &str, format: &str| {
            pattern(format).and_then(|pattern| read(text, &pattern)).map(|time| time.to_string())
        };
        for (text, format, expected) in [
            ("2020-01-02", "yyyy-MM-dd", Some("2020-01-02 00:00:00")),
            ("2020/01/02/03", "yyyy/MM/dd/HH", Some("2020-01-02 03:00:00")),
            ("2020-01", "yyyy-MM", Some("2020-01-01 00:00:00")),
            ("2020", "yyyy", Some("2020-01-01 00:00:00")),
            ("20200102T0304", "yyyyMMdd'T'HHmm", Some("2020-01-02 03:04:00")),
            ("x", "yyyy", None),
            ("2020", "QQQ", None),
        ] {
            assert_eq!(read(text, format).as_deref(), expected, "{text} {format}");
        }
        let now = read_now();
        assert_eq!(relative("NOW-1MONTH", now).map(|m| m.to_string()).as_deref(), Some("2020-02-29 01:02:03"));
        assert_eq!(relative("now+2hours", now).map(|m| m.to_string()).as_deref(), Some("2020-03-31 03:02:03"));
        assert_eq!(relative("NOW*2DAYS", now), None);
    }

    fn read_now() -> NaiveDateTime {
        NaiveDate::from_ymd_opt(2020, 3, 31).and_then(|day| day.and_hms_opt(1, 2, 3)).unwrap_or_default()
    }
}
