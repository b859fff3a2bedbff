//! The shell: what it knows, and what it does with a piece of input.

use std::io::BufRead;

use awsathena::Statement;
use awsathena::sql::{StatementKind, classify};

use super::caret::caret;
use super::input::{Input, Piece};
use super::names::Names;
use super::output::Output;
use crate::args::ShellArguments;
use crate::connection::Place;
use crate::exit::{Failure, Result};
use crate::options::Given;
use crate::run::Work;
use crate::session::Session;
use crate::stats::Stats;
use crate::terminal::Hushed;

/// What happens after a piece of input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// The next piece.
    Go,
    /// Ctrl-C: what else was given at once is not done.
    Stop,
    /// The shell ends.
    Leave,
}

/// What is known between two lines.
pub(super) struct Shell {
    pub(super) session: Session,
    pub(super) names: Names,
    pub(super) output: Output,
    /// Whether somebody types.
    pub(super) interactive: bool,
    pub(super) timing: bool,
    /// The last statement, and its figures.
    pub(super) last: Option<String>,
    pub(super) stats: Option<Stats>,
    /// A statement that has begun, or was edited: the next line begins with it.
    pub(super) begun: String,
    /// Files within files.
    pub(super) depth: usize,
    /// The exit code of the first failure.
    pub(super) failed: Option<u8>,
}

impl Shell {
    pub(super) async fn open(arguments: ShellArguments, given: Given, interactive: bool) -> Result<Self> {
        let place = Place::find(&arguments.connection, given, arguments.quiet).await?;
        let session = Session::open(place, arguments.quiet).await?;
        let mut shell = Self {
            session,
            names: Names::new(),
            output: Output::new(None)?,
            interactive,
            timing: false,
            last: None,
            stats: None,
            begun: String::new(),
            depth: 0,
            failed: None,
        };
        if let Some(form) = arguments.format {
            shell.form(form).await?;
        }
        if interactive {
            shell.refresh();
        }
        Ok(shell)
    }

    /// Does what was given, piece by piece. A failure is shown, and the next piece has its turn.
    pub(super) async fn take(&mut self, input: Input) -> Result<Next> {
        let _hushed = self.interactive.then(Hushed::new);
        self.begun = input.begun;
        for piece in input.pieces {
            let (sql, done) = match piece {
                Piece::Statement(sql) => {
                    let done = self.statement(&sql).await;
                    (Some(sql), done.map(|()| Next::Go))
                }
                Piece::Command(line) => (None, self.act(&line).await),
            };
            match done {
                Ok(Next::Go) => {}
                Ok(next) => return Ok(next),
                Err(Failure::Cancelled) => return Ok(Next::Stop),
                // Who has left the pager has seen enough; who has closed standard output wants no more at all.
                Err(Failure::NobodyReads) if self.interactive => {}
                Err(Failure::NobodyReads) => return Err(Failure::NobodyReads),
                Err(failure) => self.show(&failure, sql.as_deref()),
            }
        }
        Ok(Next::Go)
    }

    /// Runs the lines of a file, or of standard input.
    pub(super) async fn script(&mut self, mut lines: impl BufRead) -> Result<Next> {
        let mut text = String::new();
        loop {
            let failed = |error| Failure::local("read the statements", error);
            let read = tokio::task::block_in_place(|| lines.read_line(&mut text)).map_err(failed)?;
            let mut input = Input::parse(&text);
            if read == 0 {
                // The last statement needs no semicolon.
                let rest = std::mem::take(&mut input.begun);
                if !rest.is_empty() {
                    input.pieces.push(Piece::Statement(rest));
                }
            } else if !input.is_complete() {
                continue;
            }
            match self.take(input).await? {
                Next::Go if read > 0 => text = std::mem::take(&mut self.begun),
                next => return Ok(next),
            }
        }
    }

    /// Runs a statement and shows its result.
    pub(super) async fn statement(&mut self, sql: &str) -> Result<()> {
        self.last = Some(sql.to_owned());
        let mut place = self.output.place(self.session.progress())?;
        let (format, target) = place.parts();
        let work = Work::Execute(Box::new(Statement::new(sql)));
        let (stats, done) = Box::pin(self.session.run(work, format, target)).await;
        // This waits for the pager.
        tokio::task::block_in_place(|| drop(place));
        let timing = stats.brief();
        self.stats = Some(stats);
        done?;
        if self.output.form().is_columnar() {
            self.close_file()?;
        }
        if self.timing {
            self.say(&timing);
        }
        if changes_names(classify(sql).kind) {
            self.refresh();
        }
        Ok(())
    }

    /// Shows a failure, with the place in the statement that it names.
    pub(super) fn show(&mut self, failure: &Failure, sql: Option<&str>) {
        self.failed.get_or_insert(failure.code());
        self.say(&format!("error: {failure}"));
        // An UNLOAD is put around the statement, so that places in it are others.
        let is_wrapped = self.session.settings().options().contains("unload");
        if let (Failure::Athena(error), Some(sql), false) = (failure, sql, is_wrapped)
            && let Some(place) = caret(sql, error)
        {
            self.say(&place);
        }
    }

    /// Asks anew for the names that complete.
    pub(super) fn refresh(&self) {
        if self.interactive {
            self.names.refresh(self.session.connection().inspector());
        }
    }

    /// Tells the user.
    pub(super) fn say(&self, text: &str) {
        self.session.progress().say(text);
    }
}

/// Whether there are other names than before.
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
