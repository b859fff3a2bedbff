//! The binary `athena-sandbox`

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};

#[test]
fn it_prints_one_line_when_it_is_ready() {
    let mut process = Command::new(env!("CARGO_BIN_EXE_athena-sandbox"))
        .args(["--port", "0"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut output = BufReader::new(process.stdout.take().expect("piped"));
    let mut line = String::new();
    output.read_line(&mut line).expect("a line");
    assert!(line.starts_with("ready http://127.0.0.1:"), "{line}");
    let kill = Command::new("kill").arg(process.id().to_string()).status().expect("there is a `kill`");
    assert!(kill.success());
    assert!(process.wait().expect("it ends").success());
    let mut rest = String::new();
    output.read_to_string(&mut rest).expect("UTF-8");
    assert_eq!(rest, "");
}

#[test]
fn it_refuses_an_address_that_others_can_reach() {
    let output =
        Command::new(env!("CARGO_BIN_EXE_athena-sandbox")).args(["--host", "0.0.0.0"]).output().expect("it starts");
    assert!(!output.status.success());
    assert!(output.stdout.is_empty());
    assert!(String::from_utf8_lossy(&output.stderr).contains("not a loopback address"));
}
