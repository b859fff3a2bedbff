//! Iceberg tables, whose rows can be changed.

use super::{check_in, with_bucket};

const CREATE: &str = "CREATE TABLE t (id int, name string, ts timestamp) PARTITIONED BY (bucket(4, id), day(ts)) \
                      LOCATION 's3://lake/ice/' TBLPROPERTIES ('table_type'='ICEBERG', 'format'='parquet')";

#[tokio::test]
async fn rows_are_inserted_updated_and_deleted() {
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
async fn a_renamed_table_keeps_its_rows_and_snapshots() {
    let (engine, _storage) = with_bucket().await;
    check_in(
        &engine,
        &[
            (CREATE, ""),
            ("INSERT INTO t VALUES (1, 'a', NULL)", "1 rows"),
            ("CREATE DATABASE other", ""),
            ("ALTER TABLE t RENAME TO `other`.`u`", ""),
            ("SELECT id, name FROM other.u", "1|a"),
            ("SELECT count(*) FROM other.\"u$snapshots\"", "1"),
            ("INSERT INTO other.u VALUES (2, 'b', NULL)", "1 rows"),
            ("SHOW TABLES IN other", "u"),
            (CREATE, ""),
            (
                "ALTER TABLE t RENAME TO other.u",
                "FAILED: Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask. \
             InvalidOperationException(message:new table other.u already exists) [2/1003]",
            ),
            (
                "ALTER TABLE nope RENAME TO x",
                "FAILED: SemanticException [Error 10001]: Table not found tpch.nope [2/1301]",
            ),
            (
                "ALTER TABLE t RENAME TO nowhere.x",
                "FAILED: SemanticException [Error 10072]: Database does not exist: nowhere [2/1301]",
            ),
            ("CREATE EXTERNAL TABLE plain (id int) LOCATION 's3://lake/plain/'", ""),
            (
                "ALTER TABLE plain RENAME TO fancy",
                "NOT_SUPPORTED: RENAME is only supported for Iceberg tables [2/1200]",
            ),
        ],
    )
    .await;
}

#[tokio::test]
async fn merge_updates_deletes_and_inserts() {
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
        // An empty table still has columns.
        ("DELETE FROM t", "5 rows"),
        (
            "MERGE INTO t USING region ON t.id = region.r_regionkey WHEN MATCHED THEN DELETE \
             WHEN NOT MATCHED THEN INSERT (id) VALUES (100)",
            "5 rows",
        ),
    ])
    .await;
}

#[tokio::test]
async fn an_iceberg_table_is_created_from_a_query() {
    let (engine, _storage) = with_bucket().await;
    check_in(&engine, &[
        ("CREATE TABLE c WITH (table_type = 'ICEBERG', is_external = false, location = 's3://lake/c/', partitioning = ARRAY['bucket(id, 5)']) AS SELECT n_nationkey AS id, n_name AS name FROM nation", "25 rows"),
        ("UPDATE c SET name = 'x' WHERE id < 5", "5 rows"),
        ("SELECT count(*) FROM c WHERE name = 'x'", "5"),
        ("CREATE TABLE d WITH (table_type = 'ICEBERG', is_external = false) AS SELECT 1 AS a", "INVALID_TABLE_PROPERTY: line 1:1: the location of an Iceberg table is missing: set location [2/1103]"),
    ])
    .await;
}

/// The ids and commit times of the snapshots, oldest first.
async fn snapshots(engine: &crate::engine::Engine) -> Vec<(i64, i64)> {
    let stored = engine.catalog().stored_table("tpch", "t").unwrap();
    stored.iceberg.unwrap().snapshots.iter().map(|snapshot| (snapshot.id, snapshot.committed_ms)).collect()
}

/// A time as a timestamp literal.
fn moment(millis: i64) -> String {
    let at = chrono::DateTime::from_timestamp_millis(millis).unwrap();
    format!("TIMESTAMP '{}'", at.format("%Y-%m-%d %H:%M:%S%.3f UTC"))
}

