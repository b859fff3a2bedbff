//! `MERGE`: one query for the existing rows, which stay or change, and one for the new rows of the source. Files
//! without a matching row are kept.

use std::collections::HashMap;

use datafusion::arrow::array::{AsArray, RecordBatch, UInt64Array};
use datafusion::arrow::compute::{cast, concat_batches, take_record_batch};
use datafusion::arrow::datatypes::{DataType, Int64Type};
use datafusion::error::{DataFusionError, Result as PlanResult};
use datafusion::sql::sqlparser::tokenizer::{Token, TokenWithSpan};
use futures::TryStreamExt;

use super::commit::Commit;
use super::insert::{align_rows, writer};
use super::rewrite::{AffectedFiles, SqlBuilder, TargetTable, quoted, replacement_commit};
use super::{TableRef, Work};
use crate::engine::Select;
use crate::engine::contract::Failure;
use crate::engine::failure::{self, user};
use crate::engine::sql::{Merge, MergeAction, MergeClause, Tokens};

pub(super) async fn run(work: &Work, table_ref: &TableRef, merge: &Merge) -> Result<Commit, Failure> {
    let target = TargetTable::new(work, table_ref, merge.alias.as_deref())?;
    let source = source_alias(&merge.source)
        .ok_or_else(|| user("SYNTAX_ERROR", "line 1:1: the source of MERGE needs a name"))?;
    let (inserts, matched): (Vec<_>, Vec<_>) =
        merge.clauses.iter().partition(|clause| matches!(clause.action, MergeAction::Insert { .. }));
    for clause in &merge.clauses {
        match &clause.action {
            MergeAction::Update(set) => set.iter().try_for_each(|(column, _)| target.check_column(column))?,
            MergeAction::Insert { columns, .. } => columns.iter().try_for_each(|column| target.check_column(column))?,
            MergeAction::Delete => {}
        }
    }
    let mut count = 0;
    // No limit for the number of open partitions: the rewritten rows may be in all of them.
    let mut writer = writer(work, &target.table, usize::MAX)?;
    let targets: Vec<_> = (0..target.columns.len()).map(Some).collect();
    let affected_files = affected_files(work, table_ref, &target, merge, &source, &matched).await?;
    let query = |relation: &str| existing_rows(&target, relation, merge, &source, &matched);
    let batch = collect(work, target.query_over(table_ref, &affected_files, query)?).await?;
    let mut outputs = Vec::new();
    // An empty result has no columns.
    if batch.num_rows() > 0 {
        let deletes: Vec<bool> = matched.iter().map(|clause| matches!(clause.action, MergeAction::Delete)).collect();
        let chosen =
            one_row_each(&batch, target.columns.len(), &deletes, &mut count).map_err(|e| failure::of_running(&e))?;
        outputs.push(take_record_batch(&batch, &chosen).map_err(|e| failure::of_running(&e.into()))?);
    }
    if !inserts.is_empty() {
        let batch = new_rows(work, &target, merge, &source, &inserts).await?;
        count += batch.num_rows() as u64;
        outputs.push(batch);
    }
    for batch in outputs.iter().filter(|batch| batch.num_rows() > 0) {
        let written = align_rows(&target.columns, &targets, batch).and_then(|rows| writer.push(&rows));
        written.map_err(|e| failure::of_running(&e))?;
    }
    let pending = writer.finish().map_err(|e| failure::of_running(&e))?;
    Ok(replacement_commit(work, table_ref, &target, (affected_files.kept, pending), count, "overwrite"))
}

/// Finds the files that contain matching rows. Without WHEN MATCHED clauses, there are none.
async fn affected_files(
    work: &Work,
    table_ref: &TableRef,
    target: &TargetTable,
    merge: &Merge,
    source: &str,
    matched: &[&MergeClause],
) -> Result<AffectedFiles, Failure> {
    let nothing = if matched.is_empty() { " AND false" } else { "" };
    let rest = |builder: SqlBuilder| {
        let builder = source_relation(builder.text(" JOIN "), merge, source);
        builder.text(" ON (").tokens(&merge.on).text(&format!("){nothing}"))
    };
    target.affected_files(work, table_ref, rest).await
}

/// The number of the clause that applies to a row; 0 for none.
fn action(builder: SqlBuilder, present: &str, clauses: &[&MergeClause]) -> SqlBuilder {
    let mut builder = builder.text(&format!("CASE WHEN {present} THEN 0"));
    for (number, clause) in (1..).zip(clauses) {
        builder = match &clause.condition {
            Some(condition) => builder.text(" WHEN (").tokens(condition).text(&format!(") THEN {number}")),
            None => builder.text(&format!(" WHEN true THEN {number}")),
        };
    }
    builder.text(" ELSE 0 END")
}

/// The source with a `$source` column, which is NULL for table rows without a match.
fn source_relation(builder: SqlBuilder, merge: &Merge, source: &str) -> SqlBuilder {
    builder.text("(SELECT *, true AS \"$source\" FROM ").tokens(&merge.source).text(&format!(") AS {}", quoted(source)))
}

