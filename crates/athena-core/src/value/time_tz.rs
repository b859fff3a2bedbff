//! The `time with time zone` type.

use std::fmt;

use super::Time;

/// A time of day and its offset from UTC. The engine accepts no regions here, since their offset depends on the day
/// ([engine version 3](https://docs.aws.amazon.com/athena/latest/ug/engine-versions-reference-0003.html)).
///
/// Two values are equal if their local times and their offsets are: `12:00:00+00:00` is not `13:00:00+01:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TimeTz {
    time: Time,
    offset_minutes: i16,
}

impl TimeTz {
    /// The local `time` at an offset of `offset_minutes` east of UTC; `None` beyond 14 hours, the limit of the engine.
    pub fn new(time: Time, offset_minutes: i16) -> Option<Self> {
        (-14 * 60..=14 * 60).contains(&offset_minutes).then_some(Self { time, offset_minutes })
    }

    /// The local time.
    pub const fn time(self) -> Time {
        self.time
    }

    /// Minutes east of UTC, -840 to 840.
    pub const fn offset_minutes(self) -> i16 {
        self.offset_minutes
    }
}

impl fmt::Display for TimeTz {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.offset_minutes < 0 { '-' } else { '+' };
        let minutes = self.offset_minutes.unsigned_abs();
        write!(f, "{}{sign}{:02}:{:02}", self.time, minutes / 60, minutes % 60)
    }
}
