//! One poller for all queries of a connection.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};

use super::rate::Rate;
use super::schedule::Schedule;
use crate::driver::api::{AthenaApi, MAX_QUERIES_PER_BATCH_GET};
use crate::error::{Error, ErrorKind, Result, Retry};
use crate::query::{QueryExecution, QueryId};

/// From how many due queries on they are asked for by one call.
const BATCH_FROM: usize = 4;
/// Queries that are due this soon are asked for now, so that they share a call.
const TOGETHER: Duration = Duration::from_millis(5);
/// Patience with one `BatchGetQueryExecution`: a call that hangs must not keep fifty queries from being seen.
const BATCH_PATIENCE: Duration = Duration::from_secs(10);
/// The first pause after a poll that failed; it doubles with each failure.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// The longest pause after a poll that failed.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// The shortest wait for a token, so that an empty bucket does not wake the task every millisecond.
const SHORTEST_WAIT: Duration = Duration::from_millis(25);
/// How long `BatchGetQueryExecution` is left alone after it failed.
const BATCH_PAUSE: Duration = Duration::from_secs(10);

/// Starts with the first query, ends with its connection.
#[derive(Debug)]
pub(crate) struct Poller {
    athena: Arc<dyn AthenaApi>,
    runtime: Handle,
    watch: OnceLock<UnboundedSender<Watched>>,
}

impl Poller {
    pub(crate) fn new(athena: Arc<dyn AthenaApi>, runtime: Handle) -> Self {
        Self { athena, runtime, watch: OnceLock::new() }
    }

    /// Every look at `id`, in order, up to its terminal state or an error that will not pass. After an error that may
    /// pass the looks go on, with growing pauses. Dropping the receiver ends them.
    pub(super) fn watch(&self, id: QueryId, schedule: Schedule) -> UnboundedReceiver<Result<QueryExecution>> {
        let watch = self.watch.get_or_init(|| {
            let (sender, receiver) = unbounded_channel();
            self.runtime.spawn(Looks::new(Arc::clone(&self.athena)).run(receiver));
            sender
        });
        let (updates, receiver) = unbounded_channel();
        let due = schedule.next(Instant::now());
        // The task lives as long as `watch`; were it gone with its runtime, the receiver would end at once.
        let _ = watch.send(Watched { id, updates, schedule, due, in_flight: false, alone: false, failures: 0 });
        receiver
    }
}

#[derive(Debug)]
struct Watched {
    id: QueryId,
    updates: UnboundedSender<Result<QueryExecution>>,
    schedule: Schedule,
    due: Instant,
    in_flight: bool,
    /// The service left this id out of a batch; it is asked for by itself.
    alone: bool,
    /// Polls that failed since the last answer.
    failures: u32,
}

type Key = u64;

enum Answer {
    One(Key, Box<Result<QueryExecution>>),
    Batch(Vec<Key>, Result<Vec<QueryExecution>>),
}

struct Looks {
    athena: Arc<dyn AthenaApi>,
    watched: BTreeMap<Key, Watched>,
    next_key: Key,
    calls: JoinSet<Answer>,
    // The service's quotas are 100 and more `GetQueryExecution` a second, and 10 batches
    // (https://docs.aws.amazon.com/general/latest/gr/athena.html); they are shared by the whole account.
    singles: Rate,
    batches: Rate,
    batches_from: Option<Instant>,
}

impl Looks {
    fn new(athena: Arc<dyn AthenaApi>) -> Self {
        Self {
            athena,
            watched: BTreeMap::new(),
            next_key: 0,
            calls: JoinSet::new(),
            singles: Rate::new(80.0, 80.0),
            batches: Rate::new(8.0, 8.0),
            batches_from: Some(Instant::now()),
        }
    }

    async fn run(mut self, mut incoming: UnboundedReceiver<Watched>) {
        let mut open = true;
        while open || !self.watched.is_empty() {
            let due = self.watched.values().filter(|watched| !watched.in_flight).map(|watched| watched.due).min();
            let idle_forever = Instant::now() + Duration::from_secs(3600);
            tokio::select! {
                new = incoming.recv(), if open => match new {
                    Some(watched) => {
                        self.watched.insert(self.next_key, watched);
                        self.next_key += 1;
                    }
                    None => open = false,
                },
                Some(answer) = self.calls.join_next() => match answer {
                    Ok(Answer::One(key, answer)) => self.deliver(key, *answer),
                    Ok(Answer::Batch(keys, answer)) => self.deliver_batch(&keys, answer),
                    // A call that panicked: its queries' receivers must not wait for ever.
                    Err(_) => self.watched.retain(|_, watched| !watched.in_flight),
                },
                () = tokio::time::sleep_until(due.unwrap_or(idle_forever)), if due.is_some() => self.look(),
            }
        }
    }

