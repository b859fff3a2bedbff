//! `TABLESAMPLE`.

use super::{answer, check, check_in, engine, show, with_bucket};

#[tokio::test]
async fn samples_of_0_and_100_percent_are_exact() {
    check(&[
        ("SELECT count(*) FROM orders TABLESAMPLE BERNOULLI (0)", "0"),
        ("SELECT count(*) FROM orders TABLESAMPLE SYSTEM (0)", "0"),
        ("SELECT count(*) FROM orders TABLESAMPLE BERNOULLI (100)", "15000"),
        ("SELECT count(*) FROM orders TABLESAMPLE SYSTEM (100e0)", "15000"),
        // TABLESAMPLE follows the alias, may be part of a join, and applies to subqueries; column names stay the same.
        (
            "SELECT count(*) FROM orders AS o TABLESAMPLE BERNOULLI (50 * 2) JOIN customer ON o.o_custkey = c_custkey",
            "15000",
        ),
        (
            "SELECT tpch.region.r_name FROM tpch.region TABLESAMPLE BERNOULLI (100) WHERE region.r_regionkey = 1",
            "AMERICA",
        ),
        ("SELECT count(*) FROM (SELECT * FROM nation) AS n TABLESAMPLE BERNOULLI (0)", "0"),
        ("SELECT count(*) FROM nation CROSS JOIN region TABLESAMPLE BERNOULLI (0)", "0"),
        ("WITH n AS (SELECT 1 AS x) SELECT count(*) FROM n TABLESAMPLE SYSTEM (100)", "1"),
    ])
    .await;
}

#[tokio::test]
async fn wrong_percentages_are_refused() {
    check(&[
        (
            "SELECT 1 FROM nation TABLESAMPLE BERNOULLI (101)",
            "NUMERIC_VALUE_OUT_OF_RANGE: line 1:45: Sample percentage must be less than or equal to 100 [2/1001]",
        ),
        (
            "SELECT 1 FROM nation TABLESAMPLE SYSTEM (-0.5)",
            "NUMERIC_VALUE_OUT_OF_RANGE: line 1:43: Sample percentage must be greater than or equal to 0 [2/1001]",
        ),
        (
            "SELECT 1 FROM nation TABLESAMPLE SYSTEM (NULL)",
            "INVALID_ARGUMENTS: line 1:42: Sample percentage cannot be NULL [2/1100]",
        ),
        (
            "SELECT 1 FROM nation TABLESAMPLE SYSTEM ('ten')",
            "TYPE_MISMATCH: line 1:42: Sample percentage should be a numeric expression [2/1002]",
        ),
        (
            "SELECT 1 FROM nation TABLESAMPLE SYSTEM (n_nationkey)",
            "EXPRESSION_NOT_CONSTANT: line 1:42: Sample percentage cannot contain column references [2/1006]",
        ),
        (
            "SELECT 1 FROM nation TABLESAMPLE (10)",
            "MALFORMED_QUERY: line 1:34: mismatched input '('. Expecting: 'BERNOULLI', 'SYSTEM'",
        ),
        (
            "SELECT 1 FROM nation TABLESAMPLE SYSTEM",
            "MALFORMED_QUERY: line 1:40: mismatched input '<EOF>'. Expecting: '('",
        ),
        (
            "SELECT 1 FROM nation TABLESAMPLE BERNOULLI (10) REPEATABLE (1)",
            "SYNTAX_ERROR: TABLESAMPLE is BERNOULLI or SYSTEM, and a percentage in parentheses [2/1006]",
        ),
    ])
    .await;
}

#[tokio::test]
async fn bernoulli_keeps_about_the_given_share_of_rows() {
    let engine = engine().await;
    let count = || async {
        let sql = "SELECT count(*) FROM orders TABLESAMPLE BERNOULLI (10)";
        show(answer(&engine, sql, &[]).await).parse::<i32>().unwrap()
    };
    let (first, second, third) = (count().await, count().await, count().await);
    // The expected count is 1500, with a standard deviation of 37. The bounds are ten deviations wide.
    for rows in [first, second, third] {
        assert!((1130..1870).contains(&rows), "{rows}");
    }
    assert!(first != second || second != third, "a sample is drawn anew each time");
    let sql = "SELECT count(*) FROM orders TABLESAMPLE BERNOULLI (?)";
    let rows: i32 = show(answer(&engine, sql, &["50"]).await).parse().unwrap();
    assert!((6880..8120).contains(&rows), "{rows}");
}

#[tokio::test]
async fn system_keeps_or_drops_whole_files() {
    let (engine, _storage) = with_bucket().await;
    check_in(
        &engine,
        &[
            ("CREATE EXTERNAL TABLE s (n bigint) PARTITIONED BY (p bigint) LOCATION 's3://lake/s/'", ""),
            ("INSERT INTO s SELECT n, n % 64 FROM UNNEST(sequence(1, 640)) AS t (n)", "640 rows"),
        ],
    )
    .await;
    let sql = "SELECT count(DISTINCT p), count(*) FROM s TABLESAMPLE SYSTEM (50)";
    let counts = show(answer(&engine, sql, &[]).await);
    let (files, rows) = counts.split_once('|').unwrap();
    let (files, rows): (i32, i32) = (files.parse().unwrap(), rows.parse().unwrap());
    assert_eq!(rows, files * 10);
    assert!((1..64).contains(&files), "{files}");
}
