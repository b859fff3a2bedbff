//! What must hold whatever the bytes are: the bodies of the fuzz targets in `fuzz/`.
//!
//! Each takes the bytes that a fuzzer makes and panics where something does not hold. The inputs that fuzzing found to
//! be different from each other are kept in `fuzz/corpus/`, and a test runs all of them.
#![expect(clippy::missing_panics_doc, reason = "a panic is how they tell")]

mod csv;
mod text;

pub use self::csv::csv_scanner;
pub use self::text::{hints, manifest, values};

/// A target's name, which is that of its folder of inputs, and its body.
pub type Target = (&'static str, fn(&[u8]));

/// All of them.
pub const TARGETS: [Target; 4] =
    [("csv_scanner", csv_scanner), ("manifest", manifest), ("values", values), ("hints", hints)];
