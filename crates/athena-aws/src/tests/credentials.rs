//! Sources of credentials, roles and MFA sessions, and their failures.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use athena_core::driver::api::StartQuery;
use athena_core::options::EndpointUrl;
use athena_core::{Error, ErrorKind, Retry};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use futures_util::FutureExt;

use super::*;

const STARTED: &str = r#"{"QueryExecutionId":"q-1"}"#;
const ROLE: &str = "arn:aws:iam::123456789012:role/reports";
const DEVICE: &str = "arn:aws:iam::123456789012:mfa/me";

fn denied() -> Response {
    let body = "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>User: me is not authorized \
                to perform: sts:AssumeRole</Message></Error><RequestId>r-2</RequestId></ErrorResponse>";
    (403, &[("content-type", "text/xml")], body.to_owned())
}

async fn connect_error(aws: AwsOptions, sdk: SdkOptions) -> Error {
    let sdk = sdk.with_http_client(replay(Vec::new()));
    Services::connect(&options(aws), sdk).await.expect_err("options that contradict each other")
}

async fn start(services: &Services) -> athena_core::Result<()> {
    services.athena.start_query_execution(&StartQuery::new("SELECT 1")).await.map(drop)
}

#[tokio::test]
async fn a_role_is_assumed_once_by_sts_and_never_by_athenas_endpoint() {
    let client =
        replay(vec![session("AssumeRole", "AKROLE", "2099-01-01T00:00:00Z"), json(200, STARTED), json(200, STARTED)]);
    let athena: EndpointUrl = "http://127.0.0.1:4566".parse().expect("an endpoint");
    let aws = aws().with_role_arn(ROLE).with_external_id("ext").with_role_session_name("me").with_endpoint_url(athena);
    let services = services(aws, &client).await;
    assert!(sent(&client).is_empty(), "no call is made before the first statement");
    start(&services).await.expect("started");
    start(&services).await.expect("started");
    let requests = sent(&client);
    assert_eq!(requests[0].uri(), "https://sts.eu-west-1.amazonaws.com/");
    let asked = body(requests[0]);
    for part in ["Action=AssumeRole", "RoleSessionName=me", "ExternalId=ext", "DurationSeconds=3600"] {
        assert!(asked.contains(part), "{asked}");
    }
    assert!(!asked.contains("SerialNumber"), "{asked}");
    assert!(header(requests[0], "authorization").contains("Credential=AKIDEXAMPLE/"));
    assert_eq!(requests[1].uri(), "http://127.0.0.1:4566/");
    assert!(header(requests[2], "authorization").contains("Credential=AKROLE/"));
    assert_eq!(header(requests[2], "x-amz-security-token"), "T-AKROLE");
}

#[tokio::test]
async fn a_session_is_renewed_when_it_expires() {
    let client = replay(vec![
        session("GetSessionToken", "AKONE", "2001-01-01T00:00:00Z"),
        json(200, STARTED),
        session("GetSessionToken", "AKTWO", "2099-01-01T00:00:00Z"),
        json(200, STARTED),
    ]);
    let asked = Arc::new(AtomicU32::new(0));
    let counter = Arc::clone(&asked);
    let sdk = SdkOptions::new().with_http_client(client.clone()).with_mfa_token(move |device| {
        assert_eq!(device, DEVICE);
        let code = 123_456 + counter.fetch_add(1, Ordering::Relaxed);
        async move { Ok(format!(" {code}\n")) }.boxed()
    });
    let aws = aws().with_serial_number(DEVICE).with_duration_seconds(900u32);
    let services = Services::connect(&options(aws), sdk).await.expect("good options");
    start(&services).await.expect("started");
    start(&services).await.expect("started");
    let requests = sent(&client);
    assert!(body(requests[0]).contains("Action=GetSessionToken") && body(requests[0]).contains("DurationSeconds=900"));
    assert!(body(requests[0]).contains("TokenCode=123456") && body(requests[2]).contains("TokenCode=123457"));
    assert!(header(requests[3], "authorization").contains("Credential=AKTWO/"));
    assert_eq!(asked.load(Ordering::Relaxed), 2);
}

fn given_keys() -> Credentials {
    Credentials::new("AKGIVEN", "SECRETGIVEN", None, None, "test")
}

/// A configuration of the SDK as a program builds it by hand: without an identity cache.
fn given_config(client: &StaticReplayClient) -> crate::SdkConfig {
    crate::SdkConfig::builder()
        .region(aws_types::region::Region::new("eu-west-1"))
        .credentials_provider(SharedCredentialsProvider::new(given_keys()))
        .http_client(client.clone())
        .build()
}

