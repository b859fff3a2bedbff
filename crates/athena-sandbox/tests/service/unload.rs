//! UNLOAD: files, manifest and refused statements

use std::io::Read as _;

use athena_sandbox::{Sandbox, SandboxBuilder};
use bytes::Bytes;
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::util::display::{ArrayFormatter, FormatOptions};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::{Compression, Type as Physical};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::schema::printer::print_schema;
use serde_json::{Value, json};

use crate::client::{call, refused, run, start_body, start_sandbox, start_with, token, wait};

const BUCKET: &str = "sandbox-results";

fn unload(sql: &str, folder: &str) -> String {
    format!("UNLOAD ({sql}) TO 's3://{BUCKET}/{folder}' WITH (format = 'PARQUET', compression = 'SNAPPY')")
}

/// The objects in the manifest of a query.
fn files(sandbox: &Sandbox, execution: &Value) -> Vec<Bytes> {
    let uri = execution["Statistics"]["DataManifestLocation"].as_str().expect("a manifest");
    let manifest = String::from_utf8(object(sandbox, uri)).expect("UTF-8");
    assert!(manifest.is_empty() || manifest.ends_with('\n'));
    manifest.lines().map(|uri| Bytes::from(object(sandbox, uri))).collect()
}

fn object(sandbox: &Sandbox, uri: &str) -> Vec<u8> {
    let (bucket, key) = uri.strip_prefix("s3://").and_then(|rest| rest.split_once('/')).expect("an S3 URI");
    sandbox.storage().object(bucket, key).unwrap_or_else(|| panic!("{uri} is not there"))
}

fn batches(file: &Bytes) -> Vec<RecordBatch> {
    let reader = ParquetRecordBatchReaderBuilder::try_new(file.clone()).expect("Parquet").build().expect("Parquet");
    reader.map(|batch| batch.expect("a batch")).collect()
}

/// All cells of a file, row by row.
fn cells(file: &Bytes) -> Vec<Vec<String>> {
    let options = FormatOptions::default().with_null("NULL");
    let mut rows = Vec::new();
    for batch in batches(file) {
        let columns: Vec<_> =
            batch.columns().iter().map(|array| ArrayFormatter::try_new(array, &options).expect("printable")).collect();
        rows.extend((0..batch.num_rows()).map(|row| columns.iter().map(|c| c.value(row).to_string()).collect()));
    }
    rows
}

#[tokio::test]
async fn a_few_thousand_rows_make_several_files() {
    let sandbox = start_sandbox().await;
    let sql = unload("SELECT n, 'name-' || CAST(n AS varchar) AS Name FROM UNNEST(sequence(1, 5000)) AS t(n)", "data/");
    let (id, execution) = run(&sandbox, &sql).await;
    assert_eq!(execution["Status"]["State"], "SUCCEEDED", "{execution}");
    assert_eq!(execution["StatementType"], "DML");
    assert_eq!(execution["SubstatementType"], "UNLOAD");
    assert_eq!(execution["ResultConfiguration"]["OutputLocation"], format!("s3://{BUCKET}/{id}"));
    let manifest = format!("s3://{BUCKET}/{id}-manifest.csv");
    assert_eq!(execution["Statistics"]["DataManifestLocation"], manifest);
    assert!(sandbox.storage().object(BUCKET, &format!("{id}.metadata")).is_some());
    assert!(sandbox.storage().object(BUCKET, &id).is_none());

    let written: Vec<_> = sandbox.storage().keys(BUCKET).into_iter().filter(|key| key.starts_with("data/")).collect();
    assert_eq!(written.len(), 3);
    for key in &written {
        let name: Vec<_> = key.trim_start_matches("data/").split('_').map(str::len).collect();
        assert_eq!(name, [8, 6, 5, 5, 36], "{key}");
    }
    let files = files(&sandbox, &execution);
    let rows: Vec<_> = files.iter().map(|file| cells(file).len()).collect();
    assert_eq!(rows, [1000, 2000, 2000]);
    let all: Vec<_> = files.iter().flat_map(cells).collect();
    assert_eq!(all[0], ["1", "name-1"]);
    assert_eq!(all[4999], ["5000", "name-5000"]);
    assert_eq!(batches(&files[0])[0].schema().field(1).name(), "name");

    let body = call(&sandbox, "GetQueryResults", json!({ "QueryExecutionId": id })).await;
    assert_eq!(body["ResultSet"]["Rows"], json!([]));
    assert_eq!(body["ResultSet"]["ColumnInfos"][1]["Name"], "name");
    assert_eq!(body["ResultSet"]["ColumnInfos"][1]["Type"], "varchar");
    assert_eq!(body["UpdateCount"], 5000);
}

