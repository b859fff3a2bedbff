//! `UPDATE` and `DELETE`: copy-on-write of the files that contain matching rows.

use std::collections::HashSet;

use datafusion::arrow::array::{AsArray, BooleanArray, RecordBatch};
use datafusion::arrow::compute::{filter_record_batch, not};
use datafusion::error::{DataFusionError, Result as PlanResult};
use datafusion::sql::sqlparser::keywords::Keyword;
use datafusion::sql::sqlparser::tokenizer::{Token, TokenWithSpan};
use futures::StreamExt;

use super::commit::{Commit, Kind};
use super::insert::{align_rows, writer};
use super::{TableRef, Work, select};
use crate::engine::Select;
use crate::engine::catalog::{DataFile, FILE, Snapshot, StoredTable, VERSION};
use crate::engine::contract::Failure;
use crate::engine::failure::{self, not_supported, user};
use crate::engine::lake::{Pending, column_types};
use crate::engine::sql::{self, Tokens};
use crate::engine::types::AthenaType;

/// The table that a statement changes, with its columns.
pub(super) struct TargetTable {
    pub(super) table: StoredTable,
    pub(super) columns: Vec<(String, AthenaType)>,
    /// The name that expressions use for the table.
    pub(super) alias: String,
    /// The qualified name for a FROM clause.
    pub(super) relation: String,
}

impl TargetTable {
    pub(super) fn new(work: &Work, table_ref: &TableRef, alias: Option<&str>) -> Result<Self, Failure> {
        let table = work.table(table_ref)?;
        if table.iceberg.is_none() {
            return Err(not_supported("Modifying Hive table rows is only supported for transactional tables"));
        }
        Self::of(table_ref, table, alias)
    }

    /// The table of a statement that only supports Iceberg.
    pub(super) fn of_iceberg(work: &Work, table_ref: &TableRef, statement: &str) -> Result<Self, Failure> {
        let table = work.table(table_ref)?;
        if table.iceberg.is_none() {
            let message =
                format!("{statement} is only supported for Iceberg tables: {}.{}", table_ref.database, table_ref.table);
            return Err(not_supported(&message));
        }
        Self::of(table_ref, table, None)
    }

