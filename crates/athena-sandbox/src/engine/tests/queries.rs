//! Queries over TPC-H, literals, parameters and files, and the end of an abandoned query.

use std::time::{Duration, Instant};

use futures::StreamExt;

use super::super::{Engine, EngineConfig, TableColumn};
use super::{answer, check, engine, prepare, show};

#[tokio::test]
async fn selects_return_their_rows() {
    check(&[
        ("SELECT count(*) FROM lineitem", "60175"),
        ("SELECT count(*) FROM AwsDataCatalog.TPCH.Nation;", "25"),
        ("TABLE region", "0|AFRICA|lar deposits. blithely final packages cajole. regular waters are final requests. regular accounts are according to \n1|AMERICA|hs use ironic, even requests. s\n2|ASIA|ges. thinly even pinto beans ca\n3|EUROPE|ly final courts cajole furiously final excuse\n4|MIDDLE EAST|uickly special accounts cajole carefully blithely close requests. carefully final asymptotes haggle furiousl"),
        ("SELECT n_name FROM nation ORDER BY n_name OFFSET 1 LIMIT 2", "ARGENTINA\nBRAZIL"),
        ("SELECT * FROM (VALUES (1, 'a'), (2, NULL)) AS t (x, y) ORDER BY x DESC", "2|∅\n1|a"),
        ("WITH a AS (SELECT 1 AS x UNION ALL SELECT 2) SELECT sum(x), max(x) FROM a", "3|2"),
        ("SELECT count(*), sum(n), min(n) FROM UNNEST(sequence(1, 2500)) AS t(n)", "2500|3126250|1"),
        ("SELECT 7 / 2, -7 / 2, 7 % 3, 7 / 2.0", "3|-3|1|3.5"),
        ("SELECT x FROM (VALUES 3, NULL, 1) AS t(x) ORDER BY x DESC", "3\n1\n∅"),
        ("SELECT n_name FROM nation ORDER BY 1 FETCH FIRST 1 ROWS ONLY", "ALGERIA"),
        ("SELECT current_timestamp > TIMESTAMP '2020-01-01 00:00:00', current_date = date(now())", "true|true"),
        ("SELECT INTERVAL '0' YEAR, INTERVAL '0' DAY", "0-0|0 00:00:00.000"),
        ("SELECT count(*) FROM (VALUES UUID '12151fd2-7586-11e9-8f9e-2a86e4085a59', NULL) AS t(u) GROUP BY u ORDER BY u", "1\n1"),
        ("SELECT a, a FROM (SELECT 1 AS a)", "1|1"),
        ("SELECT *, a FROM (SELECT 1 AS a)", "1|1"),
        ("SELECT \"A\" FROM (SELECT 5 AS a)", "5"),
        ("SELECT sum(x) OVER (ORDER BY x ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM (VALUES 1, 2, 3) AS t(x)", "1\n3\n5"),
        ("SELECT CASE WHEN 1 = 2 THEN UUID '12151fd2-7586-11e9-8f9e-2a86e4085a59' END", "∅"),
        ("SELECT date '1998-12-01' - interval '90' day, DATE '2020-01-31' + INTERVAL '1' MONTH", "1998-09-02|2020-02-29"),
        ("SELECT table_name FROM information_schema.tables WHERE table_schema = 'tpch' AND table_name LIKE 'n%'", "nation"),
        ("SELECT column_name, data_type, ordinal_position FROM information_schema.columns WHERE table_name = 'nation' ORDER BY 3 LIMIT 2", "n_nationkey|bigint|1\nn_name|varchar|2"),
        ("SELECT comment, extra_info FROM information_schema.columns WHERE table_schema = 'tpch' AND column_name = 'o_orderkey'", "primary key|∅"),
    ])
    .await;
}

