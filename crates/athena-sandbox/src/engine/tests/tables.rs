//! Tables over objects: creation, reading, description, changes and removal.

use super::{answer, check_in, prepare, show, with_bucket};

#[tokio::test]
async fn texts_are_read_as_their_types() {
    let (engine, storage) = with_bucket().await;
    storage.put_object("lake", "csv/a.csv", "id,name,price\n1,it's,1.50\n2,,x\n\\N,\\N,\n").unwrap();
    storage.put_object("lake", "csv/_hidden", "9,9,9\n").unwrap();
    storage.put_object("lake", "csv/.also", "9,9,9\n").unwrap();
    storage.put_object("lake", "quoted/a.csv", "\"1\";\"a;\"\"b\"\"\";\"2020-01-02\"\n2;c;\n").unwrap();
    let lines = "{\"ID\":1,\"tags\":[\"a\",null],\"m\":{\"x\":1},\"s\":{\"A\":true,\"b\":\"2020-01-02 03:04:05.678\"}}\n\
                 {\"id\":\"2\",\"d\":12.5}\n";
    storage.put_object("lake", "json/a.json", lines).unwrap();
    check_in(&engine, &[
        ("CREATE EXTERNAL TABLE csv (id int, name string, price decimal(5,2), more string) ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' LOCATION 's3://lake/csv' TBLPROPERTIES (\"skip.header.line.count\"=\"1\")", ""),
        ("SELECT * FROM csv", "1|it's|1.50|∅\n2||∅|∅\n∅|∅|∅|∅"),
        ("SELECT count(*), sum(id) FROM csv WHERE price > 1", "1|1"),
        ("CREATE EXTERNAL TABLE quoted (id bigint, name string, day date) ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.OpenCSVSerde' WITH SERDEPROPERTIES ('separatorChar'=';') LOCATION 's3://lake/quoted/'", ""),
        ("SELECT * FROM quoted", "1|a;\"b\"|2020-01-02\n2|c|∅"),
        ("CREATE EXTERNAL TABLE json (id int, tags array<string>, m map<string,int>, s struct<a:boolean,b:timestamp>, d double) ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe' LOCATION 's3://lake/json/'", ""),
        ("SELECT * FROM json", "1|[a, null]|{x=1}|{a=true, b=2020-01-02 03:04:05.678}|∅\n2|∅|∅|∅|12.5"),
        ("CREATE EXTERNAL TABLE nothing (a int) LOCATION 's3://lake/nothing/'", ""),
        ("SELECT * FROM nothing", ""),
        ("SELECT count(*) FROM nothing", "0"),
        ("CREATE EXTERNAL TABLE ion (a int) STORED AS ION LOCATION 's3://lake/json/'", ""),
        ("SELECT * FROM ion", "NOT_SUPPORTED: the sandbox cannot read tables of com.amazon.ionhiveserde.IonHiveSerDe [2/1200]"),
    ])
    .await;
}

