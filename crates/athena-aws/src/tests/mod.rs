//! The whole crate against replayed HTTP. The AWS settings of the environment are hidden, and only loopback is reached.

mod catalog;
mod connect;
mod credentials;
mod errors;
#[cfg(feature = "glue")]
mod glue;
#[cfg(feature = "s3")]
mod objects;
mod requests;
mod warnings;

use athena_core::Connection;
use athena_core::options::{AwsOptions, ConnectOptions, QueryDefaults};
use athena_core::testing::Pages;
use aws_smithy_http_client::test_util::{ReplayEvent, StaticReplayClient};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;

use crate::{ConnectionBuilder, SdkOptions, Services};

/// A response: status, headers, body.
type Response = (u16, &'static [(&'static str, &'static str)], String);

fn json(status: u16, body: &str) -> Response {
    (status, &[("content-type", "application/x-amz-json-1.1"), ("x-amzn-requestid", "r-1")], body.to_owned())
}

/// The response of STS to `action`: temporary credentials.
fn session(action: &str, key: &str, expiration: &str) -> Response {
    let body = format!(
        "<{action}Response xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><{action}Result><Credentials>\
         <AccessKeyId>{key}</AccessKeyId><SecretAccessKey>S</SecretAccessKey><SessionToken>T-{key}</SessionToken>\
         <Expiration>{expiration}</Expiration></Credentials></{action}Result></{action}Response>"
    );
    (200, &[("content-type", "text/xml")], body)
}

/// A client that returns these responses in turn, for any requests.
fn replay(responses: Vec<Response>) -> StaticReplayClient {
    let event = |(status, headers, body): Response| {
        let mut response = HttpResponse::new(StatusCode::try_from(status).expect("a status"), SdkBody::from(body));
        for (name, value) in headers {
            response.headers_mut().insert(*name, *value);
        }
        ReplayEvent::new(HttpRequest::new(SdkBody::empty()), response)
    };
    StaticReplayClient::new(responses.into_iter().map(event).collect())
}

fn aws() -> AwsOptions {
    AwsOptions::new()
        .with_region_name("eu-west-1")
        .with_aws_access_key_id("AKIDEXAMPLE")
        .with_aws_secret_access_key("SECRETEXAMPLE")
        .with_max_attempts(1u32)
}

fn options(aws: AwsOptions) -> ConnectOptions {
    ConnectOptions::new().with_aws(aws).with_query(QueryDefaults::new())
}

async fn services(aws: AwsOptions, client: &StaticReplayClient) -> Services {
    let sdk = SdkOptions::new().with_http_client(client.clone());
    Services::connect(&options(aws), sdk).await.expect("good options")
}

/// The services as a program uses them: behind the retries of a connection.
async fn connection(aws: AwsOptions, client: &StaticReplayClient) -> Connection {
    let builder = ConnectionBuilder::<Pages>::from_options(options(aws), ());
    builder.http_client(client.clone()).connect().await.expect("connects").erase()
}

fn sent(client: &StaticReplayClient) -> Vec<&HttpRequest> {
    client.actual_requests().collect()
}

fn header<'a>(request: &'a HttpRequest, name: &str) -> &'a str {
    request.headers().get(name).unwrap_or_default()
}

fn body(request: &HttpRequest) -> &str {
    std::str::from_utf8(request.body().bytes().expect("a body in memory")).expect("text")
}
