//! `SHOW`, `DESCRIBE`, views and databases.

use super::super::contract::{OutputKind, Session, StatementType};
use super::{answer, check, columns, engine, prepare, show};

#[tokio::test]
async fn show_and_describe_print_hive_output() {
    check(&[
        ("SHOW TABLES", "customer\nlineitem\nnation\norders\npart\npartsupp\nregion\nsupplier"),
        ("SHOW TABLES IN `tpch` 'n*|r.*'", "nation\nregion"),
        ("SHOW DATABASES LIKE 'tp.*'", "tpch"),
        ("SHOW SCHEMAS", "default\ntpch"),
        ("SHOW COLUMNS IN region", "r_regionkey         \nr_name              \nr_comment           "),
        ("SHOW COLUMNS FROM region IN tpch", "r_regionkey         \nr_name              \nr_comment           "),
        ("DESCRIBE tpch.region;", "r_regionkey         \tbigint              \t                    \nr_name              \tstring              \t                    \nr_comment           \tstring              \t                    "),
        ("SHOW TBLPROPERTIES nation", "classification|tpch"),
        ("SHOW VIEWS", ""),
        ("SHOW CREATE VIEW nation", "NOT_SUPPORTED: line 1:1: Relation 'awsdatacatalog.tpch.nation' is a table, not a view [2/1200]"),
        ("SHOW CREATE VIEW nope", "TABLE_NOT_FOUND: line 1:1: View 'awsdatacatalog.tpch.nope' does not exist [2/1301]"),
        ("SHOW CREATE TABLE nope", "FAILED: SemanticException [Error 10001]: Table not found tpch.nope [2/1301]"),
        ("SHOW CREATE TABLE `tpch`.`region`", "CREATE EXTERNAL TABLE `region`(\n  `r_regionkey` bigint, \n  `r_name` string, \n  `r_comment` string)\nROW FORMAT SERDE \n  'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' \nWITH SERDEPROPERTIES ( \n  'serialization.format'='1') \nSTORED AS INPUTFORMAT \n  'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat' \nOUTPUTFORMAT \n  'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat'\nLOCATION\n  's3://sandbox-data/tpch/region/'\nTBLPROPERTIES (\n  'classification'='tpch')"),
        ("DESCRIBE nope", "INVALID_INPUT: Entity Not Found: table tpch.nope"),
        ("SHOW COLUMNS IN x.y", "INVALID_INPUT: Entity Not Found: database x"),
    ])
    .await;
    let engine = engine().await;
    assert_eq!(
        columns(&engine, "DESCRIBE nation").await,
        "col_name string 0 0 false, data_type string 0 0 false, comment string 0 0 false"
    );
}

#[tokio::test]
async fn views_and_databases_are_created_and_dropped() {
    let engine = engine().await;
    for (sql, expected) in [
        ("CREATE VIEW v AS SELECT n_name AS Name, 1 FROM nation", ""),
        ("SELECT count(*), min(name) FROM V", "25|ALGERIA"),
        ("SHOW VIEWS", "v"),
        ("SHOW CREATE VIEW v", "CREATE VIEW tpch.v AS\nSELECT n_name AS Name, 1 FROM nation"),
        ("CREATE OR REPLACE VIEW v AS SELECT 2 AS x;", ""),
        ("SELECT * FROM v", "2"),
        ("CREATE OR REPLACE VIEW w AS SELECT * FROM v", ""),
        ("SELECT * FROM w", "2"),
        ("DROP VIEW w", ""),
        ("DROP VIEW v", ""),
        ("DROP VIEW IF EXISTS v", ""),
        ("CREATE DATABASE IF NOT EXISTS sales COMMENT 'x'", ""),
        ("CREATE VIEW sales.v AS SELECT 1 AS x", ""),
        ("SELECT x FROM sales.v", "1"),
        ("DROP DATABASE sales CASCADE", ""),
        ("SHOW DATABASES", "default\ntpch"),
    ] {
        assert_eq!(show(answer(&engine, sql, &[]).await), expected, "{sql}");
    }
    let twice = show(answer(&engine, "CREATE DATABASE tpch", &[]).await);
    assert!(twice.starts_with("FAILED: Execution Error"), "{twice}");
}

