//! Trials: every case and scenario on every driver.

use std::collections::HashSet;
use std::future::Future;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use awsathena::{Driver, Registry};
use libtest_mimic::{Arguments, Completion, Failed, Trial};
use serde::Deserialize as _;
use serde::de::IntoDeserializer;
use serde::de::value::Error as NameError;
use tokio::runtime::Runtime;

use crate::case::{self, Case};
use crate::endpoint::{Endpoint, folder};
use crate::need::{self, Need};
use crate::pattern;
use crate::scenarios::{self, Scenario, Stage};

/// The longest that a trial may take.
const TIME_LIMIT: Duration = Duration::from_secs(60);

/// Settings of a run, from the command line.
#[derive(Debug)]
pub struct Settings {
    drivers: Vec<String>,
    case: Option<String>,
    endpoint: Option<String>,
    has: Vec<Need>,
    harness: Arguments,
}

impl Settings {
    /// Reads the command line: the options of the suite, and those of the test harness.
    ///
    /// # Errors
    /// An option of the suite without a value, or with an unknown one.
    pub fn from_args(args: impl Iterator<Item = String>) -> Result<Self> {
        let mut options = [("--driver", None), ("--case", None), ("--endpoint", None), ("--has", None)];
        let mut harness = Vec::new();
        let mut args = args;
        while let Some(arg) = args.next() {
            let (key, value) = match arg.split_once('=') {
                Some((key, value)) => (key, Some(value.to_owned())),
                None => (arg.as_str(), None),
            };
            match options.iter_mut().find(|(name, _)| *name == key) {
                Some((name, slot)) => {
                    *slot = Some(value.or_else(|| args.next()).with_context(|| format!("{name} needs a value"))?);
                }
                None => harness.push(arg),
            }
        }
        let [(_, driver), (_, case), (_, endpoint), (_, has)] = options;
        let from_env = || std::env::var("ATHENA_TEST_ENDPOINT").ok().filter(|text| !text.is_empty());
        let list = |text: Option<String>| -> Vec<String> {
            text.iter().flat_map(|text| text.split(',')).map(|part| part.trim().to_owned()).collect()
        };
        Ok(Self {
            drivers: list(driver),
            case,
            endpoint: endpoint.or_else(from_env),
            has: list(has).iter().map(|name| declared(name)).collect::<Result<_>>()?,
            harness: Arguments::from_iter(harness),
        })
    }
}

fn declared(name: &str) -> Result<Need> {
    let name_of_need = IntoDeserializer::<NameError>::into_deserializer(name);
    let need = Need::deserialize(name_of_need).ok().filter(|need| Need::OF_ENDPOINTS.contains(need));
    need.with_context(|| {
        let known = Need::OF_ENDPOINTS.map(|need| need.to_string()).join(", ");
        format!("`--has {name}` is not a need of endpoints; those are {known}")
    })
}