#[tokio::test]
async fn no_rows_leave_no_file() {
    let sandbox = start_sandbox().await;
    let (id, execution) = run(&sandbox, &unload("SELECT 1 AS a, DATE '2020-01-01' AS d WHERE 1 = 0", "none")).await;
    assert_eq!(execution["Status"]["State"], "SUCCEEDED", "{execution}");
    assert!(files(&sandbox, &execution).is_empty());
    assert_eq!(sandbox.storage().keys(BUCKET), [format!("{id}-manifest.csv"), format!("{id}.metadata")]);
    let body = call(&sandbox, "GetQueryResults", json!({ "QueryExecutionId": id })).await;
    let types: Vec<_> =
        body["ResultSet"]["ColumnInfos"].as_array().expect("columns").iter().map(|column| &column["Type"]).collect();
    assert_eq!(types, ["integer", "date"]);
    assert_eq!(body["ResultSet"]["Rows"], json!([]));
}

const ALL_TYPES: &str = "
    SELECT true AS c_boolean, CAST(1 AS tinyint) AS c_tinyint, CAST(2 AS smallint) AS c_smallint, 3 AS c_integer,
        BIGINT '4' AS c_bigint, REAL '0.5' AS c_real, 0.25 AS c_double, DECIMAL '-12.34' AS c_decimal,
        CAST('x' AS varchar(10)) AS c_varchar, CAST('y' AS char(2)) AS c_char, X'0102' AS c_varbinary,
        DATE '1969-12-31' AS c_date, TIMESTAMP '1969-12-31 23:59:59.123' AS c_timestamp,
        ARRAY[1, NULL, 3] AS c_array, MAP(ARRAY['a', 'b'], ARRAY[1, NULL]) AS c_map,
        CAST(ROW(1, ARRAY[TIMESTAMP '2020-01-02 03:04:05.678']) AS row(id integer, times array(timestamp(3)))) AS c_row
    UNION ALL SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL";

