//! A connection, for one command or for many statements.

use awsathena::{Connection, Extras, Statement};

use crate::connection::{Place, Settings};
use crate::exit::Result;
use crate::format::Format;
use crate::history::{self, Entry};
use crate::progress::Progress;
use crate::run::{self, Work};
use crate::stats::Stats;
use crate::target::Target;

/// A connection, and what is said while its queries run.
pub(crate) struct Session {
    place: Place,
    connection: Connection,
    progress: Progress,
}

impl Session {
    pub(crate) async fn open(place: Place, quiet: bool) -> Result<Self> {
        let progress = Progress::new(quiet);
        let connection = connect(&place.settings, &progress).await?;
        Ok(Self { place, connection, progress })
    }

    pub(crate) fn connection(&self) -> &Connection {
        &self.connection
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.place.settings
    }

    pub(crate) fn progress(&self) -> &Progress {
        &self.progress
    }

    /// Connects anew; where that fails all is as before.
    pub(crate) async fn change(&mut self, settings: Settings) -> Result<()> {
        self.connection = connect(&settings, &self.progress).await?;
        self.place.settings = settings;
        Ok(())
    }

    /// Runs it and writes the result.
    pub(crate) async fn run(&self, work: Work, format: &mut dyn Format, target: &mut Target) -> (Stats, Result<()>) {
        let work = match work {
            Work::Execute(statement) if !self.place.is_fleeting() => Work::Execute(Box::new(self.recorded(*statement))),
            work => work,
        };
        run::run(&self.connection, work, format, target, &self.progress).await
    }

    /// The statement, which goes into the history as soon as it has an id.
    fn recorded(&self, statement: Statement) -> Statement {
        let options = self.connection.options();
        let (driver, sql) = (self.connection.driver().name(), statement.sql().to_owned());
        let (region, query) = (options.aws.region_name.clone(), options.query.clone());
        let progress = self.progress.clone();
        let own = statement.options().clone().with_on_start(move |id| {
            let kept = history::record(&Entry {
                query_execution_id: id.to_string(),
                started: history::now(),
                driver: driver.to_owned(),
                region: region.clone(),
                catalog: query.catalog_name.clone(),
                schema: query.schema_name.clone(),
                work_group: query.work_group.clone(),
                sql: sql.clone(),
            });
            if let Err(error) = kept {
                progress.say(&format!("the query is not in the history: {error}"));
            }
        });
        statement.with_options(own)
    }

    /// Ends the sandbox, if it is one of this process.
    pub(crate) async fn close(self) {
        self.place.close().await;
    }
}

async fn connect(settings: &Settings, progress: &Progress) -> Result<Connection> {
    let progress = progress.clone();
    settings.connect(Extras::new().with_on_poll(move |query| progress.polled(query))).await
}