#[tokio::test]
async fn table_details_are_described() {
    let (engine, _storage) = with_bucket().await;
    let create = "CREATE EXTERNAL TABLE IF NOT EXISTS `Sold`(\n  `Id` INT COMMENT 'it\\'s \"1\"\\t',\n  price DECIMAL(10, 2),\n  \
                  tags ARRAY<STRUCT<`a`: STRING, b: MAP<STRING, INT>>>)\nCOMMENT \"all that is sold\"\nPARTITIONED BY (day date COMMENT 'when', kind string)\n\
                  CLUSTERED BY (id) INTO 4 BUCKETS\nSTORED AS PARQUET\nLOCATION 's3://lake/sold'\nTBLPROPERTIES ('a'='1', 'parquet.compression'='SNAPPY');";
    assert_eq!(show(answer(&engine, create, &[]).await), "");
    let table = engine.table("awsdatacatalog", "tpch", "SOLD").unwrap();
    let columns: Vec<_> =
        table.columns.iter().map(|c| (c.name.as_str(), c.hive_type.as_str(), c.comment.as_deref())).collect();
    assert_eq!(
        columns,
        [
            ("id", "int", Some("it's \"1\"\t")),
            ("price", "decimal(10,2)", None),
            ("tags", "array<struct<a:string,b:map<string,int>>>", None),
        ]
    );
    assert_eq!(table.partition_keys[0].comment.as_deref(), Some("when"));
    let text = show(answer(&engine, "SHOW CREATE TABLE sold", &[]).await);
    assert_eq!(
        text,
        "CREATE EXTERNAL TABLE `sold`(\n  `id` int COMMENT 'it\\'s \"1\"\\t', \n  `price` decimal(10,2), \n  \
        `tags` array<struct<a:string,b:map<string,int>>>)\nCOMMENT 'all that is sold'\nPARTITIONED BY ( \n  `day` date COMMENT 'when', \n  \
        `kind` string)\nCLUSTERED BY ( \n  `id` )\nINTO 4 BUCKETS\nROW FORMAT SERDE \n  'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' \n\
        WITH SERDEPROPERTIES ( \n  'serialization.format'='1') \nSTORED AS INPUTFORMAT \n  'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat' \n\
        OUTPUTFORMAT \n  'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat'\nLOCATION\n  's3://lake/sold'\nTBLPROPERTIES (\n  'a'='1', \n  \
        'parquet.compression'='SNAPPY')"
    );
    check_in(&engine, &[
        ("SHOW TBLPROPERTIES sold", "comment|all that is sold\na|1\nparquet.compression|SNAPPY"),
        ("SHOW COLUMNS IN sold", "id                  \nprice               \ntags                \nday                 \nkind                "),
        ("SHOW PARTITIONS sold", ""),
        ("SELECT column_name, data_type, extra_info FROM information_schema.columns WHERE table_name = 'sold' AND ordinal_position > 3", "day|date|partition key\nkind|varchar|partition key"),
        ("SHOW TABLES 'so*'", "sold"),
    ])
    .await;
}

#[tokio::test]
async fn show_create_table_output_creates_an_equal_table() {
    let (engine, _storage) = with_bucket().await;
    for sql in [
        "CREATE EXTERNAL TABLE t (a int, b string COMMENT 'x\\\\y\\n') ROW FORMAT DELIMITED FIELDS TERMINATED BY '\\001' ESCAPED BY '\\\\' LINES TERMINATED BY '\\n' NULL DEFINED AS '' STORED AS TEXTFILE LOCATION 's3://lake/t/'",
        "CREATE EXTERNAL TABLE t (a int) ROW FORMAT DELIMITED FIELDS TERMINATED BY '\\t' LOCATION 's3://lake/t'",
        "CREATE EXTERNAL TABLE t (a int) COMMENT 'it\\'s' PARTITIONED BY (p string) ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.OpenCSVSerde' WITH SERDEPROPERTIES ('quoteChar'='\"', 'separatorChar'=',') LOCATION 's3://lake/t/' TBLPROPERTIES ('x'='y')",
        "CREATE EXTERNAL TABLE t (a int, b char(3)) CLUSTERED BY (a, b) INTO 2 BUCKETS STORED AS ORC LOCATION 's3://lake/t/'",
        "CREATE EXTERNAL TABLE t (a int) STORED AS INPUTFORMAT 'in' OUTPUTFORMAT 'out' LOCATION 's3://lake/t/'",
        "CREATE TABLE t (id int COMMENT 'c', ts timestamp, `a-b` string) COMMENT 'x' PARTITIONED BY (day(ts), bucket(16, id), `a-b`) LOCATION 's3://lake/t/' TBLPROPERTIES ('table_type'='iceberg', 'format'='parquet')",
    ] {
        assert_eq!(show(answer(&engine, sql, &[]).await), "", "{sql}");
        let mut before = engine.table("awsdatacatalog", "tpch", "t").unwrap();
        let text = show(answer(&engine, "SHOW CREATE TABLE t", &[]).await);
        assert_eq!(show(answer(&engine, "DROP TABLE t", &[]).await), "");
        assert_eq!(show(answer(&engine, &text, &[]).await), "", "{text}");
        let after = engine.table("awsdatacatalog", "tpch", "t").unwrap();
        before.created = after.created;
        assert_eq!(before, after, "{text}");
        assert_eq!(show(answer(&engine, "DROP TABLE t", &[]).await), "");
    }
}

