//! `Program`: a program of a client, and its environment variables.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use athena_sandbox::Sandbox;

use crate::python::environment::Environment;

/// The longest time for one program.
const TIME: Duration = Duration::from_secs(120);

/// A folder with a file of requirements.
#[derive(Debug)]
pub(super) struct Client {
    pub(super) requirements: PathBuf,
}

/// A file, or a folder with `__main__.py`.
#[derive(Debug)]
pub(super) struct Program {
    /// `client::program`.
    pub(super) name: String,
    path: PathBuf,
    common: PathBuf,
}

/// The clients in `folder`, each with its programs, by name.
pub(super) fn all(folder: &Path) -> Result<Vec<(Client, Vec<Program>)>> {
    let mut clients = Vec::new();
    for client in sorted(folder)? {
        let requirements = client.join("requirements.txt");
        if !requirements.is_file() {
            continue;
        }
        let mut programs = Vec::new();
        for path in sorted(&client)? {
            let is_program =
                path.extension().is_some_and(|extension| extension == "py") || path.join("__main__.py").is_file();
            if let (true, Some(client), Some(name)) = (is_program, client.file_name(), path.file_stem()) {
                let name = format!("{}::{}", client.display(), name.display());
                programs.push(Program { name, path, common: folder.join("common") });
            }
        }
        ensure!(!programs.is_empty(), "{} has no programs", client.display());
        clients.push((Client { requirements }, programs));
    }
    ensure!(!clients.is_empty(), "{} has no folder with a requirements.txt", folder.display());
    Ok(clients)
}

fn sorted(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))?;
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

impl Program {
    /// Runs the program to its end. If it fails, its output is the error.
    pub(super) fn run(&self, environment: &Environment, sandbox: &Sandbox) -> Result<()> {
        let folder = environment.folder(&self.name.replace("::", "-"))?;
        let written = folder.join("output.txt");
        let output = File::create(&written)?;
        let mut command = Command::new(environment.python());
        // `-s` leaves out the packages that the user has installed.
        command.args(["-s", "-X", "utf8"]).arg(&self.path);
        for (name, _) in std::env::vars_os() {
            let text = name.to_string_lossy();
            if ["AWS_", "PYTHON"].iter().any(|prefix| text.starts_with(prefix)) {
                command.env_remove(&name);
            }
        }
        command
            .env("AWS_ENDPOINT_URL", sandbox.endpoint())
            .env("AWS_ACCESS_KEY_ID", "sandbox")
            .env("AWS_SECRET_ACCESS_KEY", "sandbox")
            .env("AWS_DEFAULT_REGION", "us-east-1")
            .env("AWS_ATHENA_S3_STAGING_DIR", sandbox.staging_dir())
            .env("AWS_CONFIG_FILE", folder.join("none"))
            .env("AWS_SHARED_CREDENTIALS_FILE", folder.join("none"))
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env("NO_PROXY", "127.0.0.1")
            .env("no_proxy", "127.0.0.1")
            .env("PYTHONPATH", &self.common)
            .env("PYTHONDONTWRITEBYTECODE", "1");
        command.current_dir(&folder).stdin(Stdio::null()).stdout(output.try_clone()?).stderr(output);
        let mut child = command.spawn().with_context(|| format!("running {command:?}"))?;
        let started = Instant::now();
        let status = loop {
            if let Some(status) = child.try_wait()? {
                break status;
            }
            if started.elapsed() > TIME {
                child.kill()?;
                child.wait()?;
                bail!("the program did not end within {TIME:?}; its output:\n{}", text(&written));
            }
            thread::sleep(Duration::from_millis(10));
        };
        ensure!(status.success(), "{status}; its output:\n{}", text(&written));
        Ok(fs::remove_dir_all(folder)?)
    }
}

fn text(path: &Path) -> String {
    fs::read(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
}
