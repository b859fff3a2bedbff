//! Futures of the driver, dropped at every point where they wait

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use athena_core::driver::testing::dropping::{DropLab, at_every_turn, drivers};
use athena_core::{Cursor, Result};

use crate::{FeatherOptions, Pandas, PandasCursorExt as _, ParquetOptions, Written};

/// Several parts of the object, and several batches.
const OPTIONS: &[(&str, &str)] = &[("batch_size", "5000"), ("block_size", "65536"), ("s3_max_workers", "2")];

#[test]
fn execute() {
    drivers::execute::<Pandas>(OPTIONS);
}

#[test]
fn next_batch() {
    drivers::next_batch::<Pandas>(OPTIONS);
}

#[test]
fn abandoned_result() {
    drivers::abandoned_result::<Pandas>(OPTIONS);
}

#[test]
fn execute_with_cleanup() {
    drivers::execute_with_cleanup::<Pandas>();
}

#[test]
fn execute_without_rows() {
    drivers::execute_without_rows::<Pandas>();
}

#[test]
fn next_batch_of_files() {
    drivers::next_batch_of_files::<Pandas>();
}

#[test]
fn abandoned_files() {
    drivers::abandoned_files::<Pandas>();
}

#[test]
fn close_with_cleanup() {
    drivers::close_with_cleanup::<Pandas>();
}

/// A file in memory, of which the test keeps a copy.
#[derive(Clone, Debug, Default)]
struct File(Arc<Mutex<Vec<u8>>>);

impl Write for File {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("no writer panics").write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl File {
    /// Whether the magic number at the end was written. Both formats begin with it, too.
    fn has_end(&self, magic: &[u8]) -> bool {
        let bytes = self.0.lock().expect("no writer panics");
        bytes.len() > magic.len() && bytes.ends_with(magic)
    }
}

/// Drops the writing of a file: nobody writes on, and the cursor has the rest of the result. Only a file whose last
/// bytes were being written has its end.
fn check(
    magic: &[u8],
    write: impl for<'c> Fn(&'c mut Cursor<Pandas>, File) -> futures_util::future::BoxFuture<'c, Result<Written<File>>>,
) {
    at_every_turn(async |lab: &DropLab| {
        lab.push_csv(0..3000);
        let mut cursor = lab.connection::<Pandas>(&[("chunksize", "1000")]).cursor();
        cursor.execute("SELECT n FROM t").await.expect("runs");
        let file = File::default();
        let written = lab.drop_here(write(&mut cursor, file.clone())).await;
        let ended = written.is_some();
        drop(written.transpose().expect("writes"));
        lab.nothing_runs().await;
        assert_eq!(Arc::strong_count(&file.0), 1, "the file is open; turn {}", lab.turn());
        let left = cursor.fetch_batches().await.expect("fetches");
        assert!(left.is_empty() || !file.has_end(magic), "the file has an end, but not all rows");
        assert!(!ended || (left.is_empty() && file.has_end(magic)), "the file has no end");
    });
}

#[test]
fn write_parquet() {
    check(b"PAR1", |cursor, file| Box::pin(cursor.write_parquet(file, ParquetOptions::new())));
}

#[test]
fn write_feather() {
    check(b"ARROW1", |cursor, file| Box::pin(cursor.write_feather(file, FeatherOptions::new())));
}
