//! INSERT and CREATE TABLE AS.

use super::{answer, check_in, show, with_bucket};

#[tokio::test]
async fn inserted_rows_read_back_from_every_format() {
    let (engine, storage) = with_bucket().await;
    let formats = [
        ("STORED AS PARQUET", true),
        ("ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'", true),
        ("ROW FORMAT DELIMITED FIELDS TERMINATED BY '|' ESCAPED BY '\\\\'", false),
    ];
    for (position, (format, nested)) in formats.into_iter().enumerate() {
        let columns = "b boolean, i int, l bigint, f float, d double, n decimal(10,2), s string, day date, ts timestamp, x binary";
        let more = if nested { ", a array<int>, m map<string,double>, r struct<p:int,q:string>" } else { "" };
        let create =
            format!("CREATE EXTERNAL TABLE t{position} ({columns}{more}) {format} LOCATION 's3://lake/t{position}/'");
        assert_eq!(show(answer(&engine, &create, &[]).await), "");
        let values = "true, 1, 2, REAL '1.5', 2.5, DECIMAL '3.25', 'a|\"b\\', DATE '2020-01-02', TIMESTAMP '2020-01-02 03:04:05.678', X'6162'";
        let more = if nested { ", ARRAY[1, NULL], MAP(ARRAY['k'], ARRAY[1.5]), ROW(1, 'it''s')" } else { "" };
        let nulls = vec!["NULL"; if nested { 13 } else { 10 }].join(", ");
        let insert = format!("INSERT INTO t{position} SELECT {values}{more} UNION ALL SELECT {nulls}");
        assert_eq!(show(answer(&engine, &insert, &[]).await), "2 rows", "{format}");
        let expected = "true|1|2|1.5|2.5|3.25|a|\"b\\|2020-01-02|2020-01-02 03:04:05.678|61 62";
        let more = if nested { "|[1, null]|{k=1.5}|{p=1, q=it's}" } else { "" };
        let rows = show(answer(&engine, &format!("SELECT * FROM t{position} WHERE i = 1"), &[]).await);
        assert_eq!(rows, format!("{expected}{more}"), "{format}");
        let count = format!("SELECT count(*), count(b), count(s), count(ts), count(x) FROM t{position}");
        assert_eq!(show(answer(&engine, &count, &[]).await), "2|1|1|1|1", "{format}");
    }
    assert_eq!(storage.keys("lake").len(), 3);
}

#[tokio::test]
async fn inserts_match_columns_types_and_partitions() {
    let (engine, storage) = with_bucket().await;
    check_in(&engine, &[
        ("CREATE EXTERNAL TABLE t (a bigint, b string) PARTITIONED BY (day date, kind string) STORED AS PARQUET LOCATION 's3://lake/t'", ""),
        ("INSERT INTO t VALUES (1, 'x', DATE '2020-01-01', 'a/b'), (2, 'y', DATE '2020-01-02', NULL), (3, 'z', DATE '2020-01-01', 'a/b')", "3 rows"),
        ("INSERT INTO t (kind, a, day) SELECT 'k', 4, DATE '2020-01-03'", "1 rows"),
        ("SHOW PARTITIONS t", "day=2020-01-01/kind=a%2Fb\nday=2020-01-02/kind=__HIVE_DEFAULT_PARTITION__\nday=2020-01-03/kind=k"),
        ("SELECT * FROM t ORDER BY a", "1|x|2020-01-01|a/b\n2|y|2020-01-02|∅\n3|z|2020-01-01|a/b\n4|∅|2020-01-03|k"),
        ("INSERT INTO t SELECT 1, 'x', DATE '2020-01-01', 'k' WHERE false", "0 rows"),
        ("INSERT INTO t VALUES (1, 'x')", "TYPE_MISMATCH: line 1:1: Insert query has mismatched column types: Table: [bigint, varchar, date, varchar], Query: [integer, varchar(1)] [2/1002]"),
        ("INSERT INTO t (a, b) VALUES ('x', 1)", "TYPE_MISMATCH: line 1:1: Insert query has mismatched column types: Table: [bigint, varchar], Query: [varchar(1), integer] [2/1002]"),
        ("INSERT INTO t (a, nope) VALUES (1, 2)", "COLUMN_NOT_FOUND: line 1:1: Insert column name does not exist in target table: nope [2/1006]"),
        ("INSERT INTO t (a, A) VALUES (1, 2)", "DUPLICATE_COLUMN_NAME: line 1:1: Insert column name is specified more than once: a [2/1006]"),
        ("INSERT INTO nowhere VALUES (1)", "TABLE_NOT_FOUND: line 1:1: Table 'awsdatacatalog.tpch.nowhere' does not exist [2/1301]"),
        ("INSERT INTO t SELECT * FROM nowhere", "TABLE_NOT_FOUND: line 1:29: Table 'awsdatacatalog.tpch.nowhere' does not exist [2/1301]"),
        ("CREATE EXTERNAL TABLE far (a int) LOCATION 's3://no-such-bucket/t/'", ""),
        ("INSERT INTO far VALUES (1)", "HIVE_FILESYSTEM_ERROR: The specified bucket does not exist (bucket: no-such-bucket) [2/401]"),
        ("UPDATE t SET a = 1", "NOT_SUPPORTED: Modifying Hive table rows is only supported for transactional tables [2/1200]"),
        ("DELETE FROM t WHERE a = 1", "NOT_SUPPORTED: Modifying Hive table rows is only supported for transactional tables [2/1200]"),
        ("MERGE INTO t USING region r ON t.a = r.r_regionkey WHEN MATCHED THEN DELETE", "NOT_SUPPORTED: Modifying Hive table rows is only supported for transactional tables [2/1200]"),
    ])
    .await;
    assert!(storage.keys("lake").iter().any(|key| key.starts_with("t/day=2020-01-01/kind=a%2Fb/name_")));
    let parameters = answer(&engine, "INSERT INTO t (a, b) VALUES (?, ?)", &["9", "'nine'"]).await;
    assert!(parameters.is_ok());
}

