//! The program of this package prints rows of a sandbox; the packages in this folder share the test.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

const PROGRAM: &str = env!(concat!("CARGO_BIN_EXE_", env!("CARGO_PKG_NAME")));

/// The sandbox as a process of its own: the program's package depends on nothing of it.
struct Sandbox {
    process: Child,
    endpoint: String,
}

impl Sandbox {
    fn start() -> Self {
        let folder = PathBuf::from(PROGRAM).parent().expect("a program lies in a folder").to_owned();
        let command = folder.join(format!("athena-sandbox{}", std::env::consts::EXE_SUFFIX));
        assert!(command.is_file(), "the sandbox is not built: `cargo build -p athena-sandbox`, or test the workspace");
        let mut process = Command::new(command)
            .args(["--port", "0", "--tpch", "0.01"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("the sandbox starts");
        let output = process.stdout.take().expect("it was piped above");
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line).expect("the sandbox says where it is");
        let endpoint = line.trim().strip_prefix("ready ").expect("the sandbox is ready").to_owned();
        Self { process, endpoint }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn the_program_prints_rows() {
    let sandbox = Sandbox::start();
    let driver = env!("CARGO_PKG_NAME").strip_prefix("alone-").expect("the package is named so");
    let endpoint = &sandbox.endpoint;
    let url = format!(
        "awsathena+aio{driver}://user:secret@athena.us-east-1.amazonaws.com/tpch?s3_staging_dir=s3://sandbox-results/\
         &endpoint_url={endpoint}&s3_endpoint_url={endpoint}"
    );
    let output = Command::new(PROGRAM).arg(url).output().expect("the program runs");
    let (printed, complaints) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{complaints}");
    assert_eq!(printed.lines().collect::<Vec<_>>(), ["0 ALGERIA", "1 ARGENTINA", "2 BRAZIL"], "{complaints}");
}
