//! Statements of the query builder of athena-sql, run in a sandbox.

mod ddl;
mod queries;

use std::fs;

use anyhow::{Context as _, Result, ensure};
use athena_sandbox::Sandbox;
use awsathena::Connection;
use awsathena::sql::classify;

pub(crate) use self::ddl::definitions;
pub(crate) use self::queries::queries;
use crate::endpoint::folder;
use crate::values::fetch_values;

/// The name of a statement, and its SQL.
pub(crate) type Named = (&'static str, String);

/// The statements that the sandbox does not run, with the reason. The user guide says that the service runs them.
const NOT_IN_THE_SANDBOX: &[(&str, &str)] = &[("timestamp_as_of", NO_PAST), ("version_as_of", NO_PAST)];

const NO_PAST: &str = "its tables have no earlier versions";

/// The statements that create the tables.
const TABLES: [&str; 5] = [
    "CREATE DATABASE sales",
    "CREATE TABLE sales.stock (item string, amount int) LOCATION 's3://sandbox-results/stock/' \
     TBLPROPERTIES ('table_type' = 'ICEBERG')",
    "CREATE TABLE deliveries (item string, amount int) LOCATION 's3://sandbox-results/deliveries/' \
     TBLPROPERTIES ('table_type' = 'ICEBERG')",
    "INSERT INTO deliveries VALUES ('a', 3), ('d', 4)",
    "INSERT INTO sales.stock VALUES ('b', 1), ('x', 0)",
];

/// Runs the statements of the query builder in a sandbox, and returns each with its first rows.
///
/// # Errors
/// A statement is refused that should run, or runs although it is listed as one that cannot.
pub fn built_queries() -> Result<String> {
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let sandbox = Sandbox::builder().tpch(0.01).start().await?;
        let connection = awsathena::connect(&sandbox.url("awsathena+rest")).await?;
        for sql in TABLES {
            connection.cursor().execute(sql).await.with_context(|| sql)?;
        }
        let mut page = String::new();
        let mut wrong = Vec::new();
        for (name, sql) in queries()? {
            let gap = NOT_IN_THE_SANDBOX.iter().find(|(gap, _)| *gap == name).map(|(_, reason)| *reason);
            let result = match (rows(&connection, &sql).await, gap) {
                (Ok(rows), None) => rows,
                (Err(_), Some(reason)) => format!("-- not run by the sandbox: {reason}\n"),
                (Ok(_), Some(_)) => {
                    wrong.push(format!("{name} runs; remove it from the list"));
                    continue;
                }
                (Err(error), None) => {
                    wrong.push(format!("{name}: {error:#}\n{sql}"));
                    continue;
                }
            };
            page.push_str(&format!("-- {name}\n{sql}\n{result}\n"));
        }
        sandbox.shutdown().await;
        ensure!(wrong.is_empty(), "{}", wrong.join("\n"));
        Ok(page)
    })
}

/// The number of rows, and the first three of them, ordered by their text.
async fn rows(connection: &Connection, sql: &str) -> Result<String> {
    let mut cursor = connection.cursor();
    cursor.execute(sql).await?;
    if let Some(changed) = cursor.update_count().filter(|_| !classify(sql).kind.is_query()) {
        return Ok(format!("-- {changed} rows changed\n"));
    }
    let rows = fetch_values(&mut cursor).await?;
    let mut lines: Vec<String> =
        rows.iter().map(|row| row.iter().map(ToString::to_string).collect::<Vec<_>>().join(" | ")).collect();
    lines.sort_unstable();
    let shown: String = lines.iter().take(3).map(|line| format!("--> {line}\n")).collect();
    Ok(format!("-- {} rows\n{shown}", rows.len()))
}

/// Compares with a file of `data/`, or writes it with `UPDATE_EXPECT=1`.
///
/// # Errors
/// The file says something else.
pub fn compare(file: &str, found: &str) -> Result<()> {
    let path = folder("data").join(file);
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        return fs::write(&path, found).with_context(|| format!("writing {}", path.display()));
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    if let Some(line) = expected.lines().zip(found.lines()).position(|(expected, found)| expected != found) {
        let at = |text: &str| text.lines().nth(line).unwrap_or_default().to_owned();
        anyhow::bail!("{} line {}: `{}`, but found was `{}`", path.display(), line + 1, at(&expected), at(found));
    }
    ensure!(expected == found, "{} has other statements; UPDATE_EXPECT=1 writes it", path.display());
    Ok(())
}
