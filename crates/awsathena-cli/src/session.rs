//! `Session`: the connection and the progress line of one command or shell.

use awsathena::{Connection, Statement};

use crate::connection::{Settings, Setup};
use crate::exit::Result;
use crate::format::ResultWriter;
use crate::history::{self, Entry};
use crate::interrupt::closed;
use crate::progress::ProgressLine;
use crate::run::{self, Work};
use crate::signals::Interruptible;
use crate::stats::Stats;
use crate::target::Target;

/// A connection, the settings that it was made with, and the line that shows the progress of its queries.
pub(crate) struct Session {
    setup: Setup,
    connection: Connection,
    progress: ProgressLine,
}

impl Session {
    pub(crate) async fn open(setup: Setup, quiet: bool) -> Result<Self> {
        let connection = setup.settings.connect().await?;
        Ok(Self { setup, connection, progress: ProgressLine::new(quiet) })
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
        run::run(&self.connection, work, writer, target, &self.progress).await
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
    pub(crate) async fn close(self) {
        let interruptible = Interruptible::resume();
        closed(&interruptible, self.connection.shutdown(), &self.progress).await;
        drop(interruptible);
        self.setup.close().await;
    }
}