#[tokio::test]
async fn tables_are_created_from_queries() {
    let (engine, storage) = with_bucket().await;
    storage.put_object("lake", "taken/x", "1").unwrap();
    check_in(&engine, &[
        ("CREATE TABLE n AS SELECT n_nationkey AS id, n_name AS \"Name\", n_regionkey AS region FROM nation", "25 rows"),
        ("SELECT count(*), max(name) FROM n", "25|VIETNAM"),
        ("CREATE TABLE \"tpch\".\"quoted\"\nWITH(external_location = 's3://lake/quoted/')\nAS SELECT 1 AS a", "1 rows"),
        ("SELECT * FROM quoted", "1"),
        ("CREATE TABLE n AS SELECT 1 AS a", "TABLE_ALREADY_EXISTS: line 1:1: Destination table 'awsdatacatalog.tpch.n' already exists [2/1110]"),
        ("CREATE TABLE IF NOT EXISTS n AS SELECT 1 AS a", "0 rows"),
        ("CREATE TABLE p WITH (format = 'JSON', external_location = 's3://lake/p/', partitioned_by = ARRAY['region']) AS SELECT id, name, region FROM n", "25 rows"),
        ("SHOW PARTITIONS p", "region=0\nregion=1\nregion=2\nregion=3\nregion=4"),
        ("SELECT region, count(*) FROM p WHERE region < 2 GROUP BY 1 ORDER BY 1", "0|5\n1|5"),
        ("CREATE TABLE text WITH (format = 'TEXTFILE', field_delimiter = ';', external_location = 's3://lake/text/') AS SELECT id, name FROM n WHERE id < 2", "2 rows"),
        ("SELECT * FROM text", "0|ALGERIA\n1|ARGENTINA"),
        ("CREATE TABLE e WITH (external_location = 's3://lake/e/') AS SELECT 1 AS a, 'x' AS b WITH NO DATA", "0 rows"),
        ("SELECT * FROM e", ""),
        ("CREATE TABLE w WITH (external_location = 's3://lake/taken/') AS SELECT 1 AS a", "HIVE_PATH_ALREADY_EXISTS: Target directory for table 'tpch.w' already exists: s3://lake/taken/. You may need to manually clean the data at location 's3://lake/taken/' before retrying. Athena will not delete data in your account. [2/1009]"),
        ("CREATE TABLE w AS SELECT 1", "MISSING_COLUMN_NAME: line 1:1: Column name not specified at position 1 [2/1006]"),
        ("CREATE TABLE w AS SELECT TIME '12:00:00' AS t", "NOT_SUPPORTED: Unsupported Hive type: time(0) [2/1200]"),
        ("CREATE TABLE w WITH (colour = 'red') AS SELECT 1 AS a", "INVALID_TABLE_PROPERTY: line 1:1: Catalog 'awsdatacatalog' table property 'colour' does not exist [2/1103]"),
        ("CREATE TABLE w WITH (partitioned_by = ARRAY['a']) AS SELECT 1 AS a, 2 AS b", "HIVE_COLUMN_ORDER_MISMATCH: Partition keys must be the last columns in the table and in the same order as the table properties: [a] [2/1103]"),
        ("DROP TABLE p", ""),
    ])
    .await;
    assert!(storage.keys("lake").iter().any(|key| key.starts_with("p/region=0/")));
}