#[tokio::test]
async fn a_role_is_assumed_with_the_credentials_of_an_sdk_configuration() {
    let client =
        replay(vec![session("AssumeRole", "AKROLE", "2099-01-01T00:00:00Z"), json(200, STARTED), json(200, STARTED)]);
    let sdk = SdkOptions::new().with_sdk_config(given_config(&client));
    let aws = AwsOptions::new().with_role_arn(ROLE);
    let services = Services::connect(&options(aws), sdk).await.expect("a role is not a source of credentials");
    start(&services).await.expect("started");
    start(&services).await.expect("started");
    let requests = sent(&client);
    assert_eq!(requests[0].uri(), "https://sts.eu-west-1.amazonaws.com/");
    assert!(header(requests[0], "authorization").contains("Credential=AKGIVEN/"));
    assert!(body(requests[0]).contains("Action=AssumeRole"), "{}", body(requests[0]));
    for request in &requests[1..] {
        assert!(header(request, "authorization").contains("Credential=AKROLE/"));
    }
}

#[tokio::test]
async fn a_role_is_assumed_with_the_credentials_of_a_provider() {
    let client = replay(vec![session("AssumeRole", "AKROLE", "2099-01-01T00:00:00Z"), json(200, STARTED)]);
    let sdk = SdkOptions::new().with_http_client(client.clone()).with_credentials(given_keys());
    let aws = AwsOptions::new().with_region_name("cn-north-1").with_role_arn(ROLE);
    let services = Services::connect(&options(aws), sdk).await.expect("a role is not a source of credentials");
    start(&services).await.expect("started");
    let requests = sent(&client);
    assert_eq!(requests[0].uri(), "https://sts.cn-north-1.amazonaws.com.cn/");
    assert!(header(requests[0], "authorization").contains("Credential=AKGIVEN/"));
    assert!(header(requests[1], "authorization").contains("Credential=AKROLE/"));
}

#[tokio::test]
async fn an_mfa_session_begins_with_the_credentials_of_an_sdk_configuration() {
    let client = replay(vec![session("GetSessionToken", "AKMFA", "2099-01-01T00:00:00Z"), json(200, STARTED)]);
    let code = |_: &str| async { Ok("123456".to_owned()) }.boxed();
    let sdk = SdkOptions::new().with_sdk_config(given_config(&client)).with_mfa_token(code);
    let aws = AwsOptions::new().with_serial_number(DEVICE);
    let services = Services::connect(&options(aws), sdk).await.expect("a device is not a source of credentials");
    start(&services).await.expect("started");
    let requests = sent(&client);
    assert!(body(requests[0]).contains("TokenCode=123456"), "{}", body(requests[0]));
    assert!(header(requests[0], "authorization").contains("Credential=AKGIVEN/"));
    assert!(header(requests[1], "authorization").contains("Credential=AKMFA/"));
}

#[tokio::test(start_paused = true)]
async fn a_person_has_minutes_to_enter_an_mfa_code() {
    let client = replay(vec![session("GetSessionToken", "AKMFA", "2099-01-01T00:00:00Z"), json(200, STARTED)]);
    let slow = |_: &str| {
        async {
            tokio::time::sleep(std::time::Duration::from_secs(120)).await;
            Ok("123456".to_owned())
        }
        .boxed()
    };
    let sdk = SdkOptions::new().with_sdk_config(given_config(&client)).with_mfa_token(slow);
    let aws = AwsOptions::new().with_serial_number(DEVICE);
    let services = Services::connect(&options(aws), sdk).await.expect("good options");
    start(&services).await.expect("started");
}

#[tokio::test(start_paused = true)]
async fn an_mfa_code_that_never_comes_is_a_failure_to_load_credentials() {
    let never = |_: &str| std::future::pending().boxed();
    let sdk = SdkOptions::new().with_http_client(replay(Vec::new())).with_mfa_token(never);
    let services = Services::connect(&options(aws().with_serial_number(DEVICE)), sdk).await.expect("good options");
    let error = start(&services).await.expect_err("no code");
    assert_eq!((error.kind(), error.retry()), (ErrorKind::Unauthenticated, Retry::Later));
    assert!(error.message().contains("the credentials could not be loaded: ") && error.message().contains("300s"));
}

#[tokio::test]
async fn a_profile_that_does_not_exist_is_an_error_at_connect() {
    let unknown = AwsOptions::new().with_profile_name("nosuch");
    for aws in [unknown.clone(), unknown.with_region_name("eu-west-1")] {
        let error = connect_error(aws, SdkOptions::new()).await;
        assert_eq!((error.kind(), error.retry()), (ErrorKind::Unauthenticated, Retry::Never));
        let text = error.to_string();
        assert!(text.contains("option `profile_name` names the profile `nosuch`"), "{text}");
        assert!(text.contains("~/.aws/config and ~/.aws/credentials, which have no profiles"), "{text}");
    }
}

