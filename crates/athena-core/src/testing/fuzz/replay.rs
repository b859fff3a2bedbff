//! Replay of the inputs that fuzzing found

use std::fs;
use std::panic::catch_unwind;
use std::path::Path;

use super::Target;

/// Runs each target on the inputs in its folder below `corpus`. Returns the paths of those on which it panics.
///
/// # Panics
/// If the folder of a target cannot be read, or is empty.
pub fn replay(corpus: &Path, targets: &[Target]) -> Vec<String> {
    let mut failed = Vec::new();
    for (name, target) in targets {
        let folder = corpus.join(name);
        let inputs = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        let mut count = 0;
        for input in inputs {
            let path = input.expect("the folder can be read").path();
            let bytes = fs::read(&path).expect("the file can be read");
            if catch_unwind(|| target(&bytes)).is_err() {
                failed.push(path.display().to_string());
            }
            count += 1;
        }
        assert!(count > 0, "{} is empty", folder.display());
    }
    failed
}
