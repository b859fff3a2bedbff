//! Secrets of a connection are in no text that a program may print or log

use std::process::Command;

/// Runs `child` in a process of its own: a test cannot change its own environment safely, and only the environment can
/// name a proxy with a password.
#[test]
fn nothing_shows_a_secret() {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.args(["--exact", "child", "--ignored", "--nocapture"]);
    for variable in ["http_proxy", "https_proxy", "all_proxy", "no_proxy", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"] {
        command.env_remove(variable);
    }
    command.env("HTTPS_PROXY", athena_tests::proxy()).env("AWS_EC2_METADATA_DISABLED", "true");
    let output = command.output().expect("it runs");
    let shown = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && shown.contains("1 passed"), "{shown}");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "the other test runs it, in an environment that it sets"]
async fn child() {
    athena_tests::redaction().await;
}

#[test]
fn every_public_type_is_looked_at_or_has_a_reason() {
    assert_eq!(athena_tests::unaccounted_types(), Vec::<String>::new());
}
