//! `UPDATE` and `DELETE`: the table is read as it will be, and written anew.

use datafusion::arrow::array::{AsArray, BooleanArray, RecordBatch};
use datafusion::arrow::compute::{filter_record_batch, not};
use datafusion::error::{DataFusionError, Result as PlanResult};
use futures::StreamExt;

use super::commit::{Commit, Kind};
use super::insert::{aligned, writer};
use super::{Place, Work, select};
use crate::engine::catalog::Made;
use crate::engine::contract::Failure;
use crate::engine::failure::{self, not_supported, user};
use crate::engine::lake::{Pending, column_types};
use crate::engine::sql::{self, Tokens};
use crate::engine::types::AthenaType;

/// Columns with their types, and the table they are of.
pub(super) struct Subject {
    pub(super) table: Made,
    pub(super) columns: Vec<(String, AthenaType)>,
    /// The name by which expressions call the table.
    pub(super) alias: String,
    /// The table as it stands in a FROM.
    pub(super) relation: String,
}

impl Subject {
    pub(super) fn new(work: &Work, place: &Place, alias: Option<&str>) -> Result<Self, Failure> {
        let table = work.table(place)?;
        if table.iceberg.is_none() {
            return Err(not_supported("Modifying Hive table rows is only supported for transactional tables"));
        }
        Self::of(place, table, alias)
    }

    /// The table of a statement that only Iceberg has.
    pub(super) fn of_iceberg(work: &Work, place: &Place, statement: &str) -> Result<Self, Failure> {
        let table = work.table(place)?;
        if table.iceberg.is_none() {
            let message =
                format!("{statement} is only supported for Iceberg tables: {}.{}", place.database, place.table);
            return Err(not_supported(&message));
        }
        Self::of(place, table, None)
    }

    fn of(place: &Place, table: Made, alias: Option<&str>) -> Result<Self, Failure> {
        let columns = column_types(&table).map_err(|e| failure::of_running(&e))?;
        let alias = alias.unwrap_or(&place.table).to_owned();
        let relation = format!("{}.{}", quoted(&place.database), quoted(&place.table));
        Ok(Self { table, columns, alias, relation })
    }

    pub(super) fn base(&self) -> Option<i64> {
        self.table.iceberg.as_ref().and_then(|iceberg| iceberg.current()).map(|snapshot| snapshot.id)
    }

    /// The column as an expression calls it.
    pub(super) fn column(&self, name: &str) -> String {
        format!("{}.{}", quoted(&self.alias), quoted(name))
    }

    /// # Errors
    /// There is no such column.
    pub(super) fn known(&self, name: &str) -> Result<(), Failure> {
        match self.columns.iter().any(|(column, _)| column == name) {
            true => Ok(()),
            false => {
                let message = format!("line 1:1: The UPDATE SET target column {name} doesn't exist");
                Err(user("COLUMN_NOT_FOUND", &message))
            }
        }
    }
}

pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A query in pieces: text of our own, and tokens of the statement.
#[derive(Default)]
pub(super) struct Pieces(Tokens);

impl Pieces {
    pub(super) fn text(mut self, text: &str) -> Self {
        self.0.extend(sql::pieces(text));
        self
    }

    pub(super) fn tokens(mut self, tokens: &Tokens) -> Self {
        self.0.extend(tokens.iter().cloned());
        self
    }

    pub(super) fn query(self) -> Result<crate::engine::Select, Failure> {
        let parsed = sql::query_of(self.0).map_err(|refused| user("SYNTAX_ERROR", &refused.message))?;
        Ok(select(parsed))
    }
}

pub(super) async fn update(
    work: &Work,
    place: &Place,
    alias: Option<&str>,
    set: &[(String, Tokens)],
    filter: Option<&Tokens>,
) -> Result<Commit, Failure> {
    let subject = Subject::new(work, place, alias)?;
    for (column, _) in set {
        subject.known(column)?;
    }
    let always = sql::pieces("true");
    let filter = filter.unwrap_or(&always);
    let mut pieces = Pieces::default().text("SELECT ");
    for (name, _) in &subject.columns {
        let column = subject.column(name);
        pieces = match set.iter().find(|(target, _)| target == name) {
            None => pieces.text(&format!("{column} AS {}, ", quoted(name))),
            Some((_, value)) => pieces
                .text("CASE WHEN (")
                .tokens(filter)
                .text(") THEN (")
                .tokens(value)
                .text(&format!(") ELSE {column} END AS {}, ", quoted(name))),
        };
    }
    let pieces = hit(pieces, filter, &subject);
    write(work, place, &subject, pieces, false).await
}

pub(super) async fn delete(
    work: &Work,
    place: &Place,
    alias: Option<&str>,
    filter: Option<&Tokens>,
) -> Result<Commit, Failure> {
    let subject = Subject::new(work, place, alias)?;
    let always = sql::pieces("true");
    let mut pieces = Pieces::default().text("SELECT ");
    for (name, _) in &subject.columns {
        pieces = pieces.text(&format!("{} AS {}, ", subject.column(name), quoted(name)));
    }
    let pieces = hit(pieces, filter.unwrap_or(&always), &subject);
    write(work, place, &subject, pieces, true).await
}

/// The last column, which tells whether a row is meant, and the table.
fn hit(pieces: Pieces, filter: &Tokens, subject: &Subject) -> Pieces {
    pieces.text("COALESCE((").tokens(filter).text(&format!(
        "), false) AS \"$hit\" FROM {} AS {}",
        subject.relation,
        quoted(&subject.alias)
    ))
}

async fn write(work: &Work, place: &Place, subject: &Subject, query: Pieces, drop: bool) -> Result<Commit, Failure> {
    let mut rows = work.rows(query.query()?).await?;
    let targets: Vec<_> = (0..subject.columns.len()).map(Some).collect();
    // The rows that stay are in as many partitions as there are.
    let mut writer = writer(work, &subject.table, usize::MAX)?;
    let mut count = 0_u64;
    let mut left = 0_u64;
    while let Some(batch) = rows.batches.next().await {
        let written = batch.and_then(|batch| {
            let hits = hits(&batch)?;
            count += hits.true_count() as u64;
            let kept = if drop { filter_record_batch(&batch, &not(&hits)?)? } else { batch };
            left += kept.num_rows() as u64;
            if kept.num_rows() == 0 {
                return Ok(());
            }
            writer.push(&aligned(&subject.columns, &targets, &kept)?)
        });
        written.map_err(|e| failure::of_running(&e))?;
    }
    let pending = writer.finish().map_err(|e| failure::of_running(&e))?;
    let operation = if drop { "delete" } else { "overwrite" };
    Ok(replacing(work, place, subject, pending, count, operation))
}

/// The commit of a table written anew; what changes no row makes no snapshot.
pub(super) fn replacing(
    work: &Work,
    place: &Place,
    subject: &Subject,
    pending: Pending,
    count: u64,
    operation: &'static str,
) -> Commit {
    if count == 0 {
        let pending = Pending::nothing(work.shared.storage.clone());
        return Commit { place: place.clone(), pending, count, kind: Kind::Nothing };
    }
    let kind = Kind::Replace { base: subject.base(), operation, kept: Vec::new() };
    Commit { place: place.clone(), pending, count, kind }
}

fn hits(batch: &RecordBatch) -> PlanResult<BooleanArray> {
    let missing = || DataFusionError::Internal("the last column is missing".to_owned());
    let last = batch.columns().last().ok_or_else(missing)?;
    Ok(last.as_boolean_opt().ok_or_else(missing)?.clone())
}
