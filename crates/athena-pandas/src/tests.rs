//! The cursor, over a scripted Athena and objects in memory. What pandas makes of the metadata is asked of pandas itself,
//! by the tests of the whole project.

use std::io::{self, Cursor, Write};
use std::sync::Arc;

use arrow_array::{RecordBatch, RecordBatchReader as _};
use arrow_ipc::reader::FileReader;
use athena_core::driver::decode::TypeHints;
use athena_core::driver::option::OptionMap;
use athena_core::driver::results::ResultPath;
use athena_core::testing::{MemoryObjects, ScriptedAthena, ScriptedQuery};
use athena_core::value::TimeUnit;
use athena_core::{AsyncCursor as _, AsyncCursorExt as _, Connection, ErrorKind, Value};
use futures_util::StreamExt as _;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::{Value as Json, json};

use crate::{
    CsvEngine, DtypeBackend, FeatherCompression, FeatherOptions, PANDAS_KEY, Pandas, PandasCursor, PandasOptions,
    ParquetCompression, ParquetOptions,
};

const CSV: &str = "s3://bucket/out/q.csv";

async fn select(columns: &[(&str, &str)], csv: &str, options: PandasOptions) -> PandasCursor {
    let (athena, objects) = (ScriptedAthena::new(), MemoryObjects::new());
    athena.push(ScriptedQuery::new().rows(columns, vec![]).output_location(CSV));
    objects.put(CSV, csv.to_owned());
    let connection = Connection::builder(Arc::new(athena)).objects(Arc::new(objects)).build();
    let mut cursor = connection.expect("inside a runtime").cursor_with::<Pandas>(options);
    cursor.execute("SELECT 1").await.expect("succeeds");
    cursor
}

/// 25 rows in chunks of 10.
async fn numbers() -> PandasCursor {
    let csv = (0..25).fold("\"n\"\n".to_owned(), |csv, number| csv + &format!("\"{number}\"\n"));
    select(&[("n", "bigint")], &csv, PandasOptions::new().with_chunksize(10_usize)).await
}

fn index(metadata: &str) -> Json {
    serde_json::from_str::<Json>(metadata).expect("is JSON")["index_columns"].take()
}

fn index_of(batch: &RecordBatch) -> Json {
    index(&batch.schema().metadata()[PANDAS_KEY])
}

fn range(start: u64, stop: u64) -> Json {
    json!([{ "kind": "range", "name": null, "start": start, "stop": stop, "step": 1 }])
}

#[tokio::test]
async fn the_index_goes_on_from_chunk_to_chunk() {
    let mut cursor = numbers().await;
    let schema = cursor.schema();
    assert_eq!(index(&schema.metadata()[PANDAS_KEY]), json!([]));
    let chunks = cursor.fetch_all().await.expect("fetches");
    assert_eq!(chunks.iter().map(index_of).collect::<Vec<_>>(), [range(0, 10), range(10, 20), range(20, 25)]);
    assert!(chunks.iter().all(|chunk| chunk.schema().fields() == schema.fields()));
    assert_eq!(cursor.schema(), schema);
    assert_eq!(PandasCursor::value(cursor.columns(), &chunks[2], 4, 0).ok(), Some(Value::BigInt(24)));
    assert!(cursor.next_batch().await.expect("is at the end").is_none());
}

#[tokio::test]
async fn a_statement_begins_at_the_first_row_again() {
    let (athena, objects) = (ScriptedAthena::new(), MemoryObjects::new());
    for query in 0..2 {
        let csv = format!("s3://bucket/out/q{query}.csv");
        athena.push(ScriptedQuery::new().rows(&[("n", "bigint")], vec![]).output_location(&csv));
        objects.put(&csv, "\"n\"\n\"1\"\n\"2\"\n".to_owned());
    }
    athena.push(ScriptedQuery::new().substatement("INSERT", Some(3)));
    let connection = Connection::builder(Arc::new(athena)).objects(Arc::new(objects)).build();
    let mut cursor = connection.expect("inside a runtime").cursor_with::<Pandas>(PandasOptions::new());
    assert!(cursor.schema().fields().is_empty());
    for _ in 0..2 {
        cursor.execute("SELECT 1").await.expect("succeeds");
        assert_eq!(cursor.path(), Some(ResultPath::Csv));
        assert_eq!(index_of(&cursor.next_batch().await.expect("fetches").expect("has rows")), range(0, 2));
    }
    cursor.execute("INSERT INTO t VALUES 1").await.expect("succeeds");
    assert_eq!(cursor.update_count(), Some(3));
    assert!(cursor.schema().fields().is_empty());
    cursor.execute("").await.expect_err("is no statement");
    assert!(cursor.schema().fields().is_empty());
}

