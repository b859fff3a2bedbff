//! The files of Iceberg tables that queries leave unread, and that changes leave as they are.

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

/// The share of the bytes that a query reads of those that it reads without its filter, in percent.
async fn share(engine: &Engine, filter: &str, rows: &str) -> u64 {
    let all = answer(engine, "SELECT id, name, ts, d FROM t", &[]).await.unwrap().scanned;
    let some = answer(engine, &format!("SELECT id, name, ts, d FROM t WHERE {filter}"), &[]).await;
    let some = some.unwrap_or_else(|error| panic!("{filter}: {error}"));
    assert_eq!(some.rows.len().to_string(), rows, "{filter}");
    some.scanned * 100 / all
}

#[tokio::test]
async fn filters_leave_files_unread() {
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
        // What no partition tells, bounds do.
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
async fn columns_that_changed_are_still_found() {
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
