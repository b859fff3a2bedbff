//! `awsathena query`

use std::io::Write as _;

use awsathena::Statement;

use crate::args::{ConnectionArguments, FormatName, OutputArguments, QueryArguments};
use crate::connection::Place;
use crate::exit::{Failure, Result};
use crate::format::{Format, format};
use crate::options::Given;
use crate::run::Work;
use crate::script;
use crate::session::Session;
use crate::target::Target;

pub(crate) async fn run(arguments: QueryArguments, given: Given) -> Result<()> {
    let statements = script::statements(&arguments)?;
    let mut query = Query::open(&arguments.connection, given, &arguments.output, arguments.dry_run).await?;
    let done = if arguments.dry_run { query.show(&statements) } else { query.run(statements).await };
    query.session.close().await;
    done
}

/// A session, and where the results of one command go.
pub(crate) struct Query {
    pub(crate) session: Session,
    target: Target,
    format: FormatName,
    output: OutputArguments,
}

impl Query {
    pub(crate) async fn open(
        connection: &ConnectionArguments,
        given: Given,
        output: &OutputArguments,
        quiet: bool,
    ) -> Result<Self> {
        let quiet = quiet || output.quiet;
        let mut place = Place::find(connection, given, quiet).await?;
        let target = Target::open(output.output.as_deref())?;
        let format = output.format.unwrap_or_else(|| target.screen.format());
        if format.is_columnar() {
            if target.screen.width.is_some() {
                return Err(Failure::Usage(
                    "a file of columns is nothing for a terminal: give it a file by --output".to_owned(),
                ));
            }
            place.settings = place.settings.with_record_batches()?;
        }
        let session = Session::open(place, quiet).await?;
        Ok(Self { session, target, format, output: output.clone() })
    }

    async fn run(&mut self, statements: Vec<Statement>) -> Result<()> {
        if self.format.is_columnar() && statements.len() > 1 {
            return Err(Failure::Usage("a file of columns holds one result: give one statement".to_owned()));
        }
        let mut format = format(self.format, self.target.screen);
        for statement in statements {
            self.write(Work::Execute(Box::new(statement)), &mut *format).await?;
        }
        Ok(())
    }

    /// Waits for a query and writes its result.
    pub(crate) async fn attach(&mut self, id: &str) -> Result<()> {
        let mut format = format(self.format, self.target.screen);
        self.write(Work::Attach(id.into()), &mut *format).await
    }

    async fn write(&mut self, work: Work, format: &mut dyn Format) -> Result<()> {
        let (stats, done) = self.session.run(work, format, &mut self.target).await;
        if let Some(form) = self.output.stats {
            stats.print(form);
        }
        done
    }

    /// Writes what would be sent.
    fn show(&mut self, statements: &[Statement]) -> Result<()> {
        let connection = self.session.connection();
        let options = &connection.options().query;
        let out = &mut self.target.out;
        let named = |value: &Option<String>| value.clone().unwrap_or_else(|| "(none)".to_owned());
        writeln!(out, "-- driver: {}", connection.driver().name())?;
        writeln!(out, "-- region: {}", named(&connection.options().aws.region_name))?;
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
