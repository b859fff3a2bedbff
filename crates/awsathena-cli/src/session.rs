//! `Session`: the connection and the progress line of one command or shell.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use awsathena::{Connection, Statement};

use crate::connection::{Settings, Setup};
use crate::exit::Result;
use crate::format::ResultWriter;
use crate::history::{self, Entry};
use crate::interrupt::{closed, patience_after};
use crate::progress::ProgressLine;
use crate::run::{self, Ended, Work};
use crate::signals::Interruptible;
use crate::stats::Stats;
use crate::target::Target;

/// A connection, the settings that it was made with, and the line that shows the progress of its queries.
pub(crate) struct Session {
    setup: Setup,
    connection: Connection,
    progress: ProgressLine,
    /// Whether the wait for the end of the last query was given up.
    has_given_up: AtomicBool,
}

impl Session {
    pub(crate) async fn open(setup: Setup, quiet: bool) -> Result<Self> {
        let connection = setup.settings.connect().await?;
        Ok(Self { setup, connection, progress: ProgressLine::new(quiet), has_given_up: AtomicBool::new(false) })
    }

    pub(crate) fn connection(&self) -> &Connection {
        &self.connection
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.setup.settings
    }

    pub(crate) fn progress(&self) -> &ProgressLine {
        &self.progress
    }

    /// Connects with other settings. If that fails, the session keeps its connection.
    pub(crate) async fn change(&mut self, settings: Settings) -> Result<()> {
        self.connection = settings.connect().await?;
        self.setup.settings = settings;
        Ok(())
    }

    /// Runs the work and writes its result.
    pub(crate) async fn run(&self, work: Work, writer: &mut ResultWriter, target: &mut Target) -> (Stats, Result<()>) {
        let work = match work {
            Work::Execute(statement) if !self.setup.is_temporary() => {
                Work::Execute(Box::new(self.recorded(*statement)))
            }
            work => work,
        };
        let Ended { stats, done, is_closed } = run::run(&self.connection, work, writer, target, &self.progress).await;
        self.has_given_up.store(!is_closed, Ordering::Relaxed);
        (stats, done)
    }

    /// The statement, with a callback that adds it to the history as soon as it has an id.
    fn recorded(&self, statement: Statement) -> Statement {
        let options = self.connection.options();
        let (driver, sql) = (self.connection.driver_name(), statement.sql().to_owned());
        let (region, query) = (options.aws.region_name.clone(), options.query.clone());
        let progress = self.progress.clone();
        let own = statement.options().clone().with_on_start(move |id| {
            let recorded = history::record(&Entry {
                query_execution_id: id.to_string(),
                started: history::now(),
                driver: driver.to_owned(),
                region: region.clone(),
                catalog: query.catalog_name.clone(),
                schema: query.schema_name.clone(),
                work_group: query.work_group.clone(),
                sql: sql.clone(),
            });
            if let Err(error) = recorded {
                progress.print(&format!("could not add the query to the history: {error}"));
            }
        });
        statement.with_options(own)
    }

    /// Waits for the answers to stops that are on their way, and stops the sandbox if this process has started one.
    /// `done` is the end of the last work.
    pub(crate) async fn close(self, done: &Result<()>) {
        let interruptible = Interruptible::resume();
        // Nobody waits twice for the same stop.
        let has_given_up = self.has_given_up.load(Ordering::Relaxed);
        let patience = if has_given_up { Duration::ZERO } else { patience_after(done) };
        closed(&interruptible, self.connection.shutdown(), patience, &self.progress).await;
        drop(interruptible);
        self.setup.close().await;
    }
}