#[tokio::test]
async fn a_role_that_may_not_be_assumed_is_permission_denied() {
    let client = replay(vec![denied()]);
    let error = start(&services(aws().with_role_arn(ROLE), &client).await).await.expect_err("denied");
    assert_eq!((error.kind(), error.retry()), (ErrorKind::PermissionDenied, Retry::Never));
    let text = error.to_string();
    assert!(text.starts_with("could not start query execution: could not assume role: User: me is not"), "{text}");
    assert!(text.contains(ROLE), "{text}");
}

#[tokio::test]
async fn the_callers_refusal_to_give_a_code_is_the_error() {
    let refuse = |_: &str| async { Err(Error::new(ErrorKind::Unauthenticated, "the device is lost")) }.boxed();
    let sdk = SdkOptions::new().with_http_client(replay(Vec::new())).with_mfa_token(refuse);
    let services = Services::connect(&options(aws().with_serial_number(DEVICE)), sdk).await.expect("good options");
    let error = start(&services).await.expect_err("no code");
    assert_eq!(error.kind(), ErrorKind::Unauthenticated);
    assert!(error.to_string().contains("could not ask for the MFA code: the device is lost"), "{error}");
}

#[tokio::test]
async fn without_credentials_the_first_call_is_unauthenticated() {
    let aws = AwsOptions::new().with_region_name("eu-west-1").with_max_attempts(1u32);
    let error = start(&services(aws, &replay(Vec::new())).await).await.expect_err("no credentials");
    assert_eq!((error.kind(), error.retry()), (ErrorKind::Unauthenticated, Retry::Never), "{error:?}");
    assert!(error.to_string().contains("no AWS credentials were found"), "{error}");
}

#[tokio::test]
async fn a_configuration_of_the_sdk_without_credentials_is_refused() {
    let bare = crate::SdkConfig::builder().region(aws_types::region::Region::new("eu-west-1")).build();
    for aws in [AwsOptions::new(), AwsOptions::new().with_role_arn(ROLE)] {
        let error = connect_error(aws, SdkOptions::new().with_sdk_config(bare.clone())).await;
        assert_eq!(error.kind(), ErrorKind::Unauthenticated);
        assert!(error.message().starts_with("the SDK configuration has no credentials provider"), "{error}");
    }
}

#[tokio::test]
async fn options_that_contradict_each_other_are_refused() {
    let error = connect_error(aws().with_serial_number(DEVICE), SdkOptions::new()).await;
    assert_eq!(error.kind(), ErrorKind::InvalidOption);
    assert!(error.to_string().contains("`serial_number`") && error.to_string().contains("with_mfa_token"), "{error}");

    let given = crate::SdkConfig::builder().build();
    let error = connect_error(aws().with_role_arn(ROLE), SdkOptions::new().with_sdk_config(given.clone())).await;
    assert!(error.to_string().contains("`aws_access_key_id` and an SDK configuration"), "{error}");
    let error = connect_error(AwsOptions::new(), SdkOptions::new().with_sdk_config(given)).await;
    assert!(error.to_string().contains("`region_name`") && error.to_string().contains("AWS_REGION"), "{error}");

    let error = connect_error(aws().with_profile_name("me"), SdkOptions::new()).await;
    assert!(error.to_string().contains("`aws_access_key_id` and option `profile_name`"), "{error}");
    let no_region = AwsOptions::new().with_aws_access_key_id("A").with_aws_secret_access_key("S");
    let error = connect_error(no_region, SdkOptions::new()).await;
    assert!(error.to_string().contains("`region_name`") && error.to_string().contains("AWS_REGION"), "{error}");
    assert!(connect_error(aws(), SdkOptions::new().with_app_name("my app")).await.to_string().contains("app name"));
}

#[tokio::test]
async fn certificates_are_always_checked() {
    let connect = async |aws| Services::connect(&options(aws), SdkOptions::new()).await;
    let error = connect(aws().with_verify(false)).await.expect_err("cannot be");
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert!(error.to_string().contains("`verify`"), "{error}");

    let here = env!("CARGO_MANIFEST_DIR");
    let file = |name: &str| {
        aws().with_verify(athena_core::options::TlsVerification::CaBundle(format!("{here}/{name}").into()))
    };
    let error = connect(file("Cargo.toml")).await.expect_err("no certificate");
    assert!(error.to_string().contains("it has no certificate"), "{error}");
    let error = connect(file("no such file")).await.expect_err("no file");
    assert_eq!(error.kind(), ErrorKind::InvalidOption);
    connect(file("tests/ca.pem")).await.expect("a certificate");
    connect(aws()).await.expect("the system's certificates are not read yet");
}

