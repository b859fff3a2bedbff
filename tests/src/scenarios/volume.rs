//! A million rows: none lost, none twice, none out of order.

use std::fmt::Write as _;

use anyhow::{Context as _, Result, bail, ensure};
use awsathena::{AnyCursor, AsyncCursor, Value};

use super::stage::Stage;

super::scenarios! {
    "volume":
    a_million_rows,
}

const ROWS: usize = 1_000_000;

/// Numbers from 1 on, and a text that belongs to each; NULL for every tenth, and `''` for the next.
const SQL: &str = "SELECT k, CASE k % 10 WHEN 0 THEN NULL WHEN 1 THEN '' ELSE concat('row ', CAST(k AS varchar)) END AS v \
     FROM (SELECT i * 1000 + j AS k FROM UNNEST(sequence(0, 999)) AS a (i) CROSS JOIN UNNEST(sequence(1, 1000)) AS b (j)) \
     AS t ORDER BY k";

async fn a_million_rows(stage: Stage) -> Result<()> {
    for options in stage.ways() {
        let mut cursor = stage.connect(&options).await?.cursor();
        cursor.execute(SQL).await?;
        let columns = cursor.columns().clone();
        let in_order = options.is_empty();
        let mut seen = Seen::default();
        while let Some(batch) = cursor.next_batch().await? {
            for row in 0..AnyCursor::num_rows(&batch) {
                let value = |column| AnyCursor::value(&columns, &batch, row, column);
                let key = seen.take(&value(0)?, &value(1)?)?;
                ensure!(!in_order || key == seen.rows, "row {} is that of {key}", seen.rows);
            }
        }
        ensure!(seen.rows == ROWS, "with {options:?} came {} rows", seen.rows);
    }
    Ok(())
}

/// The rows that have come.
#[derive(Default)]
struct Seen {
    rows: usize,
    keys: Vec<bool>,
    text: String,
}

impl Seen {
    /// Checks a row and that it has not come before; its key.
    fn take(&mut self, key: &Value<'_>, value: &Value<'_>) -> Result<usize> {
        let Value::BigInt(key) = key else { bail!("no key: {key:?}") };
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
        ensure!(!std::mem::replace(&mut self.keys[key], true), "row {key} came twice");
        self.rows += 1;
        Ok(key)
    }
}
