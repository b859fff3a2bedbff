//! Hidden columns of tables over objects.

use super::{answer, check_in, columns, show, with_bucket};
use crate::engine::Engine;
use crate::storage::Storage;

async fn two_tables() -> (Engine, Storage) {
    let (engine, storage) = with_bucket().await;
    check_in(
        &engine,
        &[
            ("CREATE EXTERNAL TABLE h (n int) PARTITIONED BY (p string) ROW FORMAT DELIMITED LOCATION 's3://lake/h/'", ""),
            ("INSERT INTO h VALUES (1, 'a'), (2, 'a'), (3, 'b:c')", "3 rows"),
            ("CREATE EXTERNAL TABLE o (n int) STORED AS PARQUET LOCATION 's3://lake/o/'", ""),
            ("INSERT INTO o VALUES 1, 2", "2 rows"),
            ("CREATE TABLE i (n int) PARTITIONED BY (n) LOCATION 's3://lake/i/' TBLPROPERTIES ('table_type'='ICEBERG')", ""),
            ("INSERT INTO i VALUES 1, 2", "2 rows"),
        ],
    )
    .await;
    (engine, storage)
}

#[tokio::test]
async fn hidden_columns_tell_the_location_of_a_row() {
    let (engine, storage) = two_tables().await;
    let keys: Vec<(String, u64)> = storage
        .with_bucket("lake", |bucket| bucket.objects.iter().map(|(key, object)| (key.clone(), object.size)).collect())
        .unwrap();
    let of = |prefix: &str| keys.iter().find(|(key, _)| key.starts_with(prefix)).unwrap();
    let ((a, size), (o, _), (i, _)) = (of("h/p=a/"), of("o/"), of("i/data/n=2/"));
    let cases = [
        (
            r#"SELECT DISTINCT "$path", "$file_size", "$partition" FROM h WHERE p = 'a'"#,
            format!("s3://lake/{a}|{size}|p=a"),
        ),
        (r#"SELECT n, x."$partition" FROM h AS x ORDER BY n DESC LIMIT 1"#, "3|p=b%3Ac".to_owned()),
        (r#"SELECT "$PATH", n FROM tpch.o ORDER BY n"#, format!("s3://lake/{o}|1\ns3://lake/{o}|2")),
        (r#"SELECT "$path" FROM i WHERE n = 2"#, format!("s3://lake/{i}")),
        (
            r#"SELECT count(*), count("$path"), "$partition" FROM h GROUP BY "$partition" ORDER BY 3"#,
            "2|2|p=a\n1|1|p=b%3Ac".to_owned(),
        ),
        (r#"SELECT count(*) FROM i WHERE "$file_modified_time" > TIMESTAMP '2020-01-01 00:00:00 UTC'"#, "2".to_owned()),
        (
            r#"SELECT count(*) FROM h WHERE "$file_modified_time" > current_timestamp + INTERVAL '1' DAY"#,
            "0".to_owned(),
        ),
        (r#"SELECT (SELECT max("$file_size") > 0 FROM h), (SELECT count(*) FROM o)"#, "true|2".to_owned()),
    ];
    let cases: Vec<_> = cases.iter().map(|(sql, rows)| (*sql, rows.as_str())).collect();
    check_in(&engine, &cases).await;
    let types = r#"SELECT "$path", "$file_size", "$file_modified_time", "$partition" FROM h"#;
    let expected = "$path varchar 2147483647 0 true, $file_size bigint 19 0 false, \
                    $file_modified_time timestamp with time zone 3 0 false, $partition varchar 2147483647 0 true";
    assert_eq!(columns(&engine, types).await, expected);
}

#[tokio::test]
async fn hidden_columns_are_not_listed() {
    let (engine, _storage) = two_tables().await;
    check_in(
        &engine,
        &[
            ("SELECT * FROM h ORDER BY n", "1|a\n2|a\n3|b:c"),
            (r#"SELECT * FROM h WHERE "$partition" = 'p=a' ORDER BY n"#, "1|a\n2|a"),
            (r#"SELECT *, "$partition" FROM h WHERE n = 3"#, "3|b:c|p=b%3Ac"),
            (r#"SELECT x.*, x."$partition" FROM h AS x WHERE n = 1"#, "1|a|p=a"),
            (
                r#"SELECT * FROM o JOIN h ON o.n = h.n WHERE h."$partition" = 'p=a' AND o."$file_size" > 0 ORDER BY 1"#,
                "1|1|a\n2|2|a",
            ),
            (r#"SELECT * FROM o JOIN h USING (n) WHERE h."$partition" = 'p=a' ORDER BY 1"#, "1|a\n2|a"),
            (r#"SELECT * FROM (SELECT "$partition", n FROM h) AS x WHERE n = 1"#, "p=a|1"),
            (r#"WITH h AS (SELECT 7 AS "$path") SELECT "$path" FROM h"#, "7"),
            (
                r#"SELECT count(*) FROM o, h WHERE "$path" IS NULL"#,
                "AMBIGUOUS_NAME: line 1:33: Column '$path' is ambiguous [2/1006]",
            ),
            ("SELECT column_name FROM information_schema.columns WHERE table_name = 'h' ORDER BY 1", "n\np"),
            (
                r#"SELECT "$partition" FROM o"#,
                "COLUMN_NOT_FOUND: line 1:8: Column '$partition' cannot be resolved [2/1006]",
            ),
            (
                r#"SELECT "$file_size" FROM i"#,
                "COLUMN_NOT_FOUND: line 1:8: Column '$file_size' cannot be resolved [2/1006]",
            ),
            (r#"SELECT "$path" FROM nation"#, "COLUMN_NOT_FOUND: line 1:8: Column '$path' cannot be resolved [2/1006]"),
            (r#"CREATE VIEW v AS SELECT n, "$partition" AS p FROM h"#, ""),
            ("SELECT * FROM v WHERE n = 2", "2|p=a"),
            (r#"DELETE FROM i WHERE "$path" LIKE '%/n=1/%'"#, "1 rows"),
            ("SELECT n FROM i", "2"),
        (
            r#"MERGE INTO i USING h ON i.n = h.n AND h."$partition" = 'p=a' AND i."$path" LIKE '%/n=2/%' WHEN MATCHED THEN DELETE WHEN NOT MATCHED AND h."$file_size" > 0 THEN INSERT VALUES (h.n * 10)"#,
            "3 rows",
        ),
        ("SELECT n FROM i ORDER BY n", "10\n30"),
        (r#"UPDATE i AS x SET n = 7 WHERE n IN (SELECT n * 10 FROM h) AND x."$path" LIKE '%/n=30/%'"#, "1 rows"),
        (r#"DELETE FROM i WHERE n IN (SELECT n * 10 FROM h WHERE "$partition" = 'p=a')"#, "1 rows"),
        ("SELECT n FROM i", "7"),
            ("SHOW COLUMNS IN h", "n                   \np                   "),
        ],
    )
    .await;
}

#[tokio::test]
async fn filters_on_hidden_columns_skip_objects() {
    let (engine, storage) = two_tables().await;
    let all = answer(&engine, "SELECT n FROM h", &[]).await.unwrap().scanned;
    let one = answer(&engine, r#"SELECT n FROM h WHERE "$partition" = 'p=a'"#, &[]).await.unwrap();
    assert!(one.scanned > 0 && one.scanned < all, "{} of {all}", one.scanned);
    let version = engine.catalog().stored_table("tpch", "i").unwrap().iceberg.unwrap().snapshots[0].id;
    let sql = format!(r#"SELECT count(DISTINCT "$path") FROM i FOR VERSION AS OF {version}"#);
    assert_eq!(show(answer(&engine, &sql, &[]).await), "2");
    drop(storage);
}
