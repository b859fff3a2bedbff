//! Everything that fuzzing found worth keeping, run again.

#![cfg(feature = "s3")]

#[path = "../fuzz/src/lib.rs"]
pub mod fuzz;

use std::path::Path;

use athena_core::testing::fuzz::replay;

#[test]
fn what_fuzzing_found_holds() {
    let package = std::env::var("CARGO_MANIFEST_DIR").unwrap_or_else(|_| env!("CARGO_MANIFEST_DIR").to_owned());
    let failed = replay(&Path::new(&package).join("fuzz/corpus"), &fuzz::TARGETS);
    assert!(failed.is_empty(), "these inputs do not hold:\n{}", failed.join("\n"));
}
