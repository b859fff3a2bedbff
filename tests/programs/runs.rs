//! A run of this package's program, unchanged, against a sandbox. The packages in this folder share the test.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

const PROGRAM: &str = env!(concat!("CARGO_BIN_EXE_", env!("CARGO_PKG_NAME")));

/// The sandbox in another process, since the package must not depend on it.
struct Sandbox {
    process: Child,
    endpoint: String,
}

impl Sandbox {
    /// A sandbox with the table `sales.orders`.
    fn start() -> Self {
        let folder = Path::new(PROGRAM).parent().expect("a program is in a folder");
        let command = folder.join(format!("athena-sandbox{}", std::env::consts::EXE_SUFFIX));
        assert!(command.is_file(), "the sandbox is not built: `cargo build -p athena-sandbox`, or test the workspace");
        let package = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo runs the test"));
        let mut process = Command::new(command)
            .args(["--port", "0", "--data"])
            .arg(package.join("../readme/data"))
            .stdout(Stdio::piped())
            .spawn()
            .expect("the sandbox starts");
        let output = process.stdout.take().expect("it was piped above");
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line).expect("the sandbox prints its address");
        let endpoint = line.trim().strip_prefix("ready ").expect("the sandbox is ready").to_owned();
        Self { process, endpoint }
    }

    /// Creates the bucket of the URL in the program.
    fn create_bucket(&self, name: &str) {
        let address = self.endpoint.strip_prefix("http://").expect("the sandbox listens without TLS");
        let mut connection = TcpStream::connect(address).expect("the sandbox listens");
        write!(connection, "PUT /{name} HTTP/1.1\r\nhost: {address}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
            .expect("the request is sent");
        let mut response = String::new();
        connection.read_to_string(&mut response).expect("the response is read");
        assert!(response.starts_with("HTTP/1.1 200"), "{response}");
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        // The process may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn the_program_prints_the_open_orders() {
    let sandbox = Sandbox::start();
    sandbox.create_bucket("bucket");
    let mut command = Command::new(PROGRAM);
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("AWS_")) {
        command.env_remove(name);
    }
    // The variables of the AWS SDK lead the program from Amazon to the sandbox.
    let output = command
        .env("AWS_ENDPOINT_URL", &sandbox.endpoint)
        .env("AWS_ACCESS_KEY_ID", "sandbox")
        .env("AWS_SECRET_ACCESS_KEY", "sandbox")
        .env("AWS_CONFIG_FILE", "none")
        .env("AWS_SHARED_CREDENTIALS_FILE", "none")
        .output()
        .expect("the program runs");
    let (printed, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{errors}");
    assert_eq!(printed.lines().collect::<Vec<_>>(), ["1 Acme", "3 Initech, Inc."], "{errors}");
}
