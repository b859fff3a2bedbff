//! Tests that drivers share, and what these run on. Needs the feature `test-util`.

pub mod columnar;
pub mod dropping;
pub mod extremes;
mod harness;

pub use self::harness::Harness;