#[tokio::test]
async fn every_type_has_athenas_shape() {
    let sandbox = start_sandbox().await;
    let (_, execution) = run(&sandbox, &unload(ALL_TYPES, "types/")).await;
    assert_eq!(execution["Status"]["State"], "SUCCEEDED", "{execution}");
    let files = files(&sandbox, &execution);
    let reader = SerializedFileReader::new(files[0].clone()).expect("Parquet");
    let mut schema = Vec::new();
    print_schema(&mut schema, reader.metadata().file_metadata().schema());
    let expected = "\
message hive_schema {
  OPTIONAL BOOLEAN c_boolean;
  OPTIONAL INT32 c_tinyint (INTEGER(8,true));
  OPTIONAL INT32 c_smallint (INTEGER(16,true));
  OPTIONAL INT32 c_integer;
  OPTIONAL INT64 c_bigint;
  OPTIONAL FLOAT c_real;
  OPTIONAL DOUBLE c_double;
  OPTIONAL FIXED_LEN_BYTE_ARRAY (2) c_decimal (DECIMAL(4,2));
  OPTIONAL BYTE_ARRAY c_varchar (STRING);
  OPTIONAL BYTE_ARRAY c_char (STRING);
  OPTIONAL BYTE_ARRAY c_varbinary;
  OPTIONAL INT32 c_date (DATE);
  OPTIONAL INT96 c_timestamp;
  OPTIONAL group c_array (LIST) {
    REPEATED group bag {
      OPTIONAL INT32 array_element;
    }
  }
  OPTIONAL group c_map (MAP) {
    REPEATED group entries {
      REQUIRED BYTE_ARRAY key (STRING);
      OPTIONAL INT32 value;
    }
  }
  OPTIONAL group c_row {
    OPTIONAL INT32 id;
    OPTIONAL group times (LIST) {
      REPEATED group bag {
        OPTIONAL INT96 array_element;
      }
    }
  }
}
";
    assert_eq!(String::from_utf8_lossy(&schema), expected);
    assert_eq!(reader.metadata().row_group(0).column(0).compression(), Compression::SNAPPY);
    let rows = cells(&files[0]);
    let first = [
        "true",
        "1",
        "2",
        "3",
        "4",
        "0.5",
        "0.25",
        "-12.34",
        "x",
        "y",
        "0102",
        "1969-12-31",
        "1969-12-31T23:59:59.123",
        "[1, NULL, 3]",
        "{a: 1, b: NULL}",
        "{id: 1, times: [2020-01-02T03:04:05.678]}",
    ];
    assert_eq!(rows[0], first);
    assert_eq!(rows[1], ["NULL"; 16]);
}

#[tokio::test]
async fn nested_nulls_and_empty_lists_keep_their_places() {
    let sandbox = start_sandbox().await;
    let sql = "SELECT * FROM (VALUES
        (1, ARRAY[ARRAY[1, 2], ARRAY[], NULL], MAP(ARRAY[1], ARRAY[ARRAY['x']])),
        (2, ARRAY[], MAP(ARRAY[2, 3], ARRAY[NULL, ARRAY[NULL, 'y']])),
        (3, NULL, NULL),
        (4, ARRAY[ARRAY[NULL]], MAP(ARRAY[4], ARRAY[ARRAY[]]))) AS t(id, lists, maps)";
    let (_, execution) = run(&sandbox, &unload(sql, "nested/")).await;
    assert_eq!(execution["Status"]["State"], "SUCCEEDED", "{execution}");
    let rows: Vec<_> = files(&sandbox, &execution).iter().flat_map(cells).collect();
    let expected = [
        ["1", "[[1, 2], [], NULL]", "{1: [x]}"],
        ["2", "[]", "{2: NULL, 3: [NULL, y]}"],
        ["3", "NULL", "NULL"],
        ["4", "[[NULL]]", "{4: []}"],
    ];
    assert_eq!(rows, expected);
}

#[tokio::test]
async fn a_large_file_has_several_row_groups() {
    let sandbox = start_sandbox().await;
    let sql = "SELECT a * 1000 + b AS n, from_unixtime(0) IS NULL AS f, TIMESTAMP '2020-01-01 00:00:00.000' AS t
        FROM UNNEST(sequence(0, 199)) AS x(a) CROSS JOIN UNNEST(sequence(0, 999)) AS y(b)";
    let (_, execution) = run(&sandbox, &unload(sql, "large/")).await;
    assert_eq!(execution["Status"]["State"], "SUCCEEDED", "{execution}");
    let files = files(&sandbox, &execution);
    assert_eq!(files.len(), 8);
    let reader = SerializedFileReader::new(files[7].clone()).expect("Parquet");
    let groups = reader.metadata().row_groups();
    assert!(groups.len() > 1);
    assert_eq!(groups[0].column(2).column_type(), Physical::INT96);
    let mut numbers: Vec<u32> = files.iter().flat_map(cells).map(|row| row[0].parse().expect("a number")).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (0..200_000).collect::<Vec<_>>());
}

