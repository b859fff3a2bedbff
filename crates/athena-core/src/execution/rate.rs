//! A token bucket: how many calls of one kind may be made now.

use std::time::Duration;

use tokio::time::Instant;

#[derive(Debug)]
pub(super) struct Rate {
    per_second: f64,
    burst: f64,
    tokens: f64,
    filled: Instant,
}

impl Rate {
    pub(super) fn new(per_second: f64, burst: f64) -> Self {
        Self { per_second, burst, tokens: burst, filled: Instant::now() }
    }

    /// Takes one token, if there is one at `now`.
    pub(super) fn take(&mut self, now: Instant) -> bool {
        let gained = now.duration_since(self.filled).as_secs_f64() * self.per_second;
        self.tokens = (self.tokens + gained).min(self.burst);
        self.filled = now;
        let taken = self.tokens >= 1.0;
        if taken {
            self.tokens -= 1.0;
        }
        taken
    }

    /// How long until the next token after a [`take`](Rate::take) that failed.
    pub(super) fn wait(&self) -> Duration {
        Duration::from_secs_f64(((1.0 - self.tokens) / self.per_second).max(0.001))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn refills_at_its_rate_up_to_the_burst() {
        let mut rate = Rate::new(10.0, 2.0);
        let now = Instant::now();
        assert!(rate.take(now) && rate.take(now) && !rate.take(now));
        assert_eq!(rate.wait().as_millis(), 100);
        let later = now + Duration::from_millis(100);
        assert!(rate.take(later) && !rate.take(later));
        let much_later = later + Duration::from_secs(60);
        assert!(rate.take(much_later) && rate.take(much_later) && !rate.take(much_later));
    }
}
