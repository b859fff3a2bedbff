//! Everything that fuzzing found worth keeping, run again.

use std::path::Path;

use athena_core::testing::fuzz::{TARGETS, replay};

#[test]
fn what_fuzzing_found_holds() {
    let package = std::env::var("CARGO_MANIFEST_DIR").unwrap_or_else(|_| env!("CARGO_MANIFEST_DIR").to_owned());
    let failed = replay(&Path::new(&package).join("fuzz/corpus"), &TARGETS);
    assert!(failed.is_empty(), "these inputs do not hold:\n{}", failed.join("\n"));
}
