//! `UPDATE` and `DELETE`: copy-on-write of the files that contain matching rows.

use std::collections::HashSet;

use datafusion::arrow::array::{AsArray, BooleanArray, RecordBatch};
use datafusion::arrow::compute::{filter_record_batch, not};
use datafusion::error::{DataFusionError, Result as PlanResult};
use datafusion::sql::sqlparser::keywords::Keyword;
use datafusion::sql::sqlparser::tokenizer::{Token, TokenWithSpan};
use futures::StreamExt;

use super::commit::{Commit, Kind};
use super::insert::{aligned, writer};
use super::{Place, Work, select};
use crate::engine::Select;
use crate::engine::catalog::{DataFile, FILE, Made, Snapshot, VERSION};
use crate::engine::contract::Failure;
use crate::engine::failure::{self, not_supported, user};
use crate::engine::lake::{Pending, column_types};
use crate::engine::sql::{self, Tokens};
use crate::engine::types::AthenaType;

/// The table that a statement changes, with its columns.
pub(super) struct Subject {
    pub(super) table: Made,
    pub(super) columns: Vec<(String, AthenaType)>,
    /// The name that expressions use for the table.
    pub(super) alias: String,
    /// The qualified name for a FROM clause.
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

    /// The table of a statement that only supports Iceberg.
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
        self.current().map(|snapshot| snapshot.id)
    }

    /// The snapshot that was current when the statement began.
    pub(super) fn current(&self) -> Option<&Snapshot> {
        self.table.iceberg.as_ref().and_then(|iceberg| iceberg.current())
    }

    /// Some files of the table, as a name for a FROM clause. Without a snapshot, this is the table itself.
    fn files(&self, place: &Place, files: &str) -> String {
        match self.base() {
            None => self.relation.clone(),
            Some(id) => {
                let name = format!("{}{VERSION}{id}{FILE}{files}", place.table.to_lowercase());
                format!("{}.{}", quoted(&place.database), quoted(&name))
            }
        }
    }

    /// A query over some files of the table. Its errors are reported as those of a query over the table.
    pub(super) fn over(
        &self,
        place: &Place,
        touched: &Touched,
        query: impl Fn(&str) -> Pieces,
    ) -> Result<Select, Failure> {
        let planned = query(&self.files(place, &touched.positions)).query()?.planned;
        Ok(Select { planned, ..query(&self.relation).query()? })
    }

    /// Finds the files whose rows a query returns. `rest` adds what follows the relation in the FROM clause.
    pub(super) async fn touched(
        &self,
        work: &Work,
        place: &Place,
        rest: impl Fn(Pieces) -> Pieces,
    ) -> Result<Touched, Failure> {
        let query = |relation: &str| {
            let from = format!("SELECT DISTINCT {} FROM {relation} AS {}", self.column("$path"), quoted(&self.alias));
            rest(Pieces::default().text(&from))
        };
        let mut rows = work.rows(self.over(place, &Touched::all(), query)?).await?;
        let mut found = HashSet::new();
        while let Some(batch) = rows.batches.next().await {
            let batch = batch.map_err(|e| failure::of_running(&e))?;
            if let Some(paths) = batch.columns().first().and_then(|column| column.as_string_opt::<i32>()) {
                found.extend(paths.iter().flatten().map(str::to_owned));
            }
        }
        let files = self.current().map_or(&[][..], |snapshot| &snapshot.files);
        let (touched, kept): (Vec<_>, Vec<_>) =
            files.iter().enumerate().partition(|(_, file)| found.contains(&file.uri));
        let positions: Vec<_> = touched.iter().map(|(at, _)| at.to_string()).collect();
        let kept = kept.into_iter().map(|(_, file)| file.clone()).collect();
        Ok(Touched { positions: positions.join(","), kept })
    }

    /// The qualified name of a column.
    pub(super) fn column(&self, name: &str) -> String {
        format!("{}.{}", quoted(&self.alias), quoted(name))
    }

    /// Checks that a column exists.
    ///
    /// # Errors
    /// The column does not exist.
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

/// The files that a statement rewrites, and those that it keeps.
pub(super) struct Touched {
    /// The positions of the rewritten files in the snapshot, in the form that the name of a derived table contains.
    positions: String,
    pub(super) kept: Vec<DataFile>,
}

impl Touched {
    fn all() -> Self {
        Self { positions: "*".to_owned(), kept: Vec::new() }
    }
}

pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A query under construction, from generated text and tokens of the statement.
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

    pub(super) fn query(self) -> Result<Select, Failure> {
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
    let touched = meant(work, place, &subject, filter).await?;
    let always = sql::pieces("true");
    let meaning = Meaning::new(filter.unwrap_or(&always));
    let query = |relation: &str| {
        let mut pieces = Pieces::default().text("SELECT ");
        for (name, _) in &subject.columns {
            let column = subject.column(name);
            pieces = match set.iter().find(|(target, _)| target == name) {
                None => pieces.text(&format!("{column} AS {}, ", quoted(name))),
                Some((_, value)) => meaning
                    .condition(pieces.text("CASE WHEN "))
                    .text(" THEN (")
                    .tokens(value)
                    .text(&format!(") ELSE {column} END AS {}, ", quoted(name))),
            };
        }
        meaning.hit(pieces, relation, &subject)
    };
    let query = subject.over(place, &touched, query)?;
    write(work, place, &subject, touched, query, false).await
}

pub(super) async fn delete(
    work: &Work,
    place: &Place,
    alias: Option<&str>,
    filter: Option<&Tokens>,
) -> Result<Commit, Failure> {
    let subject = Subject::new(work, place, alias)?;
    let touched = meant(work, place, &subject, filter).await?;
    let always = sql::pieces("true");
    let meaning = Meaning::new(filter.unwrap_or(&always));
    let query = |relation: &str| {
        let mut pieces = Pieces::default().text("SELECT ");
        for (name, _) in &subject.columns {
            pieces = pieces.text(&format!("{} AS {}, ", subject.column(name), quoted(name)));
        }
        meaning.hit(pieces, relation, &subject)
    };
    let query = subject.over(place, &touched, query)?;
    write(work, place, &subject, touched, query, true).await
}

/// Finds the files that contain rows matching the WHERE clause.
pub(super) async fn meant(
    work: &Work,
    place: &Place,
    subject: &Subject,
    filter: Option<&Tokens>,
) -> Result<Touched, Failure> {
    match filter {
        None => Ok(Touched::all()),
        Some(filter) => subject.touched(work, place, |pieces| pieces.text(" WHERE (").tokens(filter).text(")")).await,
    }
}

/// A WHERE clause as a condition on each row.
struct Meaning<'a> {
    filter: &'a Tokens,
    /// The filter contains a subquery, which is only supported in a WHERE clause.
    is_query: bool,
}

impl<'a> Meaning<'a> {
    fn new(filter: &'a Tokens) -> Self {
        let is_select =
            |token: &TokenWithSpan| matches!(&token.token, Token::Word(word) if word.keyword == Keyword::SELECT);
        Self { filter, is_query: filter.iter().any(is_select) }
    }

    /// Adds the condition for a matching row.
    fn condition(&self, pieces: Pieces) -> Pieces {
        match self.is_query {
            true => pieces.text("\"$hits\".\"$row\" IS NOT NULL"),
            false => pieces.text("(").tokens(self.filter).text(")"),
        }
    }

    /// Adds the last column, which is true for matching rows, and the FROM clause.
    fn hit(&self, pieces: Pieces, relation: &str, subject: &Subject) -> Pieces {
        let alias = quoted(&subject.alias);
        let pieces = self.condition(pieces.text("COALESCE(")).text(", false) AS \"$hit\" FROM ");
        if !self.is_query {
            return pieces.text(&format!("{relation} AS {alias}"));
        }
        let numbered = format!("(SELECT *, row_number() OVER () AS \"$row\" FROM {relation} AS {alias}) AS {alias}");
        let row = subject.column("$row");
        pieces
            .text(&format!("{numbered} LEFT JOIN (SELECT {row} AS \"$row\" FROM {numbered} WHERE ("))
            .tokens(self.filter)
            .text(&format!(")) AS \"$hits\" ON {row} = \"$hits\".\"$row\""))
    }
}

async fn write(
    work: &Work,
    place: &Place,
    subject: &Subject,
    touched: Touched,
    query: Select,
    drop: bool,
) -> Result<Commit, Failure> {
    let mut rows = work.rows(query).await?;
    let targets: Vec<_> = (0..subject.columns.len()).map(Some).collect();
    // No limit for the number of open partitions: the rewritten rows may be in all of them.
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
    Ok(replacing(work, place, subject, (touched.kept, pending), count, operation))
}

/// The commit of rewritten files beside the kept ones. If no row changed, no snapshot is added.
pub(super) fn replacing(
    work: &Work,
    place: &Place,
    subject: &Subject,
    (kept, pending): (Vec<DataFile>, Pending),
    count: u64,
    operation: &'static str,
) -> Commit {
    if count == 0 {
        let pending = Pending::nothing(work.catalog.storage.clone());
        return Commit { place: place.clone(), pending, count, kind: Kind::Nothing };
    }
    let kind = Kind::Replace { base: subject.base(), operation, kept };
    Commit { place: place.clone(), pending, count, kind }
}

fn hits(batch: &RecordBatch) -> PlanResult<BooleanArray> {
    let missing = || DataFusionError::Internal("the last column is missing".to_owned());
    let last = batch.columns().last().ok_or_else(missing)?;
    Ok(last.as_boolean_opt().ok_or_else(missing)?.clone())
}
