//! All forms of EXPLAIN.

use serde_json::Value;

use super::{answer, check_in, columns, engine, show};

#[tokio::test]
async fn every_plan_type_and_format_is_printed() {
    let engine = engine().await;
    let text = |sql: String| {
        let engine = &engine;
        async move { show(answer(engine, &sql, &[]).await) }
    };
    const QUERY: &str = "SELECT n_name FROM nation JOIN region ON n_regionkey = r_regionkey";
    let logical = text(format!("EXPLAIN (TYPE LOGICAL) {QUERY}")).await;
    assert!(logical.contains("TableScan: nation") && !logical.contains("Exec"), "{logical}");
    let physical = text(format!("EXPLAIN {QUERY}")).await;
    assert!(physical.starts_with("Fragment 0") && physical.contains("HashJoinExec"), "{physical}");
    assert!(physical.contains("Inputs: [awsdatacatalog:tpch:nation, awsdatacatalog:tpch:region]"), "{physical}");
    for form in ["EXPLAIN", "EXPLAIN (FORMAT JSON)", "EXPLAIN ANALYZE", "EXPLAIN (TYPE LOGICAL)"] {
        let counted = text(format!("{form} SELECT count(*) FROM nation")).await;
        assert!(counted.contains("_col0") && !counted.contains('\u{1}'), "{counted}");
    }
    assert_eq!(text(format!("EXPLAIN (FORMAT TEXT, TYPE DISTRIBUTED) {QUERY}")).await, physical);
    for kind in ["LOGICAL", "DISTRIBUTED"] {
        let drawn = text(format!("EXPLAIN (TYPE {kind}, FORMAT GRAPHVIZ) {QUERY}")).await;
        assert!(drawn.contains("digraph") && drawn.contains("->"), "{drawn}");
    }
    let json = |text: String| serde_json::from_str::<Value>(&text).unwrap();
    let tree = json(text(format!("EXPLAIN (TYPE LOGICAL, FORMAT JSON) {QUERY}")).await);
    assert_eq!((&tree["id"], &tree["outputs"][0]["type"]), (&"0".into(), &"varchar".into()));
    assert_eq!(tree["children"][0]["id"], "1");
    let tree = json(text(format!("EXPLAIN (FORMAT JSON) {QUERY}")).await);
    assert!(tree["0"]["name"].as_str().unwrap().ends_with("Exec") && tree["0"].get("outputRows").is_none(), "{tree}");
    let tree = json(text("EXPLAIN ANALYZE (FORMAT JSON) SELECT count(*) FROM nation".to_owned()).await);
    assert_eq!(tree["0"]["outputRows"], 1, "{tree}");
    let read = json(text(format!("EXPLAIN (TYPE IO, FORMAT JSON) {QUERY}")).await);
    let names: Vec<_> =
        read["inputTableColumnInfos"].as_array().unwrap().iter().map(|t| &t["table"]["schemaTable"]).collect();
    assert_eq!(names.iter().map(|name| name["table"].as_str().unwrap()).collect::<Vec<_>>(), ["nation", "region"]);
    assert_eq!(names[0]["schema"], "tpch");
    let analyzed = text(format!("EXPLAIN ANALYZE {QUERY}")).await;
    assert!(analyzed.contains("metrics=[") && analyzed.ends_with("Output: 25 rows"), "{analyzed}");
    assert_eq!(columns(&engine, "EXPLAIN (TYPE VALIDATE) SELECT 1").await, "Valid boolean 0 0 false");
}

#[tokio::test]
async fn unsupported_explains_are_refused() {
    check_in(
        &engine().await,
        &[
            ("EXPLAIN (TYPE VALIDATE) SELECT 1", "true"),
            (
                "EXPLAIN (TYPE VALIDATE) SELECT nope",
                "COLUMN_NOT_FOUND: line 1:32: Column 'nope' cannot be resolved [2/1006]",
            ),
            (
                "EXPLAIN (TYPE IO, FORMAT TEXT) SELECT 1",
                "NOT_SUPPORTED: EXPLAIN of the type IO is only available as JSON [2/1200]",
            ),
            (
                "EXPLAIN ANALYZE (FORMAT GRAPHVIZ) SELECT 1",
                "MALFORMED_QUERY: line 1:25: mismatched input 'GRAPHVIZ'. Expecting: 'JSON', 'TEXT'",
            ),
            (
                "EXPLAIN ANALYZE (TYPE IO) SELECT 1",
                "MALFORMED_QUERY: line 1:18: mismatched input 'TYPE'. Expecting: 'FORMAT'",
            ),
            (
                "EXPLAIN (TYPE NICE) SELECT 1",
                "MALFORMED_QUERY: line 1:15: mismatched input 'NICE'. Expecting: 'DISTRIBUTED', 'IO', 'LOGICAL', 'VALIDATE'",
            ),
            ("EXPLAIN (TYPE VALIDATE) (SELECT 1)", "true"),
        ],
    )
    .await;
}
