//! `OPTIMIZE ... REWRITE DATA USING BIN_PACK`: compaction of the small files of each partition.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use datafusion::catalog::TableProvider;
use datafusion::physical_plan::execute_stream;
use datafusion::sql::sqlparser::ast::{Expr, Query, visit_expressions};
use futures::StreamExt;

use super::commit::{Commit, Kind};
use super::insert::writer;
use super::rewrite::{SqlBuilder, TargetTable, matching_files, quoted};
use super::vacuum::number;
use super::{TableRef, Work};
use crate::engine::catalog::{DataFile, Snapshot};
use crate::engine::contract::Failure;
use crate::engine::failure::{self, not_supported};
use crate::engine::lake::{Lake, Pending, transform};
use crate::engine::sql::Tokens;

/// Default target size of a data file.
const DEFAULT_TARGET_BYTES: u64 = 512 * 1024 * 1024;
/// Default minimum number of files that are rewritten.
const DEFAULT_MIN_FILES: u64 = 5;

pub(super) async fn run(work: &Work, table_ref: &TableRef, filter: Option<&Tokens>) -> Result<Commit, Failure> {
    let target = TargetTable::of_iceberg(work, table_ref, "OPTIMIZE")?;
    let nothing = || Commit {
        table_ref: table_ref.clone(),
        pending: Pending::nothing(work.catalog.storage.clone()),
        count: 0,
        kind: Kind::Nothing,
    };
    let current = target.table.iceberg.as_ref().and_then(|iceberg| iceberg.current()).cloned();
    if let Some(filter) = filter {
        check(work, &target, filter).await?;
    }
    let Some(current) = current else { return Ok(nothing()) };
    let others = matching_files(work, table_ref, &target, filter).await?.kept;
    let wanted = current.files.iter().filter(|file| !others.contains(file)).cloned().collect();
    let files_to_rewrite = files_to_rewrite(&target, wanted)?;
    if files_to_rewrite.is_empty() {
        return Ok(nothing());
    }
    let kept = current.files.iter().filter(|file| !files_to_rewrite.contains(file)).cloned().collect();
    let pending = rewritten(work, &target, &current, files_to_rewrite).await?;
    let kind = Kind::Replace { base: target.base(), operation: "replace", kept };
    Ok(Commit { table_ref: table_ref.clone(), pending, count: 0, kind })
}

/// Selects the files to rewrite: those of the wrong size, in partitions with enough of them.
fn files_to_rewrite(target: &TargetTable, files: Vec<DataFile>) -> Result<Vec<DataFile>, Failure> {
    let table = &target.table;
    let target_bytes = number(table, "write_target_data_file_size_bytes")?.unwrap_or(DEFAULT_TARGET_BYTES);
    let smallest = number(table, "optimize_rewrite_min_data_file_size_bytes")?.unwrap_or(target_bytes / 4 * 3);
    let largest = number(table, "optimize_rewrite_max_data_file_size_bytes")?.unwrap_or(target_bytes / 5 * 9);
    let least = number(table, "optimize_rewrite_data_file_threshold")?.unwrap_or(DEFAULT_MIN_FILES);
    // Rewriting a single file would change nothing.
    let least = usize::try_from(least).unwrap_or(usize::MAX).max(2);
    let mut partitions: BTreeMap<Vec<Option<String>>, Vec<DataFile>> = BTreeMap::new();
    for file in files.into_iter().filter(|file| file.bytes < smallest || file.bytes > largest) {
        partitions.entry(file.partition.clone()).or_default().push(file);
    }
    Ok(partitions.into_values().filter(|files| files.len() >= least).flatten().collect())
}

async fn rewritten(
    work: &Work,
    target: &TargetTable,
    current: &Snapshot,
    files: Vec<DataFile>,
) -> Result<Pending, Failure> {
    let failed = |e| failure::of_running(&e);
    let snapshot = Snapshot { files, columns: Vec::new(), ..current.clone() };
    let table = Lake::new(work.catalog.storage.clone(), target.table.clone(), Some(snapshot)).map_err(failed)?;
    let state = work.catalog.state(&work.session, &work.scanned);
    let plan = table.scan(&state, None, &[], None).await.map_err(failed)?;
    let mut rows = execute_stream(plan, state.task_ctx()).map_err(failed)?;
    let mut writer = writer(work, &target.table, usize::MAX)?;
    while let Some(batch) = rows.next().await {
        batch.and_then(|batch| writer.push(&batch)).map_err(failed)?;
    }
    writer.finish().map_err(failed)
}

/// Plans the filter, which may only refer to source columns of the partitions.
async fn check(work: &Work, target: &TargetTable, filter: &Tokens) -> Result<(), Failure> {
    let from = format!("SELECT 1 FROM {} AS {} WHERE (", target.relation, quoted(&target.alias));
    let select = SqlBuilder::default().text(&from).tokens(filter).text(") LIMIT 1").query()?;
    let iceberg = target.table.iceberg.as_ref();
    let fields: Vec<_> =
        iceberg.iter().flat_map(|iceberg| transform::fields(&iceberg.transforms, &target.columns)).collect();
    let is_column = |name: &str| target.columns.iter().any(|(column, _)| column == name);
    let is_key = |name: &str| fields.iter().any(|field| field.source == name);
    let other = names(&select.written).into_iter().find(|name| is_column(name) && !is_key(name));
    // Errors of the filter itself are reported first.
    drop(work.rows(select).await?);
    match other {
        None => Ok(()),
        // Trino's message.
        Some(_) => Err(not_supported(
            "Unexpected FilterNode found in plan; probably connector was not able to handle provided WHERE expression",
        )),
    }
}

fn names(query: &Query) -> Vec<String> {
    let mut names = Vec::new();
    let _: ControlFlow<()> = visit_expressions(query, |e| {
        match e {
            Expr::Identifier(ident) => names.push(ident.value.to_lowercase()),
            Expr::CompoundIdentifier(parts) => names.extend(parts.last().map(|part| part.value.to_lowercase())),
            _ => {}
        }
        ControlFlow::Continue(())
    });
    names
}
