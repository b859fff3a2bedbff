//! Sandbox in a separate process, so that its memory does not count as that of a driver; memory and files of a process

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result, bail};

pub(super) struct Sandbox {
    process: Child,
    endpoint: String,
}

impl Sandbox {
    pub(super) fn start(folder: &Path) -> Result<Self> {
        Self::start_with(folder, &[])
    }

    /// Starts a sandbox with further arguments.
    pub(super) fn start_with(folder: &Path, arguments: &[&str]) -> Result<Self> {
        let program = folder.join("athena-sandbox");
        let mut process = Command::new(&program)
            .args(["--port", "0"])
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("running {}", program.display()))?;
        let output = process.stdout.take().context("the output of the sandbox is not piped")?;
        let mut sandbox = Self { process, endpoint: String::new() };
        for line in BufReader::new(output).lines() {
            if let Some(endpoint) = line?.strip_prefix("ready ") {
                sandbox.endpoint = endpoint.trim().to_owned();
                return Ok(sandbox);
            }
        }
        bail!("the sandbox did not start")
    }

    /// The connection URL for a driver.
    pub(super) fn url(&self, driver: &str) -> String {
        let endpoint = &self.endpoint;
        format!(
            "awsathena+{driver}://sandbox:sandbox@athena.us-east-1.amazonaws.com/default\
             ?s3_staging_dir=s3://sandbox-results/&endpoint_url={endpoint}&s3_endpoint_url={endpoint}"
        )
    }

    /// Host and port.
    pub(super) fn address(&self) -> &str {
        self.endpoint.trim_start_matches("http://")
    }

    /// The id of the process.
    pub(super) fn id(&self) -> u32 {
        self.process.id()
    }

    /// Peak memory of the process, in MB of 1,000,000 bytes.
    pub(super) fn peak_mb(&self) -> Result<f64> {
        memory_mb(self.id(), "VmHWM:")
    }
}

/// Memory and open files of a process at one time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sample {
    /// Resident memory, in MB of 1,000,000 bytes.
    pub(super) memory_mb: f64,
    /// Open file descriptors.
    pub(super) files: usize,
}

impl Sample {
    /// Looks at the process with this id.
    pub(super) fn of(process: u32) -> Result<Self> {
        let files = fs::read_dir(format!("/proc/{process}/fd")).context("the open files of a process")?.count();
        Ok(Self { memory_mb: memory_mb(process, "VmRSS:")?, files })
    }
}

/// A line of `/proc/<process>/status`, in MB of 1,000,000 bytes. Source: `man 5 proc`; the unit there is KiB.
fn memory_mb(process: u32, line: &str) -> Result<f64> {
    let path = format!("/proc/{process}/status");
    let status = fs::read_to_string(&path).context("this system does not report the memory of a process")?;
    let value = status.lines().find_map(|found| found.strip_prefix(line));
    let value = value.and_then(|value| value.trim().strip_suffix(" kB")?.parse::<f64>().ok());
    Ok(value.with_context(|| format!("{path} has no {line}"))? * 1024.0 / 1e6)
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        // An error means that the process has already ended.
        self.process.kill().ok();
        self.process.wait().ok();
    }
}