#[tokio::test]
async fn nothing_shows_a_secret() {
    let client = replay(Vec::new());
    let services = services(aws(), &client).await;
    let sdk = SdkOptions::new().with_sdk_config(crate::SdkConfig::builder().build());
    let shown = format!("{services:?} {sdk:?}");
    assert!(!shown.contains("SECRETEXAMPLE") && !shown.contains("AKIDEXAMPLE"), "{shown}");
}

#[cfg(feature = "s3")]
#[tokio::test]
async fn athena_and_s3_share_the_session_of_an_sdk_configuration() {
    let client = replay(vec![
        session("AssumeRole", "AKROLE", "2099-01-01T00:00:00Z"),
        json(200, STARTED),
        (200, &[("content-length", "7")], String::new()),
    ]);
    let sdk = SdkOptions::new().with_sdk_config(given_config(&client));
    let aws = AwsOptions::new().with_role_arn(ROLE);
    let services = Services::connect(&options(aws), sdk).await.expect("good options");
    start(&services).await.expect("started");
    let uri = "s3://bucket/key".parse().expect("a URI");
    services.objects.expect("the feature is on").head(&uri).await.expect("an object");
    assert!(header(sent(&client)[2], "authorization").contains("Credential=AKROLE/"));
}

#[cfg(feature = "s3")]
#[tokio::test]
async fn athena_and_s3_share_one_session() {
    let client = replay(vec![
        session("AssumeRole", "AKROLE", "2099-01-01T00:00:00Z"),
        json(200, STARTED),
        (200, &[("content-length", "7")], String::new()),
    ]);
    let services = services(aws().with_role_arn(ROLE), &client).await;
    start(&services).await.expect("started");
    let uri = "s3://bucket/key".parse().expect("a URI");
    services.objects.expect("the feature is on").head(&uri).await.expect("an object");
    assert!(header(sent(&client)[2], "authorization").contains("Credential=AKROLE/"));
}

/// A provider whose credentials a service refuses earlier than it said.
#[derive(Debug)]
struct Numbered(Arc<AtomicU32>);

impl aws_credential_types::provider::ProvideCredentials for Numbered {
    fn provide_credentials<'a>(&'a self) -> aws_credential_types::provider::future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        let number = self.0.fetch_add(1, Ordering::Relaxed);
        let keys = Credentials::new(format!("AK{number}"), "SECRET", None, None, "test");
        aws_credential_types::provider::future::ProvideCredentials::ready(Ok(keys))
    }
}

fn expired() -> Response {
    json(400, r#"{"__type":"ExpiredTokenException","message":"The security token included in the request is expired"}"#)
}

async fn with_numbered_keys(client: &StaticReplayClient) -> Connection<Pages> {
    let aws = AwsOptions::new().with_region_name("eu-west-1").with_max_attempts(5u32);
    let builder = ConnectionBuilder::<Pages>::from_options(options(aws), ()).http_client(client.clone());
    builder.credentials(Numbered(Arc::default())).connect().await.expect("connects")
}

#[tokio::test]
async fn credentials_that_a_service_calls_expired_are_renewed_once() {
    let client = replay(vec![json(200, STARTED), expired(), json(200, STARTED), json(200, STARTED)]);
    let connection = with_numbered_keys(&client).await;
    for _ in 0..3 {
        let athena = connection.session().athena();
        athena.start_query_execution(&StartQuery::new("SELECT 1")).await.expect("started");
    }
    let requests = sent(&client);
    let signed = |at: usize| header(requests[at], "authorization").split('/').next().unwrap_or_default().to_owned();
    let keys: Vec<String> = (0..4).map(signed).collect();
    assert!(
        keys[0] == keys[1] && keys[0].ends_with("AK0") && keys[2] == keys[3] && keys[2].ends_with("AK1"),
        "{keys:?}"
    );
    // The new ones have expired, too: that is final.
    let client = replay(vec![expired(), expired()]);
    let connection = with_numbered_keys(&client).await;
    let started = connection.session().athena().start_query_execution(&StartQuery::new("SELECT 1")).await;
    let error = started.expect_err("expired twice");
    assert_eq!((error.kind(), error.retry()), (ErrorKind::Unauthenticated, Retry::Never));
    assert_eq!(sent(&client).len(), 2);
}

#[tokio::test]
async fn keys_of_options_cannot_be_renewed() {
    let client = replay(vec![expired()]);
    let connection = connection(aws().with_max_attempts(5u32), &client).await;
    let started = connection.session().athena().start_query_execution(&StartQuery::new("SELECT 1")).await;
    assert_eq!(started.expect_err("expired").kind(), ErrorKind::Unauthenticated);
    assert_eq!(sent(&client).len(), 1);
}
