//! Bodies of the fuzz targets of athena-aws.
//!
//! Each reads a response with the whole crate, the AWS SDK included, checks properties of what comes out, and panics if
//! one does not hold. The test `corpus` of athena-aws runs the inputs in `corpus/`.

mod objects;
mod responses;
mod service;

pub use self::objects::objects;
pub use self::responses::responses;

/// The name of a target, which is also the name of its folder of inputs, and its body.
pub type Target = (&'static str, fn(&[u8]));

/// All targets.
pub const TARGETS: [Target; 2] = [("objects", objects), ("responses", responses)];