#[tokio::test]
async fn invalid_table_statements_are_refused() {
    let (engine, _storage) = with_bucket().await;
    let task = "FAILED: Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask.";
    check_in(&engine, &[
        ("CREATE TABLE t (n int)", "INVALID_INPUT: No location was specified for table. An S3 location must be specified"),
        ("CREATE EXTERNAL TABLE \"t\" (n int) LOCATION 's3://lake/t/'", "MALFORMED_QUERY: line 1:23: mismatched input '\"t\"'. Expecting: <identifier>"),
        ("CREATE EXTERNAL TABLE t (n blob) LOCATION 's3://lake/t/'", "MALFORMED_QUERY: line 1:28: mismatched input 'blob'. Expecting: a type"),
        ("CREATE EXTERNAL TABLE nobody.t (n int) LOCATION 's3://lake/t/'", "FAILED: SemanticException [Error 10072]: Database does not exist: nobody [2/1301]"),
        ("CREATE EXTERNAL TABLE t (n int, N string) LOCATION 's3://lake/t/'", "FAILED: SemanticException [Error 10036]: Duplicate column name: n [2/1003]"),
        ("CREATE EXTERNAL TABLE t (n int) LOCATION 's3://lake/t/'", ""),
        ("CREATE EXTERNAL TABLE IF NOT EXISTS t (x int) LOCATION 's3://lake/x/'", ""),
        ("CREATE EXTERNAL TABLE t (n int) LOCATION 's3://lake/t/'", &format!("{task} AlreadyExistsException(message:Table t already exists) [2/1003]")),
        ("DROP DATABASE tpch", &format!("{task} InvalidOperationException(message:Database tpch is not empty. One or more tables exist.) [2/1003]")),
        ("DROP TABLE t", ""),
        ("DROP TABLE IF EXISTS t", ""),
        ("DROP TABLE t", "FAILED: SemanticException [Error 10001]: Table not found tpch.t [2/1301]"),
        ("SELECT * FROM t", "TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.tpch.t' does not exist [2/1301]"),
        ("CREATE VIEW v AS SELECT 1 AS a", ""),
        ("DROP TABLE v", "FAILED: SemanticException [Error 10018]: Cannot drop a view with DROP TABLE [2/1003]"),
    ])
    .await;
    assert_eq!(prepare(&engine, "DROP TABLE x.y.z").await.unwrap_err().code, "DATACATALOG_NOT_FOUND");
}

#[tokio::test]
async fn partitions_are_added_listed_and_dropped() {
    let (engine, storage) = with_bucket().await;
    for (key, text) in
        [("p/day=2020-01-01/a", "1\n"), ("p/day=2020-01-02/a", "2\n"), ("p/day=x%3Ay/a", "3\n"), ("elsewhere/a", "4\n")]
    {
        storage.put_object("lake", key, text).unwrap();
    }
    check_in(&engine, &[
        ("CREATE EXTERNAL TABLE p (n int) PARTITIONED BY (day string) LOCATION 's3://lake/p/'", ""),
        ("SELECT * FROM p", ""),
        ("ALTER TABLE p ADD PARTITION (day = '2020-01-01') PARTITION (day='other') LOCATION 's3://lake/elsewhere/'", ""),
        ("SELECT * FROM p ORDER BY n", "1|2020-01-01\n4|other"),
        ("ALTER TABLE p ADD PARTITION (day='other')", "FAILED: Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask. AlreadyExistsException(message:Partition already exists.) [2/1003]"),
        ("ALTER TABLE p ADD IF NOT EXISTS PARTITION (day='other')", ""),
        ("MSCK REPAIR TABLE p", "Partitions not in metastore:\tp:day=2020-01-02\tp:day=x%3Ay\nRepair: Added partition to metastore p:day=2020-01-02\nRepair: Added partition to metastore p:day=x%3Ay"),
        ("MSCK REPAIR TABLE p", ""),
        ("SHOW PARTITIONS p", "day=2020-01-01\nday=2020-01-02\nday=other\nday=x%3Ay"),
        ("SELECT n FROM p WHERE day = 'x:y'", "3"),
        ("ALTER TABLE p DROP PARTITION (day='other'), PARTITION (day='x:y')", ""),
        ("ALTER TABLE p DROP PARTITION (day='other')", "FAILED: SemanticException [Error 10006]: Partition not found (day = other) [2/1003]"),
        ("ALTER TABLE p DROP IF EXISTS PARTITION (day='other')", ""),
        ("ALTER TABLE p PARTITION (day='2020-01-01') SET LOCATION 's3://lake/elsewhere/'", ""),
        ("ALTER TABLE p PARTITION (day='2020-01-02') RENAME TO PARTITION (day='later')", ""),
        ("SELECT day, n FROM p ORDER BY n", "later|2\n2020-01-01|4"),
        ("SHOW PARTITIONS nation", "FAILED: Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask. Table nation is not a partitioned table [2/1003]"),
    ])
    .await;
}

