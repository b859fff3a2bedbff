//! Files of Iceberg tables that queries skip and that changes keep.

use super::{answer, check_in, show, with_bucket};
use crate::engine::Engine;

const CREATE: &str = "CREATE TABLE t (id int, name string, ts timestamp, d date) PARTITIONED BY (TRANSFORMS) \
                      LOCATION 's3://lake/ice/' TBLPROPERTIES ('table_type'='ICEBERG')";

const ROWS: &str = "INSERT INTO t SELECT CAST(n AS integer), 'row ' || CAST(n AS varchar), \
                    date_add('hour', n, TIMESTAMP '2024-01-01 00:00:00'), date_add('day', n, DATE '2024-01-01') \
                    FROM UNNEST(sequence(0, 99)) AS x (n)";

async fn partitioned_by(transforms: &str) -> Engine {
    let (engine, _storage) = with_bucket().await;
    let cases = [(CREATE.replace("TRANSFORMS", transforms), ""), (ROWS.to_owned(), "100 rows")];
    check_in(&engine, &cases.each_ref().map(|(sql, rows)| (sql.as_str(), *rows))).await;
    engine
}

/// Bytes that a query reads, in percent of those that it reads without its filter.
async fn share(engine: &Engine, filter: &str, rows: &str) -> u64 {
    let all = answer(engine, "SELECT id, name, ts, d FROM t", &[]).await.unwrap().scanned;
    let some = answer(engine, &format!("SELECT id, name, ts, d FROM t WHERE {filter}"), &[]).await;
    let some = some.unwrap_or_else(|error| panic!("{filter}: {error}"));
    assert_eq!(some.rows.len().to_string(), rows, "{filter}");
    some.scanned * 100 / all
}

#[tokio::test]
async fn filters_skip_files() {
    for (transforms, filter, rows, most) in [
        ("d", "d = DATE '2024-01-05'", "1", 2),
        ("d", "d BETWEEN DATE '2024-01-05' AND DATE '2024-01-09' OR d > DATE '2024-04-05'", "9", 10),
        ("d", "d IN (DATE '2024-01-05', DATE '1999-01-01')", "1", 2),
        ("d", "d IS NULL", "0", 0),
        ("day(ts)", "ts >= TIMESTAMP '2024-01-04 00:00:00'", "28", 45),
        ("day(ts)", "ts < TIMESTAMP '2024-01-02 12:00:00' AND name <> 'x'", "36", 45),
        ("day(ts)", "date(ts) = DATE '2024-01-02'", "24", 100),
        ("month(d)", "d < DATE '2024-02-01'", "31", 40),
        ("truncate(10, id)", "id BETWEEN 20 AND 29", "10", 11),
        ("bucket(8, id)", "id = 3", "1", 20),
        ("bucket(8, id)", "id IN (3, 4)", "2", 40),
        ("bucket(8, name)", "name = 'row 7'", "1", 20),
        // Without a partition on the column, the column statistics skip files.
        ("bucket(8, name)", "id > 1000", "0", 0),
        ("d", "name LIKE 'row 9%'", "11", 12),
        ("d", "random() < 2 AND id = 5", "1", 2),
        ("d", "length(name) = 5", "10", 100),
    ] {
        let engine = partitioned_by(transforms).await;
        let share = share(&engine, filter, rows).await;
        assert!(share <= most, "{transforms}, {filter}: {share} percent");
    }
}

#[tokio::test]
async fn skipping_misses_no_row() {
    let engine = partitioned_by("bucket(8, name)").await;
    let rows = "INSERT INTO t (id, name) VALUES (1, '7'), (2, '07'), (3, ' 7'), (4, NULL), (NULL, 'x')";
    check_in(
        &engine,
        &[
            (rows, "5 rows"),
            ("SELECT id FROM t WHERE try(CAST(name AS integer)) = 7 ORDER BY id", "1\n2\n3"),
            ("SELECT id FROM t WHERE name = '7' OR id = 2 ORDER BY id", "1\n2\n2"),
            ("SELECT count(*) FROM t WHERE name <> '7'", "103"),
            ("SELECT id FROM t WHERE name IS NULL", "4"),
            ("SELECT name FROM t WHERE id IS NULL", "x"),
            ("SELECT name FROM t WHERE name IS NOT DISTINCT FROM NULL", "∅"),
            ("SELECT count(*) FROM t WHERE NOT (name = '7' AND id = 1)", "104"),
            ("SELECT count(*) FROM t WHERE id + 1 = 2 OR name IN ('07', 'row 3')", "4"),
            ("SELECT count(*) FROM t AS a JOIN t AS b ON a.id = b.id WHERE a.id = 4", "4"),
            ("SELECT count(*) FROM t WHERE id = (SELECT max(id) FROM t)", "1"),
            ("SELECT name FROM t WHERE id IN (SELECT 99)", "row 99"),
        ],
    )
    .await;
}

#[tokio::test]
async fn changed_columns_still_skip_files_correctly() {
    let (engine, _storage) = with_bucket().await;
    check_in(
        &engine,
        &[
            ("CREATE TABLE t (id int, a int) LOCATION 's3://lake/ice/' TBLPROPERTIES ('table_type'='ICEBERG')", ""),
            ("INSERT INTO t VALUES (1, 10), (2, NULL)", "2 rows"),
            ("ALTER TABLE t CHANGE COLUMN a b int", ""),
            ("ALTER TABLE t ADD COLUMNS (c int)", ""),
            ("INSERT INTO t VALUES (3, 20, 30)", "1 rows"),
            ("ALTER TABLE t CHANGE COLUMN id id bigint", ""),
            ("SELECT id FROM t WHERE b = 10", "1"),
            ("SELECT id FROM t WHERE b IS NULL", "2"),
            ("SELECT id FROM t WHERE c IS NULL ORDER BY id", "1\n2"),
            ("SELECT id FROM t WHERE c = 30", "3"),
            ("SELECT b FROM t WHERE id = 3000000000 OR id = 1", "10"),
            ("SELECT id FROM t WHERE NOT (b > 5) OR b IS NULL", "2"),
        ],
    )
    .await;
    assert_eq!(show(answer(&engine, "SELECT count(*) FROM t WHERE b + 1 = 21", &[]).await), "1");
}

