//! Tests that drop a future at every point where it waits
//!
//! [`at_every_turn`] runs a case again and again. In the first run the future under test is dropped before it is
//! polled, in each later run one turn of the scheduler later, until it completes by itself. A turn is one poll of the
//! future, or of one task behind it: the future is seen at each of its await points, with the tasks behind it as far
//! as they are at that moment.
//!
//! The services are a scripted Athena and stores in memory. Each call waits a turn before it takes effect, and one more
//! before it is answered. Time is paused, so a run is always the same.

pub mod drivers;
mod lab;
mod yielding;

pub use self::lab::{DropLab, at_every_turn};
