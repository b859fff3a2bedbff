//! Comparison of a table with its expected values, on every driver by CSV and by UNLOAD.

use athena_sandbox::Sandbox;
use awsathena::{Driver, Value};
use tokio::task::JoinSet;

use super::table::Table;
use crate::endpoint::{connect, knows, with_options, without_scheme};
use crate::values::{are_same_instant, fetch_values};

type Rows = Vec<Vec<Value<'static>>>;

/// The most differences that are listed.
const MAX_DIFFERENCES: usize = 5;

/// Compares the table, and returns the drivers and ways that were compared; the error is a report of the differences.
pub(super) async fn compare(table: &Table, sandbox: &Sandbox) -> Result<Vec<String>, String> {
    let mut runs = JoinSet::new();
    for driver in awsathena::registry().drivers() {
        let options = options(driver, table);
        runs.spawn(read(driver, "CSV", url(sandbox, driver, &options), table.sql(), table.names()));
        if driver.capabilities().unload && table.can_unload() {
            let mut options = options;
            options.push(("unload".to_owned(), "true".to_owned()));
            runs.spawn(read(driver, "UNLOAD", url(sandbox, driver, &options), table.sql(), table.names()));
        }
    }
    let mut ways = Vec::new();
    let mut reports = Vec::new();
    for (way, options, rows) in runs.join_all().await {
        let differences = match &rows {
            Ok(rows) => differences(table, rows),
            Err(error) => vec![format!("it failed: {error}")],
        };
        if !differences.is_empty() {
            reports.push(format!("{way} ({options})\n  {}", differences.join("\n  ")));
        }
        ways.push(way);
    }
    if reports.is_empty() { Ok(ways) } else { Err(reports.join("\n")) }
}

/// The options of the table that the driver has.
fn options(driver: Driver, table: &Table) -> Vec<(String, String)> {
    let all = [
        ("batch_size", table.batch_size.to_string()),
        // The first page includes the header row.
        ("page_size", (table.batch_size + 1).min(1000).to_string()),
        ("block_size", "65536".to_owned()),
        ("s3_max_workers", table.workers.to_string()),
        ("string_view", table.string_view.to_string()),
        ("timestamp_unit", table.timestamp_unit().to_owned()),
        ("result_set_type_hints", table.hints()),
    ];
    let known = all.into_iter().filter(|(key, value)| knows(driver, key) && !value.is_empty());
    known.map(|(key, value)| (key.to_owned(), value)).collect()
}

fn url(sandbox: &Sandbox, driver: Driver, options: &[(String, String)]) -> (String, String) {
    let shown = options.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(", ");
    (with_options(driver.schemes()[0], without_scheme(&sandbox.url("x")), options), shown)
}

async fn read(
    driver: Driver,
    way: &'static str,
    (url, options): (String, String),
    sql: String,
    names: Vec<String>,
) -> (String, String, Result<Rows, String>) {
    let rows = async {
        let mut cursor = connect(&url).await?.cursor();
        cursor.execute(sql).await?;
        let columns: Vec<String> = cursor.columns().iter().map(|column| column.name.clone()).collect();
        let mut rows = fetch_values(&mut cursor).await?;
        if way == "UNLOAD" {
            // The files of an UNLOAD have no order.
            rows.sort_by_key(|row| row.iter().take(2).map(number).collect::<Vec<_>>());
        }
        Ok::<_, awsathena::Error>((columns, rows))
    };
    let rows = match rows.await {
        Ok((columns, _)) if columns != names => Err(format!("the columns are {columns:?}")),
        Ok((_, rows)) => Ok(rows),
        Err(error) => Err(format!("{error:?}")),
    };
    (format!("{} by {way}", driver.name()), options, rows)
}

fn number(value: &Value<'_>) -> i64 {
    match value {
        Value::Integer(number) => (*number).into(),
        Value::BigInt(number) => *number,
        _ => i64::MAX,
    }
}

fn differences(table: &Table, rows: &Rows) -> Vec<String> {
    let mut found = Vec::new();
    if rows.len() != table.num_rows() {
        found.push(format!("{} rows, expected {}", rows.len(), table.num_rows()));
    }
    let names = table.names();
    for (number, row) in rows.iter().enumerate().take(table.num_rows()) {
        for (column, (value, name)) in row.iter().zip(&names).enumerate() {
            let expected = table.value(number, column);
            if !is_same(&expected, value) {
                found.push(format!("row {number}, column {name:?}: expected {expected:?}, found {value:?}"));
            }
            if found.len() == MAX_DIFFERENCES {
                return found;
            }
        }
    }
    found
}

fn is_same(expected: &Value<'_>, found: &Value<'_>) -> bool {
    match found {
        // A driver without type hints gives the text.
        Value::Other { text, .. } => expected.to_string() == *text,
        _ => expected.identical(found) || are_same_instant(expected, found),
    }
}
