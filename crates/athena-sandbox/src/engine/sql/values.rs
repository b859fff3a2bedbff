//! Timestamps in VALUES rows whose exact types differ, where a single Arrow type may not hold them all.

use std::collections::HashSet;

use datafusion::sql::sqlparser::ast::{Expr, Values};

use super::build;
use crate::engine::text_parse::{self, Timestamp};

/// The range of a 64-bit nanosecond timestamp, in seconds.
const NANOSECONDS: std::ops::Range<i64> = -9_223_372_036..9_223_372_036;

/// Converts the timestamps of a column to the packed form if their zones differ, or if only some fit nanoseconds.
pub(super) fn align_instants(values: &mut Values) {
    let width = values.rows.first().map_or(0, |row| row.content.len());
    for column in 0..width {
        let kinds: HashSet<_> = values.rows.iter().filter_map(|row| row.content.get(column).and_then(kind)).collect();
        if kinds.len() < 2 {
            continue;
        }
        for cell in values.rows.iter_mut().filter_map(|row| row.content.get_mut(column)) {
            if kind(cell).is_some() {
                let taken = std::mem::replace(cell, build::null());
                *cell = build::call("$packed", vec![taken]);
            }
        }
    }
}

/// The unpacked form that a timestamp would get.
#[derive(PartialEq, Eq, Hash)]
enum Kind {
    /// The time zone, and whether the value exceeds the range of nanoseconds.
    Zone(String, bool),
    AnyZone,
    Near,
    Far,
}

fn kind(cell: &Expr) -> Option<Kind> {
    let Expr::Function(function) = cell else { return None };
    let args = build::arguments(function)?;
    let text = |position: usize| match args.get(position) {
        Some(Expr::Value(value)) => value.value.clone().into_string(),
        _ => None,
    };
    match function.name.to_string().as_str() {
        "\"$literal\"" if text(0)? == "timestamp" => {
            let parsed = text_parse::timestamp(&text(1)?)?;
            let far = parsed.digits >= 9 && is_far(&parsed);
            Some(match parsed.zone {
                Some(zone) => Kind::Zone(zone.name().to_owned(), far),
                None if far => Kind::Far,
                None => Kind::Near,
            })
        }
        "\"$cast\"" | "\"$try_cast\"" => {
            let to = text(1)?.to_lowercase();
            if !to.starts_with("timestamp") {
                None
            } else if to.ends_with("with time zone") {
                let zoned = parsed_timestamp(&args[0]).and_then(|parsed| Some((is_far(&parsed), parsed.zone?)));
                Some(zoned.map_or(Kind::AnyZone, |(far, zone)| Kind::Zone(zone.name().to_owned(), far)))
            } else if to.contains("(9)") && parsed_timestamp(&args[0]).is_some_and(|parsed| is_far(&parsed)) {
                Some(Kind::Far)
            } else {
                Some(Kind::Near)
            }
        }
        _ => None,
    }
}

fn is_far(parsed: &Timestamp) -> bool {
    !NANOSECONDS.contains(&parsed.instant.seconds)
}

/// The timestamp in a literal or a text.
fn parsed_timestamp(e: &Expr) -> Option<Timestamp> {
    let text = match e {
        Expr::Value(value) => value.value.clone().into_string()?,
        Expr::Function(function) => match build::arguments(function)?.get(1)? {
            Expr::Value(value) => value.value.clone().into_string()?,
            _ => return None,
        },
        _ => return None,
    };
    text_parse::timestamp(&text)
}
