//! The 22 TPC-H queries in Trino's SQL, with the validation parameters of the specification.
//!
//! The tests with other clients compare the results of the same queries with DuckDB.

use std::fs;
use std::path::Path;

use super::{answer, engine};

#[tokio::test]
async fn all_queries_run() {
    let engine = engine().await;
    let texts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/clients/tpch");
    let mut failed = Vec::new();
    for number in 1..=22 {
        let sql = fs::read_to_string(texts.join(format!("q{number:02}.sql"))).unwrap();
        if let Err(error) = answer(&engine, &sql, &[]).await {
            failed.push(format!("{number}: {error}"));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}
