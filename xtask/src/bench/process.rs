//! Sandbox in a separate process, so that its memory does not count as that of a driver

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
        let program = folder.join("athena-sandbox");
        let mut process = Command::new(&program)
            .args(["--port", "0"])
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

    /// Peak memory of the process, in MB of 1,000,000 bytes.
    pub(super) fn peak_mb(&self) -> Result<f64> {
        let path = format!("/proc/{}/status", self.process.id());
        let status = fs::read_to_string(&path).context("this system does not report the memory of a process")?;
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let peak = peak.and_then(|peak| peak.trim().strip_suffix(" kB")?.parse::<f64>().ok());
        Ok(peak.with_context(|| format!("{path} has no peak"))? * 1024.0 / 1e6)
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        // An error means that the process has already ended.
        self.process.kill().ok();
        self.process.wait().ok();
    }
}
