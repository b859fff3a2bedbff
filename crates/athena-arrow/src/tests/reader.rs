//! Results as blocking readers.

use arrow_array::RecordBatchReader as _;
use athena_core::ErrorKind;
use athena_core::driver::testing::Harness;
use athena_core::driver::testing::columnar::csv::numbers;

use crate::{Arrow, ArrowCursorExt as _, BatchReader};

async fn reader(csv: String, batch_size: &str) -> BatchReader {
    let cursor = Harness::select::<Arrow>(&[("n", "bigint")], csv, &[("batch_size", batch_size)]).await;
    cursor.into_reader().expect("has a result")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_blocks_outside_of_the_runtime() {
    let numbers = reader(numbers(25), "10").await;
    let read = std::thread::spawn(move || {
        assert_eq!(numbers.schema().fields().len(), 1);
        numbers.map(|batch| batch.expect("fetches").num_rows()).collect::<Vec<_>>()
    });
    assert_eq!(read.join().expect("does not panic"), [10, 10, 5]);
    let mut broken = reader("\"n\"\n\"x\"\n".to_owned(), "10").await;
    let error = std::thread::spawn(move || (broken.next(), broken.next().is_none())).join().expect("does not panic");
    assert!(matches!(&error, (Some(Err(error)), true) if error.to_string().contains("`x`")), "{error:?}");
    let error = Harness::new().cursor::<Arrow>(&[]).into_reader().expect_err("has no result");
    assert_eq!(error.kind(), ErrorKind::InvalidState);
}

#[test]
fn a_reader_says_that_its_runtime_is_gone() {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_time().build().expect("a runtime");
    let mut reader = runtime.block_on(reader(numbers(50), "1"));
    reader.next().expect("a batch").expect("fetches");
    drop(runtime);
    let left: Vec<_> = reader.collect();
    assert!(left.len() < 50 && left.last().is_some_and(Result::is_err), "{}", left.len());
}
