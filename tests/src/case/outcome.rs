//! `Outcome`: the result of a statement as the comparison sees it.

use std::sync::Arc;

use awsathena::{Columns, Cursor, Error, QueryExecution, QueryId, Result, Statement, Value};

use super::cell::Cell;
use super::typed;

#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) columns: Columns,
    pub(super) rows: Vec<Vec<Value<'static>>>,
    /// Rows of each batch.
    pub(super) batches: Vec<usize>,
    /// The first difference between a row as serde reads it and its values.
    pub(super) typed: Option<String>,
    pub(super) update_count: Option<u64>,
    pub(super) query: Option<Arc<QueryExecution>>,
    pub(super) query_id: Option<QueryId>,
    pub(super) error: Option<Error>,
}

impl Outcome {
    /// Executes a statement and fetches its whole result, batch by batch.
    pub(super) async fn of(cursor: &mut Cursor, statement: Statement) -> Self {
        let mut outcome = Self::default();
        outcome.error = outcome.fill(cursor, statement).await.err();
        outcome.query = cursor.query().cloned();
        outcome.query_id = cursor.query_id();
        outcome
    }

    async fn fill(&mut self, cursor: &mut Cursor, statement: Statement) -> Result<()> {
        cursor.execute(statement).await?;
        self.columns = cursor.columns();
        self.update_count = cursor.update_count();
        while let Some(batch) = cursor.next_batch().await? {
            self.batches.push(batch.num_rows());
            for row in cursor.rows_of(batch) {
                let values = row.values().map(|value| value.map(Value::into_owned)).collect::<Result<Vec<_>>>()?;
                if self.typed.is_none() && self.rows.len() < typed::MOST_ROWS {
                    self.typed = typed::difference(&row, &values);
                }
                self.rows.push(values);
            }
        }
        Ok(())
    }

    pub(super) fn cells(&self) -> Vec<Vec<Cell>> {
        self.rows.iter().map(|row| row.iter().map(Cell::of).collect()).collect()
    }

    /// FNV-1a over the texts of all cells in order. The length of each text comes before it; NULL is a length that no text
    /// has.
    pub(super) fn checksum(&self) -> String {
        let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
        let mut add = |bytes: &[u8]| {
            for byte in bytes {
                hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
            }
        };
        for value in self.rows.iter().flatten() {
            if value.is_null() {
                add(&u64::MAX.to_le_bytes());
            } else {
                let text = value.to_string();
                add(&(text.len() as u64).to_le_bytes());
                add(text.as_bytes());
            }
        }
        format!("{hash:016x}")
    }
}
