//! Tables of Iceberg, whose rows can change.

use super::{check_in, with_bucket};

const CREATE: &str = "CREATE TABLE t (id int, name string, ts timestamp) PARTITIONED BY (bucket(4, id), day(ts)) \
                      LOCATION 's3://lake/ice/' TBLPROPERTIES ('table_type'='ICEBERG', 'format'='parquet')";

#[tokio::test]
async fn rows_come_change_and_go() {
    let (engine, _storage) = with_bucket().await;
    check_in(
        &engine,
        &[
            (CREATE, ""),
            ("SELECT * FROM t", ""),
            (
                "INSERT INTO t VALUES (1, 'a', TIMESTAMP '2020-01-01 00:00:00.123456'), (2, 'b', NULL), (3, 'c', NULL)",
                "3 rows",
            ),
            ("INSERT INTO t (name, id) VALUES ('d', 4)", "1 rows"),
            ("UPDATE t SET name = upper(name), id = id + 10 WHERE id > 2", "2 rows"),
            ("SELECT id, name FROM t ORDER BY id", "1|a\n2|b\n13|C\n14|D"),
            ("UPDATE t SET name = CASE WHEN id = 1 THEN NULL ELSE name END", "4 rows"),
            ("UPDATE t SET name = 'x' WHERE id = 99", "0 rows"),
            ("DELETE FROM t WHERE id IN (2, 13)", "2 rows"),
            ("SELECT * FROM t ORDER BY id", "1|∅|2020-01-01 00:00:00.123456\n14|D|∅"),
            (
                "UPDATE t SET nope = 1",
                "COLUMN_NOT_FOUND: line 1:1: The UPDATE SET target column nope doesn't exist [2/1006]",
            ),
            ("DELETE FROM t WHERE nope = 1", "COLUMN_NOT_FOUND: line 1:21: Column 'nope' cannot be resolved [2/1006]"),
            ("DELETE FROM t", "2 rows"),
            ("SELECT count(*) FROM t", "0"),
            ("ALTER TABLE t ADD COLUMNS (more double)", ""),
            ("INSERT INTO t VALUES (1, 'a', NULL, 0.5)", "1 rows"),
            ("ALTER TABLE t DROP COLUMN ts", ""),
            ("SELECT * FROM t", "1|a|0.5"),
            (
                "CREATE EXTERNAL TABLE x (id int) LOCATION 's3://lake/x/' TBLPROPERTIES ('table_type'='ICEBERG')",
                "INVALID_INPUT: EXTERNAL is not supported for tables of the type ICEBERG",
            ),
        ],
    )
    .await;
}

#[tokio::test]
async fn merged() {
    let (engine, _storage) = with_bucket().await;
    check_in(&engine, &[
        (CREATE, ""),
        ("INSERT INTO t VALUES (1, 'a', NULL), (2, 'b', NULL), (3, 'c', NULL)", "3 rows"),
        (
            "MERGE INTO t AS target USING (VALUES (1, 'A'), (2, 'gone'), (4, 'D'), (5, 'no')) AS s (id, name) ON target.id = s.id \
             WHEN MATCHED AND s.name = 'gone' THEN DELETE WHEN MATCHED THEN UPDATE SET name = s.name || target.name \
             WHEN NOT MATCHED AND s.name <> 'no' THEN INSERT (id, name) VALUES (s.id, s.name)",
            "3 rows",
        ),
        ("SELECT id, name, ts FROM t ORDER BY id", "1|Aa|∅\n3|c|∅\n4|D|∅"),
        (
            "MERGE INTO t USING (VALUES 1, 1) AS s (id) ON t.id = s.id WHEN MATCHED THEN UPDATE SET name = 'x'",
            "MERGE_TARGET_ROW_MULTIPLE_MATCHES: One MERGE target table row matched more than one source row [2/1009]",
        ),
        ("MERGE INTO t USING region ON t.id = region.r_regionkey WHEN NOT MATCHED THEN INSERT VALUES (100, r_name, NULL)", "2 rows"),
        ("SELECT name FROM t WHERE id = 100 ORDER BY name", "AFRICA\nASIA"),
    ])
    .await;
}

#[tokio::test]
async fn created_from_a_query() {
    let (engine, _storage) = with_bucket().await;
    check_in(&engine, &[
        ("CREATE TABLE c WITH (table_type = 'ICEBERG', is_external = false, location = 's3://lake/c/', partitioning = ARRAY['bucket(id, 5)']) AS SELECT n_nationkey AS id, n_name AS name FROM nation", "25 rows"),
        ("UPDATE c SET name = 'x' WHERE id < 5", "5 rows"),
        ("SELECT count(*) FROM c WHERE name = 'x'", "5"),
        ("CREATE TABLE d WITH (table_type = 'ICEBERG', is_external = false) AS SELECT 1 AS a", "INVALID_TABLE_PROPERTY: line 1:1: the location of an Iceberg table is missing: set location [2/1103]"),
    ])
    .await;
}