#[tokio::test]
async fn parameters_reach_the_inner_query() {
    let sandbox = start_sandbox().await;
    let mut body = start_body(&sandbox, &unload("SELECT ? AS a, 'TO' AS b", "p/"));
    body["ExecutionParameters"] = json!(["'it''s'"]);
    let id = call(&sandbox, "StartQueryExecution", body).await["QueryExecutionId"].as_str().expect("an id").to_owned();
    let execution = wait(&sandbox, &id).await;
    assert_eq!(cells(&files(&sandbox, &execution)[0]), [["it's", "TO"]]);
}

#[tokio::test]
async fn types_that_hive_lacks_are_refused() {
    let sandbox = start_sandbox().await;
    for (sql, reason) in [
        ("SELECT 1", "MISSING_COLUMN_NAME: line 1:1: Column name not specified at position 1"),
        ("SELECT 1 AS a, 2", "MISSING_COLUMN_NAME: line 1:1: Column name not specified at position 2"),
        ("SELECT 1 AS a, 2 AS A", "DUPLICATE_COLUMN_NAME: line 1:1: Column name 'a' specified more than once"),
        ("SELECT NULL AS a", "COLUMN_TYPE_UNKNOWN: line 1:1: Column type is unknown at position 1"),
        ("SELECT TIME '12:00:00' AS a", "NOT_SUPPORTED: Unsupported Hive type: time(0)"),
        ("SELECT JSON '1' AS a", "NOT_SUPPORTED: Unsupported Hive type: json"),
        ("SELECT uuid() AS a", "NOT_SUPPORTED: Unsupported Hive type: uuid"),
        ("SELECT IPADDRESS '::1' AS a", "NOT_SUPPORTED: Unsupported Hive type: ipaddress"),
        ("SELECT INTERVAL '1' DAY AS a", "NOT_SUPPORTED: Unsupported Hive type: interval day to second"),
        ("SELECT INTERVAL '1' YEAR AS a", "NOT_SUPPORTED: Unsupported Hive type: interval year to month"),
        ("SELECT ARRAY[JSON '1'] AS a", "NOT_SUPPORTED: Unsupported Hive type: json"),
        ("SELECT now() AS a", "NOT_SUPPORTED: Unsupported Hive type: timestamp(3) with time zone"),
        (
            "SELECT CAST('2020-01-01' AS timestamp(6)) AS a",
            "NOT_SUPPORTED: Incorrect timestamp precision for timestamp(6); the configured precision is MILLISECONDS",
        ),
        (
            "SELECT ROW(1, 2) AS a",
            "NOT_SUPPORTED: Anonymous row type is not supported in Hive. Please give each field a name: \
             row(integer, integer)",
        ),
        ("SELECT 1/0 AS a", "DIVISION_BY_ZERO: Division by zero"),
    ] {
        let (_, execution) = run(&sandbox, &unload(sql, "refused/")).await;
        assert_eq!(execution["Status"]["State"], "FAILED", "{sql}");
        assert_eq!(execution["Status"]["StateChangeReason"], reason, "{sql}");
    }
    assert!(sandbox.storage().keys(BUCKET).is_empty());
}

