//! `cargo xtask lint`: checks of the project

mod absences;
mod async_docs;
pub(crate) mod circles;
mod deny;
mod features;
mod metadata;
mod reasons;
mod tidy;
mod tree;

use std::process::Command;
use std::time::Instant;

use anyhow::Result;
use clap::ValueEnum;

use crate::command::{cargo, root, run as run_command, shown};
use crate::{pages, public_api};

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Runs only these parts; default: all parts.
    #[arg(long, value_enum)]
    only: Vec<Part>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Rules for the file tree, for each crate and for the text of each file.
    Tidy,
    /// Circles of imports between the files of a crate.
    Circles,
    /// Sections of the documents of public async functions.
    AsyncDocs,
    /// Format by rustfmt.
    Fmt,
    /// Dependencies that a crate must not have.
    Absences,
    /// Licences, bans, duplicates and sources of all dependencies, by `deny.toml`.
    Deny,
    /// A line in `docs/dependencies.md` for each direct dependency.
    Reasons,
    /// clippy over all targets.
    Clippy,
    /// Each library crate with no features, with the default ones and with each alone.
    Features,
    /// rustdoc without warnings.
    Doc,
    /// Public items of each library crate, compared with `public-api.txt`.
    PublicApi,
    /// Pages that are generated from the code.
    Pages,
}

/// The quick parts come first.
const ALL: [Part; 12] = [
    Part::Tidy,
    Part::Circles,
    Part::AsyncDocs,
    Part::Fmt,
    Part::Absences,
    Part::Deny,
    Part::Reasons,
    Part::Clippy,
    Part::Features,
    Part::Doc,
    Part::PublicApi,
    Part::Pages,
];

/// Runs all parts, also after a failure, and lists the failures at the end.
pub(crate) fn run(arguments: &Arguments) -> Result<bool> {
    let mut failures = Vec::new();
    for part in ALL.into_iter().filter(|part| arguments.only.is_empty() || arguments.only.contains(part)) {
        let begin = Instant::now();
        println!("== {part:?}");
        let found = part.run()?;
        println!("== {part:?}: {} in {:.1?}", if found.is_empty() { "good" } else { "failed" }, begin.elapsed());
        failures.extend(found);
    }
    if failures.is_empty() {
        println!("lint: good");
    } else {
        println!("\nlint: {} failures", failures.len());
        for failure in &failures {
            println!("  {failure}");
        }
    }
    Ok(failures.is_empty())
}

impl Part {
    fn run(self) -> Result<Vec<String>> {
        match self {
            Self::Tidy => tidy::check(&root()),
            Self::Circles => circles::check(&root()),
            Self::AsyncDocs => async_docs::check(&root()),
            Self::Fmt => commands([cargo(&["fmt", "--all", "--check"])]),
            Self::Absences => absences::check(),
            Self::Deny => deny::check(),
            Self::Reasons => reasons::check(&root()),
            Self::Clippy => {
                commands([cargo(&["clippy", "--workspace", "--all-targets", "--all-features", "--", "-D", "warnings"])])
            }
            Self::Features => features::check(),
            Self::Doc => {
                let mut command = cargo(&["doc", "--workspace", "--no-deps"]);
                command.env("RUSTDOCFLAGS", "-D warnings");
                commands([command])
            }
            Self::PublicApi => public_api::check(),
            Self::Pages => commands([pages::docs(true)]),
        }
    }
}

/// Runs commands and returns a failure for each that does not succeed.
fn commands(all: impl IntoIterator<Item = Command>) -> Result<Vec<String>> {
    let mut failures = Vec::new();
    for command in all {
        let line = shown(&command);
        if !run_command(command)? {
            failures.push(format!("`{line}` failed"));
        }
    }
    Ok(failures)
}
