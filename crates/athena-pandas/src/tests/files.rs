//! Feather and Parquet files.

use std::io::{self, Cursor, Write};

use arrow_ipc::reader::FileReader;
use athena_core::ErrorKind;
use athena_core::driver::testing::Harness;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::{index, range, some_numbers};
use crate::{
    FeatherCompression, FeatherOptions, PANDAS_KEY, Pandas, PandasCursorExt as _, ParquetCompression, ParquetOptions,
};

#[tokio::test]
async fn feather_files_have_all_rows() {
    for compression in [FeatherCompression::None, FeatherCompression::Lz4, FeatherCompression::Zstd] {
        let mut cursor = some_numbers().await;
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
        let mut cursor = some_numbers().await;
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
async fn the_rest_of_a_result_is_a_frame_whose_index_begins_at_0() {
    let mut cursor = some_numbers().await;
    cursor.next_batch().await.expect("fetches").expect("has rows");
    let written = cursor.write_parquet(Vec::new(), ParquetOptions::new()).await.expect("writes");
    let file = ParquetRecordBatchReaderBuilder::try_new(bytes::Bytes::from(written.writer)).expect("is Parquet");
    assert_eq!(index(&file.schema().metadata()[PANDAS_KEY]), range(0, 15));
}

/// A disk with room for this number of bytes.
#[derive(Debug)]
struct Disk(usize);

impl Write for Disk {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.checked_sub(bytes.len()).ok_or(io::ErrorKind::StorageFull)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_full_disk_is_an_io_error() {
    for room in [0, 300] {
        let error = some_numbers().await.write_feather(Disk(room), FeatherOptions::new()).await.expect_err("is full");
        assert_eq!(error.kind(), ErrorKind::Io, "{error:?}");
        let error = some_numbers().await.write_parquet(Disk(room), ParquetOptions::new()).await.expect_err("is full");
        assert_eq!(error.kind(), ErrorKind::Io, "{error:?}");
    }
}

#[tokio::test]
async fn the_error_of_a_value_ends_a_file() {
    let mut cursor = Harness::select::<Pandas>(&[("n", "tinyint")], "\"n\"\n\"1\"\n\"300\"\n", &[]).await;
    let error = cursor.write_parquet(Vec::new(), ParquetOptions::new()).await.expect_err("too large");
    assert_eq!((error.kind(), error.context("column")), (ErrorKind::Decode, Some("n")));
}

#[tokio::test]
async fn parquet_has_no_seconds() {
    for (data_type, hint) in [("timestamp", ""), ("array", "c=array(timestamp)"), ("row", "c=row(x timestamp)")] {
        let options = [("timestamp_unit", "s"), ("result_set_type_hints", hint)];
        let mut cursor = Harness::select::<Pandas>(&[("c", data_type)], "\"c\"\n\n", &options).await;
        let error = cursor.write_parquet(Vec::new(), ParquetOptions::new()).await.expect_err("cannot hold them");
        assert_eq!((error.kind(), error.context("column")), (ErrorKind::Unsupported, Some("c")));
        // The result is still there, and Feather has seconds.
        assert_eq!(cursor.write_feather(Vec::new(), FeatherOptions::new()).await.expect("writes").rows, 1);
    }
}
