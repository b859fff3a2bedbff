//! `Shell`: state between two lines, and execution of statements.

use std::io::BufRead;

use awsathena::Statement;
use awsathena::sql::{StatementKind, classify};

use super::error_position::marked_line;
use super::input::{Input, Part};
use super::names::Names;
use super::output::Output;
use crate::args::ShellArguments;
use crate::connection::Setup;
use crate::exit::{Failure, Result};
use crate::format::check_statement;
use crate::options::FlagOptions;
use crate::run::Work;
use crate::session::Session;
use crate::signals::Signal;
use crate::stats::Stats;
use crate::terminal::EchoOff;

/// The next step after a part of the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flow {
    /// Go on with the next part.
    Continue,
    /// Skip the rest of the input, after Ctrl-C.
    Stop,
    /// Exit the shell.
    Exit,
}

/// State between two lines.
pub(super) struct Shell {
    pub(super) session: Session,
    pub(super) names: Names,
    pub(super) output: Output,
    /// Whether the input is typed on a terminal.
    pub(super) interactive: bool,
    pub(super) timing: bool,
    /// The last statement.
    pub(super) last: Option<String>,
    /// Statistics of the last statement.
    pub(super) stats: Option<Stats>,
    /// An incomplete or edited statement, which the next line begins with.
    pub(super) pending: String,
    /// Depth of files that include files.
    pub(super) depth: usize,
    /// The exit code of the first failure.
    pub(super) failed: Option<u8>,
}

impl Shell {
    pub(super) async fn open(arguments: ShellArguments, flags: FlagOptions, interactive: bool) -> Result<Self> {
        let setup = Setup::find(&arguments.connection, flags, arguments.quiet).await?;
        let session = Session::open(setup, arguments.quiet).await?;
        let mut shell = Self {
            session,
            names: Names::new(),
            output: Output::new(None)?,
            interactive,
            timing: false,
            last: None,
            stats: None,
            pending: String::new(),
            depth: 0,
            failed: None,
        };
        if let Some(format) = arguments.format {
            shell.set_format(format).await?;
        }
        if interactive {
            shell.refresh();
        }
        Ok(shell)
    }

    /// Runs the parts of the input in order. A failure is reported, and the next part runs.
    pub(super) async fn run_input(&mut self, input: Input) -> Result<Flow> {
        let _echo_off = self.interactive.then(EchoOff::new);
        self.pending = input.pending;
        for part in input.parts {
            let (sql, done) = match part {
                Part::Statement(sql) => {
                    let done = self.statement(&sql).await;
                    (Some(sql), done.map(|()| Flow::Continue))
                }
                Part::Command(line) => (None, self.run_command(&line).await),
            };
            match done {
                Ok(Flow::Continue) => {}
                Ok(next) => return Ok(next),
                Err(Failure::Interrupted(Signal::Interrupt)) => return Ok(Flow::Stop),
                Err(Failure::Interrupted(signal)) => return Err(Failure::Interrupted(signal)),
                // A closed pager ends one result, a closed standard output ends the shell.
                Err(Failure::OutputClosed) if self.interactive => {}
                Err(Failure::OutputClosed) => return Err(Failure::OutputClosed),
                Err(failure) => self.report(&failure, sql.as_deref()),
            }
        }
        Ok(Flow::Continue)
    }

    /// Runs the lines of a file, or of standard input.
    pub(super) async fn script(&mut self, mut lines: impl BufRead) -> Result<Flow> {
        let mut text = String::new();
        loop {
            let failed = |error| Failure::local("read the statements", error);
            let read = tokio::task::block_in_place(|| lines.read_line(&mut text)).map_err(failed)?;
            let mut input = Input::parse(&text);
            if read == 0 {
                // The last statement needs no semicolon.
                let rest = std::mem::take(&mut input.pending);
                if !rest.is_empty() {
                    input.parts.push(Part::Statement(rest));
                }
            } else if !input.is_complete() {
                continue;
            }
            match self.run_input(input).await? {
                Flow::Continue if read > 0 => text = std::mem::take(&mut self.pending),
                next => return Ok(next),
            }
        }
    }

    /// Runs a statement and shows its result.
    pub(super) async fn statement(&mut self, sql: &str) -> Result<()> {
        self.last = Some(sql.to_owned());
        if self.output.format().is_columnar() {
            check_statement(sql)?;
        }
        let mut destination = self.output.destination(self.session.progress())?;
        let (writer, target) = destination.parts();
        let work = Work::Execute(Box::new(Statement::new(sql)));
        let (stats, done) = Box::pin(self.session.run(work, writer, target)).await;
        let kept = if done.is_ok() { target.commit() } else { target.roll_back() };
        // The drop waits for the pager.
        tokio::task::block_in_place(|| drop(destination));
        let timing = stats.brief();
        self.stats = Some(stats);
        done?;
        kept?;
        if self.output.format().is_columnar() {
            self.close_file()?;
        }
        if self.timing {
            self.print(&timing);
        }
        if changes_names(classify(sql).kind) {
            self.refresh();
        }
        Ok(())
    }

    /// Reports a failure, with the line of the statement that it names.
    pub(super) fn report(&mut self, failure: &Failure, sql: Option<&str>) {
        self.failed.get_or_insert(failure.code());
        self.print(&format!("error: {failure}"));
        // Positions in a statement that was wrapped in UNLOAD are those of the UNLOAD.
        let is_wrapped = self.session.settings().options().contains("unload");
        if let (Failure::Athena(error), Some(sql), false) = (failure, sql, is_wrapped)
            && let Some(marked) = marked_line(sql, error)
        {
            self.print(&marked);
        }
    }

    /// Reloads the names for completion.
    pub(super) fn refresh(&self) {
        if self.interactive {
            self.names.refresh(self.session.connection().inspector());
        }
    }

    /// Prints a message on stderr.
    pub(super) fn print(&self, text: &str) {
        self.session.progress().print(text);
    }
}

/// Whether a statement of that kind changes the names for completion.
fn changes_names(kind: StatementKind) -> bool {
    use StatementKind as Kind;
    matches!(
        kind,
        Kind::CreateTableAsSelect
            | Kind::CreateTable
            | Kind::CreateView
            | Kind::CreateDatabase
            | Kind::DropTable
            | Kind::DropView
            | Kind::DropDatabase
            | Kind::AlterView
            | Kind::AlterTableAddColumns
            | Kind::AlterTableReplaceColumns
            | Kind::AlterTableDropColumn
            | Kind::AlterTableChangeColumn
            | Kind::AlterTableRename
    )
}