#[tokio::test]
async fn a_stream_has_one_schema() {
    let mut cursor = numbers().await;
    cursor.next_batch().await.expect("fetches").expect("has rows");
    let mut stream = cursor.into_stream();
    let schema = stream.schema();
    let mut rows = 0;
    while let Some(batch) = stream.next().await {
        let batch = batch.expect("fetches");
        assert_eq!(batch.schema(), schema);
        rows += batch.num_rows();
    }
    assert_eq!(rows, 15);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_has_one_schema() {
    let reader = numbers().await.into_reader().expect("has a result");
    let read = std::thread::spawn(move || {
        let schema = reader.schema();
        reader.map(|batch| batch.expect("fetches")).all(|batch| batch.schema() == schema)
    });
    assert!(read.join().expect("does not panic"));
}

#[tokio::test]
async fn names_that_come_twice_are_told_apart() {
    let columns = [("a", "bigint"), ("a", "varchar"), ("A", "varchar")];
    let mut cursor = select(&columns, "\"a\",\"a\",\"A\"\n\"1\",\"x\",\n", PandasOptions::new()).await;
    let schema = cursor.schema();
    assert_eq!(schema.fields().iter().map(|field| field.name().as_str()).collect::<Vec<_>>(), ["a", "a.1", "A"]);
    assert_eq!(cursor.columns().iter().map(|column| column.name.as_str()).collect::<Vec<_>>(), ["a", "a", "A"]);
    assert_eq!(cursor.fetch_rows().await.expect("fetches")[0][1], Value::Varchar("x".into()));
}

#[tokio::test]
async fn months_are_text_wherever_they_are() {
    let hints: TypeHints = "o=array(interval year to month)".parse().expect("hints");
    let options = PandasOptions::new().with_result_set_type_hints(hints);
    let columns = [("m", "interval year to month"), ("o", "array")];
    let mut cursor = select(&columns, "\"m\",\"o\"\n\"-0-1\",\"[2-3]\"\n", options).await;
    let rows = cursor.fetch_rows().await.expect("fetches");
    assert!(matches!(&rows[0][0], Value::IntervalYearMonth(months) if months.months() == -1), "{rows:?}");
    assert!(matches!(&rows[0][1], Value::Array(items) if matches!(items[0], Value::IntervalYearMonth(_))), "{rows:?}");
}

#[tokio::test]
async fn feather_files_have_all_rows() {
    for compression in [FeatherCompression::None, FeatherCompression::Lz4, FeatherCompression::Zstd] {
        let mut cursor = numbers().await;
        let schema = cursor.schema();
        let options = FeatherOptions::new().with_compression(compression);
        let written = cursor.write_feather(Vec::new(), options).await.expect("writes");
        assert_eq!(written.rows, 25);
        let reader = FileReader::try_new(Cursor::new(written.writer), None).expect("is a Feather file");
        assert_eq!(reader.schema(), schema);
        assert_eq!(reader.map(|batch| batch.expect("reads").num_rows()).collect::<Vec<_>>(), [10, 10, 5]);
    }
}

#[tokio::test]
async fn parquet_files_have_all_rows_and_name_the_index() {
    for compression in [ParquetCompression::None, ParquetCompression::Snappy, ParquetCompression::Zstd] {
        let mut cursor = numbers().await;
        let options = ParquetOptions::new().with_compression(compression).with_row_group_rows(8);
        let written = cursor.write_parquet(Vec::new(), options).await.expect("writes");
        assert_eq!(written.rows, 25);
        let file = ParquetRecordBatchReaderBuilder::try_new(bytes::Bytes::from(written.writer)).expect("is Parquet");
        assert_eq!(file.metadata().row_groups().iter().map(|group| group.num_rows()).collect::<Vec<_>>(), [8, 8, 8, 1]);
        // As pyarrow finds it, and as fastparquet does.
        assert_eq!(index(&file.schema().metadata()[PANDAS_KEY]), range(0, 25));
        let beside = file.metadata().file_metadata().key_value_metadata().expect("has metadata");
        let beside = beside.iter().find(|pair| pair.key == PANDAS_KEY).and_then(|pair| pair.value.as_deref());
        assert_eq!(index(beside.expect("has the key")), range(0, 25));
        let rows: usize = file.build().expect("builds").map(|batch| batch.expect("reads").num_rows()).sum();
        assert_eq!(rows, 25);
    }
}

#[tokio::test]
async fn what_is_left_is_a_frame_of_its_own() {
    let mut cursor = numbers().await;
    cursor.next_batch().await.expect("fetches").expect("has rows");
    let written = cursor.write_parquet(Vec::new(), ParquetOptions::new()).await.expect("writes");
    let file = ParquetRecordBatchReaderBuilder::try_new(bytes::Bytes::from(written.writer)).expect("is Parquet");
    assert_eq!(index(&file.schema().metadata()[PANDAS_KEY]), range(0, 15));
}

/// Takes so many bytes.
#[derive(Debug)]
struct Full(usize);

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.checked_sub(bytes.len()).ok_or(io::ErrorKind::StorageFull)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_full_disk_is_an_error_of_its_own() {
    for room in [0, 300] {
        let error = numbers().await.write_feather(Full(room), FeatherOptions::new()).await.expect_err("is full");
        assert_eq!(error.kind(), ErrorKind::Io, "{error:?}");
        let error = numbers().await.write_parquet(Full(room), ParquetOptions::new()).await.expect_err("is full");
        assert_eq!(error.kind(), ErrorKind::Io, "{error:?}");
    }
}

#[tokio::test]
async fn the_error_of_a_value_ends_a_file() {
    let mut cursor = select(&[("n", "tinyint")], "\"n\"\n\"1\"\n\"300\"\n", PandasOptions::new()).await;
    let error = cursor.write_parquet(Vec::new(), ParquetOptions::new()).await.expect_err("too large");
    assert_eq!((error.kind(), error.context("column")), (ErrorKind::Decode, Some("n")));
}

#[tokio::test]
async fn parquet_has_no_seconds() {
    for (data_type, hint) in [("timestamp", ""), ("array", "c=array(timestamp)"), ("row", "c=row(x timestamp)")] {
        let options = PandasOptions::new()
            .with_timestamp_unit(TimeUnit::Second)
            .with_result_set_type_hints(hint.parse::<TypeHints>().expect("hints"));
        let mut cursor = select(&[("c", data_type)], "\"c\"\n\n", options).await;
        let error = cursor.write_parquet(Vec::new(), ParquetOptions::new()).await.expect_err("has no place for them");
        assert_eq!((error.kind(), error.context("column")), (ErrorKind::Unsupported, Some("c")));
        // The result is still there, and Feather has them.
        assert_eq!(cursor.write_feather(Vec::new(), FeatherOptions::new()).await.expect("writes").rows, 1);
    }
}

#[test]
fn options_of_a_url() {
    let resolve = |pairs: &[(&str, &str)]| {
        let mut map = OptionMap::new();
        pairs.iter().for_each(|(key, value)| map.insert(*key, *value));
        athena_core::resolve::<Pandas>(map, &|_| None).map(|(_, options)| options)
    };
    let options = resolve(&[("dtype_backend", "PyArrow"), ("chunksize", "1000"), ("engine", "c"), ("unload", "auto")]);
    let expected = PandasOptions::new()
        .with_dtype_backend(DtypeBackend::Pyarrow)
        .with_chunksize(1000_usize)
        .with_engine(CsvEngine::C)
        .with_unload(crate::UnloadMode::Auto);
    assert_eq!(options.expect("reads"), expected);
    let error = |pairs| resolve(pairs).expect_err("is none").to_string();
    assert_eq!(
        error(&[("dtype_backend", "arrow")]),
        "option `dtype_backend` cannot be `arrow`: it must be one of numpy_nullable, numpy, pyarrow"
    );
    assert_eq!(
        error(&[("auto_optimize_chunksize", "true")]),
        "option `auto_optimize_chunksize` of PyAthena has no counterpart: every chunk has the number of rows \
         that `chunksize` sets"
    );
    assert_eq!(error(&[("time_unit", "ms")]), "option `time_unit` cannot be `ms`: it must be us or ns");
}