#[tokio::test]
async fn statements_report_their_types() {
    let engine = engine().await;
    for (sql, ty, sub, output) in [
        ("-- c\nSELECT 1", StatementType::Dml, "SELECT", OutputKind::Csv),
        ("EXPLAIN SELECT 1", StatementType::Dml, "EXPLAIN", OutputKind::TextWithHeader),
        ("SHOW TABLES", StatementType::Utility, "SHOW_TABLES", OutputKind::Text),
        ("DESC nation", StatementType::Utility, "DESCRIBE_TABLE", OutputKind::Text),
        ("CREATE SCHEMA x", StatementType::Ddl, "CREATE_DATABASE", OutputKind::Nothing),
        ("CREATE TABLE t AS SELECT 1 a", StatementType::Ddl, "CREATE_TABLE_AS_SELECT", OutputKind::Nothing),
        ("INSERT INTO t SELECT 1", StatementType::Dml, "INSERT", OutputKind::Nothing),
    ] {
        let prepared = prepare(&engine, sql).await.unwrap();
        assert_eq!((prepared.statement_type, prepared.substatement_type, prepared.output), (ty, sub, output), "{sql}");
    }
    let plan = show(answer(&engine, "EXPLAIN SELECT count(*) FROM nation", &[]).await);
    assert!(plan.lines().count() > 2, "{plan}");
}

#[tokio::test]
async fn a_quoted_database_in_the_context_is_accepted() {
    let engine = engine().await;
    let session = Session { catalog: "AwsDataCatalog".to_owned(), database: "`tpch`".to_owned() };
    for sql in ["DESCRIBE `region`", "SHOW CREATE TABLE `region`;", "SELECT 1 FROM region"] {
        assert!(engine.prepare(sql, &session, &[]).await.is_ok(), "{sql}");
    }
}

#[tokio::test]
async fn describe_formatted_prints_table_details() {
    let (engine, _storage) = super::with_bucket().await;
    let create = "CREATE EXTERNAL TABLE p (a int COMMENT 'first') COMMENT 'said' PARTITIONED BY (d string) CLUSTERED BY (a) \
                  INTO 2 BUCKETS STORED AS PARQUET LOCATION 's3://lake/p/'";
    assert_eq!(show(answer(&engine, create, &[]).await), "");
    let described = show(answer(&engine, "DESCRIBE FORMATTED p", &[]).await);
    let lines: Vec<_> = described.lines().collect();
    assert_eq!(lines[0], "# col_name          \tdata_type           \tcomment             ");
    assert_eq!(lines[2], "a                   \tint                 \tfirst               ");
    // The partition keys are not listed among the columns.
    assert_eq!(lines.iter().filter(|line| line.starts_with("d  ")).count(), 1);
    for wanted in [
        "# Detailed Table Information\t \t ",
        "Database:           \ttpch                \t ",
        "Location:           \ts3://lake/p/        \t ",
        "\tcomment             \tsaid                ",
        "Num Buckets:        \t2                   \t ",
        "Bucket Columns:     \t[a]                 \t ",
        "\tserialization.format\t1                   ",
    ] {
        assert!(lines.contains(&wanted), "{wanted:?} is not in\n{described}");
    }
    let described = show(answer(&engine, "DESCRIBE EXTENDED p", &[]).await);
    let last = described.lines().last().unwrap();
    assert!(last.starts_with("Detailed Table Information\tTable(tableName:p, dbName:tpch, owner:hadoop"), "{last}");
    assert!(last.contains("partitionKeys:[FieldSchema(name:d, type:string, comment:null)]"), "{last}");
    assert!(
        show(answer(&engine, "DESCRIBE p", &[]).await)
            .ends_with("d                   \tstring              \t                    ")
    );
}

/// A row of `DESCRIBE`.
fn line(name: &str, hive_type: &str, comment: &str) -> String {
    format!("{name:<20}\t{hive_type:<20}\t{comment:<20}")
}

#[tokio::test]
async fn a_partition_is_described() {
    let (engine, _storage) = super::with_bucket().await;
    super::check_in(
        &engine,
        &[
            ("CREATE EXTERNAL TABLE p (a int) PARTITIONED BY (d string, e int) STORED AS PARQUET LOCATION 's3://lake/p/'", ""),
            ("ALTER TABLE p ADD PARTITION (d = 'x', e = 1) LOCATION 's3://lake/else/'", ""),
            (
                "DESCRIBE p PARTITION (d = 'x', e = 2)",
                "FAILED: SemanticException [Error 10006]: Partition not found (d = x, e = 2) [2/1003]",
            ),
            (
                "DESCRIBE p PARTITION (d = 'x')",
                "FAILED: SemanticException [Error 10125]: Partition spec {d=x} does not match the partition columns [2/1003]",
            ),
            ("DESCRIBE p PARTITION", "MALFORMED_QUERY: line 1:21: mismatched input '<EOF>'. Expecting: '('"),
        ],
    )
    .await;
    let plain = show(answer(&engine, "DESCRIBE p", &[]).await);
    assert_eq!(show(answer(&engine, "DESCRIBE tpch.p PARTITION (e = 1, d = 'x')", &[]).await), plain);
    let formatted = show(answer(&engine, "DESCRIBE FORMATTED p PARTITION (d = 'x', e = 1)", &[]).await);
    for wanted in [
        "# Detailed Partition Information\t \t ",
        "Partition Value:    \t[x, 1]              \t ",
        "Table:              \tp                   \t ",
        "Location:           \ts3://lake/else/     \t ",
        "# Storage Information\t \t ",
    ] {
        assert!(formatted.lines().any(|line| line == wanted), "{wanted:?} is not in\n{formatted}");
    }
    let extended = show(answer(&engine, "DESCRIBE EXTENDED p PARTITION (d = 'x', e = 1)", &[]).await);
    let last = extended.lines().last().unwrap();
    assert!(
        last.starts_with("Detailed Partition Information\tPartition(values:[x, 1], dbName:tpch, tableName:p"),
        "{last}"
    );
    assert!(last.contains("location:s3://lake/else/, inputFormat:org.apache"), "{last}");
}

