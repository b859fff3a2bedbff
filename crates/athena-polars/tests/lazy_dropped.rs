//! Lazy frames whose making is dropped: no temporary file is left.
//!
//! The test counts the open files of its process, so no other test may be in this program.
#![cfg(all(feature = "lazy", target_os = "linux"))]

use athena_core::driver::testing::dropping::{DropLab, at_every_turn};
use athena_polars::{Polars, PolarsCursorExt as _};

/// Files without a name that this process has open in the folder of temporary files.
fn temporary_files() -> usize {
    let open = std::fs::read_dir("/proc/self/fd").expect("is Linux");
    let targets = open.filter_map(|file| std::fs::read_link(file.ok()?.path()).ok());
    targets.filter(|target| target.starts_with(std::env::temp_dir())).count()
}

#[test]
fn into_lazy() {
    let before = temporary_files();
    at_every_turn(async |lab: &DropLab| {
        lab.push_csv(0..3000);
        let mut cursor = lab.connection::<Polars>(&[("batch_size", "1000")]).cursor();
        cursor.execute("SELECT n FROM t").await.expect("runs");
        if let Some(frame) = lab.drop_here(cursor.into_lazy()).await {
            let frame = frame.expect("is written");
            assert_eq!(temporary_files(), before + 1, "the frame stands on its file");
            drop(frame);
        }
        lab.nothing_runs().await;
        assert_eq!(temporary_files(), before, "turn {}", lab.turn());
    });
}