    fn of(table_ref: &TableRef, table: StoredTable, alias: Option<&str>) -> Result<Self, Failure> {
        let columns = column_types(&table).map_err(|e| failure::of_running(&e))?;
        let alias = alias.unwrap_or(&table_ref.table).to_owned();
        let relation = format!("{}.{}", quoted(&table_ref.database), quoted(&table_ref.table));
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
    fn files(&self, table_ref: &TableRef, files: &str) -> String {
        match self.base() {
            None => self.relation.clone(),
            Some(id) => {
                let name = format!("{}{VERSION}{id}{FILE}{files}", table_ref.table.to_lowercase());
                format!("{}.{}", quoted(&table_ref.database), quoted(&name))
            }
        }
    }

    /// A query over some files of the table. Its errors are reported as those of a query over the table.
    pub(super) fn query_over(
        &self,
        table_ref: &TableRef,
        affected_files: &AffectedFiles,
        query: impl Fn(&str) -> SqlBuilder,
    ) -> Result<Select, Failure> {
        let planned = query(&self.files(table_ref, &affected_files.positions)).query()?.planned;
        Ok(Select { planned, ..query(&self.relation).query()? })
    }

    /// Finds the files whose rows a query returns. `rest` adds what follows the relation in the FROM clause.
    pub(super) async fn affected_files(
        &self,
        work: &Work,
        table_ref: &TableRef,
        rest: impl Fn(SqlBuilder) -> SqlBuilder,
    ) -> Result<AffectedFiles, Failure> {
        let query = |relation: &str| {
            let from = format!("SELECT DISTINCT {} FROM {relation} AS {}", self.column("$path"), quoted(&self.alias));
            rest(SqlBuilder::default().text(&from))
        };
        let mut rows = work.rows(self.query_over(table_ref, &AffectedFiles::all(), query)?).await?;
        let mut found = HashSet::new();
        while let Some(batch) = rows.batches.next().await {
            let batch = batch.map_err(|e| failure::of_running(&e))?;
            if let Some(paths) = batch.columns().first().and_then(|column| column.as_string_opt::<i32>()) {
                found.extend(paths.iter().flatten().map(str::to_owned));
            }
        }
        let files = self.current().map_or(&[][..], |snapshot| &snapshot.files);
        let (affected, kept): (Vec<_>, Vec<_>) =
            files.iter().enumerate().partition(|(_, file)| found.contains(&file.uri));
        let positions: Vec<_> = affected.iter().map(|(at, _)| at.to_string()).collect();
        let kept = kept.into_iter().map(|(_, file)| file.clone()).collect();
        Ok(AffectedFiles { positions: positions.join(","), kept })
    }

    /// The qualified name of a column.
    pub(super) fn column(&self, name: &str) -> String {
        format!("{}.{}", quoted(&self.alias), quoted(name))
    }

    /// Checks that a column exists.
    ///
    /// # Errors
    /// The column does not exist.
    pub(super) fn check_column(&self, name: &str) -> Result<(), Failure> {
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
pub(super) struct AffectedFiles {
    /// The positions of the rewritten files in the snapshot, in the form that the name of a derived table contains.
    positions: String,
    pub(super) kept: Vec<DataFile>,
}

impl AffectedFiles {
    fn all() -> Self {
        Self { positions: "*".to_owned(), kept: Vec::new() }
    }
}

pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A query under construction, from generated text and tokens of the statement.
#[derive(Default)]
pub(super) struct SqlBuilder(Tokens);

impl SqlBuilder {
    pub(super) fn text(mut self, text: &str) -> Self {
        self.0.extend(sql::tokenize(text));
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
    table_ref: &TableRef,
    alias: Option<&str>,
    set: &[(String, Tokens)],
    filter: Option<&Tokens>,
) -> Result<Commit, Failure> {
    let target = TargetTable::new(work, table_ref, alias)?;
    for (column, _) in set {
        target.check_column(column)?;
    }
    let affected_files = matching_files(work, table_ref, &target, filter).await?;
    let always = sql::tokenize("true");
    let predicate = Predicate::new(filter.unwrap_or(&always));
    let query = |relation: &str| {
        let mut builder = SqlBuilder::default().text("SELECT ");
        for (name, _) in &target.columns {
            let column = target.column(name);
            builder = match set.iter().find(|(assigned, _)| assigned == name) {
                None => builder.text(&format!("{column} AS {}, ", quoted(name))),
                Some((_, value)) => predicate
                    .condition(builder.text("CASE WHEN "))
                    .text(" THEN (")
                    .tokens(value)
                    .text(&format!(") ELSE {column} END AS {}, ", quoted(name))),
            };
        }
        predicate.match_column_and_from(builder, relation, &target)
    };
    let query = target.query_over(table_ref, &affected_files, query)?;
    write(work, table_ref, &target, affected_files, query, false).await
}

pub(super) async fn delete(
    work: &Work,
    table_ref: &TableRef,
    alias: Option<&str>,
    filter: Option<&Tokens>,
) -> Result<Commit, Failure> {
    let target = TargetTable::new(work, table_ref, alias)?;
    let affected_files = matching_files(work, table_ref, &target, filter).await?;
    let always = sql::tokenize("true");
    let predicate = Predicate::new(filter.unwrap_or(&always));
    let query = |relation: &str| {
        let mut builder = SqlBuilder::default().text("SELECT ");
        for (name, _) in &target.columns {
            builder = builder.text(&format!("{} AS {}, ", target.column(name), quoted(name)));
        }
        predicate.match_column_and_from(builder, relation, &target)
    };
    let query = target.query_over(table_ref, &affected_files, query)?;
    write(work, table_ref, &target, affected_files, query, true).await
}

/// Finds the files that contain rows matching the WHERE clause.
pub(super) async fn matching_files(
    work: &Work,
    table_ref: &TableRef,
    target: &TargetTable,
    filter: Option<&Tokens>,
) -> Result<AffectedFiles, Failure> {
    match filter {
        None => Ok(AffectedFiles::all()),
        Some(filter) => {
            target.affected_files(work, table_ref, |builder| builder.text(" WHERE (").tokens(filter).text(")")).await
        }
    }
}

/// A WHERE clause as a condition on each row.
struct Predicate<'a> {
    filter: &'a Tokens,
    /// The filter contains a subquery, which is only supported in a WHERE clause.
    is_query: bool,
}

impl<'a> Predicate<'a> {
    fn new(filter: &'a Tokens) -> Self {
        let is_select =
            |token: &TokenWithSpan| matches!(&token.token, Token::Word(word) if word.keyword == Keyword::SELECT);
        Self { filter, is_query: filter.iter().any(is_select) }
    }

    /// Adds the condition for a matching row.
    fn condition(&self, builder: SqlBuilder) -> SqlBuilder {
        match self.is_query {
            true => builder.text("\"$hits\".\"$row\" IS NOT NULL"),
            false => builder.text("(").tokens(self.filter).text(")"),
        }
    }

    /// Adds the last column, which is true for matching rows, and the FROM clause.
    fn match_column_and_from(&self, builder: SqlBuilder, relation: &str, target: &TargetTable) -> SqlBuilder {
        let alias = quoted(&target.alias);
        let builder = self.condition(builder.text("COALESCE(")).text(", false) AS \"$hit\" FROM ");
        if !self.is_query {
            return builder.text(&format!("{relation} AS {alias}"));
        }
        let numbered = format!("(SELECT *, row_number() OVER () AS \"$row\" FROM {relation} AS {alias}) AS {alias}");
        let row = target.column("$row");
        builder
            .text(&format!("{numbered} LEFT JOIN (SELECT {row} AS \"$row\" FROM {numbered} WHERE ("))
            .tokens(self.filter)
            .text(&format!(")) AS \"$hits\" ON {row} = \"$hits\".\"$row\""))
    }
}

async fn write(
    work: &Work,
    table_ref: &TableRef,
    target: &TargetTable,
    affected_files: AffectedFiles,
    query: Select,
    is_delete: bool,
) -> Result<Commit, Failure> {
    let mut rows = work.rows(query).await?;
    let targets: Vec<_> = (0..target.columns.len()).map(Some).collect();
    // No limit for the number of open partitions: the rewritten rows may be in all of them.
    let mut writer = writer(work, &target.table, usize::MAX)?;
    let mut count = 0_u64;
    while let Some(batch) = rows.batches.next().await {
        let written = batch.and_then(|batch| {
            let matched = match_column(&batch)?;
            count += matched.true_count() as u64;
            let kept = if is_delete { filter_record_batch(&batch, &not(&matched)?)? } else { batch };
            if kept.num_rows() == 0 {
                return Ok(());
            }
            writer.push(&align_rows(&target.columns, &targets, &kept)?)
        });
        written.map_err(|e| failure::of_running(&e))?;
    }
    let pending = writer.finish().map_err(|e| failure::of_running(&e))?;
    let operation = if is_delete { "delete" } else { "overwrite" };
    Ok(replacement_commit(work, table_ref, target, (affected_files.kept, pending), count, operation))
}

/// The commit of rewritten files beside the kept ones. If no row changed, no snapshot is added.
pub(super) fn replacement_commit(
    work: &Work,
    table_ref: &TableRef,
    target: &TargetTable,
    (kept, pending): (Vec<DataFile>, Pending),
    count: u64,
    operation: &'static str,
) -> Commit {
    if count == 0 {
        let pending = Pending::nothing(work.catalog.storage.clone());
        return Commit { table_ref: table_ref.clone(), pending, count, kind: Kind::Nothing };
    }
    let kind = Kind::Replace { base: target.base(), operation, kept };
    Commit { table_ref: table_ref.clone(), pending, count, kind }
}

fn match_column(batch: &RecordBatch) -> PlanResult<BooleanArray> {
    let missing = || DataFusionError::Internal("the last column is missing".to_owned());
    let last = batch.columns().last().ok_or_else(missing)?;
    Ok(last.as_boolean_opt().ok_or_else(missing)?.clone())
}
