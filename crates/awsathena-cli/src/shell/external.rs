//! Programs that are started: an editor, a pager.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::exit::{Failure, Result};
use crate::options;

/// A command line of the user, as `$PAGER` has it, with one more argument. What the environment holds in secrets for us is
/// not for other programs.
pub(super) fn command(line: &str, argument: Option<&Path>) -> Command {
    let mut command = of_shell(line, argument);
    for variable in SECRETS.iter().copied().chain(options::secret_variables()) {
        command.env_remove(variable);
    }
    command
}

/// Variables that hold secrets, or may.
const SECRETS: [&str; 3] = ["AWSATHENA_URL", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];

#[cfg(unix)]
fn of_shell(line: &str, argument: Option<&Path>) -> Command {
    let mut command = Command::new("/bin/sh");
    command.arg("-c").arg(format!("{line} \"$@\"")).arg("awsathena").args(argument);
    command
}

#[cfg(not(unix))]
fn of_shell(line: &str, argument: Option<&Path>) -> Command {
    let mut words = line.split_whitespace();
    let mut command = Command::new(words.next().unwrap_or_default());
    command.args(words).args(argument);
    command
}

/// Lets the user edit a text, in a file that nobody else may read, and returns what has become of it. Blocks.
pub(super) fn edited(text: &str) -> Result<String> {
    let failed = |error: std::io::Error| Failure::local("edit the statement", error);
    let mut file = tempfile::Builder::new().prefix("awsathena-").suffix(".sql").tempfile().map_err(failed)?;
    writeln!(file, "{}", text.trim_end()).map_err(failed)?;
    // Closed, for editors that want the file for themselves.
    let path = file.into_temp_path();
    let editor = variable("VISUAL").or_else(|| variable("EDITOR")).unwrap_or_else(|| default_editor().to_owned());
    let status = command(&editor, Some(&path)).status().map_err(failed)?;
    if !status.success() {
        return Err(Failure::Local(format!("the editor `{editor}` has failed; $VISUAL or $EDITOR names another one")));
    }
    Ok(std::fs::read_to_string(&path).map_err(failed)?.trim_end().to_owned())
}

fn default_editor() -> &'static str {
    if cfg!(windows) { "notepad" } else { "vi" }
}

/// `$PAGER`, else `less` where it is there, so that it ends by itself when all fits, keeps colours, cuts lines, and leaves
/// the page on the screen. An empty `$PAGER` is none.
pub(super) fn pager() -> Option<String> {
    match std::env::var("PAGER") {
        Ok(line) => Some(line).filter(|line| !line.trim().is_empty()),
        Err(_) => is_there("less").then(|| "less -FRSX".to_owned()),
    }
}

fn is_there(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.trim().is_empty())
}

/// The path that was typed, quotes and `~` understood.
pub(super) fn expanded(path: &str) -> PathBuf {
    let path = path.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')).unwrap_or(path);
    match (path.strip_prefix("~/"), std::env::home_dir()) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => PathBuf::from(path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn other_programs_get_no_secrets() {
        let started = command("cat", None);
        let removed: Vec<_> = started.get_envs().filter(|(_, value)| value.is_none()).map(|(name, _)| name).collect();
        for name in SECRETS {
            assert!(removed.iter().any(|other| *other == name), "{name}");
        }
        assert!(started.get_args().all(|argument| !argument.to_string_lossy().contains("://")));
    }

    #[test]
    fn paths() {
        assert_eq!(expanded("'a b.sql'"), PathBuf::from("a b.sql"));
        assert_eq!(expanded("a.sql"), PathBuf::from("a.sql"));
        assert!(!expanded("~/a.sql").starts_with("~"));
    }
}
