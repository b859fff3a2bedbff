//! General commands of the shell.

use std::fs::File;
use std::io::{BufReader, Write as _};
use std::time::Duration;

use super::command_table::{self, Action};
use super::external::{edit, expand};
use super::state::{Flow, Shell};
use crate::args::StatsFormat;
use crate::exit::{Failure, Result};
use crate::history;
use crate::interrupt::unless_interrupted;
use crate::signals::Signal;
use crate::terminal;

/// Greatest depth of files that include files.
const MAX_DEPTH: usize = 16;

/// Default pause between two runs of `\watch`, in seconds.
const WATCH_SECONDS: f64 = 2.0;

impl Shell {
    /// Runs a command line.
    pub(super) async fn run_command(&mut self, line: &str) -> Result<Flow> {
        let (action, argument) = command_table::parse(line)?;
        match action {
            Action::Quit => return Ok(Flow::Exit),
            Action::Include => return Box::pin(self.include(argument)).await,
            Action::Describe => unless_interrupted(self.describe(argument)).await?,
            Action::Tables => unless_interrupted(self.tables(argument, false)).await?,
            Action::Views => unless_interrupted(self.tables(argument, true)).await?,
            Action::Schemas => unless_interrupted(self.schemas()).await?,
            Action::Catalogs => unless_interrupted(self.catalogs()).await?,
            Action::ChangeSchema => self.change_schema(argument).await?,
            Action::Vertical => self.vertical(argument)?,
            Action::Timing => self.timing = self.toggled("\\timing", self.timing, argument)?,
            Action::Pager => self.output.uses_pager = self.toggled("\\pager", self.output.uses_pager, argument)?,
            Action::Output => self.output_to(argument)?,
            Action::Format => self.format(argument).await?,
            Action::Driver => self.driver(argument).await?,
            Action::Set => self.set(argument).await?,
            Action::Unset => self.unset(argument).await?,
            Action::Edit => self.edit_statement()?,
            Action::Watch => Box::pin(self.watch(argument)).await?,
            Action::Stats => self.show_stats()?,
            Action::History => self.history(argument)?,
            Action::Refresh => self.refresh(),
            Action::Help => self.help()?,
        }
        Ok(Flow::Continue)
    }

    /// `\i`
    async fn include(&mut self, argument: &str) -> Result<Flow> {
        if argument.is_empty() {
            return Err(Failure::Usage("`\\i` needs a file name".to_owned()));
        }
        if self.depth == MAX_DEPTH {
            return Err(Failure::Usage(format!("files include each other more than {MAX_DEPTH} levels deep")));
        }
        let path = expand(argument);
        let file =
            File::open(&path).map_err(|error| Failure::Usage(format!("could not read {}: {error}", path.display())))?;
        let pending = std::mem::take(&mut self.pending);
        self.depth += 1;
        let done = self.script(BufReader::new(file)).await;
        self.depth -= 1;
        self.pending = pending;
        done
    }

    /// `\watch`
    async fn watch(&mut self, argument: &str) -> Result<()> {
        let sql = self.last.clone().ok_or_else(|| Failure::Usage("there is no statement to repeat yet".to_owned()))?;
        let pause = if argument.is_empty() { Ok(WATCH_SECONDS) } else { argument.parse() };
        let pause = pause.ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
        let pause = pause.ok_or_else(|| Failure::Usage(format!("`{argument}` is not a number of seconds")))?;
        let uses_pager = std::mem::replace(&mut self.output.uses_pager, false);
        let done = loop {
            if let Err(failure) = self.statement(&sql).await {
                break failure;
            }
            let sleep = async {
                tokio::time::sleep(pause).await;
                Ok(())
            };
            if let Err(failure) = unless_interrupted(sleep).await {
                break failure;
            }
        };
        self.output.uses_pager = uses_pager;
        match done {
            Failure::Athena(_) => {
                self.report(&done, Some(&sql));
                Ok(())
            }
            // Ctrl-C is the normal end of `\watch`.
            Failure::Interrupted(Signal::Interrupt) => Ok(()),
            other => Err(other),
        }
    }

    /// `\e`
    fn edit_statement(&mut self) -> Result<()> {
        if !self.interactive {
            return Err(Failure::Usage("`\\e` needs a terminal".to_owned()));
        }
        let text = match self.pending.is_empty() {
            true => self.last.as_ref().map(|last| format!("{last};")).unwrap_or_default(),
            false => self.pending.clone(),
        };
        // The editor needs the echo of the terminal.
        terminal::restore();
        self.pending = tokio::task::block_in_place(|| edit(&text))?;
        Ok(())
    }

    /// `\stats`
    fn show_stats(&self) -> Result<()> {
        let stats = self.stats.as_ref().ok_or_else(|| Failure::Usage("no statement has run yet".to_owned()))?;
        self.print(stats.formatted(StatsFormat::Text).trim_end());
        Ok(())
    }

    /// `\history`
    fn history(&self, argument: &str) -> Result<()> {
        let limit = if argument.is_empty() { Ok(20) } else { argument.parse() };
        let limit = limit.map_err(|_| Failure::Usage(format!("`{argument}` is not a number")))?;
        let mut target = self.output.listing(self.session.progress())?;
        history::list(&mut *target.out, target.screen, limit, false)?;
        Ok(target.out.flush()?)
    }

    /// `\?`
    fn help(&self) -> Result<()> {
        let mut target = self.output.listing(self.session.progress())?;
        write!(target.out, "{}", command_table::help())?;
        Ok(target.out.flush()?)
    }
}