#[tokio::test]
async fn alter_table_changes_the_definition() {
    let (engine, storage) = with_bucket().await;
    storage.put_object("lake", "t/a", "1,2\n").unwrap();
    storage.put_object("lake", "u/a", "7,8\n").unwrap();
    let create =
        "CREATE EXTERNAL TABLE t (a int) ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' LOCATION 's3://lake/t/'";
    check_in(
        &engine,
        &[
            (create, ""),
            ("ALTER TABLE t ADD COLUMNS (b bigint COMMENT 'new', c string)", ""),
            ("SELECT * FROM t", "1|2|∅"),
            ("ALTER TABLE t CHANGE b x string COMMENT 'named anew' AFTER a", ""),
            ("ALTER TABLE t REPLACE COLUMNS (a string, y int)", ""),
            ("SELECT y FROM t", "2"),
            (
                "ALTER TABLE t ADD COLUMNS (y int)",
                "FAILED: SemanticException [Error 10036]: Duplicate column name: y [2/1003]",
            ),
            ("ALTER TABLE t SET TBLPROPERTIES ('k'='v', 'comment'='said')", ""),
            ("SHOW TBLPROPERTIES t", "k|v\ncomment|said"),
            ("ALTER TABLE t UNSET TBLPROPERTIES ('k')", ""),
            ("SHOW TBLPROPERTIES t", "comment|said"),
            ("ALTER TABLE t SET LOCATION 's3://lake/u/'", ""),
            ("SELECT * FROM t", "7|8"),
            ("ALTER TABLE t DROP COLUMN y", "NOT_SUPPORTED: DROP COLUMN is only supported for Iceberg tables [2/1200]"),
            (
                "ALTER TABLE nobody SET LOCATION 's3://lake/u/'",
                "FAILED: SemanticException [Error 10001]: Table not found tpch.nobody [2/1301]",
            ),
            (
                "ALTER TABLE t ADD COLUMN z int",
                "MALFORMED_QUERY: line 1:19: mismatched input 'COLUMN'. Expecting: 'COLUMNS', 'IF', 'PARTITION'",
            ),
        ],
    )
    .await;
    let kind = |sql: &'static str| async move { prepare(&with_bucket().await.0, sql).await.unwrap().substatement_type };
    assert_eq!(kind("ALTER TABLE t ADD COLUMNS (b int)").await, "ALTER_TABLE_ADD_COLUMN");
    assert_eq!(kind("ALTER TABLE t DROP PARTITION (a='1')").await, "ALTER_TABLE_DROP_PARTITION");
}

