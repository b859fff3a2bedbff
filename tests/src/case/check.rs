//! Comparison of an outcome with the expectations of a step.

use std::fmt::Write as _;

use awsathena::{Column, Driver, Error};

use super::Way;
use super::cell::Cell;
use super::file::{ExpectedColumn, ExpectedError, ExpectedQuery, Step};
use super::outcome::Outcome;
use crate::values::is_same_time;

/// The most lines of a report, and the most rows that it prints.
const MAX_LINES: usize = 12;

/// A line for each difference; empty if there is none.
pub(super) fn differences(step: &Step, driver: Driver, way: Way, outcome: &Outcome) -> Vec<String> {
    let mut found = Found(Vec::new());
    let columnar = driver.capabilities().columnar;
    let error = step.columnar_error.as_ref().filter(|_| columnar).or(step.error.as_ref());
    match (error, &outcome.error) {
        (None, None) => {}
        (None, Some(error)) => found.line(format!("it failed: {error:?}")),
        (Some(expected), None) => found.line(format!("it succeeded, expected {}", expected.kind)),
        (Some(expected), Some(error)) => compare_errors(expected, error, &mut found),
    }
    if way == Way::Unload {
        let unload = ExpectedQuery { substatement_type: Some("UNLOAD".to_owned()), ..ExpectedQuery::default() };
        compare_query(&unload, outcome, &mut found);
    } else if let Some(expected) = &step.query {
        compare_query(expected, outcome, &mut found);
    }
    if outcome.error.is_some() {
        return found.0;
    }
    if let Some(expected) = &step.columns {
        compare_columns(expected, way, outcome, &mut found);
    }
    compare_types(outcome, &mut found);
    if let Some(difference) = &outcome.typed {
        found.line(difference.clone());
    }
    let cells = outcome.cells();
    if let Some(expected) = &step.rows {
        compare_rows(expected, &cells, columnar, way, outcome, &mut found);
    }
    for row in &step.includes {
        if !cells.contains(row) {
            found.line(format!("no row is {}", print_row(row)));
        }
    }
    for text in &step.mentions {
        let there = cells.iter().flatten().any(|cell| matches!(cell, Cell::Text(found) if found.contains(text)));
        if !there {
            found.line(format!("no cell contains `{text}`"));
        }
    }
    found.compare("number of rows", step.row_count.as_ref(), &outcome.rows.len());
    // Files have their own row groups, and no order among each other.
    if way == Way::Plain {
        found.compare("rows of each batch", step.batches_of(driver), &outcome.batches);
        found.compare("checksum", step.checksum.as_ref(), &outcome.checksum());
    }
    let update_count = outcome.update_count.map_or(-1, |count| i64::try_from(count).unwrap_or(i64::MAX));
    found.compare("update count", step.update_count.as_ref(), &update_count);
    found.0
}

/// The message about one step.
pub(super) fn report(number: usize, step: &Step, outcome: &Outcome, found: &[String]) -> String {
    let mut text = format!("step {}: {}\n", number + 1, step.sql.trim());
    if let Some(id) = &outcome.query_id {
        writeln!(text, "query id: {id}").expect("writing to a string does not fail");
    }
    for line in found.iter().take(MAX_LINES) {
        writeln!(text, "  {line}").expect("writing to a string does not fail");
    }
    if found.len() > MAX_LINES {
        writeln!(text, "  and {} more", found.len() - MAX_LINES).expect("writing to a string does not fail");
    }
    if outcome.error.is_none() && outcome.rows.len() <= MAX_LINES {
        let columns = print_columns(outcome.columns.iter());
        writeln!(text, "found:\n{columns}\n{}", print_rows(&outcome.cells()))
            .expect("writing to a string does not fail");
    }
    text
}

pub(super) fn print_columns<'a>(columns: impl Iterator<Item = &'a Column>) -> String {
    let lines = columns.map(|column| {
        let name = toml::Value::String(column.name.clone());
        let data_type = column.data_type.trino().to_string();
        format!("    {{ name = {name}, type = \"{data_type}\" }},\n")
    });
    format!("columns = [\n{}]", lines.collect::<String>())
}

pub(super) fn print_rows(rows: &[Vec<Cell>]) -> String {
    format!("rows = {}", print_row_list(rows))
}

pub(super) fn print_row_list(rows: &[Vec<Cell>]) -> String {
    if rows.is_empty() {
        return "[]".to_owned();
    }
    format!("[\n{}]", rows.iter().map(|row| format!("    {},\n", print_row(row))).collect::<String>())
}

fn print_row(row: &[Cell]) -> String {
    format!("[{}]", row.iter().map(Cell::to_string).collect::<Vec<_>>().join(", "))
}

struct Found(Vec<String>);

impl Found {
    fn line(&mut self, line: String) {
        self.0.push(line);
    }

    fn compare<T: PartialEq + std::fmt::Debug>(&mut self, what: &str, expected: Option<&T>, found: &T) {
        if let Some(expected) = expected
            && expected != found
        {
            self.line(format!("{what}: expected {expected:?}, found {found:?}"));
        }
    }
}