/// The names of the table's files, with the snapshots that added them.
fn files(engine: &Engine) -> Vec<(String, i64)> {
    let stored = engine.catalog().stored_table("tpch", "t").unwrap();
    let iceberg = stored.iceberg.unwrap();
    iceberg.current().unwrap().files.iter().map(|file| (file.uri.clone(), file.added_by)).collect()
}

#[tokio::test]
async fn changes_keep_files_without_changed_rows() {
    for (sql, rows, changed) in [
        ("UPDATE t SET name = 'new' WHERE id = 25", "1 rows", 1),
        // A row that moves to another partition is written to a new file there.
        ("UPDATE t SET id = 99 WHERE id IN (1, 11)", "2 rows", 2),
        ("UPDATE t SET name = 'new' WHERE id % 10 = 0", "10 rows", 10),
        ("UPDATE t SET name = 'new'", "100 rows", 10),
        ("DELETE FROM t WHERE id BETWEEN 5 AND 14", "10 rows", 2),
        ("DELETE FROM t AS x WHERE x.id >= 90", "10 rows", 1),
        ("DELETE FROM t WHERE id IN (SELECT max(id) FROM t)", "1 rows", 1),
        ("DELETE FROM t WHERE id NOT IN (SELECT n_nationkey FROM nation)", "75 rows", 8),
        ("DELETE FROM t WHERE EXISTS (SELECT 1 FROM nation WHERE n_nationkey = id AND n_regionkey = 0)", "5 rows", 2),
        ("UPDATE t SET name = 'm' WHERE id > (SELECT max(n_nationkey) FROM nation) OR id = 3", "76 rows", 9),
        ("DELETE FROM t WHERE \"$path\" LIKE '%/id_trunc=20/%' AND id > 25", "4 rows", 1),
        ("DELETE FROM t", "100 rows", 10),
        (
            "MERGE INTO t USING (VALUES (7, 'x'), (77, 'y'), (777, 'z')) AS s (id, name) ON t.id = s.id \
             WHEN MATCHED THEN UPDATE SET name = s.name WHEN NOT MATCHED THEN INSERT (id, name) VALUES (s.id, s.name)",
            "3 rows",
            2,
        ),
        (
            "MERGE INTO t USING (VALUES 7, 777) AS s (id) ON t.id = s.id WHEN NOT MATCHED THEN INSERT (id) VALUES (s.id)",
            "1 rows",
            0,
        ),
    ] {
        let engine = partitioned_by("truncate(10, id)").await;
        let before = files(&engine);
        assert_eq!(before.len(), 10);
        let sum = "SELECT coalesce(sum(id), 0), count(*) FROM t";
        let first = show(answer(&engine, sum, &[]).await);
        check_in(&engine, &[(sql, rows)]).await;
        let after = files(&engine);
        let stayed = before.iter().filter(|file| after.contains(file)).count();
        assert_eq!(10 - stayed, changed, "{sql}");
        let summary = "SELECT coalesce(element_at(summary, 'deleted-data-files'), '0') FROM \"t$snapshots\" \
                       ORDER BY committed_at DESC LIMIT 1";
        assert_eq!(show(answer(&engine, summary, &[]).await), changed.to_string(), "{sql}");
        // The files of earlier snapshots still exist.
        let stored = engine.catalog().stored_table("tpch", "t").unwrap();
        let version = stored.iceberg.unwrap().snapshots[0].id;
        assert_eq!(show(answer(&engine, &format!("{sum} FOR VERSION AS OF {version}"), &[]).await), first);
    }
}

#[tokio::test]
async fn changes_write_the_right_rows() {
    let engine = partitioned_by("truncate(10, id)").await;
    let before = files(&engine);
    check_in(
        &engine,
        &[
            ("DELETE FROM t WHERE id = 1000", "0 rows"),
            ("UPDATE t SET name = 'new' WHERE id > 97 OR id = 0", "3 rows"),
            ("DELETE FROM t WHERE id BETWEEN 1 AND 96", "96 rows"),
            ("SELECT id, name FROM t ORDER BY id", "0|new\n97|row 97\n98|new\n99|new"),
            (
                "UPDATE t SET nope = 1 WHERE id = 0",
                "COLUMN_NOT_FOUND: line 1:1: The UPDATE SET target column nope doesn't exist [2/1006]",
            ),
            ("DELETE FROM t WHERE nope = 1", "COLUMN_NOT_FOUND: line 1:21: Column 'nope' cannot be resolved [2/1006]"),
        ],
    )
    .await;
    // A statement that matched no row added no snapshot.
    let stored = engine.catalog().stored_table("tpch", "t").unwrap();
    assert_eq!(stored.iceberg.unwrap().snapshots.len(), 3);
    assert_eq!(before.len(), 10);
    check_in(&engine, &[("DELETE FROM t WHERE true", "4 rows"), ("DELETE FROM t WHERE true", "0 rows")]).await;
}
