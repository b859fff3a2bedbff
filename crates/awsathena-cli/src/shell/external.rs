//! External programs: editor and pager.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::exit::{Failure, Result};
use crate::options;

/// A command line of the user, such as that in `$PAGER`, with one more argument. Secrets of the connection are removed
/// from its environment.
pub(super) fn command(line: &str, argument: Option<&Path>) -> Command {
    let mut command = shell_command(line, argument);
    for variable in SECRETS.iter().copied().chain(options::secret_variables()) {
        command.env_remove(variable);
    }
    command
}

/// Variables that may have secrets.
const SECRETS: [&str; 3] = ["AWSATHENA_URL", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];

#[cfg(unix)]
fn shell_command(line: &str, argument: Option<&Path>) -> Command {
    let mut command = Command::new("/bin/sh");
    command.arg("-c").arg(format!("{line} \"$@\"")).arg("awsathena").args(argument);
    command
}

#[cfg(not(unix))]
fn shell_command(line: &str, argument: Option<&Path>) -> Command {
    let mut words = line.split_whitespace();
    let mut command = Command::new(words.next().unwrap_or_default());
    command.args(words).args(argument);
    command
}

/// Lets the user edit a text, in a file that only the user may read, and returns the new text. Blocks.
pub(super) fn edit(text: &str) -> Result<String> {
    let failed = |error: std::io::Error| Failure::local("edit the statement", error);
    let mut file = tempfile::Builder::new().prefix("awsathena-").suffix(".sql").tempfile().map_err(failed)?;
    writeln!(file, "{}", text.trim_end()).map_err(failed)?;
    // Closed, because some editors need exclusive access.
    let path = file.into_temp_path();
    let editor = variable("VISUAL").or_else(|| variable("EDITOR")).unwrap_or_else(|| default_editor().to_owned());
    let status = command(&editor, Some(&path)).status().map_err(failed)?;
    if !status.success() {
        return Err(Failure::Local(format!("the editor `{editor}` has failed; set $VISUAL or $EDITOR to another one")));
    }
    Ok(std::fs::read_to_string(&path).map_err(failed)?.trim_end().to_owned())
}

fn default_editor() -> &'static str {
    if cfg!(windows) { "notepad" } else { "vi" }
}

/// The command line of the pager: `$PAGER`, else `less` if it is installed. The options of `less` make it exit if the
/// text fits, keep colours, cut lines, and leave the page on the screen. An empty `$PAGER` means no pager.
pub(super) fn pager() -> Option<String> {
    match std::env::var("PAGER") {
        Ok(line) => Some(line).filter(|line| !line.trim().is_empty()),
        Err(_) => is_installed("less").then(|| "less -FRSX".to_owned()),
    }
}

fn is_installed(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.trim().is_empty())
}

/// A typed path, without its quotes and with the home directory for `~`.
pub(super) fn expand(path: &str) -> PathBuf {
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
    fn external_programs_get_no_secrets() {
        let started = command("cat", None);
        let removed: Vec<_> = started.get_envs().filter(|(_, value)| value.is_none()).map(|(name, _)| name).collect();
        for name in SECRETS {
            assert!(removed.iter().any(|other| *other == name), "{name}");
        }
        assert!(started.get_args().all(|argument| !argument.to_string_lossy().contains("://")));
    }

    #[test]
    fn typed_paths_may_have_quotes_and_a_tilde() {
        assert_eq!(expand("'a b.sql'"), PathBuf::from("a b.sql"));
        assert_eq!(expand("a.sql"), PathBuf::from("a.sql"));
        assert!(!expand("~/a.sql").starts_with("~"));
    }
}