#[tokio::test]
async fn functions_return_their_values() {
    check(&[
        ("SELECT lower('AB'), upper('ab'), length('äb'), reverse('ab'), substr('hello', 2, 3), strpos('hello', 'l')", "ab|AB|2|ba|ell|3"),
        ("SELECT concat('a', 'b', 'c'), 'a' || 'b', chr(65), from_utf8(X'41'), to_hex(X'0aff'), from_hex('0AFF')", "abc|ab|A|A|0AFF|0a ff"),
        ("SELECT split('a,b', ','), array_join(ARRAY['a', 'b'], '-'), cardinality(ARRAY[1, 2]), element_at(ARRAY[1, 2], 2), contains(ARRAY[1, 2], 2)", "[a, b]|a-b|2|2|true"),
        ("SELECT year(DATE '2020-03-04'), month(DATE '2020-03-04'), day(DATE '2020-03-04'), day_of_week(DATE '2020-03-04')", "2020|3|4|3"),
        ("SELECT date_trunc('month', DATE '2020-03-04'), date_diff('day', DATE '2020-01-01', DATE '2020-03-01'), date_add('month', 1, DATE '2020-01-31')", "2020-03-01|60|2020-02-29"),
        ("SELECT date_format(TIMESTAMP '2020-01-02 03:04:05', '%Y-%m-%d %H:%i:%s')", "2020-01-02 03:04:05"),
        ("SELECT round(2.5), round(-1.25, 1), round(DECIMAL '2.345', 2), ceil(1.2), floor(-1.2), abs(-3), sqrt(4), power(2, 10), mod(7, 3)", "3.0|-1.3|2.350|2.0|-2.0|3|2.0|1024.0|1"),
        ("SELECT coalesce(NULL, 1), nullif(1, 1), greatest(1, 3, 2), least(1, 3), if(1 = 1, 'y', 'n'), if(false, 1)", "1|∅|3|1|y|∅"),
        ("SELECT json_extract_scalar('{\"a\": {\"b\": [1, \"x\"]}}', '$.a.b[1]'), json_extract('{\"a\": [1, 2]}', '$.a')", "x|[1,2]"),
        ("SELECT regexp_like('abc', 'b+'), regexp_extract('ab12', '[0-9]+'), regexp_replace('aXbX', 'X', '-')", "true|12|a-b-"),
        ("SELECT typeof(1), typeof('abc'), typeof(ARRAY[1]), typeof(DECIMAL '1.5'), typeof(now())", "integer|varchar(3)|array(integer)|decimal(2,1)|timestamp(3) with time zone"),
        ("SELECT approx_distinct(n_regionkey), count_if(n_regionkey = 1), max_by(n_name, n_nationkey), min_by(n_name, n_nationkey) FROM nation", "5|5|UNITED STATES|ALGERIA"),
        ("SELECT array_agg(x ORDER BY x) FROM (VALUES 2, 1) AS t(x)", "[1, 2]"),
        ("SELECT listagg(n_name, ',') WITHIN GROUP (ORDER BY n_name DESC) FROM nation WHERE n_nationkey < 2", "ARGENTINA,ALGERIA"),
        ("SELECT MAP(ARRAY['a', 'b'], ARRAY[1, 2])['b'], CAST(ARRAY[1] AS ARRAY(varchar)), CAST(MAP(ARRAY['a'], ARRAY[1]) AS MAP(varchar, double))", "2|[1]|{a=1.0}"),
        ("SELECT transform(ARRAY[1, 2], x -> x + 1)", "[2, 3]"),
        ("SELECT TRY_CAST('x' AS INTEGER), CAST('12' AS BIGINT), CAST(2.5 AS INTEGER), CAST(1.5 AS VARCHAR), CAST(DATE '2020-01-01' AS TIMESTAMP)", "∅|12|3|1.5|2020-01-01 00:00:00.000"),
    ])
    .await;
}

