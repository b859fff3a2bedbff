//! Tests of the driver: the promises of all drivers with typed columns, and those of this one.

mod dropping;
mod frames;
#[cfg(feature = "lazy")]
mod lazy;
mod schema;

use std::ops::Range;

use athena_core::driver::testing::columnar::ColumnarDriver;
use athena_core::driver::testing::columnar::unload::check_second_file;
use athena_core::{Columns, ErrorKind};
use polars_arrow::array::Int64Array;
use polars_arrow::datatypes::{ArrowSchema, Field};
use polars_arrow::record_batch::RecordBatchT;
use polars_core::prelude::{DataFrame, SchemaRef};
use polars_parquet::write::{
    CompressionOptions, Encoding, FileWriter, RowGroupIterator, StatisticsOptions, Version, WriteOptions,
};

use crate::Polars;

impl ColumnarDriver for Polars {
    const OPTION_SETS: &'static [&'static [(&'static str, &'static str)]] = &[&[], &[("timestamp_tz", "text")]];

    fn parquet(column: &str, numbers: Range<i64>) -> Vec<u8> {
        let numbers = Int64Array::from_vec(numbers.collect()).boxed();
        let field = Field::new(column.into(), numbers.dtype().clone(), true);
        let schema: ArrowSchema = [(field.name.clone(), field)].into_iter().collect();
        let options = WriteOptions {
            statistics: StatisticsOptions::empty(),
            version: Version::V1,
            compression: CompressionOptions::Snappy,
            data_page_size: None,
        };
        let mut writer = FileWriter::try_new(Vec::new(), schema.clone(), options).expect("a writer");
        for from in (0..numbers.len()).step_by(1000) {
            let length = 1000.min(numbers.len() - from);
            let arrays = vec![numbers.sliced(from, length)];
            let group = RecordBatchT::try_new(length, schema.clone().into(), arrays);
            let encodings = vec![vec![Encoding::Plain]].into();
            let groups = RowGroupIterator::try_new(std::iter::once(group), &schema, options, encodings);
            for group in groups.expect("row groups") {
                writer.write(u64::try_from(length).expect("fits"), group.expect("a row group")).expect("writes");
            }
        }
        writer.end(None).expect("closes");
        writer.into_inner()
    }

    fn check_schema(columns: &Columns, schema: &SchemaRef) {
        let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
        assert_eq!(schema.iter_names().map(|name| name.as_str()).collect::<Vec<_>>(), names);
    }

    fn check_batch(schema: &SchemaRef, batch: &DataFrame) {
        assert_eq!(batch.schema(), schema);
    }
}

athena_core::columnar_tests!(Polars);

#[tokio::test]
async fn a_page_that_lies_about_its_number_of_values_is_an_error() {
    // The header of its page says that it has -4 values, and it has 3.
    let mut file = Polars::parquet("n", 0..3);
    let header = file.windows(3).position(|bytes| bytes == [0x2c, 0x15, 0x06]).expect("has a page header");
    file[header + 2] = 0x07;
    check_second_file::<Polars>(file, ErrorKind::Decode).await;
}
