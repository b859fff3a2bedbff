//! What the commands do.

use std::fs::File;
use std::io::{BufReader, Write as _};
use std::time::Duration;

use super::command::{self, Action};
use super::outside::{edited, expanded};
use super::state::{Next, Shell};
use crate::args::StatsForm;
use crate::exit::{Failure, Result};
use crate::history;
use crate::interrupt::unless_interrupted;
use crate::terminal;

/// Files within files.
const DEEPEST: usize = 16;

/// Between two runs of `\watch`, in seconds.
const WATCH: f64 = 2.0;

impl Shell {
    /// Does what a line that begins with a backslash says.
    pub(super) async fn act(&mut self, line: &str) -> Result<Next> {
        let (action, argument) = command::parse(line)?;
        match action {
            Action::Quit => return Ok(Next::Leave),
            Action::Include => return Box::pin(self.include(argument)).await,
            Action::Describe => unless_interrupted(self.describe(argument)).await?,
            Action::Tables => unless_interrupted(self.tables(argument, false)).await?,
            Action::Views => unless_interrupted(self.tables(argument, true)).await?,
            Action::Schemas => unless_interrupted(self.schemas()).await?,
            Action::Catalogs => unless_interrupted(self.catalogs()).await?,
            Action::Change => self.change_schema(argument).await?,
            Action::Vertical => self.vertical(argument)?,
            Action::Timing => self.timing = self.switched("\\timing", self.timing, argument)?,
            Action::Pager => self.output.pages = self.switched("\\pager", self.output.pages, argument)?,
            Action::Output => self.output_to(argument)?,
            Action::Format => self.format(argument).await?,
            Action::Driver => self.driver(argument).await?,
            Action::Set => self.set(argument).await?,
            Action::Unset => self.unset(argument).await?,
            Action::Edit => self.edit()?,
            Action::Watch => Box::pin(self.watch(argument)).await?,
            Action::Stats => self.show_stats()?,
            Action::History => self.history(argument)?,
            Action::Refresh => self.refresh(),
            Action::Help => self.help()?,
        }
        Ok(Next::Go)
    }

    /// `\i`
    async fn include(&mut self, argument: &str) -> Result<Next> {
        if argument.is_empty() {
            return Err(Failure::Usage("`\\i` needs a file".to_owned()));
        }
        if self.depth == DEEPEST {
            return Err(Failure::Usage(format!("files include each other {DEEPEST} deep; that is enough")));
        }
        let path = expanded(argument);
        let file =
            File::open(&path).map_err(|error| Failure::Usage(format!("could not read {}: {error}", path.display())))?;
        let begun = std::mem::take(&mut self.begun);
        self.depth += 1;
        let done = self.script(BufReader::new(file)).await;
        self.depth -= 1;
        self.begun = begun;
        done
    }

    /// `\watch`
    async fn watch(&mut self, argument: &str) -> Result<()> {
        let sql = self.last.clone().ok_or_else(|| Failure::Usage("there is no statement to repeat yet".to_owned()))?;
        let pause = if argument.is_empty() { Ok(WATCH) } else { argument.parse() };
        let pause = pause.ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
        let pause = pause.ok_or_else(|| Failure::Usage(format!("`{argument}` is no number of seconds")))?;
        let pages = std::mem::replace(&mut self.output.pages, false);
        let done = loop {
            if let Err(failure) = self.statement(&sql).await {
                break failure;
            }
            let slept = async {
                tokio::time::sleep(pause).await;
                Ok(())
            };
            if let Err(failure) = unless_interrupted(slept).await {
                break failure;
            }
        };
        self.output.pages = pages;
        match done {
            Failure::Athena(_) => {
                self.show(&done, Some(&sql));
                Ok(())
            }
            // This is how it ends.
            Failure::Cancelled => Ok(()),
            other => Err(other),
        }
    }

    /// `\e`
    fn edit(&mut self) -> Result<()> {
        if !self.interactive {
            return Err(Failure::Usage("`\\e` needs a terminal".to_owned()));
        }
        let text = match self.begun.is_empty() {
            true => self.last.as_ref().map(|last| format!("{last};")).unwrap_or_default(),
            false => self.begun.clone(),
        };
        // An editor may want its lines to be seen.
        terminal::restore();
        self.begun = tokio::task::block_in_place(|| edited(&text))?;
        Ok(())
    }

    /// `\stats`
    fn show_stats(&self) -> Result<()> {
        let stats = self.stats.as_ref().ok_or_else(|| Failure::Usage("no statement has run yet".to_owned()))?;
        self.say(stats.shown(StatsForm::Text).trim_end());
        Ok(())
    }

    /// `\history`
    fn history(&self, argument: &str) -> Result<()> {
        let limit = if argument.is_empty() { Ok(20) } else { argument.parse() };
        let limit = limit.map_err(|_| Failure::Usage(format!("`{argument}` is no number")))?;
        let mut target = self.output.listing(self.session.progress())?;
        history::list(&mut *target.out, target.screen, limit, false)?;
        Ok(target.out.flush()?)
    }

    /// `\?`
    fn help(&self) -> Result<()> {
        let mut target = self.output.listing(self.session.progress())?;
        write!(target.out, "{}", command::help())?;
        Ok(target.out.flush()?)
    }
}
