//! Profiles of configuration files, which the environment names.
//!
//! A test cannot change its own environment safely, so each one runs `child`, alone, in a process of its own.

use std::path::PathBuf;
use std::process::Command;

use athena_aws::ConnectionBuilder;
use athena_core::testing::Pages;
use aws_smithy_http_client::test_util::{ReplayEvent, StaticReplayClient};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_types::body::SdkBody;

const CONFIG: &str = "
[profile reports]
region = eu-central-1
aws_access_key_id = AKPROFILE
aws_secret_access_key = SECRETPROFILE
[profile nowhere]
aws_access_key_id = AKPROFILE
aws_secret_access_key = SECRETPROFILE
[profile empty]
region = eu-central-1
[profile analyst]
region = eu-central-1
role_arn = arn:aws:iam::123456789012:role/analyst
source_profile = reports
[profile company]
region = eu-central-1
sso_start_url = https://example.com/start
sso_region = eu-central-1
sso_account_id = 123456789012
sso_role_name = Analyst
";

/// The output of `child` for a connection to `url`.
fn report(name: &str, url: &str) -> String {
    // keys in the environment must not replace those of the profile
    report_with(name, url, &[("AWS_ACCESS_KEY_ID", "AKENV"), ("AWS_SECRET_ACCESS_KEY", "SECRETENV")])
}

fn report_with(name: &str, url: &str, environment: &[(&str, &str)]) -> String {
    let config = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.ini"));
    std::fs::write(&config, CONFIG).expect("a file");
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.args(["--exact", "child", "--ignored", "--nocapture"]).env_clear();
    // on Windows, sockets need it
    command.envs(std::env::var_os("SystemRoot").map(|root| ("SystemRoot", root)));
    command.env("AWS_CONFIG_FILE", &config).env("AWS_SHARED_CREDENTIALS_FILE", "nosuch").env("TEST_URL", url);
    command.envs(environment.iter().copied());
    // the metadata service must not be asked
    let output = command.env("AWS_EC2_METADATA_DISABLED", "true").output().expect("it runs");
    String::from_utf8(output.stdout).expect("text")
}

#[tokio::test]
#[ignore = "the other tests run it, in an environment that they set"]
#[expect(clippy::print_stdout, reason = "the test that runs it reads its output")]
async fn child() {
    let url = std::env::var("TEST_URL").expect("a URL");
    let body = SdkBody::from(r#"{"__type":"InvalidRequestException","Message":"refused"}"#);
    let response = HttpResponse::new(400.try_into().expect("a status"), body);
    let client = StaticReplayClient::new(vec![ReplayEvent::new(HttpRequest::new(SdkBody::empty()), response)]);
    match ConnectionBuilder::<Pages>::new(&url).http_client(client.clone()).connect().await {
        Err(error) => println!("refused: {:?}: {error}", error.kind()),
        Ok(connection) => {
            println!("region: {:?}", connection.options().aws.region_name);
            let error = connection.cursor().execute("SELECT 1").await.expect_err("the statement is refused");
            println!("statement: {:?}: {error}", error.kind());
        }
    }
    for request in client.actual_requests() {
        println!("sent: {}", request.uri());
        println!("signed: {}", request.headers().get("authorization").unwrap_or_default());
    }
}

#[test]
fn region_and_keys_of_a_profile_are_used() {
    let report = report("used", "awsathena+pages:///sales?profile_name=reports");
    assert!(report.contains(r#"region: Some("eu-central-1")"#), "{report}");
    assert!(report.contains("Credential=AKPROFILE/") && report.contains("/eu-central-1/athena/"), "{report}");
}

#[test]
fn a_missing_profile_is_an_error_at_connect_that_names_the_nearest() {
    let report = report("missing", "awsathena+pages://@eu-west-1/sales?profile_name=report");
    assert!(report.contains("refused: Unauthenticated: option `profile_name` names the profile `report`"), "{report}");
    assert!(report.contains("missing.ini and nosuch; did you mean `reports`?"), "{report}");
    assert!(report.contains("profiles: analyst, company, empty, nowhere, reports"), "{report}");
}

#[test]
fn a_missing_region_names_the_profile_that_has_none() {
    let report = report("nowhere", "awsathena+pages:///sales?profile_name=nowhere");
    assert!(report.contains("refused: InvalidOption: no AWS region is known: profile `nowhere` has none"), "{report}");
}

#[test]
fn a_profile_without_credentials_is_named_by_the_first_statement() {
    let report = report("empty", "awsathena+pages:///sales?profile_name=empty&max_attempts=1");
    assert!(report.contains("statement: Unauthenticated: "), "{report}");
    assert!(report.contains("profile `empty` has no credentials"), "{report}");
}

#[test]
fn a_profile_of_iam_identity_center_names_the_command_that_signs_in() {
    let report = report("company", "awsathena+pages:///sales?profile_name=company&max_attempts=1");
    assert!(report.contains("statement: Unauthenticated: "), "{report}");
    assert!(report.contains("profile: company"), "{report}");
    let cure = if cfg!(feature = "sso") { "`aws sso login --profile company`" } else { "the cargo feature `sso`" };
    assert!(report.contains(cure), "{report}");
}

#[test]
fn the_endpoint_of_sts_is_used_for_the_role_of_a_profile() {
    let url = "awsathena+pages:///sales?profile_name=analyst&max_attempts=1&sts_endpoint_url=http://127.0.0.1:4610";
    let report = report("analyst", url);
    assert!(report.contains("sent: http://127.0.0.1:4610/"), "{report}");
    assert!(report.contains("Credential=AKPROFILE/"), "{report}");
    // the same profile by the environment, in the default chain
    let url = "awsathena+pages:///sales?max_attempts=1&sts_endpoint_url=http://127.0.0.1:4610";
    let report = report_with("analyst-env", url, &[("AWS_PROFILE", "analyst")]);
    assert!(report.contains("sent: http://127.0.0.1:4610/"), "{report}");
    assert!(report.contains("Credential=AKPROFILE/"), "{report}");
}

#[test]
fn the_endpoint_of_sts_is_used_for_a_web_identity() {
    let token = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("token");
    std::fs::write(&token, "TOKEN").expect("a file");
    let url = "awsathena+pages://@eu-west-1/sales?max_attempts=1&sts_endpoint_url=http://127.0.0.1:4610";
    let environment = [
        ("AWS_WEB_IDENTITY_TOKEN_FILE", token.to_str().expect("text")),
        ("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/pod"),
    ];
    let report = report_with("web-identity", url, &environment);
    assert!(report.contains("sent: http://127.0.0.1:4610/"), "{report}");
}

#[test]
fn a_missing_profile_of_the_environment_is_an_error_at_connect() {
    let url = "awsathena+pages://@eu-west-1/sales?max_attempts=1";
    let report = report_with("missing-env", url, &[("AWS_PROFILE", "nothere")]);
    assert!(
        report.contains("refused: Unauthenticated: environment variable AWS_PROFILE names the profile `nothere`"),
        "{report}"
    );
}
