//! From the command line to the last line that is typed.

use std::io::IsTerminal as _;

use super::editor::{Editor, Typed};
use super::input::Input;
use super::outside;
use super::prompt::SchemaPrompt;
use super::state::{Next, Shell};
use crate::args::ShellArguments;
use crate::exit::{Failure, Result};
use crate::interrupt;
use crate::options::Given;
use crate::target::Screen;

pub(crate) async fn run(arguments: ShellArguments, given: Given) -> Result<()> {
    let quiet = arguments.quiet;
    let interactive =
        std::io::stdin().is_terminal() && std::io::stdout().is_terminal() && std::io::stderr().is_terminal();
    let mut shell = Shell::open(arguments, given, interactive).await?;
    let done = if interactive {
        interrupt::survive();
        typed(&mut shell, quiet).await
    } else {
        script(&mut shell).await
    };
    shell.session.close().await;
    done
}

/// Lines of somebody who types.
async fn typed(shell: &mut Shell, quiet: bool) -> Result<()> {
    if !quiet {
        let driver = shell.session.connection().driver().name();
        shell.say(&format!("awsathena {}, driver {driver}; \\? lists the commands", env!("CARGO_PKG_VERSION")));
    }
    let (mut editor, problem) = Editor::new(shell.names.clone(), Screen::of_stdout().color);
    if let Some(problem) = problem {
        shell.say(&problem);
    }
    loop {
        let prompt = SchemaPrompt::new(shell.session.connection().options());
        let begun = std::mem::take(&mut shell.begun);
        match tokio::task::block_in_place(|| editor.read(&prompt, &begun))? {
            Typed::Text(text) => {
                if shell.take(Input::parse(&text)).await? == Next::Leave {
                    return Ok(());
                }
            }
            Typed::Edit(text) => match tokio::task::block_in_place(|| outside::edited(&text)) {
                Ok(edited) => shell.begun = edited,
                Err(failure) => {
                    shell.show(&failure, None);
                    shell.begun = text;
                }
            },
            Typed::Nothing => {}
            Typed::End => return Ok(()),
        }
    }
}

/// Lines of a file or a pipe.
async fn script(shell: &mut Shell) -> Result<()> {
    match shell.script(std::io::stdin().lock()).await? {
        Next::Stop => Err(Failure::Cancelled),
        Next::Go | Next::Leave => shell.failed.map_or(Ok(()), |code| Err(Failure::Shown(code))),
    }
}
