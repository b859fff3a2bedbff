//! `ConnectionBuilder`.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use athena_core::{ErrorKind, StatementOptions};
use aws_credential_types::Credentials;
use aws_smithy_async::time::StaticTimeSource;
use futures_util::FutureExt;

use super::*;

const URL: &str = "awsathena+pages://AKURL:SECRETURL@athena.eu-west-1.amazonaws.com/sales?max_attempts=1";
const KEYLESS: &str = "awsathena+pages://@athena.eu-west-1.amazonaws.com/sales?max_attempts=1";
const STARTED: &str = r#"{"QueryExecutionId":"q-1"}"#;
const SUCCEEDED: &str = r#"{"QueryExecution":{"QueryExecutionId":"q-1","Query":"SELECT 1","StatementType":"DML",
    "Status":{"State":"SUCCEEDED"}}}"#;
const PAGE: &str = r#"{"ResultSet":{"Rows":[{"Data":[{"VarCharValue":"n"}]},{"Data":[{"VarCharValue":"1"}]}],
    "ResultSetMetadata":{"ColumnInfo":[{"Name":"n","Type":"integer"}]}}}"#;

fn builder(url: &str, client: &StaticReplayClient) -> ConnectionBuilder<Pages> {
    ConnectionBuilder::new(url).http_client(client.clone())
}

/// The responses to one statement.
fn responses() -> Vec<Response> {
    vec![json(200, STARTED), json(200, SUCCEEDED), json(200, PAGE)]
}

async fn run(connection: &Connection<Pages>) {
    let n: i64 = connection.query("SELECT 1").fetch_scalar().await.expect("a row");
    assert_eq!(n, 1);
}

/// The error of a connection that must not come about; it calls no service.
async fn refused(builder: ConnectionBuilder<Pages>) -> athena_core::Error {
    builder.http_client(replay(Vec::new())).connect().await.expect_err("settings that contradict each other")
}

