//! OPTIMIZE and VACUUM.

use super::{answer, check_in, show, with_bucket};
use crate::engine::Engine;
use crate::engine::catalog::Snapshot;

const CREATE: &str = "CREATE TABLE t (id int, part string) PARTITIONED BY (part) LOCATION 's3://lake/ice/' \
                      TBLPROPERTIES ('table_type'='ICEBERG')";

fn snapshots(engine: &Engine) -> Vec<Snapshot> {
    engine.catalog().stored_table("tpch", "t").unwrap().iceberg.unwrap().snapshots
}

async fn filled(engine: &Engine) {
    check_in(engine, &[(CREATE, "")]).await;
    for id in 0..5 {
        let sql = format!("INSERT INTO t VALUES ({id}, 'a'), ({id}, 'b')");
        check_in(engine, &[(&sql, "2 rows")]).await;
    }
    check_in(engine, &[("INSERT INTO t VALUES (9, 'c')", "1 rows")]).await;
}

#[tokio::test]
async fn optimize_compacts_small_files() {
    let (engine, storage) = with_bucket().await;
    filled(&engine).await;
    let before = snapshots(&engine);
    let last = before.last().unwrap();
    assert_eq!(last.files.len(), 11);
    check_in(&engine, &[("OPTIMIZE tpch.t REWRITE DATA USING BIN_PACK WHERE part = 'a'", "0 rows")]).await;
    let packed = snapshots(&engine);
    let new = packed.last().unwrap();
    assert_eq!((new.operation.as_str(), new.parent, new.files.len()), ("replace", Some(last.id), 7));
    let merged = new.files.iter().find(|file| file.added_by == new.id).unwrap();
    assert_eq!((merged.rows, merged.partition.clone()), (5, vec![Some("a".to_owned())]));
    let counts = ["added-records", "deleted-records", "total-records"].map(|name| new.summary[name].as_str());
    assert_eq!(counts, ["5", "5", "11"]);
    let old = format!("SELECT count(*) FROM t FOR VERSION AS OF {}", last.id);
    check_in(
        &engine,
        &[
            ("SELECT part, count(*), sum(id) FROM t GROUP BY part ORDER BY part", "a|5|10\nb|5|10\nc|1|9"),
            (&old, "11"),
            // The single file of `c` and the compacted file stay as they are.
            ("OPTIMIZE t REWRITE DATA USING BIN_PACK", "0 rows"),
            ("SELECT count(*) FROM \"t$files\"", "3"),
            ("OPTIMIZE t REWRITE DATA USING BIN_PACK", "0 rows"),
        ],
    )
    .await;
    assert_eq!(snapshots(&engine).len(), before.len() + 2);
    // Files are only removed by a VACUUM.
    assert_eq!(storage.keys("lake").len(), 13);
}

#[tokio::test]
async fn optimize_keeps_partitions_with_few_files() {
    let (engine, _storage) = with_bucket().await;
    check_in(
        &engine,
        &[
            (CREATE, ""),
            ("OPTIMIZE t REWRITE DATA USING BIN_PACK", "0 rows"),
            ("INSERT INTO t VALUES (1, 'a')", "1 rows"),
            ("INSERT INTO t VALUES (2, 'a')", "1 rows"),
            ("OPTIMIZE t REWRITE DATA USING BIN_PACK", "0 rows"),
            ("SELECT count(*) FROM \"t$files\"", "2"),
            ("ALTER TABLE t SET TBLPROPERTIES ('optimize_rewrite_data_file_threshold'='2')", ""),
            ("ALTER TABLE t CHANGE COLUMN id number int", ""),
            ("OPTIMIZE t REWRITE DATA USING BIN_PACK", "0 rows"),
            ("SELECT count(*) FROM \"t$files\"", "1"),
            ("SELECT number FROM t ORDER BY number", "1\n2"),
            ("ALTER TABLE t SET TBLPROPERTIES ('optimize_rewrite_data_file_threshold'='many')", ""),
            (
                "OPTIMIZE t REWRITE DATA USING BIN_PACK",
                "INVALID_TABLE_PROPERTY: optimize_rewrite_data_file_threshold must be a number, but is 'many' [2/1103]",
            ),
            (
                "OPTIMIZE t REWRITE DATA USING BIN_PACK WHERE number = 1",
                "NOT_SUPPORTED: Unexpected FilterNode found in plan; probably connector was not able to handle provided \
                 WHERE expression [2/1200]",
            ),
            (
                "OPTIMIZE t REWRITE DATA USING BIN_PACK WHERE nope = 1",
                "COLUMN_NOT_FOUND: line 1:46: Column 'nope' cannot be resolved [2/1006]",
            ),
            (
                "OPTIMIZE t REWRITE DATA",
                "MALFORMED_QUERY: line 1:24: mismatched input '<EOF>'. Expecting: 'USING'",
            ),
        ],
    )
    .await;
}