fn compare_errors(expected: &ExpectedError, error: &Error, found: &mut Found) {
    let kind = format!("{:?}", error.kind());
    if kind != expected.kind {
        found.line(format!("error kind: expected {}, found {kind}: {error}", expected.kind));
    }
    for text in &expected.contains {
        if !error.to_string().contains(text) {
            found.line(format!("the error does not contain `{text}`: {error}"));
        }
    }
    let failure = error.query_failure();
    let category = failure.and_then(|failure| failure.category).map(|category| format!("{category:?}"));
    found.compare("error category", expected.category.as_ref(), &category.unwrap_or_default());
    let error_type = failure.and_then(|failure| failure.error_type).unwrap_or(-1);
    found.compare("error type", expected.error_type.as_ref(), &error_type);
    found.compare("retryable", expected.retryable.as_ref(), &failure.is_some_and(|failure| failure.retryable));
    found.compare("query id in the error", expected.has_query_id.as_ref(), &error.query_id().is_some());
}

fn compare_query(expected: &ExpectedQuery, outcome: &Outcome, found: &mut Found) {
    let Some(query) = &outcome.query else {
        found.line("the cursor has no query".to_owned());
        return;
    };
    found.compare("state", expected.state.as_ref(), &query.state.to_string());
    let statement_type = query.statement_type.as_ref().map(ToString::to_string).unwrap_or_default();
    found.compare("statement type", expected.statement_type.as_ref(), &statement_type);
    let substatement_type = query.substatement_type.clone().unwrap_or_default();
    found.compare("substatement type", expected.substatement_type.as_ref(), &substatement_type);
    found.compare("managed results", expected.managed_results.as_ref(), &query.managed_results);
    found.compare("work group", expected.work_group.as_ref(), &query.work_group.clone().unwrap_or_default());
    found.compare("database", expected.database.as_ref(), &query.database.clone().unwrap_or_default());
}

fn compare_columns(expected: &[ExpectedColumn], way: Way, outcome: &Outcome, found: &mut Found) {
    found.compare("number of columns", Some(&expected.len()), &outcome.columns.len());
    for (position, (expected, column)) in expected.iter().zip(&outcome.columns).enumerate() {
        let what = |of: &str| format!("{of} of column {}", position + 1);
        found.compare(&what("name"), Some(&expected.name), &column.name);
        if way == Way::Unload {
            // The columns come from the file, which has no lengths of text.
            let expected = value_type(&expected.data_type);
            found.compare(&what("type"), Some(&expected), &value_type(&column.data_type.trino().to_string()));
            continue;
        }
        found.compare(&what("type"), Some(&expected.data_type), &column.data_type.trino().to_string());
        found.compare(&what("type name"), expected.type_name.as_ref(), &column.type_name);
        found.compare(&what("precision"), expected.precision.as_ref(), &column.precision);
        found.compare(&what("scale"), expected.scale.as_ref(), &column.scale);
    }
}

/// Checks that every value has the type of its column.
fn compare_types(outcome: &Outcome, found: &mut Found) {
    let types: Vec<String> =
        outcome.columns.iter().map(|column| value_type(&column.data_type.trino().to_string())).collect();
    for (number, row) in outcome.rows.iter().enumerate() {
        for (value, (expected, column)) in row.iter().zip(types.iter().zip(&outcome.columns)) {
            if !value.is_null() && value.type_name() != expected {
                found.line(format!(
                    "row {}, column `{}`: the column is {expected}, the value {value:?}",
                    number + 1,
                    column.name
                ));
            }
        }
    }
}

/// The name of the values of a type: the type without its numbers, and `varchar` for `char`.
fn value_type(printed: &str) -> String {
    let name = match (printed.find('('), printed.rfind(')')) {
        (Some(open), Some(close)) => format!("{}{}", &printed[..open], &printed[close + 1..]),
        _ => printed.to_owned(),
    };
    if name == "char" { "varchar".to_owned() } else { name }
}

/// A column of times has one unit and, for timestamps with time zone, one zone: its values are compared, not their texts.
fn compare_rows(
    expected: &[Vec<Cell>],
    cells: &[Vec<Cell>],
    columnar: bool,
    way: Way,
    outcome: &Outcome,
    found: &mut Found,
) {
    found.compare("number of rows", Some(&expected.len()), &cells.len());
    let (one, other) = (order(expected, way), order(cells, way));
    for (number, (at, place)) in one.into_iter().zip(other).enumerate() {
        let (expected, row) = (&expected[at], &cells[place]);
        if expected.len() != row.len() {
            found.line(format!("row {}: expected {} cells, found {}", number + 1, expected.len(), row.len()));
        }
        for (position, (expected, cell)) in expected.iter().zip(row).enumerate() {
            let same = |text: &str| {
                let data_type = &outcome.columns[position].data_type;
                columnar && is_same_time(data_type, text, &outcome.rows[place][position])
            };
            let equal = expected == cell || matches!(expected, Cell::Text(text) if same(text));
            if !equal {
                found.line(format!(
                    "row {}, column `{}`: expected {expected}, found {cell}",
                    number + 1,
                    outcome.columns[position].name
                ));
            }
        }
    }
}

/// The positions of rows in the order in which they are compared. Rows from several files are sorted by their text.
fn order(rows: &[Vec<Cell>], way: Way) -> Vec<usize> {
    let mut places: Vec<usize> = (0..rows.len()).collect();
    if way == Way::Unload {
        places.sort_by_cached_key(|place| print_row(&rows[*place]));
    }
    places
}
