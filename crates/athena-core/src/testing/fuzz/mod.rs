//! Bodies of the fuzz targets in `fuzz/`.
//!
//! Each checks properties of arbitrary bytes, and panics if one does not hold. `fuzz/corpus/` has the inputs that
//! fuzzing found to take different paths, and a test runs all of them.

mod csv;
mod text;

pub use self::csv::csv_scanner;
pub use self::text::{hints, manifest, values};

/// The name of a target, which is also the name of its folder of inputs, and its body.
pub type Target = (&'static str, fn(&[u8]));

/// All targets.
pub const TARGETS: [Target; 4] =
    [("csv_scanner", csv_scanner), ("manifest", manifest), ("values", values), ("hints", hints)];