#[tokio::test]
async fn tpch_query_1() {
    let sql = "select l_returnflag, l_linestatus, sum(l_quantity) as sum_qty, sum(l_extendedprice) as sum_base_price, \
        sum(l_extendedprice * (1 - l_discount)) as sum_disc_price, \
        sum(l_extendedprice * (1 - l_discount) * (1 + l_tax)) as sum_charge, avg(l_quantity) as avg_qty, \
        avg(l_extendedprice) as avg_price, avg(l_discount) as avg_disc, count(*) as count_order \
        from lineitem where l_shipdate <= date '1998-12-01' - interval '90' day \
        group by l_returnflag, l_linestatus order by l_returnflag, l_linestatus";
    check(&[(
        sql,
        "A|F|380456.00|532348211.65|505822441.4861|526165934.000839|25.58|35785.71|0.05|14876\n\
         N|F|8971.00|12384801.37|11798257.2080|12282485.056933|25.78|35588.51|0.05|348\n\
         N|O|742802.00|1041502841.45|989737518.6346|1029418531.523350|25.45|35691.13|0.05|29181\n\
         R|F|381449.00|534594445.35|507996454.4067|528524219.358903|25.60|35874.01|0.05|14902",
    )])
    .await;
}

#[tokio::test]
async fn parameters_replace_question_marks() {
    let engine = engine().await;
    for (sql, values, expected) in [
        ("SELECT ? AS v", vec!["'abc'"], "abc"),
        ("SELECT ? + 1", vec!["1 + 1"], "3"),
        ("SELECT ?", vec!["abc"], "abc"),
        ("SELECT ?", vec!["x + 1"], "x + 1"),
        ("SELECT ?", vec!["it's"], "it's"),
        ("SELECT ?", vec!["NULL"], "∅"),
        ("SELECT ?", vec!["DATE '2020-01-01'"], "2020-01-01"),
        ("SELECT ?", vec!["c5d2e3f4-0000-0000-0000-000000000000"], "c5d2e3f4-0000-0000-0000-000000000000"),
        ("SELECT n_name FROM nation WHERE n_nationkey = ? AND n_regionkey = ?", vec!["1", "1"], "ARGENTINA"),
        ("SELECT 1", vec!["2"], "1"),
        ("SELECT ?", vec![], "INVALID_PARAMETER_USAGE: Incorrect number of parameters: expected 1 but found 0"),
    ] {
        assert_eq!(show(answer(&engine, sql, &values).await), expected, "{sql} {values:?}");
    }
}

#[tokio::test]
async fn files_in_data_folders_are_tables() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("People.csv"), "Id,Name\n1,ann\n2,\n").unwrap();
    std::fs::create_dir_all(dir.path().join("sales/orders")).unwrap();
    std::fs::write(dir.path().join("sales/orders/a.json"), "{\"id\": 1, \"price\": 1.5}\n").unwrap();
    std::fs::write(dir.path().join("sales/orders/b.json"), "{\"id\": 2, \"price\": null}\n").unwrap();
    let config = EngineConfig { data_dirs: vec![dir.path().to_owned()], ..EngineConfig::default() };
    let engine = Engine::new(config).await.unwrap();
    let people = answer(&engine, "SELECT id, name FROM default.people ORDER BY id", &[]).await;
    assert!(people.as_ref().unwrap().scanned > 0);
    assert_eq!(show(people), "1|ann\n2|∅");
    assert_eq!(show(answer(&engine, "SELECT * FROM sales.orders ORDER BY id", &[]).await), "1|1.5\n2|∅");
    assert_eq!(engine.databases("awsdatacatalog").unwrap().len(), 2);
    assert_eq!(engine.table("AwsDataCatalog", "SALES", "Orders").unwrap().columns[0].hive_type, "bigint");
}