#[tokio::test]
async fn earlier_snapshots_are_read() {
    let (engine, _storage) = with_bucket().await;
    check_in(
        &engine,
        &[
            (CREATE, ""),
            ("INSERT INTO t VALUES (1, 'a', NULL), (2, 'b', NULL)", "2 rows"),
            ("UPDATE t SET name = 'x' WHERE id = 2", "1 rows"),
            ("ALTER TABLE t CHANGE COLUMN name label string", ""),
            ("DELETE FROM t WHERE id = 1", "1 rows"),
        ],
    )
    .await;
    let found = snapshots(&engine).await;
    let [(first, first_ms), (second, second_ms), (third, third_ms)] = found[..] else { panic!("{found:?}") };
    assert!(first > 1 << 53 && second > 1 << 53 && first != second && second != third);
    while chrono::Utc::now().timestamp_millis() <= third_ms + 1 {
        tokio::time::sleep(std::time::Duration::from_millis(1)).await;
    }
    let (before, at_first, between) = (moment(first_ms - 1), moment(first_ms), moment(second_ms));
    let before_text = chrono::DateTime::from_timestamp_millis(first_ms - 1).unwrap();
    let before_text = before_text.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true);
    let local = between.replace(" UTC", "");
    let cases = [
        (format!("SELECT id, name FROM t FOR VERSION AS OF {first} ORDER BY id"), "1|a\n2|b".to_owned()),
        (format!("SELECT t.name FROM tpch.t FOR VERSION AS OF {second} WHERE t.id = 2"), "x".to_owned()),
        (format!("SELECT s.label FROM t FOR VERSION AS OF {third} AS s"), "x".to_owned()),
        (format!("SELECT s.name FROM t FOR VERSION AS OF {third} - {third} + {first} s WHERE id = 1"), "a".to_owned()),
        ("SELECT label FROM t FOR VERSION AS OF 'main'".to_owned(), "x".to_owned()),
        (format!("SELECT name FROM t FOR TIMESTAMP AS OF {at_first} ORDER BY id"), "a\nb".to_owned()),
        (format!("SELECT name FROM t FOR TIMESTAMP AS OF {between} ORDER BY id"), "a\nx".to_owned()),
        (format!("SELECT name FROM t FOR TIMESTAMP AS OF {local} ORDER BY id"), "a\nx".to_owned()),
        (
            format!("SELECT name FROM t FOR TIMESTAMP AS OF CAST({between} AS timestamp with time zone) WHERE id = 2"),
            "x".to_owned(),
        ),
        ("SELECT label FROM t FOR TIMESTAMP AS OF (current_timestamp - interval '0.001' second)".to_owned(), "x".to_owned()),
        (
            format!(
                "SELECT a.name, b.label FROM t FOR VERSION AS OF {first} AS a LEFT JOIN t AS b ON a.id = b.id \
                 FULL JOIN t FOR TIMESTAMP AS OF {between} c ON a.id = c.id ORDER BY a.id"
            ),
            "a|∅\nb|x".to_owned(),
        ),
        (format!("CREATE VIEW old AS SELECT id, name FROM t FOR VERSION AS OF {second}"), String::new()),
        ("SELECT name FROM old ORDER BY id".to_owned(), "a\nx".to_owned()),
        (format!("INSERT INTO t SELECT * FROM t FOR VERSION AS OF {first}"), "2 rows".to_owned()),
        (
            "SELECT * FROM t FOR VERSION AS OF 7".to_owned(),
            "INVALID_ARGUMENTS: Iceberg snapshot ID does not exists: 7 [2/1100]".to_owned(),
        ),
        (
            format!("SELECT * FROM t FOR TIMESTAMP AS OF {before}"),
            format!("INVALID_ARGUMENTS: No version history table tpch.t at or before {before_text} [2/1100]"),
        ),
        (
            "SELECT * FROM t FOR TIMESTAMP AS OF '2022-01-01'".to_owned(),
            "TYPE_MISMATCH: line 1:17: Type varchar(10) invalid. Temporal pointers must be of type Timestamp, Timestamp \
             with Time Zone, or Date. [2/1002]"
                .to_owned(),
        ),
        (
            "SELECT * FROM t FOR TIMESTAMP AS OF TIMESTAMP '2999-01-01 00:00:00'".to_owned(),
            "INVALID_ARGUMENTS: line 1:17: Pointer value '2999-01-01 00:00:00' is not in the past [2/1100]".to_owned(),
        ),
        (
            "SELECT * FROM t FOR VERSION AS OF NULL".to_owned(),
            "INVALID_ARGUMENTS: line 1:17: Pointer value cannot be NULL [2/1100]".to_owned(),
        ),
        (
            "SELECT * FROM t FOR VERSION AS OF 'tag'".to_owned(),
            "INVALID_ARGUMENTS: Cannot find snapshot with reference name: tag [2/1100]".to_owned(),
        ),
        (
            "SELECT * FROM t FOR VERSION AS OF 1.5E0".to_owned(),
            "NOT_SUPPORTED: Unsupported type for table version: double [2/1200]".to_owned(),
        ),
        (
            "SELECT * FROM region FOR VERSION AS OF 1".to_owned(),
            "NOT_SUPPORTED: This connector does not support versioned tables [2/1200]".to_owned(),
        ),
        (
            "SELECT * FROM t FOR SYSTEM_TIME AS OF current_timestamp".to_owned(),
            "MALFORMED_QUERY: line 1:21: mismatched input 'SYSTEM_TIME'. Expecting: 'TIMESTAMP', 'VERSION'".to_owned(),
        ),
        ("SELECT at.id FROM t at WHERE at.id = 1".to_owned(), "1".to_owned()),
    ];
    let cases: Vec<_> = cases.iter().map(|(sql, expected)| (sql.as_str(), expected.as_str())).collect();
    check_in(&engine, &cases).await;
}