#[tokio::test]
async fn a_column_is_described() {
    let (engine, _storage) = super::with_bucket().await;
    let create = "CREATE EXTERNAL TABLE c (a int COMMENT 'first', s struct<x:int,y:array<string>>, \
                  m map<string,struct<z:double>>) PARTITIONED BY (d string COMMENT 'key') LOCATION 's3://lake/c/'";
    assert_eq!(show(answer(&engine, create, &[]).await), "");
    let by = "from deserializer";
    let cases = [
        ("DESCRIBE c a", line("a", "int", by)),
        ("DESCRIBE tpch.c s", [line("x", "int", by), line("y", "array<string>", by)].join("\n")),
        ("DESCRIBE c s.y", line("y", "array<string>", by)),
        ("DESCRIBE c s.y.'$elem$'", line("$elem$", "string", by)),
        ("DESC c m.'$key$'", line("$key$", "string", by)),
        ("DESCRIBE c m.'$value$'", line("z", "double", by)),
        ("DESCRIBE c m.'$value$'.z", line("z", "double", by)),
        ("DESCRIBE c d", line("d", "string", "key")),
        (
            "DESCRIBE FORMATTED c a",
            [line("# col_name", "data_type", "comment"), "\t \t ".to_owned(), line("a", "int", by)].join("\n"),
        ),
        (
            "DESCRIBE c s.q",
            "FAILED: Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask. Error in getting fields \
             from serde.cannot find field q from [0:x, 1:y] [2/1003]"
                .to_owned(),
        ),
        // The documented behaviour of the word TABLE.
        ("DESCRIBE table c", "INVALID_INPUT: Entity Not Found: table tpch.table".to_owned()),
    ];
    for (sql, expected) in cases {
        assert_eq!(show(answer(&engine, sql, &[]).await), expected, "{sql}");
    }
    let beyond = show(answer(&engine, "DESCRIBE c a.b", &[]).await);
    assert!(beyond.starts_with("FAILED: Execution Error") && beyond.contains("int has no parts"), "{beyond}");
}

#[tokio::test]
async fn databases_have_properties() {
    let engine = engine().await;
    let create =
        "CREATE DATABASE jd COMMENT 'c' LOCATION 's3://lake/jd/' WITH DBPROPERTIES ('creator'='Jane D.', 'dept'='x')";
    super::check_in(
        &engine,
        &[
            (create, ""),
            ("ALTER DATABASE jd SET DBPROPERTIES ('creator'='John Doe', 'department'='applied mathematics');", ""),
            ("ALTER SCHEMA `jd` SET DBPROPERTIES ('creator'='Jane Doe')", ""),
            (
                "ALTER DATABASE nope SET DBPROPERTIES ('a'='b')",
                "FAILED: SemanticException [Error 10072]: Database does not exist: nope [2/1301]",
            ),
            (
                "ALTER DATABASE jd SET LOCATION 's3://x/'",
                "MALFORMED_QUERY: line 1:23: mismatched input 'LOCATION'. Expecting: 'DBPROPERTIES'",
            ),
        ],
    )
    .await;
    let entry = engine.catalog().glue_database("jd").unwrap();
    let expected = serde_json::json!({
        "LocationUri": "s3://lake/jd/",
        "Parameters": {"creator": "Jane Doe", "dept": "x", "department": "applied mathematics"},
    });
    assert_eq!((serde_json::Value::Object(entry.facts.input), entry.description.as_deref()), (expected, Some("c")));
    let prepared = prepare(&engine, "ALTER SCHEMA jd SET DBPROPERTIES ('a'='b')").await.unwrap();
    assert_eq!(prepared.statement_type, StatementType::Ddl);
}