/// Selects the existing rows of the table with their updated values and the number of their clause.
fn existing_rows(
    target: &TargetTable,
    relation: &str,
    merge: &Merge,
    source: &str,
    clauses: &[&MergeClause],
) -> SqlBuilder {
    let absent = format!("{}.\"$source\" IS NULL", quoted(source));
    let mut builder = SqlBuilder::default().text("SELECT ");
    for (name, _) in &target.columns {
        let column = target.column(name);
        let updates: Vec<_> = (1..)
            .zip(clauses)
            .filter_map(|(number, clause)| match &clause.action {
                MergeAction::Update(set) => Some((number, &set.iter().find(|(assigned, _)| assigned == name)?.1)),
                _ => None,
            })
            .collect();
        if updates.is_empty() {
            builder = builder.text(&format!("{column} AS {}, ", quoted(name)));
            continue;
        }
        builder = builder.text("CASE ");
        for (number, value) in updates {
            builder = action(builder.text("WHEN "), &absent, clauses);
            builder = builder.text(&format!(" = {number} THEN (")).tokens(value).text(") ");
        }
        builder = builder.text(&format!("ELSE {column} END AS {}, ", quoted(name)));
    }
    builder = action(builder, &absent, clauses).text(&format!(
        " AS \"$action\", {}.\"$row\" AS \"$row\" FROM (SELECT *, row_number() OVER () AS \"$row\" FROM {} AS {}) AS {} LEFT JOIN ",
        quoted(&target.alias),
        relation,
        quoted(&target.alias),
        quoted(&target.alias)
    ));
    source_relation(builder, merge, source).text(" ON (").tokens(&merge.on).text(")")
}

/// Selects one joined row for each table row: the one that changes it, if any.
fn one_row_each(batch: &RecordBatch, columns: usize, deletes: &[bool], count: &mut u64) -> PlanResult<UInt64Array> {
    let numbers = |at: usize| cast(batch.column(at), &DataType::Int64);
    let (actions, rows) = (numbers(columns)?, numbers(columns + 1)?);
    let (actions, rows) = (actions.as_primitive::<Int64Type>(), rows.as_primitive::<Int64Type>());
    let mut chosen: HashMap<i64, (u64, usize)> = HashMap::new();
    for at in 0..batch.num_rows() {
        let action = usize::try_from(actions.value(at)).unwrap_or(0);
        let entry = chosen.entry(rows.value(at)).or_insert((at as u64, 0));
        if action > 0 && entry.1 > 0 {
            return Err(DataFusionError::Execution(
                "MERGE_TARGET_ROW_MULTIPLE_MATCHES: One MERGE target table row matched more than one source row"
                    .to_owned(),
            ));
        }
        if action > 0 {
            *entry = (at as u64, action);
        }
    }
    *count += chosen.values().filter(|(_, action)| *action > 0).count() as u64;
    let is_deleted = |action: usize| action > 0 && deletes.get(action - 1).copied().unwrap_or(false);
    let mut kept: Vec<_> = chosen.into_values().filter(|(_, action)| !is_deleted(*action)).map(|(at, _)| at).collect();
    kept.sort_unstable();
    Ok(UInt64Array::from(kept))
}

async fn new_rows(
    work: &Work,
    target: &TargetTable,
    merge: &Merge,
    source: &str,
    clauses: &[&MergeClause],
) -> Result<RecordBatch, Failure> {
    let mut builder = SqlBuilder::default().text("SELECT * FROM (SELECT ");
    for (position, (name, _)) in target.columns.iter().enumerate() {
        builder = builder.text("CASE ");
        for (number, clause) in (1..).zip(clauses) {
            let MergeAction::Insert { columns, values } = &clause.action else { continue };
            let index = if columns.is_empty() { Some(position) } else { columns.iter().position(|c| c == name) };
            builder = action(builder.text("WHEN "), "false", clauses).text(&format!(" = {number} THEN "));
            builder = match index.and_then(|index| values.get(index)) {
                Some(value) => builder.text("(").tokens(value).text(") "),
                None => builder.text("NULL "),
            };
        }
        builder = builder.text(&format!("END AS {}, ", quoted(name)));
    }
    builder = source_relation(action(builder, "false", clauses).text(" AS \"$action\" FROM "), merge, source);
    let builder = builder
        .text(&format!(" WHERE NOT EXISTS (SELECT 1 FROM {} AS {} WHERE (", target.relation, quoted(&target.alias)))
        .tokens(&merge.on)
        .text("))) AS \"$new\" WHERE \"$action\" > 0");
    collect(work, builder.query()?).await
}

async fn collect(work: &Work, query: Select) -> Result<RecordBatch, Failure> {
    let rows = work.rows(query).await?;
    let batches: Vec<RecordBatch> = rows.batches.try_collect().await.map_err(|e| failure::of_running(&e))?;
    match batches.first() {
        Some(first) => concat_batches(&first.schema(), &batches).map_err(|e| failure::of_running(&e.into())),
        // An empty result needs no columns.
        None => Ok(RecordBatch::new_empty(std::sync::Arc::new(datafusion::arrow::datatypes::Schema::empty()))),
    }
}

/// The name of the source: its alias, or the name of the table.
fn source_alias(tokens: &Tokens) -> Option<String> {
    let word = |t: &TokenWithSpan| match &t.token {
        Token::Word(word) => Some(word.value.to_lowercase()),
        _ => None,
    };
    // The alias may be followed by column names in parentheses; a subquery has its parentheses before the alias.
    let mut end = tokens.len();
    if tokens.last().is_some_and(|t| t.token == Token::RParen) {
        let mut depth = 0_usize;
        while end > 0 {
            end -= 1;
            match tokens[end].token {
                Token::RParen => depth += 1,
                Token::LParen => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
    }
    word(tokens.get(end.checked_sub(1)?)?)
}