#[tokio::test]
async fn keys_region_and_schema_of_a_url_are_used() {
    let client = replay(responses());
    let connection = builder(URL, &client).connect().await.expect("a good URL");
    assert!(sent(&client).is_empty(), "connecting calls no service");
    run(&connection).await;
    let request = sent(&client)[0];
    assert_eq!(request.uri(), "https://athena.eu-west-1.amazonaws.com/");
    assert!(header(request, "authorization").contains("Credential=AKURL/"));
    assert!(body(request).contains(r#""Database":"sales""#), "{}", body(request));
    assert_eq!(connection.driver_name(), "pages");
}

#[tokio::test]
async fn a_configuration_of_the_sdk_gives_credentials_region_and_client() {
    let client = replay(responses());
    let keys = Credentials::new("AKGIVEN", "SECRETGIVEN", None, None, "test");
    let config = crate::SdkConfig::builder()
        .region(aws_types::region::Region::new("us-west-2"))
        .credentials_provider(aws_credential_types::provider::SharedCredentialsProvider::new(keys))
        .http_client(client.clone())
        .build();
    let builder = ConnectionBuilder::<Pages>::new("awsathena+pages:///sales").sdk_config(config);
    let connection = builder.connect().await.expect("a good configuration");
    run(&connection).await;
    let request = sent(&client)[0];
    assert_eq!(request.uri(), "https://athena.us-west-2.amazonaws.com/");
    assert!(header(request, "authorization").contains("Credential=AKGIVEN/"));
    assert_eq!(connection.options().aws.region_name.as_deref(), Some("us-west-2"));
}

#[tokio::test]
async fn requests_are_signed_by_the_provider_at_the_time_of_the_clock() {
    let client = replay(responses());
    let clock = StaticTimeSource::new(SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000));
    let keys = Credentials::new("AKPROVIDED", "SECRETPROVIDED", None, None, "test");
    let connection = builder(KEYLESS, &client).credentials(keys).time_source(clock).app_name("reports").connect().await;
    run(&connection.expect("good settings")).await;
    let request = sent(&client)[0];
    assert_eq!(header(request, "x-amz-date"), "20010909T014640Z");
    let authorization = header(request, "authorization");
    assert!(authorization.contains("Credential=AKPROVIDED/20010909/eu-west-1/athena/"), "{authorization}");
    assert!(header(request, "x-amz-user-agent").contains("app/reports"));
}

#[tokio::test]
async fn the_mfa_token_is_asked_for_at_the_first_call() {
    let mut responses = responses();
    responses.insert(0, session("GetSessionToken", "AKMFA", "2099-01-01T00:00:00Z"));
    let client = replay(responses);
    let builder = builder(URL, &client).option("serial_number", "GAHT12345678");
    let connection = builder.mfa_token(|_| async { Ok("123456".to_owned()) }.boxed()).connect().await;
    run(&connection.expect("good settings")).await;
    assert!(body(sent(&client)[0]).contains("SerialNumber=GAHT12345678&TokenCode=123456"));
    assert!(header(sent(&client)[1], "authorization").contains("Credential=AKMFA/"));
}

#[tokio::test]
async fn callbacks_see_the_start_and_every_poll() {
    let client = replay(responses());
    let seen = Arc::new(Mutex::new(Vec::new()));
    let note = |seen: &Arc<Mutex<Vec<String>>>| {
        let seen = Arc::clone(seen);
        move |text: String| seen.lock().expect("not poisoned").push(text)
    };
    let (started, polled) = (note(&seen), note(&seen));
    let builder = builder(URL, &client)
        .on_start(move |id| started(format!("start {id}")))
        .on_poll(move |execution| polled(format!("poll {:?}", execution.state)));
    run(&builder.connect().await.expect("good settings")).await;
    assert_eq!(*seen.lock().expect("not poisoned"), ["start q-1", "poll Succeeded"]);
}

#[tokio::test]
async fn an_option_set_by_name_takes_precedence_over_the_url() {
    let client = replay(responses());
    let builder = builder(URL, &client)
        .option("work_group", "etl")
        .option("region_name", "eu-central-1")
        .option("work_group", "nightly")
        .defaults(StatementOptions::new().with_catalog_name("other"));
    let connection = builder.connect().await.expect("good options");
    assert_eq!(connection.options().query.work_group.as_deref(), Some("nightly"));
    run(&connection).await;
    assert_eq!(sent(&client)[0].uri(), "https://athena.eu-central-1.amazonaws.com/");
    assert!(body(sent(&client)[0]).contains(r#""Catalog":"other""#));

    let unknown = refused(ConnectionBuilder::new(URL).option("work_grup", "etl")).await;
    assert_eq!(unknown.kind(), ErrorKind::UnknownOption);
    assert!(unknown.message().contains("did you mean `work_group`?"), "{unknown}");
}

#[tokio::test]
async fn typed_options_are_used_as_they_are() {
    let client = replay(responses());
    let typed = ConnectionBuilder::<Pages>::from_options(options(aws()), ()).http_client(client.clone());
    let connection = typed.connect().await.expect("good options");
    run(&connection).await;
    assert!(header(sent(&client)[0], "authorization").contains("Credential=AKIDEXAMPLE/"));

    let named = ConnectionBuilder::<Pages>::from_options(options(aws()), ()).option("work_group", "etl");
    let error = refused(named).await;
    assert_eq!(error.kind(), ErrorKind::InvalidOption);
    assert!(error.message().contains("`work_group`") && error.message().contains("set its field"), "{error}");
}

#[tokio::test]
async fn the_scheme_of_another_driver_is_refused_before_the_rest_of_the_url_is_read() {
    let error = refused(ConnectionBuilder::new("awsathena+rest://eu-west-1:nonsense@/?x=1")).await;
    assert_eq!(error.kind(), ErrorKind::UnknownScheme);
    assert!(error.message().contains("`pages`") && error.message().contains("`awsathena+rest`"), "{error}");
}

#[tokio::test]
async fn two_sources_of_credentials_are_refused() {
    let keys = || Credentials::new("AKPROVIDED", "SECRETPROVIDED", None, None, "test");
    let config = || crate::SdkConfig::builder().build();
    let builder = ConnectionBuilder::<Pages>::new;
    let cases = [
        (builder(URL).credentials(keys()), "option `aws_access_key_id` and a credentials provider"),
        (builder(URL).sdk_config(config()), "option `aws_access_key_id` and an SDK configuration"),
        (builder(URL).option("profile_name", "me"), "option `aws_access_key_id` and option `profile_name`"),
        (
            builder(KEYLESS).option("profile_name", "me").credentials(keys()),
            "option `profile_name` and a credentials provider",
        ),
        (
            builder(KEYLESS).option("profile_name", "me").sdk_config(config()),
            "option `profile_name` and an SDK configuration",
        ),
    ];
    for (builder, sources) in cases {
        let error = refused(builder).await;
        assert_eq!(error.kind(), ErrorKind::InvalidOption);
        assert_eq!(error.message(), format!("{sources} both set credentials; give one"));
    }
    // a provider replaces the one of the configuration
    builder(KEYLESS).sdk_config(config()).credentials(keys()).connect().await.expect("one provider");
}

#[tokio::test]
async fn the_resolved_region_is_among_the_options_of_the_connection() {
    let connection = builder(URL, &replay(Vec::new())).connect().await.expect("a good URL");
    assert_eq!(connection.options().aws.region_name.as_deref(), Some("eu-west-1"));
}

#[tokio::test]
async fn a_builder_shows_no_secret() {
    let client = replay(Vec::new());
    let keys = Credentials::new("AKPROVIDED", "SECRETPROVIDED", None, None, "test");
    let shown = format!("{:?}", builder(URL, &client).credentials(keys).option("aws_session_token", "TOKEN"));
    assert!(shown.contains("aws_session_token"), "{shown}");
    for secret in ["AKURL", "SECRETURL", "SECRETPROVIDED", "TOKEN"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}
