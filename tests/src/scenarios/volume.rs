//! A million rows: none lost, none repeated, none out of order.

use std::fmt::Write as _;

use anyhow::{Context as _, Result, bail, ensure};
use awsathena::Value;

use super::stage::Stage;

super::scenarios! {
    "volume":
    million_rows_once_and_in_order,
}

const ROWS: usize = 1_000_000;

/// Numbers from 1, each with its text. The text of every tenth number is NULL, and that of the next is `''`.
const SQL: &str = "SELECT k, CASE k % 10 WHEN 0 THEN NULL WHEN 1 THEN '' ELSE concat('row ', CAST(k AS varchar)) END AS v \
     FROM (SELECT i * 1000 + j AS k FROM UNNEST(sequence(0, 999)) AS a (i) CROSS JOIN UNNEST(sequence(1, 1000)) AS b (j)) \
     AS t ORDER BY k";

async fn million_rows_once_and_in_order(stage: Stage) -> Result<()> {
    for options in stage.ways() {
        let mut cursor = stage.connect(&options).await?.cursor();
        cursor.execute(SQL).await?;
        let in_order = options.is_empty();
        let mut seen = Seen::default();
        let mut rows = cursor.rows();
        while let Some(row) = rows.next().await? {
            let key = seen.add(&row.value(0)?, &row.value(1)?)?;
            ensure!(!in_order || key == seen.rows, "row {} has the key {key}", seen.rows);
        }
        ensure!(seen.rows == ROWS, "with {options:?} the result has {} rows", seen.rows);
    }
    Ok(())
}

/// The rows so far.
#[derive(Default)]
struct Seen {
    rows: usize,
    keys: Vec<bool>,
    text: String,
}

impl Seen {
    /// Checks that a row is right and new, and returns its key.
    fn add(&mut self, key: &Value<'_>, value: &Value<'_>) -> Result<usize> {
        let Value::BigInt(key) = key else { bail!("the key is {key:?}") };
        let key = usize::try_from(*key).context("a key is positive")?;
        ensure!((1..=ROWS).contains(&key), "no row has the key {key}");
        self.text.clear();
        write!(self.text, "row {key}")?;
        let is_right = match (key % 10, value) {
            (0, value) => value.is_null(),
            (1, Value::Varchar(text)) => text.is_empty(),
            (_, Value::Varchar(text)) => *text == self.text,
            _ => false,
        };
        ensure!(is_right, "row {key} has {value:?}");
        self.keys.resize(ROWS + 1, false);
        ensure!(!std::mem::replace(&mut self.keys[key], true), "row {key} is repeated");
        self.rows += 1;
        Ok(key)
    }
}
