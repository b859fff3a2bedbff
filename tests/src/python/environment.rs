//! A Python with the libraries that tests ask.

use std::fmt;
use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use crate::endpoint::folder;

/// The oldest Python that the libraries run on.
const OLDEST: &str = "3.11";

/// Fails unless it is run by a Python that will do.
const PROBE: &str = "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))";

/// Says that an environment is whole.
const COMPLETE: &str = "complete";

/// A virtual environment with the libraries of a file of requirements.
#[derive(Debug)]
pub(crate) struct Environment {
    python: PathBuf,
    scratch: PathBuf,
}

/// Why there is none.
#[derive(Debug)]
pub(crate) enum Unmet {
    NoPython(String),
    Failed(anyhow::Error),
}

impl Environment {
    /// Below `scratch`, where it is made once for all processes and for each version of the file `requirements`.
    pub(crate) fn new(scratch: &Path, requirements: &Path) -> Result<Self, Unmet> {
        let found = Command::new("python3").args(["-c", PROBE]).output().is_ok_and(|output| output.status.success());
        if !found {
            let reason =
                format!("there is no python3 of version {OLDEST} or later with the modules venv and ensurepip");
            return Err(Unmet::NoPython(reason));
        }
        Self::made(scratch, requirements).context("making a virtual environment for Python").map_err(Unmet::Failed)
    }

    fn made(scratch: &Path, requirements: &Path) -> Result<Self> {
        let mut key = DefaultHasher::new();
        fs::read(requirements).with_context(|| format!("reading {}", requirements.display()))?.hash(&mut key);
        let home = scratch.join(format!("python-{:016x}", key.finish()));
        fs::create_dir_all(scratch)?;
        let lock = File::create(home.with_extension("lock"))?;
        lock.lock()?;
        let python = home.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
        if !home.join(COMPLETE).exists() {
            match fs::remove_dir_all(&home) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
                _ => {}
            }
            output(Command::new("python3").args(["-m", "venv"]).arg(&home))?;
            let pip = ["-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check", "--requirement"];
            output(Command::new(&python).args(pip).arg(requirements))?;
            File::create(home.join(COMPLETE))?;
        }
        Ok(Self { python, scratch: scratch.to_owned() })
    }

    /// What a program of `tests/python` prints.
    pub(super) fn run(&self, program: &str, arguments: &[&str]) -> Result<String> {
        let program = folder("python").join(program);
        output(Command::new(&self.python).args(["-I", "-X", "utf8"]).arg(program).args(arguments))
    }

    /// The interpreter.
    pub(crate) fn python(&self) -> &Path {
        &self.python
    }

    /// An empty folder, for the files of one test.
    pub(crate) fn folder(&self, test: &str) -> Result<PathBuf> {
        let path = self.scratch.join(format!("{test}-{}", std::process::id()));
        fs::create_dir_all(&path)?;
        Ok(path)
    }
}

fn output(command: &mut Command) -> Result<String> {
    let output = command.output().with_context(|| format!("running {command:?}"))?;
    ensure!(output.status.success(), "{command:?} failed: {}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8(output.stdout)?)
}

impl Unmet {
    /// Why a trial does not run, where it may go without; an error where it may not, as where the variable `CI` is set.
    pub(crate) fn excuse(&self) -> Result<String, String> {
        match self {
            Self::NoPython(reason) if std::env::var_os("CI").is_none() => Ok(reason.clone()),
            unmet => Err(unmet.to_string()),
        }
    }
}

impl fmt::Display for Unmet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoPython(reason) => write!(f, "{reason}, and the CI does not do without"),
            Self::Failed(error) => write!(f, "{error:#}"),
        }
    }
}
