//! The differential test: random tables with equal values on every driver, by CSV and by UNLOAD.
//!
//! A table is a query of literals, so that its values are known in advance. The drivers are those of the default
//! registry, and each gets the options that it has.

mod cells;
mod column;
mod run;
mod table;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Mutex;

use anyhow::{Result, bail};
use athena_sandbox::Sandbox;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};

use self::table::Table;

/// The number of tables; the variable `ATHENA_DIFFERENTIAL_CASES` overrides it.
const CASES: u32 = 40;

/// The seed of the tables, which makes them equal in every run; the variable `ATHENA_DIFFERENTIAL_SEED` overrides it.
const SEED: u64 = 20_261_122;

/// Runs random tables on every registered driver.
///
/// # Errors
/// The smallest table with other values than expected: its SQL, and each cell that differs.
pub fn differential() -> Result<String> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let sandbox = runtime.block_on(Sandbox::builder().start())?;
    let (cases, seed) = (number("ATHENA_DIFFERENTIAL_CASES", CASES.into())?, number("ATHENA_DIFFERENTIAL_SEED", SEED)?);
    let config = Config {
        cases: u32::try_from(cases)?,
        failure_persistence: None,
        max_shrink_time: 120_000,
        ..Config::default()
    };
    let mut runner = TestRunner::new_with_rng(config, rng(seed));
    let counts: Mutex<BTreeMap<String, usize>> = Mutex::default();
    let tested = runner.run(&table::tables(), |table: Table| {
        let done = runtime.block_on(run::compare(&table, &sandbox));
        let ways = done.map_err(|report| TestCaseError::fail(format!("{report}\n{}", table.sql())))?;
        let mut counts = counts.lock().expect("no thread panics while it holds the lock");
        for way in ways {
            *counts.entry(way).or_default() += 1;
        }
        Ok(())
    });
    match tested {
        Ok(()) => {}
        Err(TestError::Fail(reason, _)) => bail!("with the seed {seed}: {reason}"),
        Err(error) => bail!("with the seed {seed}: {error}"),
    }
    let mut summary = format!("{cases} tables of the seed {seed}:");
    for (way, count) in counts.into_inner()? {
        write!(summary, " {count} {way},")?;
    }
    Ok(summary.trim_end_matches(',').to_owned())
}

pub(crate) fn number(variable: &str, default: u64) -> Result<u64> {
    match std::env::var(variable) {
        Ok(text) => text.parse().map_err(|error| anyhow::anyhow!("{variable}={text}: {error}")),
        Err(_) => Ok(default),
    }
}

pub(crate) fn rng(seed: u64) -> TestRng {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    TestRng::from_seed(RngAlgorithm::ChaCha, &bytes)
}
