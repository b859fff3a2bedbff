//! Execution of cargo and other programs

use std::io::{BufRead, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, ensure};

/// The root folder of the project.
///
/// Cargo names the folder of the package at run time. The folder that it named at compile time may belong to another
/// clone that shares the target directory.
pub(crate) fn root() -> PathBuf {
    let package = std::env::var("CARGO_MANIFEST_DIR").unwrap_or_else(|_| env!("CARGO_MANIFEST_DIR").to_owned());
    Path::new(&package).parent().expect("this package is in a folder of the project").to_owned()
}

/// A command of the cargo that runs this program, in the root folder of the project.
///
/// It fails if `Cargo.lock` does not fit the manifests. `cargo fmt` is the only one that does not read `Cargo.lock`.
pub(crate) fn cargo(args: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    let (subcommand, others) = args.split_at(1);
    let locked: &[&str] = if subcommand == ["fmt"] { &[] } else { &["--locked"] };
    command.args(subcommand).args(locked).args(others).current_dir(root()).stdin(Stdio::null());
    command
}

/// The command as text for a terminal.
pub(crate) fn shown(command: &Command) -> String {
    let variables = command
        .get_envs()
        .filter_map(|(key, value)| Some(format!("{}=\"{}\"", key.to_string_lossy(), value?.to_string_lossy())));
    let args = command.get_args().map(|arg| arg.to_string_lossy().into_owned());
    variables.chain(["cargo".to_owned()]).chain(args).collect::<Vec<_>>().join(" ")
}

/// Runs a command on this terminal and returns whether it succeeded.
pub(crate) fn run(mut command: Command) -> Result<bool> {
    println!("$ {}", shown(&command));
    let status = command.status().with_context(|| format!("running {}", shown(&command)))?;
    Ok(status.success())
}

/// Runs a command and shows its standard output while it runs. Returns whether the command succeeded, and the output.
pub(crate) fn run_and_keep(mut command: Command) -> Result<(bool, String)> {
    println!("$ {}", shown(&command));
    let mut child = command.stdout(Stdio::piped()).spawn().with_context(|| format!("running {}", shown(&command)))?;
    let output = child.stdout.take().expect("it was piped on the line above");
    let mut kept = String::new();
    let mut lines = BufReader::new(output);
    let mut line = Vec::new();
    while lines.read_until(b'\n', &mut line)? > 0 {
        let mut stdout = std::io::stdout().lock();
        stdout.write_all(&line)?;
        stdout.flush()?;
        kept.push_str(&String::from_utf8_lossy(&line));
        line.clear();
    }
    Ok((child.wait()?.success(), kept))
}

/// The standard output of a command. Its standard error goes to this terminal.
///
/// # Errors
///
/// The command fails.
pub(crate) fn output(mut command: Command) -> Result<String> {
    let output = command.stderr(Stdio::inherit()).output().with_context(|| format!("running {}", shown(&command)))?;
    ensure!(output.status.success(), "`{}` failed", shown(&command));
    Ok(String::from_utf8(output.stdout)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_keeps_to_the_lock_file() {
        assert_eq!(shown(&cargo(&["test", "--", "name"])), "cargo test --locked -- name");
        assert_eq!(shown(&cargo(&["fmt", "--all"])), "cargo fmt --all");
    }
}
