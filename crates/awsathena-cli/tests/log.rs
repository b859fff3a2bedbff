//! The log of the command: no bound value and no secret, whatever RUST_LOG says, and warnings by default

use std::process::{Command, Output, Stdio};

use athena_sandbox::Sandbox;

const DRIVERS: [&str; 5] = ["rest", "s3fs", "arrow", "polars", "pandas"];

/// Texts that no log may have.
const PLANTED: [&str; 5] = ["planted-value", "planted-secret", "planted-token", "planted-word", "planted-id"];

fn folder() -> std::path::PathBuf {
    let folder = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("log");
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_awsathena"));
    command.args(arguments).env_remove("RUST_LOG").env("XDG_STATE_HOME", folder()).env("XDG_CONFIG_HOME", folder());
    command.env("AWS_EC2_METADATA_DISABLED", "true").stdin(Stdio::null());
    command
}

fn shown(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Runs a statement with a bound value and with secrets in every place of a connection that has one.
fn run(sandbox: &Sandbox, driver: &str, log: &str, more: &str) -> String {
    let url = sandbox.url(&format!("awsathena+{driver}"));
    let (scheme, rest) = url.split_once("://").expect("a URL");
    let (_, rest) = rest.split_once('@').unwrap_or(("", rest));
    let url = format!("{scheme}://AKIDPLANTED:planted-secret@{rest}&aws_session_token=planted-token{more}");
    let output = command(&["query", "--url", &url, "-p", "word=planted-value", "SELECT :word AS word"])
        .env("RUST_LOG", log)
        .env("HTTPS_PROXY", "http://user:planted-word@127.0.0.1:1")
        .output()
        .expect("it runs");
    let log = shown(&output);
    assert!(output.status.success(), "{log}");
    assert!(String::from_utf8_lossy(&output.stdout).contains("planted-value"), "the result has the value");
    log
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_of_everything_has_no_bound_value_and_no_secret() {
    let sandbox = Sandbox::builder().start().await.expect("the sandbox starts");
    for driver in DRIVERS {
        for log in ["trace", "aws_smithy_runtime=trace,athena_core=trace,hyper_util=trace"] {
            let log = run(&sandbox, driver, log, "");
            assert!(log.contains("athena.query{"), "{log}");
            for planted in PLANTED {
                assert!(!log.contains(planted), "{driver}: {planted} in {log}");
            }
            assert!(!log.contains("SELECT :word"), "{driver}: {log}");
        }
    }
    let log = run(&sandbox, "rest", "trace", "&log_statements=true");
    assert!(log.contains("SELECT :word AS word") && !log.contains("planted-value"), "{log}");
    sandbox.shutdown().await;
}

#[test]
fn a_warning_about_the_connection_is_shown_by_default() {
    let url = "awsathena+rest://AKID:planted-secret@athena.eu-west-1.amazonaws.com/default\
               ?s3_staging_dir=s3://bucket/&endpoint_url=http://192.0.2.1:9&connect_timeout=0.2&max_attempts=1";
    let output = command(&["query", "--url", url, "SELECT 1"]).output().expect("it runs");
    let log = shown(&output);
    assert!(!output.status.success(), "nobody answers there");
    assert_eq!(log.matches("WARN").count(), 1, "{log}");
    assert!(log.contains("requests to Athena at 192.0.2.1 are not encrypted"), "{log}");
    assert!(!log.contains("planted-secret"), "{log}");
}
