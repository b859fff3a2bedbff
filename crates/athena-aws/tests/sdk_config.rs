//! `Services` with an SDK configuration of the program.

use athena_aws::{SdkConfig, SdkOptions, Services};
use athena_core::driver::api::StartQuery;
use athena_core::options::{AwsOptions, ConnectOptions};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_http_client::test_util::{ReplayEvent, StaticReplayClient};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_types::body::SdkBody;
use aws_types::region::Region;

fn given(client: StaticReplayClient) -> SdkConfig {
    let keys = Credentials::new("AKGIVEN", "SECRETGIVEN", None, None, "test");
    SdkConfig::builder()
        .region(Region::new("us-west-2"))
        .credentials_provider(SharedCredentialsProvider::new(keys))
        .http_client(client)
        .build()
}

#[tokio::test]
async fn credentials_region_and_client_of_the_configuration_are_used() {
    let response = HttpResponse::new(200.try_into().expect("a status"), SdkBody::from(r#"{"QueryExecutionId":"q-1"}"#));
    let client = StaticReplayClient::new(vec![ReplayEvent::new(HttpRequest::new(SdkBody::empty()), response)]);
    let sdk = SdkOptions::new().with_sdk_config(given(client.clone())).with_app_name("reports");
    let services = Services::connect(&ConnectOptions::new(), sdk).await.expect("good options");
    assert_eq!(services.region, "us-west-2");
    services.athena.start_query_execution(&StartQuery::new("SELECT 1")).await.expect("started");

    let request = client.actual_requests().next().expect("one request");
    assert_eq!(request.uri(), "https://athena.us-west-2.amazonaws.com/");
    let header = |name| request.headers().get(name).unwrap_or_default();
    assert!(header("authorization").contains("Credential=AKGIVEN/"));
    assert!(
        header("x-amz-user-agent").contains("lib/awsathena/") && header("x-amz-user-agent").contains("app/reports")
    );
}

#[tokio::test]
async fn the_option_region_name_takes_precedence_over_the_configuration() {
    let options = ConnectOptions::new().with_aws(AwsOptions::new().with_region_name("eu-west-1"));
    let sdk = SdkOptions::new().with_sdk_config(given(StaticReplayClient::new(Vec::new())));
    assert_eq!(Services::connect(&options, sdk).await.expect("good options").region, "eu-west-1");
}