#[tokio::test]
async fn vacuum_removes_old_snapshots_and_their_files() {
    let (engine, storage) = with_bucket().await;
    filled(&engine).await;
    storage.put_object("lake", "ice/data/lost.parquet", b"x").unwrap();
    storage.put_object("lake", "ice/other", b"x").unwrap();
    check_in(
        &engine,
        &[
            ("DELETE FROM t WHERE part <> 'c'", "10 rows"),
            // All snapshots are recent.
            ("VACUUM t", "0 rows"),
            ("SELECT count(*) FROM \"t$snapshots\"", "7"),
            (
                "ALTER TABLE t SET TBLPROPERTIES ('vacuum_max_snapshot_age_seconds'='0', \
                 'vacuum_min_snapshots_to_keep'='2')",
                "",
            ),
        ],
    )
    .await;
    assert_eq!(storage.keys("lake").len(), 13);
    let all = snapshots(&engine);
    tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    let gone = format!("SELECT * FROM t FOR VERSION AS OF {}", all[4].id);
    let kept = format!("SELECT count(*) FROM t FOR VERSION AS OF {}", all[5].id);
    let lost = format!("INVALID_ARGUMENTS: Iceberg snapshot ID does not exists: {} [2/1100]", all[4].id);
    check_in(
        &engine,
        &[
            ("VACUUM `t`", "0 rows"),
            ("SELECT count(*) FROM \"t$history\"", "2"),
            (&gone, &lost),
            (&kept, "11"),
            ("SELECT * FROM t", "9|c"),
            ("ALTER TABLE t SET TBLPROPERTIES ('vacuum_min_snapshots_to_keep'='0')", ""),
        ],
    )
    .await;
    assert!(!storage.keys("lake").contains(&"ice/data/lost.parquet".to_owned()));
    assert_eq!(storage.keys("lake").len(), 12);
    tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    // The last snapshot is the current state and stays.
    check_in(&engine, &[("VACUUM t", "0 rows"), ("SELECT * FROM t", "9|c")]).await;
    assert_eq!(snapshots(&engine).len(), 1);
    assert_eq!(storage.keys("lake").len(), 2);
    check_in(&engine, &[("DROP TABLE t", "")]).await;
    assert_eq!(storage.keys("lake"), ["ice/other"]);
}

#[tokio::test]
async fn maintenance_of_hive_tables_is_refused() {
    let (engine, storage) = with_bucket().await;
    check_in(
        &engine,
        &[
            ("CREATE EXTERNAL TABLE h (a int) STORED AS PARQUET LOCATION 's3://lake/h/'", ""),
            ("VACUUM h", "NOT_SUPPORTED: VACUUM is only supported for Iceberg tables: tpch.h [2/1200]"),
            (
                "OPTIMIZE h REWRITE DATA USING BIN_PACK",
                "NOT_SUPPORTED: OPTIMIZE is only supported for Iceberg tables: tpch.h [2/1200]",
            ),
            ("CREATE TABLE t (id int) LOCATION 's3://lake' TBLPROPERTIES ('table_type'='ICEBERG')", ""),
            ("VACUUM t", "GENERIC_INTERNAL_ERROR: Path missing in file system location: s3://lake [1/100]"),
            ("CREATE DATABASE other", ""),
            ("CREATE TABLE other.t (id int) LOCATION 's3://lake/o' TBLPROPERTIES ('table_type'='ICEBERG')", ""),
            ("INSERT INTO other.t VALUES (1)", "1 rows"),
            ("DROP DATABASE other CASCADE", ""),
        ],
    )
    .await;
    assert_eq!(storage.keys("lake"), Vec::<String>::new());
}

/// With a maximum age of zero, the uncommitted files of a running INSERT look like orphans.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn vacuum_keeps_the_files_of_a_running_insert() {
    let (engine, storage) = with_bucket().await;
    let engine = std::sync::Arc::new(engine);
    check_in(
        &engine,
        &[(
            "CREATE TABLE t (n int) LOCATION 's3://lake/ice/' TBLPROPERTIES ('table_type'='ICEBERG', \
             'vacuum_max_snapshot_age_seconds'='0')",
            "",
        )],
    )
    .await;
    let inserts = (0..3).map(|_| {
        let engine = std::sync::Arc::clone(&engine);
        tokio::spawn(async move {
            for _ in 0..40 {
                assert_eq!(show(answer(&engine, "INSERT INTO t VALUES 1", &[]).await), "1 rows");
            }
        })
    });
    let inserts: Vec<_> = inserts.collect();
    while inserts.iter().any(|insert| !insert.is_finished()) {
        assert_eq!(show(answer(&engine, "VACUUM t", &[]).await), "0 rows");
    }
    for insert in inserts {
        insert.await.unwrap();
    }
    check_in(&engine, &[("SELECT sum(n) FROM t", "120"), ("VACUUM t", "0 rows")]).await;
    assert_eq!(storage.keys("lake").len(), 120);
}