#[tokio::test]
async fn snapshots_outlive_the_engine() {
    use crate::engine::{Engine, EngineConfig};

    let folder = tempfile::tempdir().unwrap();
    let config = EngineConfig {
        tpch_scale: Some(0.01),
        catalog_file: Some(folder.path().join("catalog.json")),
        storage: Some(crate::storage::Storage::open(Some(&folder.path().join("objects"))).unwrap()),
        ..EngineConfig::default()
    };
    let storage = config.storage.clone().unwrap();
    storage.create_bucket("lake").unwrap();
    let engine = Engine::new(config.clone()).await.unwrap();
    check_in(&engine, &[(CREATE, ""), ("INSERT INTO t VALUES (1, 'a', NULL)", "1 rows"), ("DELETE FROM t", "1 rows")])
        .await;
    let before = snapshots(&engine).await;
    drop(tokio::task::spawn_blocking(move || drop(engine)).await);
    let engine = Engine::new(config).await.unwrap();
    assert_eq!(snapshots(&engine).await, before);
    let sql = format!("SELECT name FROM t FOR VERSION AS OF {}", before[0].0);
    check_in(&engine, &[("SELECT * FROM t", ""), (&sql, "a")]).await;
}

#[tokio::test]
async fn rows_are_written_to_their_partitions() {
    let (engine, storage) = with_bucket().await;
    check_in(
        &engine,
        &[
            (
                "CREATE TABLE t (id bigint, name string, ts timestamp, d date, m decimal(10,2)) PARTITIONED BY (name, \
                 bucket(4, id), month(ts), truncate(10, m)) LOCATION 's3://lake/ice/' TBLPROPERTIES ('table_type'='ICEBERG')",
                "",
            ),
            (
                "INSERT INTO t VALUES (34, 'a b', TIMESTAMP '2020-02-03 04:05:06', DATE '2020-01-01', DECIMAL '3.25'), \
                 (34, 'a b', TIMESTAMP '2020-02-28 00:00:00', NULL, DECIMAL '3.29'), (35, NULL, NULL, NULL, DECIMAL '-0.01')",
                "3 rows",
            ),
            ("ALTER TABLE t CHANGE COLUMN name label string", ""),
            ("DELETE FROM t WHERE d IS NOT NULL", "1 rows"),
            ("UPDATE t SET d = NULL WHERE id = 35", "1 rows"),
            ("SELECT id, label, m FROM t ORDER BY id", "34|a b|3.29\n35|∅|-0.01"),
        ],
    )
    .await;
    let keys = storage.keys("lake");
    let folders: std::collections::BTreeSet<_> = keys.iter().filter_map(|key| Some(key.rsplit_once('/')?.0)).collect();
    let expected = [
        "ice/data/label=a b/id_bucket=3/ts_month=2020-02/m_trunc=3.20",
        "ice/data/label=null/id_bucket=1/ts_month=null/m_trunc=-0.10",
        "ice/data/name=a b/id_bucket=3/ts_month=2020-02/m_trunc=3.20",
        "ice/data/name=null/id_bucket=1/ts_month=null/m_trunc=-0.10",
    ];
    assert_eq!(folders.into_iter().collect::<Vec<_>>(), expected);
    let stored = engine.catalog().stored_table("tpch", "t").unwrap().iceberg.unwrap();
    assert_eq!(stored.transforms[0], "label");
    let first = &stored.snapshots[0];
    assert_eq!(first.summary.get("changed-partition-count").map(String::as_str), Some("2"));
    let partition: Vec<_> = first.files.iter().map(|file| file.partition.clone()).collect();
    let text = |text: &str| Some(text.to_owned());
    assert!(partition.contains(&vec![text("a b"), text("3"), text("601"), text("3.20")]), "{partition:?}");
}

