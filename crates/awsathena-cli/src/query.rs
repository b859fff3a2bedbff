//! `awsathena query`: statements of the command line, and the output of their results.

use std::io::Write as _;

use awsathena::Statement;

use crate::args::{ConnectionArguments, FormatName, OutputArguments, QueryArguments};
use crate::connection::Setup;
use crate::exit::{Failure, Result};
use crate::format::{ResultWriter, check_statement};
use crate::options::FlagOptions;
use crate::run::Work;
use crate::script::Script;
use crate::session::Session;
use crate::target::Target;

pub(crate) async fn run(arguments: QueryArguments, flags: FlagOptions) -> Result<()> {
    let script = Script::read(&arguments)?;
    let mut query = Query::open(&arguments.connection, flags, &arguments.output, arguments.dry_run).await?;
    let done = match script.statements(query.session.connection().options().query.paramstyle) {
        Ok(statements) if arguments.dry_run => query.print(&statements),
        Ok(statements) => query.run(statements).await,
        Err(failure) => Err(failure),
    };
    query.session.close(&done).await;
    done
}

/// A session, and the output target of one command.
pub(crate) struct Query {
    pub(crate) session: Session,
    target: Target,
    format: FormatName,
    output: OutputArguments,
}

impl Query {
    pub(crate) async fn open(
        connection: &ConnectionArguments,
        flags: FlagOptions,
        output: &OutputArguments,
        quiet: bool,
    ) -> Result<Self> {
        let quiet = quiet || output.quiet;
        let mut setup = Setup::find(connection, flags, quiet).await?;
        let target = Target::open(output.output.as_deref())?;
        let format = output.format.unwrap_or_else(|| target.screen.default_format());
        if format.is_columnar() {
            if target.screen.width.is_some() {
                return Err(Failure::Usage(
                    "a columnar file cannot be shown on a terminal: give --output FILE".to_owned(),
                ));
            }
            setup.settings = setup.settings.with_record_batches()?;
        }
        let session = Session::open(setup, quiet).await?;
        Ok(Self { session, target, format, output: output.clone() })
    }

    async fn run(&mut self, statements: Vec<Statement>) -> Result<()> {
        if self.format.is_columnar() {
            if statements.len() > 1 {
                return Err(Failure::Usage("a columnar file holds one result: give one statement".to_owned()));
            }
            statements.iter().try_for_each(|statement| check_statement(statement.sql()))?;
        }
        let mut writer = ResultWriter::new(self.format, self.target.screen);
        for statement in statements {
            self.write(Work::Execute(Box::new(statement)), &mut writer).await?;
        }
        self.target.commit()
    }

    /// Waits for a query and writes its result.
    pub(crate) async fn attach(&mut self, id: &str) -> Result<()> {
        let mut writer = ResultWriter::new(self.format, self.target.screen);
        self.write(Work::Attach(id.into()), &mut writer).await?;
        self.target.commit()
    }

    async fn write(&mut self, work: Work, writer: &mut ResultWriter) -> Result<()> {
        let (stats, done) = self.session.run(work, writer, &mut self.target).await;
        if let Some(format) = self.output.stats {
            stats.print(format);
        }
        done
    }

    /// Writes the settings and statements that would be sent.
    fn print(&mut self, statements: &[Statement]) -> Result<()> {
        let connection = self.session.connection();
        let options = &connection.options().query;
        let out = &mut self.target.out;
        let named = |value: &Option<String>| value.clone().unwrap_or_else(|| "(none)".to_owned());
        writeln!(out, "-- driver: {}", connection.driver_name())?;
        writeln!(out, "-- region: {}", named(&connection.options().aws.region_name))?;
        writeln!(out, "-- catalog: {}", named(&options.catalog_name))?;
        writeln!(out, "-- schema: {}", named(&options.schema_name))?;
        writeln!(out, "-- work group: {}", named(&options.work_group))?;
        let staging = options.s3_staging_dir.as_ref().map(ToString::to_string);
        writeln!(out, "-- staging directory: {}", named(&staging))?;
        for statement in statements {
            writeln!(out, "{};", statement.to_sql()?)?;
        }
        self.target.commit()
    }
}
