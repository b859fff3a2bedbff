//! `DropLab`: services in memory, a future that is dropped, and the traces that it may not leave

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use tokio::runtime::{Builder, Handle};
use tokio::sync::Notify;
use tokio::task::yield_now;
use tokio::time::{sleep, timeout};

use super::super::harness::{Harness, write_unload};
use super::yielding::Yielding;
use crate::connection::Connection;
use crate::driver::api::{AthenaApi, ObjectSource};
use crate::driver::option::{FromOptions as _, OptionMap};
use crate::driver::{Dialect, QueryRunner, Session};
use crate::options::{ClientOptions, ConnectOptions, QueryDefaults};
use crate::query::QueryState;
use crate::testing::{MemoryCatalog, MemoryObjects, ScriptedAthena, ScriptedQuery};

/// Turns in a row between two steps of the clock. Tasks that have something to do get that many polls meanwhile.
const TURNS_AT_ONCE: usize = 12;

/// A step of the clock, unless [`DropLab::set_step`] sets another.
const STEP: Duration = Duration::from_millis(1);

/// The time in which all that goes on in the background ends, at the clock of the test.
const SETTLED: Duration = Duration::from_secs(300);

/// A case that takes more turns does not end.
const MAX_TURNS: usize = 5_000;

/// Runs `case` again and again until no future is dropped in it, each time one turn later; see [`DropLab::drop_here`].
/// Each run has a runtime and services of its own. At its end no task may be left.
///
/// # Panics
/// When a task is left behind, and when the case does not come to its end.
pub fn at_every_turn(case: impl AsyncFn(&DropLab)) {
    for turns in 0..MAX_TURNS {
        let runtime = Builder::new_current_thread().enable_time().start_paused(true).event_interval(1).build();
        let dropped = runtime.expect("a runtime starts").block_on(async {
            let lab = DropLab::new(turns);
            case(&lab).await;
            sleep(SETTLED).await;
            let tasks = Handle::current().metrics().num_alive_tasks();
            assert_eq!(tasks, 0, "tasks are left after a drop at turn {turns}");
            lab.dropped.get()
        });
        if !dropped {
            assert!(turns > 1, "the case has dropped nothing");
            return;
        }
    }
    panic!("the case has not ended after {MAX_TURNS} turns");
}

/// A scripted Athena, objects and catalogs in memory, and the turn at which futures are dropped.
#[derive(Debug)]
pub struct DropLab {
    /// The service.
    pub athena: ScriptedAthena,
    /// The store of result files.
    pub objects: MemoryObjects,
    /// The catalogs.
    pub catalog: MemoryCatalog,
    turns: usize,
    step: Cell<Duration>,
    dropped: Cell<bool>,
    stand_still: Arc<AtomicBool>,
    /// The queries that had not ended, and the number of starts, when a future was last dropped.
    open: RefCell<Vec<usize>>,
    known: Cell<usize>,
}

impl DropLab {
    /// How long the queries of [`push_query`](Self::push_query) run.
    pub const QUERY_TIME: Duration = Duration::from_millis(5);

    fn new(turns: usize) -> Self {
        Self {
            athena: ScriptedAthena::new(),
            objects: MemoryObjects::new(),
            catalog: MemoryCatalog::new(),
            turns,
            step: Cell::new(STEP),
            dropped: Cell::new(false),
            stand_still: Arc::default(),
            open: RefCell::default(),
            known: Cell::new(0),
        }
    }

    /// The turn at which futures are dropped in this run; 0 is before their first poll.
    pub fn turn(&self) -> usize {
        self.turns
    }

    /// Lets the clock move on by this much when nothing else does. A case with long pauses then takes fewer turns.
    pub fn set_step(&self, step: Duration) {
        self.step.set(step);
    }

    /// Polls the future, whenever it is woken, until its turn has come, and drops it then: `None`. If it completes
    /// before, its output.
    pub async fn drop_here<F: Future>(&self, future: F) -> Option<F::Output> {
        let ended = self.poll_turns(future).await;
        let open = |at: &usize| self.athena.state(*at).is_some_and(|state| !state.is_terminal());
        self.known.set(self.athena.requests().len());
        *self.open.borrow_mut() = (0..self.known.get()).filter(open).collect();
        if ended.is_none() {
            self.dropped.set(true);
        }
        ended
    }