#[tokio::test]
async fn filters_skip_partitions() {
    let (engine, storage) = with_bucket().await;
    for day in 1..=9 {
        storage.put_object("lake", &format!("d/day=2020-01-0{day}/a"), format!("{day}\n")).unwrap();
    }
    storage.put_object("lake", "d/day=__HIVE_DEFAULT_PARTITION__/a", "77\n").unwrap();
    check_in(&engine, &[("CREATE EXTERNAL TABLE d (n int) PARTITIONED BY (day date) LOCATION 's3://lake/d/'", "")])
        .await;
    answer(&engine, "MSCK REPAIR TABLE d", &[]).await.unwrap();
    for (filter, rows, bytes) in [
        ("day = DATE '2020-01-03'", "3", 2),
        ("day > DATE '2020-01-07'", "8\n9", 4),
        ("day IN (DATE '2020-01-01', DATE '2021-01-01') AND n > 0", "1", 2),
        ("month(day) = 2", "", 0),
        ("CAST(day AS varchar) LIKE '%-05'", "5", 2),
        ("day IS NULL", "77", 3),
        ("n = 4", "4", 21),
        ("day = DATE '2020-01-03' OR n = 9", "3\n9", 21),
    ] {
        let found = answer(&engine, &format!("SELECT n FROM d WHERE {filter} ORDER BY n"), &[]).await;
        let scanned = found.as_ref().map(|found| found.scanned).unwrap_or_default();
        assert_eq!((show(found).as_str(), scanned), (rows, bytes), "{filter}");
    }
}

#[tokio::test]
async fn projected_partitions_are_read() {
    let (engine, storage) = with_bucket().await;
    for (key, text) in [
        ("p/eu/2020/01/02/007/a", "1\n"),
        ("p/eu/2020/01/03/007/a", "2\n"),
        ("p/us/2020/01/02/021/a", "3\n"),
        ("p/us/2020/01/02/022/a", "4\n"),
        ("q/tenant=x/month=2020-02/a", "5\n"),
    ] {
        storage.put_object("lake", key, text).unwrap();
    }
    let injected = "CONSTRAINT_VIOLATION: For the injected projected partition column tenant, the WHERE clause must \
                    contain only static equality conditions, and at least one such condition must be present. [2/1009]";
    check_in(&engine, &[
        (
            "CREATE EXTERNAL TABLE p (n int) PARTITIONED BY (region string, day date, shard int) LOCATION 's3://lake/p/' TBLPROPERTIES (
             'projection.enabled'='true', 'projection.region.type'='enum', 'projection.region.values'='eu, us',
             'projection.day.type'='date', 'projection.day.range'='2020/01/01,2020/01/31', 'projection.day.format'='yyyy/MM/dd',
             'projection.shard.type'='integer', 'projection.shard.range'='0,70', 'projection.shard.interval'='7', 'projection.shard.digits'='3',
             'storage.location.template'='s3://lake/p/${region}/${day}/${shard}/')",
            "",
        ),
        ("SELECT * FROM p ORDER BY n", "1|eu|2020-01-02|7\n2|eu|2020-01-03|7\n3|us|2020-01-02|21"),
        ("SELECT n FROM p WHERE region = 'us'", "3"),
        ("SELECT n FROM p WHERE shard = 7 AND day > DATE '2020-01-02'", "2"),
        ("SELECT n FROM p WHERE shard = 22", ""),
        ("SHOW PARTITIONS p", ""),
        (
            "CREATE EXTERNAL TABLE q (n int) PARTITIONED BY (tenant string, month string) LOCATION 's3://lake/q' TBLPROPERTIES (
             'projection.enabled'='true', 'projection.tenant.type'='injected',
             'projection.month.type'='date', 'projection.month.range'='2020-01,NOW', 'projection.month.format'='yyyy-MM')",
            "",
        ),
        ("SELECT * FROM q", injected),
        ("SELECT * FROM q WHERE tenant IN ('x', 'y')", "5|x|2020-02"),
        ("SELECT count(*) FROM q WHERE tenant = 'y'", "0"),
        ("ALTER TABLE q SET TBLPROPERTIES ('projection.month.type'='year')", ""),
        ("SELECT * FROM q WHERE tenant = 'x'", "INVALID_TABLE_PROPERTY: Column projection for column 'month' failed. 'year' is not a projection type: use enum, integer, date or injected [2/1103]"),
    ])
    .await;
    let scanned =
        answer(&engine, "SELECT n FROM p WHERE region = 'eu' AND day = DATE '2020-01-02'", &[]).await.unwrap();
    assert_eq!(scanned.scanned, 2);
}