    /// Asks for everything that is due, within the rates.
    fn look(&mut self) {
        let now = Instant::now();
        self.watched.retain(|_, watched| !watched.updates.is_closed());
        let due = |watched: &Watched| !watched.in_flight && watched.due <= now + TOGETHER;
        let (mut alone, mut together) = (Vec::new(), Vec::new());
        for (key, watched) in self.watched.iter().filter(|(_, watched)| due(watched)) {
            if watched.alone { alone.push(*key) } else { together.push(*key) }
        }
        if self.batches_from.is_none_or(|from| from > now) || together.len() < BATCH_FROM {
            alone.append(&mut together);
        }
        let mut left = together.chunks(MAX_QUERIES_PER_BATCH_GET);
        let mut late = Vec::new();
        for keys in left.by_ref() {
            if self.batches.take(now) {
                self.ask_batch(keys.to_vec());
            } else {
                late.extend_from_slice(keys);
            }
        }
        for key in alone {
            if self.singles.take(now) {
                self.ask_one(key);
            } else {
                late.push(key);
            }
        }
        let soon = now + self.batches.wait().min(self.singles.wait()).max(SHORTEST_WAIT);
        for key in late {
            if let Some(watched) = self.watched.get_mut(&key) {
                watched.due = soon;
            }
        }
    }

    fn ask_one(&mut self, key: Key) {
        let Some(watched) = self.watched.get_mut(&key) else { return };
        watched.in_flight = true;
        let (athena, id) = (Arc::clone(&self.athena), watched.id.clone());
        self.calls.spawn(async move { Answer::One(key, Box::new(athena.get_query_execution(&id).await)) });
    }

    fn ask_batch(&mut self, keys: Vec<Key>) {
        let mut ids = Vec::with_capacity(keys.len());
        for key in &keys {
            if let Some(watched) = self.watched.get_mut(key) {
                watched.in_flight = true;
                ids.push(watched.id.clone());
            }
        }
        let athena = Arc::clone(&self.athena);
        self.calls.spawn(async move {
            let asked = timeout(BATCH_PATIENCE, athena.batch_get_query_execution(&ids)).await;
            Answer::Batch(
                keys,
                asked.unwrap_or_else(|_| Err(Error::new(ErrorKind::TimedOut, "no answer to the batch"))),
            )
        });
    }

    fn deliver(&mut self, key: Key, answer: Result<QueryExecution>) {
        let Some(watched) = self.watched.get_mut(&key) else { return };
        watched.in_flight = false;
        watched.failures = if answer.is_ok() { 0 } else { watched.failures.saturating_add(1) };
        let now = Instant::now();
        watched.due = watched.schedule.next(now);
        let ended = match &answer {
            Ok(execution) => execution.state.is_terminal(),
            Err(error) if error.retry() == Retry::Never => true,
            Err(_) => {
                let pause = FIRST_PAUSE.saturating_mul(1 << (watched.failures - 1).min(10)).min(LONGEST_PAUSE);
                watched.due = watched.due.max(now + pause);
                false
            }
        };
        let gone = watched.updates.send(answer).is_err();
        if ended || gone {
            self.watched.remove(&key);
        }
    }

    fn deliver_batch(&mut self, keys: &[Key], answer: Result<Vec<QueryExecution>>) {
        let found = answer.unwrap_or_else(|error| {
            // A policy may allow GetQueryExecution and not this call; a broken call says nothing of the queries.
            tracing::debug!(%error, "asking for query executions one by one");
            let denied = error.kind() == ErrorKind::PermissionDenied;
            self.batches_from = (!denied).then(|| Instant::now() + BATCH_PAUSE);
            Vec::new()
        });
        for key in keys {
            let Some(watched) = self.watched.get_mut(key) else { continue };
            match found.iter().find(|execution| execution.id == watched.id) {
                Some(execution) => self.deliver(*key, Ok(execution.clone())),
                None => {
                    watched.in_flight = false;
                    watched.alone = true;
                    watched.due = Instant::now();
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::ScriptedAthena;

    #[tokio::test(start_paused = true)]
    async fn an_empty_bucket_does_not_wake_the_task_every_millisecond() {
        let athena = ScriptedAthena::new();
        let mut looks = Looks::new(Arc::new(athena.clone()));
        let now = Instant::now();
        while looks.singles.take(now) || looks.batches.take(now) {}
        let (updates, _receiver) = unbounded_channel();
        let (id, schedule) = (QueryId::from("query-0"), Schedule::start(None));
        let watched = Watched { id, updates, schedule, due: now, in_flight: false, alone: false, failures: 0 };
        looks.watched.insert(0, watched);
        looks.look();
        assert!(looks.watched[&0].due >= now + SHORTEST_WAIT);
        assert!(looks.calls.is_empty() && athena.calls().is_empty());
    }
}
