//! Rejections before a query exists, and failures of queries.

use super::check;

#[tokio::test]
async fn syntax_errors_name_their_position() {
    check(&[
        ("SELECT FROM", "MALFORMED_QUERY: line 1:8: mismatched input 'FROM'. Expecting: <expression>"),
        ("SELECT 1 +", "MALFORMED_QUERY: line 1:11: mismatched input '<EOF>'. Expecting: <expression>"),
        ("SELECT *\nFROM nation WHERE", "MALFORMED_QUERY: line 2:18: mismatched input '<EOF>'. Expecting: <expression>"),
        ("SELECT 1 2", "MALFORMED_QUERY: line 1:10: mismatched input '2'. Expecting: <EOF>"),
        ("SELECT CAST(1 AS blob)", "MALFORMED_QUERY: line 1:18: mismatched input 'blob'. Expecting: a type"),
        ("SHOW NOTHING", "MALFORMED_QUERY: line 1:6: mismatched input 'NOTHING'. Expecting: 'COLUMNS', 'CREATE', 'DATABASES', 'FUNCTIONS', 'PARTITIONS', 'SCHEMAS', 'TABLES', 'TBLPROPERTIES', 'VIEWS'"),
        ("SELECT `a` FROM nation", "MALFORMED_QUERY: line 1:8: backquoted identifiers are not supported; use double quotes to quote identifiers"),
        ("SELECT 'a", "MALFORMED_QUERY: line 1:8: Unterminated string literal"),
    ])
    .await;
    let engine = super::engine().await;
    let refused = super::prepare(&engine, "SELEC 1").await.unwrap_err();
    assert!(
        refused.message.starts_with("line 1:1: mismatched input 'SELEC'. Expecting: 'ALTER', "),
        "{}",
        refused.message
    );
}

#[tokio::test]
async fn queries_fail_with_the_errors_of_the_service() {
    check(&[
        ("SELECT * FROM nope", "TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.tpch.nope' does not exist [2/1301]"),
        ("SELECT * FROM nope.t", "SCHEMA_NOT_FOUND: line 1:15: Schema 'nope' does not exist [2/1301]"),
        ("SELECT * FROM x.y.z", "CATALOG_NOT_FOUND: line 1:15: Catalog 'x' does not exist [2/1006]"),
        ("SELECT nope FROM nation", "COLUMN_NOT_FOUND: line 1:8: Column 'nope' cannot be resolved [2/1006]"),
        ("SELECT nope(1)", "FUNCTION_NOT_FOUND: line 1:8: Function 'nope' not registered [2/1303]"),
        ("SELECT 1 / 0", "DIVISION_BY_ZERO: Division by zero [2/1001]"),
        ("SELECT 1 / (n_nationkey - n_nationkey) FROM nation", "DIVISION_BY_ZERO: Division by zero [2/1001]"),
        ("SELECT CAST('abc' AS INTEGER)", "INVALID_CAST_ARGUMENT: Cannot cast 'abc' to INT [2/1100]"),
        (
            "SELECT CAST(n_name AS DATE) FROM nation",
            "INVALID_CAST_ARGUMENT: Value cannot be cast to date: ALGERIA [2/1100]",
        ),
        ("SELECT CAST(DATE '2020-01-01' AS BOOLEAN)", "TYPE_MISMATCH: Cannot cast date to boolean [2/1002]"),
        ("SELECT DATE '2020-13-01'", "INVALID_LITERAL: '2020-13-01' is not a valid DATE literal [2/1100]"),
        (
            "OPTIMIZE t REWRITE DATA USING BIN_PACK",
            "TABLE_NOT_FOUND: line 1:1: Table 'awsdatacatalog.tpch.t' does not exist [2/1301]",
        ),
    ])
    .await;
    let engine = super::engine().await;
    let mismatch = super::show(super::answer(&engine, "SELECT 1 + ARRAY[1]", &[]).await);
    assert!(mismatch.starts_with("TYPE_MISMATCH: ") && mismatch.ends_with("[2/1002]"), "{mismatch}");
}
