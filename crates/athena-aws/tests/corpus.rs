//! Everything that fuzzing found worth keeping, run again.

#![cfg(feature = "s3")]

#[path = "../fuzz/src/lib.rs"]
pub mod fuzz;

use std::fs;
use std::path::Path;

#[test]
fn what_fuzzing_found_holds() {
    let package = std::env::var("CARGO_MANIFEST_DIR").unwrap_or_else(|_| env!("CARGO_MANIFEST_DIR").to_owned());
    let mut failed = Vec::new();
    for (name, target) in fuzz::TARGETS {
        let folder = Path::new(&package).join("fuzz/corpus").join(name);
        let inputs = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        let mut count = 0;
        for input in inputs {
            let path = input.expect("the folder can be read").path();
            let bytes = fs::read(&path).expect("the file can be read");
            if std::panic::catch_unwind(|| target(&bytes)).is_err() {
                failed.push(path.display().to_string());
            }
            count += 1;
        }
        assert!(count > 0, "{} is empty", folder.display());
    }
    assert!(failed.is_empty(), "these inputs do not hold:\n{}", failed.join("\n"));
}