#[tokio::test]
async fn key_value_folders_are_partitions() {
    let dir = tempfile::tempdir().unwrap();
    for (folder, rows) in [("Day=2024-01-01/hour=00", "Id\n1\n2\n"), ("Day=2024-01-02/hour=12", "Id\n3\n")] {
        let folder = dir.path().join("sales/clicks").join(folder);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("a.csv"), rows).unwrap();
    }
    let config = EngineConfig { data_dirs: vec![dir.path().to_owned()], ..EngineConfig::default() };
    let engine = Engine::new(config.clone()).await.unwrap();
    let rows = show(answer(&engine, "SELECT * FROM sales.clicks ORDER BY id", &[]).await);
    assert_eq!(rows, "1|2024-01-01|00\n2|2024-01-01|00\n3|2024-01-02|12");
    let count = show(answer(&engine, "SELECT count(*) FROM sales.clicks WHERE day > '2024-01-01'", &[]).await);
    assert_eq!(count, "1");
    let table = engine.table("AwsDataCatalog", "sales", "clicks").unwrap();
    let names = |columns: &[TableColumn]| -> Vec<_> {
        columns.iter().map(|column| format!("{} {}", column.name, column.hive_type)).collect()
    };
    assert_eq!(
        (names(&table.columns), names(&table.partition_keys)),
        (vec!["id bigint".to_owned()], vec!["day string".to_owned(), "hour string".to_owned()])
    );
    let partitions = show(answer(&engine, "SHOW PARTITIONS sales.clicks", &[]).await);
    assert_eq!(partitions, "day=2024-01-01/hour=00\nday=2024-01-02/hour=12");
    let columns = show(answer(&engine, "SHOW COLUMNS IN sales.clicks", &[]).await);
    assert_eq!(columns.split_whitespace().collect::<Vec<_>>(), ["id", "day", "hour"]);
    let described = show(answer(&engine, "DESCRIBE sales.clicks", &[]).await);
    let lines: Vec<_> = described.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    let keys = ["day string", "hour string"];
    let expected =
        [&["id bigint"][..], &keys, &["", "# Partition Information", "# col_name data_type comment", ""], &keys];
    assert_eq!(lines, expected.concat());

    std::fs::write(dir.path().join("sales/clicks/b.csv"), "Id\n4\n").unwrap();
    let error = Engine::new(config).await.err().unwrap();
    assert!(error.contains("the same keys") && error.contains("b.csv"), "{error}");
}

#[tokio::test]
async fn scanned_bytes_are_counted() {
    let engine = engine().await;
    let narrow = answer(&engine, "SELECT sum(l_tax) FROM lineitem", &[]).await.unwrap().scanned;
    let wide = answer(&engine, "SELECT max(l_tax), max(l_comment) FROM lineitem", &[]).await.unwrap().scanned;
    assert!(narrow >= 60_175 * 16 && wide > narrow, "{narrow} {wide}");
    assert_eq!(answer(&engine, "SELECT 1", &[]).await.unwrap().scanned, 0);
}

#[tokio::test]
async fn a_dropped_query_stops() {
    let engine = engine().await;
    let heavy = prepare(
        &engine,
        "SELECT count(*) FROM lineitem a, lineitem b, lineitem c WHERE a.l_tax + b.l_tax + c.l_tax < 0",
    )
    .await
    .unwrap();
    let mut running = engine.run(&heavy).await.unwrap();
    // The query is running, and the engine still serves others.
    let waiting = tokio::time::timeout(Duration::from_millis(200), running.rows.next()).await;
    assert!(waiting.is_err());
    let metrics = engine.runtime.as_ref().unwrap().metrics();
    drop(running);
    let started = Instant::now();
    while metrics.num_alive_tasks() > 0 && started.elapsed() < Duration::from_secs(5) {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert!(started.elapsed() < Duration::from_millis(1000), "{:?}", started.elapsed());
    assert_eq!(show(answer(&engine, "SELECT 1", &[]).await), "1");
}

/// `cargo test --release -- --ignored --nocapture queries_are_timed`
#[tokio::test]
#[ignore = "a measurement, not a check"]
#[allow(clippy::print_stdout, reason = "the test prints a duration")]
async fn queries_are_timed() {
    let engine = Engine::new(EngineConfig { tpch_scale: Some(0.1), ..EngineConfig::default() }).await.unwrap();
    for _ in 0..2 {
        let prepared = prepare(&engine, "SELECT * FROM lineitem").await.unwrap();
        let started = Instant::now();
        let mut running = engine.run(&prepared).await.unwrap();
        let mut rows = 0;
        while let Some(batch) = running.rows.next().await {
            rows += batch.unwrap().num_rows();
        }
        println!("{rows} rows in {:?}", started.elapsed());
    }
}
