//! Results of a million rows, and startup time

use std::time::{Duration, Instant};

use athena_sandbox::Sandbox;

use crate::client::{run, s3, start_sandbox, start_with};

/// A generous limit: a busy machine with two cores may be slow, but a quadratic loop must fail.
const SOON: Duration = Duration::from_secs(30);

#[tokio::test]
async fn a_million_rows_come_in_order() {
    let sandbox = start_sandbox().await;
    let from_one = "FROM UNNEST(sequence(1, 1000000)) AS t(n)";
    let from_two = "FROM (SELECT a * 1000 + b + 1 AS n FROM UNNEST(sequence(0, 999)) AS x(a) \
                    CROSS JOIN UNNEST(sequence(0, 999)) AS y(b)) AS t";
    for from in [from_one, from_two] {
        let sql = format!("SELECT n, n * 0.5 AS d, 'name-' || CAST(n AS varchar) AS s {from}");
        let started = Instant::now();
        let (id, execution) = run(&sandbox, &sql).await;
        assert_eq!(execution["Status"]["State"], "SUCCEEDED", "{execution}");
        assert!(started.elapsed() < SOON, "{:?}", started.elapsed());
        let csv = sandbox.storage().object("sandbox-results", &format!("{id}.csv")).expect("there");
        let text = std::str::from_utf8(&csv).expect("UTF-8");
        let mut lines = text.lines();
        assert_eq!(lines.next(), Some("\"n\",\"d\",\"s\""));
        let mut count = 0_u32;
        if from == from_one {
            for line in lines {
                count += 1;
                assert!(line.starts_with(&format!("\"{count}\",")), "{line} is line {count}");
            }
            assert!(text.ends_with("\"1000000\",\"500000.0\",\"name-1000000\"\n"));
        } else {
            count = u32::try_from(lines.count()).expect("a million");
        }
        assert_eq!(count, 1_000_000);

        // In ranges, as clients read objects.
        let path = format!("/sandbox-results/{id}.csv");
        let mut read = Vec::with_capacity(csv.len());
        for start in (0..csv.len()).step_by(8 * 1024 * 1024) {
            let range = format!("bytes={start}-{}", start + 8 * 1024 * 1024 - 1);
            let reply = s3(&sandbox, "GET", &path, &[("range", &range)], b"").await;
            assert_eq!(reply.status, 206);
            read.extend_from_slice(&reply.body);
        }
        assert!(read == csv, "the ranges make up the object");
    }
}

#[tokio::test]
async fn a_series_has_trinos_values() {
    let sandbox = start_sandbox().await;
    for (sequence, expected) in [
        ("sequence(1, 3)", "1 2 3"),
        ("sequence(3, 1)", "3 2 1"),
        ("sequence(-2, 2, 2)", "-2 0 2"),
        ("sequence(5, 1, -2)", "5 3 1"),
        ("sequence(1, 1)", "1"),
    ] {
        let (id, execution) = run(&sandbox, &format!("SELECT n FROM UNNEST({sequence}) AS t(n)")).await;
        assert_eq!(execution["Status"]["State"], "SUCCEEDED", "{execution}");
        let csv = sandbox.storage().object("sandbox-results", &format!("{id}.csv")).expect("there");
        let text = String::from_utf8(csv).expect("UTF-8").replace('"', "");
        assert_eq!(text.lines().skip(1).collect::<Vec<_>>().join(" "), expected, "{sequence}");
    }
}

#[tokio::test]
async fn a_union_keeps_the_order_of_its_parts() {
    let sandbox = start_sandbox().await;
    let sql = "SELECT n FROM UNNEST(sequence(1, 20000)) AS t(n) UNION ALL SELECT 0 UNION ALL SELECT -1";
    let (id, execution) = run(&sandbox, sql).await;
    assert_eq!(execution["Status"]["State"], "SUCCEEDED", "{execution}");
    let csv = sandbox.storage().object("sandbox-results", &format!("{id}.csv")).expect("there");
    let text = String::from_utf8(csv).expect("UTF-8").replace('"', "");
    let rows: Vec<i32> = text.lines().skip(1).map(|line| line.parse().expect("a number")).collect();
    assert!(rows.iter().copied().eq((1..=20_000).chain([0, -1])));
}

#[tokio::test]
async fn tpch_tables_are_generated_only_when_read() {
    let started = Instant::now();
    let sandbox = start_with(Sandbox::builder().tpch(1000.0)).await;
    let (_, execution) = run(&sandbox, "SHOW TABLES IN tpch").await;
    assert_eq!(execution["Status"]["State"], "SUCCEEDED");
    assert!(started.elapsed() < SOON, "{:?}", started.elapsed());
}