#[tokio::test]
async fn partition_limits_and_invalid_transforms_are_refused() {
    let (engine, _storage) = with_bucket().await;
    let table = |transform: &str| {
        format!(
            "CREATE TABLE t (id int, ts timestamp) PARTITIONED BY ({transform}) LOCATION 's3://lake/ice/' \
             TBLPROPERTIES ('table_type'='ICEBERG')"
        )
    };
    let refused = [
        ("hour(id)", "Invalid source type integer for transform: hour(id)"),
        ("nope", "Cannot find source column: nope"),
        ("decade(ts)", "Invalid partition field declaration: decade(ts)"),
        ("bucket(0, id)", "Invalid partition field declaration: bucket(0, id)"),
    ];
    for (transform, message) in refused {
        let answer = super::show(super::answer(&engine, &table(transform), &[]).await);
        assert!(answer.contains(message), "{transform}: {answer}");
    }
    check_in(
        &engine,
        &[
            (&table("id, day(ts)"), ""),
            ("INSERT INTO t SELECT CAST(x AS integer), NULL FROM UNNEST(sequence(1, 100)) AS s (x)", "100 rows"),
            (
                "INSERT INTO t SELECT CAST(x AS integer), NULL FROM UNNEST(sequence(1, 101)) AS s (x)",
                "ICEBERG_TOO_MANY_OPEN_PARTITIONS: Exceeded limit of 100 open writers for partitions [2/1009]",
            ),
            ("INSERT INTO t VALUES (101, TIMESTAMP '2020-01-01 00:00:00')", "1 rows"),
            ("UPDATE t SET ts = TIMESTAMP '2020-01-02 00:00:00' WHERE id = 7", "1 rows"),
            ("SELECT count(*), count(ts) FROM t", "101|2"),
        ],
    )
    .await;
}