#[tokio::test]
async fn properties_and_places_are_checked() {
    let sandbox = start_sandbox().await;
    let to = |rest: &str| format!("UNLOAD (SELECT 1 AS a) TO {rest}");
    for (sql, reason) in [
        (
            to("'s3://sandbox-results/x/' WITH (compression = 'SNAPPY')"),
            "INVALID_TABLE_PROPERTY: UNLOAD property 'format' is required",
        ),
        (
            "UNLOAD (SELECT DECIMAL '1.5' AS a) TO 's3://sandbox-results/x/' WITH (format = 'ORC')".to_owned(),
            "NOT_SUPPORTED: column a of type decimal(2,1) is not written to ORC by the sandbox",
        ),
        (
            "UNLOAD (SELECT 1 AS a, 2 AS b) TO 's3://sandbox-results/x/' WITH (format = 'ORC', partitioned_by = ARRAY['a'])"
                .to_owned(),
            "HIVE_COLUMN_ORDER_MISMATCH: Partition keys must be the last columns in the table and in the same order as \
             the table properties: [a]",
        ),
        (
            to("'s3://nobody-has-it/x/' WITH (format = 'PARQUET')"),
            "HIVE_FILESYSTEM_ERROR: The specified bucket does not exist (bucket: nobody-has-it)",
        ),
        (
            to("'elsewhere' WITH (format = 'PARQUET')"),
            "INVALID_TABLE_PROPERTY: UNLOAD location 'elsewhere' is not a valid S3 path",
        ),
    ] {
        let (_, execution) = run(&sandbox, &sql).await;
        assert_eq!(execution["Status"]["StateChangeReason"], reason, "{sql}");
    }
    for (rest, message) in [
        ("'s3://sandbox-results/x/'", "line 1:52: mismatched input '<EOF>'. Expecting: 'WITH'"),
        ("x WITH (format = 'PARQUET')", "line 1:27: mismatched input 'x'. Expecting: <string>"),
    ] {
        let error = refused(&sandbox, "StartQueryExecution", start_body(&sandbox, &to(rest))).await;
        assert_eq!(error["AthenaErrorCode"], "MALFORMED_QUERY");
        assert_eq!(error["Message"], message);
    }
    let error =
        refused(&sandbox, "StartQueryExecution", start_body(&sandbox, "UNLOAD (SELECT FROM x) TO 's3://b/'")).await;
    assert_eq!(error["AthenaErrorCode"], "MALFORMED_QUERY");
}

#[tokio::test]
async fn the_destination_must_be_empty() {
    let sandbox = start_sandbox().await;
    let sql = unload("SELECT 1 AS a", "twice");
    assert_eq!(run(&sandbox, &sql).await.1["Status"]["State"], "SUCCEEDED");
    let before = sandbox.storage().keys(BUCKET);
    let (_, execution) = run(&sandbox, &sql).await;
    let expected = "HIVE_PATH_ALREADY_EXISTS: Target directory for UNLOAD already exists: s3://sandbox-results/twice";
    assert_eq!(execution["Status"]["StateChangeReason"], expected);
    assert!(execution["Statistics"].get("DataManifestLocation").is_none());
    assert_eq!(sandbox.storage().keys(BUCKET), before);
    // An object whose key begins with the same letters is not in the folder.
    assert_eq!(run(&sandbox, &unload("SELECT 1 AS a", "twic")).await.1["Status"]["State"], "SUCCEEDED");
}

#[tokio::test]
async fn every_compression_is_written() {
    let sandbox = start_sandbox().await;
    for (with, expected) in [
        ("", "GZIP"),
        (", compression = 'zstd', compression_level = 4", "ZSTD"),
        (", compression = 'NONE'", "UNCOMPRESSED"),
    ] {
        let sql = format!("UNLOAD (SELECT 'x' AS a) TO 's3://{BUCKET}/{expected}/' WITH (format = 'PARQUET'{with})");
        let (_, execution) = run(&sandbox, &sql).await;
        assert_eq!(execution["Status"]["State"], "SUCCEEDED", "{execution}");
        let file = &files(&sandbox, &execution)[0];
        let reader = SerializedFileReader::new(file.clone()).expect("Parquet");
        let compression = reader.metadata().row_group(0).column(0).compression();
        assert!(format!("{compression:?}").starts_with(expected), "{compression:?}");
        assert_eq!(cells(file), [["x"]]);
    }
}

