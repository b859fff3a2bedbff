//! Cases that are files: how they are written, read, run and compared.

mod cell;
mod check;
mod file;
pub(crate) mod moment;
mod outcome;
mod update;

pub(crate) use self::file::{Case, load_all};

use anyhow::{Context as _, Result, bail};
use awsathena::{AsyncCursor, Driver};

use self::outcome::Outcome;
use crate::endpoint::{Endpoint, connect, knows};

/// How a case's results come home.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// As the options say.
    Plain,
    /// By UNLOAD, which may give rows in any order.
    Unload,
}

/// Runs a case on a driver: its setup, its steps on one cursor, its teardown whatever happened. A case that holds by
/// UNLOAD, too, runs again that way where the driver can.
pub(crate) async fn run(case: &Case, driver: Driver, endpoint: &Endpoint) -> Result<()> {
    run_by(Way::Plain, case, driver, endpoint).await?;
    if case.also_by_unload && driver.capabilities().unload && !update::wanted() {
        run_by(Way::Unload, case, driver, endpoint).await.context("by UNLOAD")?;
    }
    Ok(())
}

async fn run_by(way: Way, case: &Case, driver: Driver, endpoint: &Endpoint) -> Result<()> {
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
    let url = endpoint.url(driver.schemes()[0], &options);
    let connection = connect(&url).await.context("connecting")?;
    for sql in &case.setup {
        connection.cursor().execute(sql).await.with_context(|| format!("setup `{sql}`"))?;
    }
    let mut cursor = connection.cursor();
    let mut complaints = Vec::new();
    for (number, step) in case.steps.iter().enumerate() {
        let outcome = Box::pin(Outcome::of(&mut cursor, step.statement())).await;
        if update::wanted() {
            update::rewrite(case, number, &outcome)?;
            continue;
        }
        let found = check::differences(step, driver, way, &outcome);
        if !found.is_empty() {
            complaints.push(check::report(number, step, &outcome, &found));
        }
    }
    for sql in &case.teardown {
        connection.cursor().execute(sql).await.with_context(|| format!("teardown `{sql}`"))?;
    }
    if complaints.is_empty() {
        return Ok(());
    }
    bail!("{} on {}\n{}", case.path.display(), driver.name(), complaints.join("\n"))
}
