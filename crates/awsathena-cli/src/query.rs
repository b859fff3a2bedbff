//! `awsathena query`

use std::io::Write as _;

use awsathena::{Connection, Extras, Statement};

use crate::args::{ConnectionArguments, FormatName, OutputArguments, QueryArguments};
use crate::connection::{Place, driver};
use crate::exit::{Failure, Result};
use crate::format::format;
use crate::history::{self, Entry};
use crate::options::Given;
use crate::progress::Progress;
use crate::run::{self, Work};
use crate::script;
use crate::target::Target;

pub(crate) async fn run(arguments: QueryArguments, given: Given) -> Result<()> {
    let statements = script::statements(&arguments)?;
    let mut session = Session::open(&arguments.connection, given, &arguments.output, arguments.dry_run).await?;
    let done = if arguments.dry_run { session.show(&statements) } else { session.run(statements).await };
    session.place.close().await;
    done
}

/// A connection, and where results go.
pub(crate) struct Session {
    pub(crate) place: Place,
    connection: Connection,
    progress: Progress,
    target: Target,
    format: FormatName,
    output: OutputArguments,
}

impl Session {
    pub(crate) async fn open(
        connection: &ConnectionArguments,
        given: Given,
        output: &OutputArguments,
        quiet: bool,
    ) -> Result<Self> {
        let quiet = quiet || output.quiet;
        let mut place = Place::find(connection, given, quiet).await?;
        let target = Target::open(output.output.as_deref())?;
        let format =
            output.format.unwrap_or(if target.screen.width.is_some() { FormatName::Table } else { FormatName::Csv });
        let columnar = matches!(format, FormatName::Parquet | FormatName::Arrow);
        if columnar && target.screen.width.is_some() {
            return Err(Failure::Usage(
                "a file of columns is nothing for a terminal: give it a file by --output".to_owned(),
            ));
        }
        // Files of columns are written from record batches, which not every driver has.
        if columnar && !["arrow", "pandas"].contains(&place.driver().name()) {
            place = place.through(driver("arrow")?);
        }
        let progress = Progress::new(quiet);
        let poll = progress.clone();
        let connection = place.connect(Extras::new().with_on_poll(move |query| poll.polled(query))).await?;
        Ok(Self { place, connection, progress, target, format, output: output.clone() })
    }

    async fn run(&mut self, statements: Vec<Statement>) -> Result<()> {
        let one_result = matches!(self.format, FormatName::Parquet | FormatName::Arrow);
        if one_result && statements.len() > 1 {
            return Err(Failure::Usage("a file of columns holds one result: give one statement".to_owned()));
        }
        let mut format = format(self.format, self.target.screen);
        for statement in statements {
            let statement = if self.place.is_fleeting() { statement } else { self.recorded(statement) };
            run::run(
                &self.connection,
                Work::Execute(Box::new(statement)),
                &mut *format,
                &mut self.target,
                self.output.stats,
                &self.progress,
            )
            .await?;
        }
        Ok(())
    }

    /// Waits for a query and writes its result.
    pub(crate) async fn attach(&mut self, id: &str) -> Result<()> {
        let mut format = format(self.format, self.target.screen);
        let work = Work::Attach(id.into());
        run::run(&self.connection, work, &mut *format, &mut self.target, self.output.stats, &self.progress).await
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

    /// Writes what would be sent.
    fn show(&mut self, statements: &[Statement]) -> Result<()> {
        let options = &self.connection.options().query;
        let out = &mut self.target.out;
        let named = |value: &Option<String>| value.clone().unwrap_or_else(|| "(none)".to_owned());
        writeln!(out, "-- driver: {}", self.connection.driver().name())?;
        writeln!(out, "-- region: {}", named(&self.connection.options().aws.region_name))?;
        writeln!(out, "-- catalog: {}", named(&options.catalog_name))?;
        writeln!(out, "-- schema: {}", named(&options.schema_name))?;
        writeln!(out, "-- work group: {}", named(&options.work_group))?;
        let staging = options.s3_staging_dir.as_ref().map(ToString::to_string);
        writeln!(out, "-- staging directory: {}", named(&staging))?;
        for statement in statements {
            writeln!(out, "{};", statement.to_sql()?)?;
        }
        Ok(out.flush()?)
    }
}