#[tokio::test]
async fn work_groups_place_the_manifest_and_not_the_files() {
    let sandbox = start_sandbox().await;
    let mut body = start_body(&sandbox, &unload("SELECT 1 AS a", "enforced/"));
    body["WorkGroup"] = "enforced".into();
    let id = call(&sandbox, "StartQueryExecution", body).await["QueryExecutionId"].as_str().expect("an id").to_owned();
    let execution = wait(&sandbox, &id).await;
    let manifest = format!("s3://sandbox-enforced/{id}-manifest.csv");
    assert_eq!(execution["Statistics"]["DataManifestLocation"], manifest);
    assert_eq!(files(&sandbox, &execution).len(), 1);
    assert_eq!(sandbox.storage().keys(BUCKET).len(), 1);

    let sql = unload("SELECT 1 AS a", "managed/");
    let body = json!({ "ClientRequestToken": token(), "QueryString": sql, "WorkGroup": "managed" });
    let id = call(&sandbox, "StartQueryExecution", body).await["QueryExecutionId"].as_str().expect("an id").to_owned();
    let execution = wait(&sandbox, &id).await;
    assert_eq!(execution["Status"]["State"], "SUCCEEDED");
    assert!(execution["Statistics"].get("DataManifestLocation").is_none());
    assert_eq!(sandbox.storage().keys(BUCKET).iter().filter(|key| key.starts_with("managed/")).count(), 1);
}

#[tokio::test]
async fn tables_can_be_unloaded() {
    let builder: SandboxBuilder = Sandbox::builder().tpch(0.001);
    let sandbox = start_with(builder).await;
    let (_, execution) = run(&sandbox, &unload("SELECT * FROM tpch.lineitem", "lineitem/")).await;
    assert_eq!(execution["Status"]["State"], "SUCCEEDED", "{execution}");
    let files = files(&sandbox, &execution);
    let rows: usize = files.iter().flat_map(batches).map(|batch| batch.num_rows()).sum();
    assert_eq!(rows, 6005);
    assert_eq!(files.len(), 3);
}

/// The text of a gzip file.
fn unzipped(file: &Bytes) -> String {
    let mut text = String::new();
    flate2::read::MultiGzDecoder::new(file.as_ref()).read_to_string(&mut text).expect("gzip");
    text
}

const ROWS: &str = "SELECT * FROM (VALUES (1, 'x', ARRAY[1, NULL]), (2, NULL, NULL)) AS t (id, name, list)";

#[tokio::test]
async fn text_and_json_are_compressed_with_gzip() {
    let sandbox = start_sandbox().await;
    for (with, expected) in [
        ("format = 'JSON'", "{\"id\":1,\"name\":\"x\",\"list\":[1,null]}\n{\"id\":2}\n"),
        ("format = 'TEXTFILE'", "1\u{1}x\u{1}1\u{2}\\N\n2\u{1}\\N\u{1}\\N\n"),
        ("format = 'TEXTFILE', field_delimiter = ','", "1,x,1\u{2}\\N\n2,\\N,\\N\n"),
    ] {
        let folder = token();
        let (_, execution) =
            run(&sandbox, &format!("UNLOAD ({ROWS}) TO 's3://{BUCKET}/{folder}/' WITH ({with})")).await;
        assert_eq!(execution["Status"]["State"], "SUCCEEDED", "{execution}");
        let files = files(&sandbox, &execution);
        assert_eq!(files.iter().map(unzipped).collect::<Vec<_>>(), [expected], "{with}");
        let keys = sandbox.storage().keys(BUCKET);
        assert!(keys.iter().any(|key| key.starts_with(&folder) && key.ends_with(".gz")), "{keys:?}");
    }
    let sql = format!(
        "UNLOAD (SELECT n FROM UNNEST(sequence(1, 5000)) AS t (n)) TO 's3://{BUCKET}/many/' WITH (format = 'JSON')"
    );
    let (_, execution) = run(&sandbox, &sql).await;
    let lines: Vec<_> = files(&sandbox, &execution).iter().map(|file| unzipped(file).lines().count()).collect();
    assert_eq!(lines, [1000, 2000, 2000]);
}

