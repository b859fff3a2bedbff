//! Bodies of the fuzz targets in `fuzz/`.
//!
//! Each checks properties of arbitrary bytes, and panics if one does not hold. `fuzz/corpus/` has the inputs that
//! fuzzing found to take different paths, and a test runs all of them.

mod columns;
mod csv;
mod failures;
mod input;
mod pages;
mod replay;
mod statements;
mod text;
mod types;
mod url;

pub use self::columns::columns;
pub use self::csv::csv_scanner;
pub use self::failures::failures;
pub use self::pages::pages;
pub use self::replay::replay;
pub use self::statements::{parameters, statements};
pub use self::text::{hints, manifest, values};
pub use self::types::{definitions, types};
pub use self::url::url;

/// The name of a target, which is also the name of its folder of inputs, and its body.
pub type Target = (&'static str, fn(&[u8]));

/// All targets.
pub const TARGETS: [Target; 12] = [
    ("columns", columns),
    ("csv_scanner", csv_scanner),
    ("definitions", definitions),
    ("failures", failures),
    ("hints", hints),
    ("manifest", manifest),
    ("pages", pages),
    ("parameters", parameters),
    ("statements", statements),
    ("types", types),
    ("url", url),
    ("values", values),
];