/// Runs the cases and scenarios on the drivers of a registry, as the settings say, and prints the trials as `cargo
/// test` does.
///
/// # Errors
/// Nothing to run: an unknown driver, a pattern that matches no trial, a driver without a trial.
pub fn run_suite(registry: Registry, settings: Settings) -> Result<ExitCode> {
    let drivers = chosen_drivers(&registry, &settings.drivers)?;
    let stage = Arc::new(LazyStage::new(registry, &settings)?);
    let cases: Vec<Arc<Case>> = case::load_all(&folder("cases"))?.into_iter().map(Arc::new).collect();
    let mut trials = Vec::new();
    for driver in &drivers {
        trials.extend(cases.iter().map(|case| case_trial(case, *driver, &stage)));
        trials.extend(scenarios::all().into_iter().map(|scenario| scenario_trial(scenario, *driver, &stage)));
    }
    if let Some(wanted) = &settings.case {
        trials.retain(|trial| pattern::matches(wanted, trial.name()));
        ensure!(!trials.is_empty(), "no trial matches `{wanted}`");
    }
    let harness = &settings.harness;
    let everything = settings.case.is_none() && harness.filter.is_none() && harness.skip.is_empty() && !harness.list;
    let conclusion = libtest_mimic::run(harness, trials);
    for driver in &drivers {
        ensure!(!everything || stage.has_run(driver.name()), "no trial ran on the driver `{}`", driver.name());
    }
    Ok(if conclusion.has_failed() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn chosen_drivers(registry: &Registry, names: &[String]) -> Result<Vec<Driver>> {
    let all: Vec<Driver> = registry.drivers().collect();
    ensure!(!all.is_empty(), "no driver is registered");
    if names.is_empty() {
        return Ok(all);
    }
    let known = all.iter().map(Driver::name).collect::<Vec<_>>().join(", ");
    for name in names {
        if !all.iter().any(|driver| driver.name() == name) {
            bail!("no driver `{name}` is registered; the drivers are {known}");
        }
    }
    Ok(all.into_iter().filter(|driver| names.iter().any(|name| name == driver.name())).collect())
}

/// The runtime, the drivers, and the endpoint once a trial needs it: a list of the trials starts no sandbox.
struct LazyStage {
    runtime: Runtime,
    registry: Arc<Registry>,
    named: Option<(String, Vec<Need>)>,
    endpoint: OnceLock<Result<Arc<Endpoint>, String>>,
    /// The drivers on which a trial ran and was not ignored.
    ran_on: Mutex<HashSet<&'static str>>,
}

impl LazyStage {
    fn new(registry: Registry, settings: &Settings) -> Result<Self> {
        Ok(Self {
            runtime: tokio::runtime::Builder::new_multi_thread().enable_all().build()?,
            registry: Arc::new(registry),
            named: settings.endpoint.clone().map(|endpoint| (endpoint, settings.has.clone())),
            endpoint: OnceLock::new(),
            ran_on: Mutex::default(),
        })
    }

    fn has_run(&self, driver: &str) -> bool {
        self.ran_on.lock().expect("no trial panics while it holds the lock").contains(driver)
    }

    fn endpoint(&self) -> Result<&Arc<Endpoint>, Failed> {
        let made = self.endpoint.get_or_init(|| {
            let endpoint = match &self.named {
                Some((text, has)) => Endpoint::named(text, has.clone()),
                None => self.runtime.block_on(Endpoint::sandbox()),
            };
            endpoint.map(Arc::new).map_err(|error| format!("{error:#}"))
        });
        made.as_ref().map_err(|message| message.into())
    }

    fn trial(
        &self,
        needs: &[Need],
        driver: Driver,
        work: impl AsyncFnOnce(Stage) -> Result<()>,
    ) -> Result<Completion, Failed> {
        let endpoint = self.endpoint()?;
        if let Some(reason) = need::missing(needs, driver, endpoint) {
            return Ok(Completion::ignored_with(reason));
        }
        self.ran_on.lock().expect("no trial panics while it holds the lock").insert(driver.name());
        let stage = Stage::new(driver, Arc::clone(&self.registry), Arc::clone(endpoint));
        self.runtime.block_on(within_limit(work(stage))).map_err(|error| format!("{error:#}"))?;
        Ok(Completion::Completed)
    }
}

async fn within_limit(work: impl Future<Output = Result<()>>) -> Result<()> {
    match tokio::time::timeout(TIME_LIMIT, work).await {
        Ok(result) => result,
        Err(_) => bail!("it did not end within {TIME_LIMIT:?}"),
    }
}

fn case_trial(case: &Arc<Case>, driver: Driver, stage: &Arc<LazyStage>) -> Trial {
    let (case, stage) = (Arc::clone(case), Arc::clone(stage));
    Trial::ignorable_test(format!("{}::{}", driver.name(), case.name), move || {
        stage.trial(&case.needs, driver, async |stage| Box::pin(case::run(&case, &stage)).await)
    })
}

fn scenario_trial(scenario: Scenario, driver: Driver, stage: &Arc<LazyStage>) -> Trial {
    let stage = Arc::clone(stage);
    Trial::ignorable_test(format!("{}::{}", driver.name(), scenario.name), move || {
        stage.trial(scenario.needs, driver, async |stage| scenario.run(stage).await)
    })
}
