//! `UPDATE_EXPECT=1`: replacement of the expectations that a case file has by the outcome.

use std::fs;
use std::ops::Range;

use anyhow::{Context as _, Result};
use serde::Deserialize;
use toml::{Spanned, Value};

use super::check::{print_columns, print_row_list};
use super::file::Case;
use super::outcome::Outcome;

/// The positions of the expectations in a file.
#[derive(Deserialize)]
struct Places {
    columns: Option<Spanned<Value>>,
    rows: Option<Spanned<Value>>,
    row_count: Option<Spanned<Value>>,
    checksum: Option<Spanned<Value>>,
    #[serde(default)]
    steps: Vec<Places>,
}

pub(super) fn wanted() -> bool {
    std::env::var_os("UPDATE_EXPECT").is_some()
}

/// Replaces expected data. Expected errors and descriptions of the query stay: they are decided, not observed.
pub(super) fn rewrite(case: &Case, step: usize, outcome: &Outcome) -> Result<()> {
    if outcome.error.is_some() {
        return Ok(());
    }
    let text = fs::read_to_string(&case.path)?;
    let mut places: Places = toml::from_str(&text)?;
    if !places.steps.is_empty() {
        places = places.steps.into_iter().nth(step).context("the file has changed during the run")?;
    }
    let columns = print_columns(outcome.columns.iter());
    let columns = columns.trim_start_matches("columns = ").to_owned();
    let mut edits: Vec<(Range<usize>, String)> = [
        (places.columns, columns),
        (places.rows, print_row_list(&outcome.cells())),
        (places.row_count, outcome.rows.len().to_string()),
        (places.checksum, format!("\"{}\"", outcome.checksum())),
    ]
    .into_iter()
    .filter_map(|(place, new)| place.map(|place| (place.span(), new)))
    .collect();
    edits.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
    let mut new = text;
    for (span, replacement) in edits {
        new.replace_range(span, &replacement);
    }
    fs::write(&case.path, new).with_context(|| format!("writing {}", case.path.display()))
}