    async fn poll_turns<F: Future>(&self, future: F) -> Option<F::Output> {
        let mut future = Box::pin(future);
        let woken = Arc::new(Woken { flag: AtomicBool::new(true), notify: Notify::new() });
        let waker = Waker::from(Arc::clone(&woken));
        for turn in 0..self.turns {
            if turn > 0 {
                woken.next_turn(turn, self.step.get()).await;
            }
            if woken.flag.swap(false, Ordering::SeqCst)
                && let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker))
            {
                return Some(output);
            }
        }
        None
    }

    /// Reads of results stand still from now on: a task that still reads does not end.
    pub fn stop_reads(&self) {
        self.stand_still.store(true, Ordering::SeqCst);
    }

    fn yielding<P>(&self, port: P) -> Yielding<P> {
        Yielding { port, stand_still: Arc::clone(&self.stand_still) }
    }

    /// The port to the service.
    pub fn athena_port(&self) -> Arc<dyn AthenaApi> {
        Arc::new(self.yielding(self.athena.clone()))
    }

    /// The port to the store of result files.
    pub fn objects_port(&self) -> Arc<dyn ObjectSource> {
        Arc::new(self.yielding(self.objects.clone()))
    }

    /// A connection of the driver `D` with these driver options. It runs one query at a time, and looks at it every 2
    /// ms unless its options say otherwise.
    ///
    /// # Panics
    /// When the driver does not have such options.
    pub fn connection<D: Dialect<Options: Default>>(&self, options: &[(&str, &str)]) -> Connection<D> {
        self.connection_with(ClientOptions::new(), options)
    }

    /// As [`connection`](Self::connection), with further options of the connection.
    ///
    /// # Panics
    /// As [`connection`](Self::connection).
    pub fn connection_with<D: Dialect<Options: Default>>(
        &self,
        client: ClientOptions,
        options: &[(&str, &str)],
    ) -> Connection<D> {
        let mut query = QueryDefaults::new();
        query.s3_staging_dir = Some("s3://bucket/out".parse().expect("is an S3 URI"));
        query.schema_name = Some("sales".to_owned());
        let poll_interval = client.poll_interval.unwrap_or(Duration::from_millis(2));
        let client = client.with_pool_size(1_usize).with_poll_interval(poll_interval);
        let session = Session::builder(self.athena_port())
            .objects(self.objects_port())
            .catalog(Arc::new(self.yielding(self.catalog.clone())))
            .options(ConnectOptions::new().with_query(query).with_client(client))
            .build();
        let mut map = OptionMap::new();
        options.iter().for_each(|(key, value)| map.insert(*key, *value));
        let options = D::Options::from_options(&mut map).expect("the driver takes the values");
        map.finish(D::NAME, &[D::Options::default().specs()]).expect("the driver has the options");
        Connection::new(session.expect("is inside a tokio runtime"), options)
    }

    /// Adds a SELECT to the script that runs for [`QUERY_TIME`](Self::QUERY_TIME) and gives these numbers by pages.
    pub fn push_numbers(&self, numbers: Range<i64>) {
        let texts: Vec<String> = numbers.map(|number| number.to_string()).collect();
        let rows = texts.iter().map(|text| vec![Some(text.as_str())]).collect();
        self.athena.push(ScriptedQuery::new().ends_after(Self::QUERY_TIME).rows(&[("n", "bigint")], rows));
    }

    /// Adds a SELECT to the script that runs for [`QUERY_TIME`](Self::QUERY_TIME) and whose result is a CSV object of
    /// these numbers.
    pub fn push_csv(&self, numbers: Range<i64>) {
        let csv = numbers.fold("\"n\"\n".to_owned(), |csv, number| csv + &format!("\"{number}\"\n"));
        self.objects.put(Harness::CSV, csv);
        let query = ScriptedQuery::new().ends_after(Self::QUERY_TIME).rows(&[("n", "bigint")], vec![]);
        self.athena.push(query.output_location(Harness::CSV));
    }

    /// Adds a query to the script that runs for [`QUERY_TIME`](Self::QUERY_TIME) as an UNLOAD, and writes these files
    /// of `rows` rows together; see [`Harness::unloading`].
    pub fn push_unload(&self, files: Vec<(&'static str, Vec<u8>)>, rows: i64) {
        write_unload(&self.athena, &self.objects, files, Some(""));
        let query = ScriptedQuery::new().ends_after(Self::QUERY_TIME).substatement("UNLOAD", Some(rows));
        self.athena.push(query.rows(&[("n", "bigint")], vec![]));
    }

    /// Waits until nothing goes on in the background. Then every query that ran when the future was dropped, or started
    /// after that, must be CANCELLED.
    ///
    /// # Panics
    /// When one is not.
    pub async fn nothing_runs(&self) {
        self.nothing_runs_but(&[]).await;
    }

    /// As [`nothing_runs`](Self::nothing_runs), except for these queries, counted from 0 by their starts.
    ///
    /// # Panics
    /// As [`nothing_runs`](Self::nothing_runs).
    pub async fn nothing_runs_but(&self, others: &[usize]) {
        sleep(SETTLED).await;
        for at in (0..self.athena.requests().len()).filter(|at| !others.contains(at)) {
            if at >= self.known.get() || self.open.borrow().contains(&at) {
                let state = self.athena.state(at);
                assert_eq!(state, Some(QueryState::Cancelled), "query {at} was not stopped; turn {}", self.turns);
            }
        }
    }

    /// Waits until nothing goes on in the background. No query may have been stopped.
    ///
    /// # Panics
    /// When one was.
    pub async fn nothing_was_stopped(&self) {
        sleep(SETTLED).await;
        assert_eq!(self.athena.count("StopQueryExecution"), 0, "turn {}", self.turns);
    }

    /// A new query runs on the connection at once: its slots are free.
    ///
    /// # Panics
    /// When it does not.
    pub async fn runs_on<D: Dialect>(&self, connection: &Connection<D>) {
        let mut runner = QueryRunner::new(connection.session(), D::NAME);
        let ran = timeout(Duration::from_secs(10), runner.run(&"SHOW TABLES".into())).await;
        ran.unwrap_or_else(|_| panic!("no slot is free; turn {}", self.turns)).expect("runs");
    }
}

/// The waker of a future under test.
struct Woken {
    flag: AtomicBool,
    notify: Notify,
}

impl Woken {
    /// Lets another task run. Now and then the clock moves on, if nothing else does.
    async fn next_turn(&self, turn: usize, step: Duration) {
        if turn.is_multiple_of(TURNS_AT_ONCE) {
            tokio::select! {
                () = sleep(step) => {}
                () = self.notify.notified() => {}
            }
        } else {
            yield_now().await;
        }
    }
}

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.flag.store(true, Ordering::SeqCst);
        self.notify.notify_one();
    }
}
