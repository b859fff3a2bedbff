//! Least pace of the bodies of responses

use std::time::Duration;

use bytes::Bytes;
use futures_util::StreamExt as _;
use futures_util::stream::{self, BoxStream};
use tokio::time::{Instant, timeout};

use crate::error::{Error, ErrorKind, Retry};
use crate::options::AwsOptions;

/// The longest time over which the pace is measured.
const LONGEST_TIME: Duration = Duration::from_secs(30);

/// The least number of bytes that a body must bring in a stretch of time, by the options `min_throughput` and
/// `request_timeout`. A slower body counts as broken: a line that brings a byte now and then would never end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    time: Duration,
    bytes: u64,
}

impl Pace {
    /// The pace that the options ask for; `None` with `min_throughput=0`.
    pub fn of(options: &AwsOptions) -> Option<Self> {
        let time = options.request_timeout.map_or(LONGEST_TIME, |time| time.min(LONGEST_TIME));
        let bytes = u128::from(options.min_throughput) * time.as_millis() / 1000;
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX).max(1);
        (options.min_throughput > 0).then_some(Self { time, bytes })
    }

    /// The body, which ends with an error once it is too slow. Time in which nobody waits for the body does not count.
    ///
    /// # Errors
    /// The stream gives the errors of the body, and [`ErrorKind::TimedOut`] with [`Retry::Later`] when it is too slow,
    /// turned into an error of the body by `into`.
    ///
    /// # Cancel safety
    /// Dropping the future of an item loses no bytes. Dropping the stream drops the body.
    pub fn limit<E: Send + 'static>(
        self,
        body: BoxStream<'static, Result<Bytes, E>>,
        into: fn(Error) -> E,
    ) -> BoxStream<'static, Result<Bytes, E>> {
        let begin = Limited { body, left: self.time, bytes: 0 };
        stream::unfold(Some(begin), move |body| async move {
            let mut body = body?;
            loop {
                let began = Instant::now();
                let next = match timeout(body.left, body.body.next()).await {
                    Ok(next) => Some(next?),
                    Err(_) => None,
                };
                body.left = body.left.saturating_sub(began.elapsed());
                if let Some(Ok(bytes)) = &next {
                    body.bytes += bytes.len() as u64;
                }
                if body.left.is_zero() || next.is_none() {
                    if body.bytes < self.bytes && !matches!(next, Some(Err(_))) {
                        return Some((Err(into(self.too_slow(body.bytes))), None));
                    }
                    (body.left, body.bytes) = (self.time, 0);
                }
                if let Some(next) = next {
                    return Some((next, Some(body)));
                }
            }
        })
        // The SDK polls a body once more behind its end.
        .fuse()
        .boxed()
    }

    fn too_slow(self, bytes: u64) -> Error {
        let message = format!(
            "only {bytes} bytes of the response arrived in {:?}, and {} are the least (`min_throughput`)",
            self.time, self.bytes
        );
        Error::new(ErrorKind::TimedOut, message).with_retry(Retry::Later)
    }
}

/// A body in the current stretch of time.
struct Limited<E> {
    body: BoxStream<'static, Result<Bytes, E>>,
    /// Rest of the time.
    left: Duration,
    /// Bytes that have arrived in it.
    bytes: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bodies of `chunks` chunks of `bytes` bytes, one every `pause`.
    async fn read(pace: Pace, chunks: usize, bytes: usize, pause: Duration) -> Result<usize, Error> {
        let body = stream::iter(0..chunks).then(move |_| async move {
            tokio::time::sleep(pause).await;
            Ok(Bytes::from(vec![0; bytes]))
        });
        let mut limited = pace.limit(body.boxed(), |error| error);
        let mut read = 0;
        while let Some(chunk) = limited.next().await {
            read += chunk?.len();
        }
        Ok(read)
    }

    fn pace(options: AwsOptions) -> Pace {
        Pace::of(&options).expect("has a pace")
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_must_keep_the_pace_in_every_stretch() {
        let default = pace(AwsOptions::new());
        let second = Duration::from_secs(1);
        assert_eq!(read(default, 200, 11 << 10, second).await.expect("keeps the pace"), 200 * (11 << 10));
        let began = Instant::now();
        let error = read(default, 200, 9 << 10, second).await.expect_err("is too slow");
        assert_eq!((error.kind(), error.retry()), (ErrorKind::TimedOut, Retry::Later));
        assert!(error.message().contains("`min_throughput`"), "{error}");
        assert!(began.elapsed() <= 31 * second, "{:?}", began.elapsed());
        // A body that stands still, and one that is short and slow.
        assert!(read(default, 1, 1 << 20, 31 * second).await.is_err());
        assert_eq!(read(default, 2, 10, 10 * second).await.expect("ends in time"), 20);
    }

    #[tokio::test(start_paused = true)]
    async fn options_set_the_pace_and_its_time() {
        let second = Duration::from_secs(1);
        let began = Instant::now();
        let short = pace(AwsOptions::new().with_request_timeout(3 * second));
        read(short, 200, 9 << 10, second).await.expect_err("is too slow");
        assert!(began.elapsed() <= 4 * second, "{:?}", began.elapsed());
        let low = pace(AwsOptions::new().with_min_throughput(100_u32));
        assert_eq!(read(low, 200, 101, second).await.expect("keeps the pace"), 20_200);
        assert_eq!(Pace::of(&AwsOptions::new().with_min_throughput(0_u32)), None);
    }

    #[tokio::test(start_paused = true)]
    async fn time_without_a_reader_does_not_count() {
        let body = stream::iter(0..5).map(|_| Ok::<_, Error>(Bytes::from_static(b"0"))).boxed();
        let mut limited = pace(AwsOptions::new()).limit(body, |error| error);
        for _ in 0..5 {
            tokio::time::sleep(Duration::from_secs(60)).await;
            limited.next().await.expect("has more").expect("is not slow");
        }
        assert!(limited.next().await.is_none());
        assert!(limited.next().await.is_none(), "a body may be polled behind its end");
    }
}
