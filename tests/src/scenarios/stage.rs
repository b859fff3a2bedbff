//! `Stage` and `Lab`: the driver and the endpoint of a trial.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use athena_sandbox::{Call, QuerySnapshot, QueryState, Sandbox, SandboxBuilder};
use awsathena::{Connection, Driver, Error, ErrorKind, Registry};

use crate::endpoint::{Endpoint, connect_in, knows, with_options, without_scheme};

/// A query that runs until it is stopped: 60,175 to the power of three rows.
pub(super) const ENDLESS: &str = "SELECT count(*) FROM tpch.lineitem a CROSS JOIN tpch.lineitem b \
                                  CROSS JOIN tpch.lineitem c WHERE a.l_comment < b.l_comment";

/// A driver, and the endpoint that all trials share.
#[derive(Clone)]
pub(crate) struct Stage {
    pub(crate) driver: Driver,
    registry: Arc<Registry>,
    endpoint: Arc<Endpoint>,
}

impl Stage {
    pub(crate) fn new(driver: Driver, registry: Arc<Registry>, endpoint: Arc<Endpoint>) -> Self {
        Self { driver, registry, endpoint }
    }

    pub(super) fn url(&self, options: &[(&str, &str)]) -> String {
        self.endpoint.url(self.driver.schemes()[0], &owned(options))
    }

    pub(crate) async fn connect(&self, options: &[(&str, &str)]) -> Result<Connection> {
        self.connect_to(&self.url(options)).await.context("connecting")
    }

    /// Connects by URL to a driver of the registry under test.
    pub(super) async fn connect_to(&self, url: &str) -> awsathena::Result<Connection> {
        connect_in(&self.registry, url).await
    }

    /// The options among `options` that the driver has.
    pub(crate) fn offered<'a>(&self, options: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
        options.iter().filter(|(key, _)| knows(self.driver, key)).copied().collect()
    }

    /// The options for each way in which the driver can fetch a result: without UNLOAD, and with it.
    pub(super) fn ways(&self) -> Vec<Vec<(&'static str, &'static str)>> {
        let unload = self.driver.capabilities().unload.then(|| vec![("unload", "true")]);
        std::iter::once(Vec::new()).chain(unload).collect()
    }

    /// The operation that fetches rows.
    pub(super) fn fetch(&self) -> &'static str {
        if self.driver.capabilities().reads_objects { "GetObject" } else { "GetQueryResults" }
    }

    /// A sandbox for this scenario alone, since others must not see its faults and its log of calls.
    pub(crate) async fn own_sandbox(&self) -> Result<Lab> {
        self.own_sandbox_with(|builder| builder).await
    }

    pub(super) async fn own_sandbox_with(&self, set_up: impl FnOnce(SandboxBuilder) -> SandboxBuilder) -> Result<Lab> {
        let sandbox = set_up(Sandbox::builder().tpch(0.01)).start().await.context("starting a sandbox")?;
        Ok(Lab { sandbox, stage: self.clone() })
    }
}

/// A sandbox that no other scenario uses.
pub(crate) struct Lab {
    pub(crate) sandbox: Sandbox,
    stage: Stage,
}

impl Lab {
    pub(super) fn url(&self, options: &[(&str, &str)]) -> String {
        let url = self.sandbox.url("x");
        with_options(self.stage.driver.schemes()[0], without_scheme(&url), &owned(options))
    }

    pub(crate) async fn connect(&self, options: &[(&str, &str)]) -> Result<Connection> {
        self.stage.connect_to(&self.url(options)).await.context("connecting")
    }

    pub(crate) fn calls_of(&self, operation: &str) -> Vec<Call> {
        self.sandbox.calls().into_iter().filter(|call| call.operation == operation).collect()
    }

    pub(super) fn query(&self, id: &str) -> Result<QuerySnapshot> {
        self.sandbox.query(id).with_context(|| format!("the sandbox has no query {id}"))
    }

    /// The only query that this sandbox has run.
    pub(crate) fn only_query(&self) -> Result<QuerySnapshot> {
        let mut queries = self.sandbox.queries();
        ensure!(queries.len() == 1, "expected one query in the sandbox, found {}", queries.len());
        queries.pop().context("there is one")
    }

    /// Waits until a query is in `state`.
    pub(super) async fn until(&self, state: QueryState, at_most: Duration) -> Result<QuerySnapshot> {
        let begin = Instant::now();
        loop {
            if let Some(query) = self.sandbox.queries().into_iter().find(|query| query.state == state) {
                return Ok(query);
            }
            if begin.elapsed() > at_most {
                let states: Vec<_> = self.sandbox.queries().iter().map(|query| query.state).collect();
                bail!("no query became {state} within {at_most:?}; the queries are {states:?}");
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

/// The error of a result, which must be an error of this kind.
pub(super) fn expect_error<T>(result: awsathena::Result<T>, kind: ErrorKind) -> Result<Error> {
    match result {
        Ok(_) => bail!("it succeeded, expected {kind:?}"),
        Err(error) => {
            ensure!(error.kind() == kind, "expected {kind:?}, found {error:?}");
            Ok(error)
        }
    }
}

/// Fails unless `text` contains `part`.
pub(super) fn expect_in(text: &str, part: &str) -> Result<()> {
    ensure!(text.contains(part), "expected `{part}` in: {text}");
    Ok(())
}

fn owned(options: &[(&str, &str)]) -> Vec<(String, String)> {
    options.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}
