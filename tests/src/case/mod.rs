//! Cases in files: their format, their run, and the comparison with the expected outcome.

mod cell;
mod check;
mod file;
mod outcome;
mod typed;
mod update;

pub(crate) use self::file::{Case, load_all};

use anyhow::{Context as _, Result, bail};

use self::outcome::Outcome;
use crate::endpoint::knows;
use crate::scenarios::Stage;

/// The way to fetch the results of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// As the options of the case say.
    Plain,
    /// By UNLOAD, with rows in any order.
    Unload,
}

/// Runs a case on a driver: the setup, the steps on one cursor, and the teardown even if a step failed. A case with
/// `also_by_unload` runs a second time by UNLOAD if the driver can do that.
pub(crate) async fn run(case: &Case, stage: &Stage) -> Result<()> {
    run_by(Way::Plain, case, stage).await?;
    if case.also_by_unload && stage.driver.capabilities().unload && !update::wanted() {
        run_by(Way::Unload, case, stage).await.context("by UNLOAD")?;
    }
    Ok(())
}

async fn run_by(way: Way, case: &Case, stage: &Stage) -> Result<()> {
    let driver = stage.driver;
    let mut options = case.options.clone();
    options.extend(case.offered.iter().filter(|(key, _)| knows(driver, key)).cloned());
    if driver.capabilities().columnar {
        options.extend(case.columnar_options.iter().cloned());
    }
    for (key, value) in case.driver_options.get(driver.name()).into_iter().flatten() {
        options.push((key.clone(), value.clone()));
    }
    if way == Way::Unload {
        options.push(("unload".to_owned(), "true".to_owned()));
    }
    let options: Vec<_> = options.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
    let connection = stage.connect(&options).await?;
    for sql in &case.setup {
        connection.cursor().execute(sql).await.with_context(|| format!("setup `{sql}`"))?;
    }
    let mut cursor = connection.cursor();
    let mut reports = Vec::new();
    for (number, step) in case.steps.iter().enumerate() {
        let outcome = Box::pin(Outcome::of(&mut cursor, step.statement())).await;
        if update::wanted() {
            update::rewrite(case, number, &outcome)?;
            continue;
        }
        let found = check::differences(step, driver, way, &outcome);
        if !found.is_empty() {
            reports.push(check::report(number, step, &outcome, &found));
        }
    }
    for sql in &case.teardown {
        connection.cursor().execute(sql).await.with_context(|| format!("teardown `{sql}`"))?;
    }
    if reports.is_empty() {
        return Ok(());
    }
    bail!("{} on {}\n{}", case.path.display(), driver.name(), reports.join("\n"))
}
