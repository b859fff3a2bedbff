//! Times at which a query is looked at again.

use std::time::Duration;

use tokio::time::Instant;

/// The first look, and the shortest pause between two.
const SHORTEST: Duration = Duration::from_millis(25);
/// The longest pause.
const LONGEST: Duration = Duration::from_secs(2);
/// The longest pause of a fixed interval: the clock has an end.
const MOST: Duration = Duration::from_secs(86_400);
/// A pause is this part of the time that the query has taken so far.
const PART: f64 = 0.125;

/// The pace of one query's polls.
///
/// Adaptive by default: an eighth of the time taken so far, between 25 ms and 2 s, with 10 % of jitter. A query is
/// then seen to end within about 6 % of its own duration, and a long one costs one call every two seconds.
#[derive(Clone, Debug)]
pub(super) struct Schedule {
    started: Instant,
    fixed: Option<Duration>,
}

impl Schedule {
    /// Starts now; `fixed` is the option `poll_interval`.
    pub(super) fn start(fixed: Option<Duration>) -> Self {
        Self { started: Instant::now(), fixed }
    }

    /// When to look next, after a look at `now`.
    pub(super) fn next(&self, now: Instant) -> Instant {
        let pause = self.fixed.unwrap_or_else(|| {
            let pause = now.duration_since(self.started).mul_f64(PART).clamp(SHORTEST, LONGEST);
            pause.mul_f64(0.9 + fastrand::f64() / 5.0)
        });
        now + pause.min(MOST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn grows_with_the_query_and_stays_within_bounds() {
        let schedule = Schedule::start(None);
        let pause = |after: u64| {
            let now = schedule.started + Duration::from_millis(after);
            schedule.next(now).duration_since(now).as_millis()
        };
        assert!((22..=28).contains(&pause(0)));
        assert!((112..=138).contains(&pause(1000)));
        assert!((1800..=2200).contains(&pause(600_000)));
    }

    #[tokio::test(start_paused = true)]
    async fn keeps_a_fixed_interval() {
        let schedule = Schedule::start(Some(Duration::from_secs(1)));
        let now = Instant::now();
        assert_eq!(schedule.next(now).duration_since(now), Duration::from_secs(1));
    }
}
