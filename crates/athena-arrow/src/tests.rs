//! Tests of the driver: the promises of all drivers with typed columns, and those of this one.

mod dropping;
mod reader;
mod schema;

use std::ops::Range;
use std::sync::Arc;

use arrow_array::{Int64Array, RecordBatch};
use arrow_schema::SchemaRef;
use athena_core::Columns;
use athena_core::driver::testing::columnar::ColumnarDriver;
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;

use crate::{ATHENA_TYPE, Arrow};

impl ColumnarDriver for Arrow {
    const OPTION_SETS: &'static [&'static [(&'static str, &'static str)]] =
        &[&[], &[("string_view", "true"), ("month_interval", "text")]];

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
        assert_eq!(schema.fields().len(), columns.len());
        for (field, column) in schema.fields().iter().zip(columns) {
            assert_eq!(field.name(), &column.name);
            assert_eq!(field.metadata()[ATHENA_TYPE], column.data_type.to_string());
        }
    }

    fn check_batch(schema: &SchemaRef, batch: &RecordBatch) {
        assert_eq!(batch.schema_ref(), schema);
    }
}

athena_core::columnar_tests!(Arrow);