#[tokio::test]
async fn avro_and_orc_are_read_by_others() {
    let sandbox = start_sandbox().await;
    let sql = "SELECT 7 AS id, 'x' AS name, TIMESTAMP '2020-01-02 03:04:05.678' AS at, DATE '2020-01-02' AS day";
    let with = |format: &str| format!("UNLOAD ({sql}) TO 's3://{BUCKET}/{format}/' WITH (format = '{format}')");
    let (_, execution) = run(&sandbox, &with("AVRO")).await;
    assert_eq!(execution["Status"]["State"], "SUCCEEDED", "{execution}");
    let file = files(&sandbox, &execution).remove(0);
    let rows: Vec<_> =
        arrow_avro::reader::ReaderBuilder::new().build(std::io::Cursor::new(file)).expect("Avro").collect();
    let batch = rows[0].as_ref().expect("a batch");
    assert_eq!(batch.num_rows(), 1);
    assert_eq!(printed(batch), ["7", "x", "2020-01-02T03:04:05.678Z", "2020-01-02"]);
    let (_, execution) = run(&sandbox, &with("ORC")).await;
    assert_eq!(execution["Status"]["State"], "SUCCEEDED", "{execution}");
    let file = files(&sandbox, &execution).remove(0);
    let rows: Vec<_> = orc_rust::ArrowReaderBuilder::try_new(file).expect("ORC").build().collect();
    let batch = rows[0].as_ref().expect("a batch");
    assert_eq!(printed(batch), ["7", "x", "2020-01-02T03:04:05.678", "2020-01-02"]);
}

/// The cells of the first row.
fn printed(batch: &RecordBatch) -> Vec<String> {
    let options = FormatOptions::default();
    let cell = |array| ArrayFormatter::try_new(array, &options).expect("printable").value(0).to_string();
    batch.columns().iter().map(|array| cell(array.as_ref())).collect()
}

#[tokio::test]
async fn partitions_are_folders_and_may_be_added() {
    let sandbox = start_sandbox().await;
    let sql = |values: &str| {
        format!(
            "UNLOAD (SELECT id, kind, day FROM (VALUES {values}) AS t (id, kind, day)) TO 's3://{BUCKET}/parts/' \
             WITH (format = 'PARQUET', partitioned_by = ARRAY['kind', 'day'])"
        )
    };
    let (_, execution) =
        run(&sandbox, &sql("(1, 'a', DATE '2020-01-01'), (2, 'b:c', NULL), (3, 'a', DATE '2020-01-01')")).await;
    assert_eq!(execution["Status"]["State"], "SUCCEEDED", "{execution}");
    assert_eq!(files(&sandbox, &execution).iter().map(cells).collect::<Vec<_>>(), [vec![["1"], ["3"]], vec![["2"]]]);
    let folders = || -> Vec<String> {
        let keys = sandbox.storage().keys(BUCKET).into_iter().filter(|key| key.starts_with("parts/"));
        keys.map(|key| key.rsplit_once('/').expect("a folder").0.to_owned()).collect()
    };
    let first = ["parts/kind=a/day=2020-01-01", "parts/kind=b%3Ac/day=__HIVE_DEFAULT_PARTITION__"];
    assert_eq!(folders(), first);
    let (_, execution) = run(&sandbox, &sql("(4, 'a', DATE '2020-01-01')")).await;
    assert_eq!(execution["Status"]["State"], "SUCCEEDED", "{execution}");
    assert_eq!(folders(), [first[0], first[0], first[1]]);
    let many = format!(
        "UNLOAD (SELECT n AS a, n AS b FROM UNNEST(sequence(1, 101)) AS t (n)) TO 's3://{BUCKET}/many/' \
         WITH (format = 'JSON', partitioned_by = ARRAY['b'])"
    );
    let (_, execution) = run(&sandbox, &many).await;
    let reason = "HIVE_TOO_MANY_OPEN_PARTITIONS: Exceeded limit of 100 open writers for partitions/buckets";
    assert_eq!(execution["Status"]["StateChangeReason"], reason);
    assert!(!sandbox.storage().keys(BUCKET).iter().any(|key| key.starts_with("many/")));
}
