//! The loop that reads input and runs it.

use std::io::IsTerminal as _;

use super::editor::{Editor, Entry};
use super::external;
use super::input::Input;
use super::prompt::SchemaPrompt;
use super::state::{Flow, Shell};
use crate::args::ShellArguments;
use crate::exit::{Failure, Result};
use crate::options::FlagOptions;
use crate::signals::{self, Signal};
use crate::target::Screen;
use crate::terminal;

pub(crate) async fn run(arguments: ShellArguments, flags: FlagOptions) -> Result<()> {
    let quiet = arguments.quiet;
    let interactive =
        std::io::stdin().is_terminal() && std::io::stdout().is_terminal() && std::io::stderr().is_terminal();
    let mut shell = Shell::open(arguments, flags, interactive).await?;
    let done = if interactive {
        signals::ignore_at_prompt();
        terminal::remember();
        interact(&mut shell, quiet).await
    } else {
        script(&mut shell).await
    };
    shell.session.close(&done).await;
    done
}

/// Reads lines from a terminal.
async fn interact(shell: &mut Shell, quiet: bool) -> Result<()> {
    if !quiet {
        let driver = shell.session.connection().driver_name();
        shell.print(&format!("awsathena {}, driver {driver}; \\? lists the commands", env!("CARGO_PKG_VERSION")));
    }
    let (mut editor, problem) = Editor::new(shell.names.clone(), Screen::of_stdout().color);
    if let Some(problem) = problem {
        shell.print(&problem);
    }
    loop {
        let prompt = SchemaPrompt::new(shell.session.connection().options());
        let pending = std::mem::take(&mut shell.pending);
        match tokio::task::block_in_place(|| editor.read(&prompt, &pending))? {
            Entry::Text(text) => {
                if shell.run_input(Input::parse(&text)).await? == Flow::Exit {
                    return Ok(());
                }
            }
            Entry::Edit(text) => match tokio::task::block_in_place(|| external::edit(&text)) {
                Ok(edited) => shell.pending = edited,
                Err(failure) => {
                    shell.report(&failure, None);
                    shell.pending = text;
                }
            },
            Entry::Cancelled => {}
            Entry::End => return Ok(()),
        }
    }
}

/// Reads lines from a file or a pipe.
async fn script(shell: &mut Shell) -> Result<()> {
    match shell.script(std::io::stdin().lock()).await? {
        Flow::Stop => Err(Failure::Interrupted(Signal::Interrupt)),
        Flow::Continue | Flow::Exit => shell.failed.map_or(Ok(()), |code| Err(Failure::AlreadyReported(code))),
    }
}
