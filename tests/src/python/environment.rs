//! Python virtual environments for tests.

use std::fmt;
use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use crate::endpoint::folder;

/// The oldest version of Python that the libraries support.
const OLDEST: &str = "3.11";

/// A program that fails on a Python that is too old or lacks a module.
const PROBE: &str = "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))";

/// The name of a file that marks an environment as complete.
const COMPLETE: &str = "complete";

/// A virtual environment with the libraries of a requirements file.
#[derive(Debug)]
pub(crate) struct Environment {
    python: PathBuf,
    scratch: PathBuf,
}

/// The reason why there is no environment.
#[derive(Debug)]
pub(crate) enum Unmet {
    NoPython(String),
    Failed(anyhow::Error),
}

impl Environment {
    /// The environment below `scratch`, created once for all processes and for each version of the file `requirements`.
    pub(crate) fn new(scratch: &Path, requirements: &Path) -> Result<Self, Unmet> {
        let found = Command::new("python3").args(["-c", PROBE]).output().is_ok_and(|output| output.status.success());
        if !found {
            let reason =
                format!("there is no python3 of version {OLDEST} or later with the modules venv and ensurepip");
            return Err(Unmet::NoPython(reason));
        }
        Self::create(scratch, requirements).context("creating a virtual environment for Python").map_err(Unmet::Failed)
    }

    fn create(scratch: &Path, requirements: &Path) -> Result<Self> {
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

    /// Runs a program of `tests/python` and returns its output.
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
    /// The reason to ignore a trial; an error if the trial must fail instead, as it must if the variable `CI` is set.
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
            Self::NoPython(reason) => write!(f, "{reason}, which CI needs"),
            Self::Failed(error) => write!(f, "{error:#}"),
        }
    }
}
