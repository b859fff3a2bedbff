//! Tests of the driver: the promises of all drivers with typed columns, and those of this one. The project's test suite
//! asks pandas itself how it reads the metadata.

mod dropping;
mod files;
mod frames;
mod options;

use std::ops::Range;
use std::sync::Arc;

use arrow_array::{Int64Array, RecordBatch};
use arrow_schema::SchemaRef;
use athena_core::driver::testing::Harness;
use athena_core::driver::testing::columnar::ColumnarDriver;
use athena_core::driver::testing::columnar::csv::numbers;
use athena_core::{Columns, Cursor};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;
use serde_json::{Value as Json, json};

use crate::{ATHENA_TYPE, PANDAS_KEY, Pandas};

impl ColumnarDriver for Pandas {
    const OPTION_SETS: &'static [&'static [(&'static str, &'static str)]] =
        &[&[("time_unit", "ns")], &[("time_unit", "ns"), ("dtype_backend", "pyarrow"), ("timestamp_tz", "text")]];

    fn parquet(column: &str, numbers: Range<i64>) -> Vec<u8> {
        let numbers = Arc::new(Int64Array::from_iter_values(numbers));
        let batch = RecordBatch::try_from_iter_with_nullable([(column, numbers as _, true)]).expect("one column");
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_max_row_group_row_count(Some(1000))
            .build();
        let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties)).expect("a writer");
        writer.write(&batch).expect("writes");
        writer.into_inner().expect("closes")
    }

    fn check_schema(columns: &Columns, schema: &SchemaRef) {
        assert_eq!(index(&schema.metadata()[PANDAS_KEY]), json!([]));
        assert_eq!(schema.fields().len(), columns.len());
        for (field, column) in schema.fields().iter().zip(columns) {
            assert_eq!(field.metadata()[ATHENA_TYPE], column.data_type.to_string());
        }
    }

    fn check_batch(schema: &SchemaRef, batch: &RecordBatch) {
        assert_eq!(batch.schema().fields(), schema.fields());
        assert_eq!(index_of(batch)[0]["kind"], json!("range"));
    }
}

athena_core::columnar_tests!(Pandas);

/// 25 rows in chunks of 10.
async fn some_numbers() -> Cursor<Pandas> {
    Harness::select(&[("n", "bigint")], numbers(25), &[("chunksize", "10")]).await
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