#[tokio::test]
async fn metadata_tables_show_snapshots_and_files() {
    let (engine, _storage) = with_bucket().await;
    check_in(
        &engine,
        &[
            (
                "CREATE TABLE t (id int, name string, ts timestamp, more array<int>) PARTITIONED BY (name, month(ts)) \
                 LOCATION 's3://lake/ice/' TBLPROPERTIES ('table_type'='ICEBERG')",
                "",
            ),
            ("SELECT count(*) FROM \"t$snapshots\"", "0"),
            ("SELECT * FROM \"t$refs\"", ""),
            ("SELECT * FROM \"t$files\"", ""),
            (
                "INSERT INTO t VALUES (1, 'a', TIMESTAMP '2020-02-03 04:05:06', ARRAY[1]), (7, 'a', TIMESTAMP \
                 '2020-02-04 00:00:00', NULL), (NULL, NULL, NULL, NULL)",
                "3 rows",
            ),
            ("INSERT INTO t VALUES (12, 'a', TIMESTAMP '2020-02-01 00:00:00', NULL)", "1 rows"),
            ("DELETE FROM t WHERE id = 99", "0 rows"),
        ],
    )
    .await;
    let found = snapshots(&engine).await;
    let [(first, _), (second, _)] = found[..] else { panic!("{found:?}") };
    let cases = [
        (
            "SELECT snapshot_id, parent_id, is_current_ancestor, made_current_at < current_timestamp FROM \
             tpch.\"t$history\" ORDER BY made_current_at",
            format!("{first}|∅|true|true\n{second}|{first}|true|true"),
        ),
        (
            "SELECT snapshot_id, operation, summary['added-records'], summary['total-records'], \
             summary['total-data-files'], manifest_list LIKE 's3://lake/ice/metadata/snap-%.avro' FROM \
             \"t$snapshots\" ORDER BY committed_at",
            format!("{first}|append|3|3|2|true\n{second}|append|1|4|3|true"),
        ),
        ("SELECT name, type, snapshot_id, min_snapshots_to_keep FROM \"t$refs\"", format!("main|BRANCH|{second}|∅")),
        (
            "SELECT content, file_format, record_count, file_size_in_bytes > 0, value_counts[1], null_value_counts[1], \
             element_at(lower_bounds, 1), element_at(upper_bounds, 1), element_at(lower_bounds, 3), \
             cardinality(split_offsets), cardinality(column_sizes), equality_ids FROM \"t$files\" ORDER BY record_count \
             DESC, element_at(lower_bounds, 1)",
            "0|PARQUET|2|true|2|0|1|7|2020-02-03T04:05:06|1|3|∅\n\
             0|PARQUET|1|true|1|0|12|12|2020-02-01T00:00|1|3|∅\n\
             0|PARQUET|1|true|1|1|∅|∅|∅|1|3|∅"
                .to_owned(),
        ),
        (
            "SELECT count(*) FROM \"t$files\" WHERE regexp_like(file_path, \
             '^s3://lake/ice/data/name=a/ts_month=2020-02/[^/]+parquet$')",
            "2".to_owned(),
        ),
        (
            "SELECT added_snapshot_id, added_data_files_count, added_rows_count, existing_data_files_count, \
             existing_rows_count, partitions FROM \"t$manifests\" ORDER BY existing_rows_count",
            format!(
                "{second}|1|1|0|0|[{{contains_null=false, contains_nan=false, lower_bound=a, upper_bound=a}}, \
                 {{contains_null=false, contains_nan=false, lower_bound=2020-02, upper_bound=2020-02}}]\n\
                 {first}|0|0|2|3|[{{contains_null=true, contains_nan=false, lower_bound=a, upper_bound=a}}, \
                 {{contains_null=true, contains_nan=false, lower_bound=2020-02, upper_bound=2020-02}}]"
            ),
        ),
        (
            "SELECT partition, record_count, file_count, data.id, data.ts.max FROM \"t$partitions\" ORDER BY \
             record_count DESC",
            "{name=a, ts_month=601}|3|2|{min=1, max=12, null_count=0, nan_count=null}|2020-02-04 00:00:00.000000\n\
             {name=null, ts_month=null}|1|1|{min=null, max=null, null_count=1, nan_count=null}|∅"
                .to_owned(),
        ),
        (
            "SELECT * FROM \"t$nope\"",
            "TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.tpch.t$nope' does not exist [2/1301]".to_owned(),
        ),
        (
            "SELECT * FROM \"region$snapshots\"",
            "TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.tpch.region$snapshots' does not exist [2/1301]"
                .to_owned(),
        ),
    ];
    let cases: Vec<_> = cases.iter().map(|(sql, expected)| (*sql, expected.as_str())).collect();
    check_in(&engine, &cases).await;
    assert_eq!(
        super::columns(&engine, "SELECT * FROM \"t$history\"").await,
        "made_current_at timestamp with time zone 3 0 false, snapshot_id bigint 19 0 false, parent_id bigint 19 0 false, \
         is_current_ancestor boolean 0 0 false"
    );
}

#[tokio::test]
async fn a_hive_table_has_a_partitions_table() {
    let (engine, _storage) = with_bucket().await;
    check_in(
        &engine,
        &[
            (
                "CREATE EXTERNAL TABLE h (a int) PARTITIONED BY (day date, n int) STORED AS PARQUET LOCATION 's3://lake/h/'",
                "",
            ),
            ("INSERT INTO h VALUES (1, DATE '2020-01-02', 10), (1, DATE '2020-01-02', 9), (2, NULL, 1)", "3 rows"),
            ("SELECT * FROM \"h$partitions\" ORDER BY day, n", "2020-01-02|9\n2020-01-02|10\n∅|1"),
            (
                "SELECT * FROM \"h$files\"",
                "TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.tpch.h$files' does not exist [2/1301]",
            ),
        ],
    )
    .await;
}
