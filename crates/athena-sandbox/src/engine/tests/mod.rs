//! Tests of the engine as a whole: statements in, text rows out.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod documented;
mod explain;
mod failures;
mod formats;
mod functions;
mod hidden;
mod iceberg;
mod maintenance;
mod queries;
mod rows;
mod samples;
mod skipping;
mod tables;
mod tpch;
mod types;
mod unnest;
mod utility;

use futures::StreamExt;

use super::contract::{Rejection, Session};
use super::{Engine, EngineConfig, Prepared};
use crate::storage::Storage;

/// The outcome of one statement.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) columns: Vec<super::contract::ColumnInfo>,
    pub(super) rows: Vec<Vec<Option<String>>>,
    pub(super) scanned: u64,
}

pub(super) async fn engine() -> Engine {
    Engine::new(EngineConfig { tpch_scale: Some(0.01), ..EngineConfig::default() }).await.unwrap()
}

/// An engine with a bucket for tables, and its storage.
pub(super) async fn with_bucket() -> (Engine, Storage) {
    let storage = Storage::open(None).unwrap();
    for bucket in ["lake", "results"] {
        storage.create_bucket(bucket).unwrap();
    }
    let config = EngineConfig { tpch_scale: Some(0.01), storage: Some(storage.clone()), ..EngineConfig::default() };
    (Engine::new(config).await.unwrap(), storage)
}

pub(super) fn session() -> Session {
    Session { catalog: "AwsDataCatalog".to_owned(), database: "tpch".to_owned() }
}

pub(super) async fn prepare(engine: &Engine, sql: &str) -> Result<Prepared, Rejection> {
    engine.prepare(sql, &session(), &[]).await
}

/// Runs a statement to its end. An error is the text of the rejection or failure.
pub(super) async fn answer(engine: &Engine, sql: &str, parameters: &[&str]) -> Result<Answer, String> {
    let parameters: Vec<_> = parameters.iter().map(|p| (*p).to_owned()).collect();
    let prepared =
        engine.prepare(sql, &session(), &parameters).await.map_err(|e| format!("{}: {}", e.code, e.message))?;
    let failed = |e: super::Failure| format!("{} [{}/{}]", e.reason, e.category, e.error_type);
    if prepared.changes_rows() {
        let folder = format!("s3://results/tables/{}", uuid::Uuid::new_v4());
        let changing = engine.change(&prepared, "name", Some(folder)).await.map_err(failed)?;
        let count = changing.commit().map_err(failed)?.count;
        return Ok(Answer { columns: Vec::new(), rows: vec![vec![Some(format!("{count} rows"))]], scanned: 0 });
    }
    let mut running = engine.run(&prepared).await.map_err(failed)?;
    let mut rows = Vec::new();
    while let Some(batch) = running.rows.next().await {
        let batch = batch.map_err(failed)?;
        for row in 0..batch.num_rows() {
            rows.push((0..batch.width()).map(|column| batch.cell(row, column).map(str::to_owned)).collect());
        }
    }
    let scanned = running.scanned.load(std::sync::atomic::Ordering::Relaxed);
    Ok(Answer { columns: running.columns, rows, scanned })
}

/// Cells joined by `|`, NULL as `∅`.
pub(super) fn show(answer: Result<Answer, String>) -> String {
    match answer {
        Err(e) => e,
        Ok(answer) => {
            let line = |row: &Vec<Option<String>>| {
                row.iter().map(|cell| cell.as_deref().unwrap_or("∅")).collect::<Vec<_>>().join("|")
            };
            answer.rows.iter().map(line).collect::<Vec<_>>().join("\n")
        }
    }
}

/// Checks statements in a new engine and reports all differences.
pub(super) async fn check(cases: &[(&str, &str)]) {
    check_in(&engine().await, cases).await;
}

/// Checks statements in order in one engine and reports all differences.
pub(super) async fn check_in(engine: &Engine, cases: &[(&str, &str)]) {
    let mut wrong = Vec::new();
    for (sql, expected) in cases {
        let actual = show(answer(engine, sql, &[]).await);
        if actual != *expected {
            wrong.push(format!("{sql}\n  expected: {expected}\n    actual: {actual}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {} differ\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

/// `name type precision scale` of every column.
pub(super) async fn columns(engine: &Engine, sql: &str) -> String {
    match answer(engine, sql, &[]).await {
        Err(e) => e,
        Ok(answer) => {
            let text = |c: &super::contract::ColumnInfo| {
                format!("{} {} {} {} {}", c.name, c.type_name, c.precision, c.scale, c.case_sensitive)
            };
            answer.columns.iter().map(text).collect::<Vec<_>>().join(", ")
        }
    }
}
