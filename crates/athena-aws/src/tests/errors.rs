//! Errors that the SDK makes from responses, and the retries of a connection.

use athena_core::driver::api::GetQueryResults;
use athena_core::driver::api::StartQuery;
use athena_core::query::QueryId;
use athena_core::{ErrorKind, Retry};

use std::time::Duration;

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use tokio::time::Instant;

use super::*;

fn athena_error(kind: &str, code: &str, message: &str) -> Response {
    let body =
        format!(r#"{{"__type":"{kind}","AthenaErrorCode":"{code}","ErrorCode":"{code}","Message":"{message}"}}"#);
    json(400, &body)
}

#[tokio::test]
async fn the_type_of_an_error_is_read_from_the_body_alone() {
    let refused = athena_error("InvalidRequestException", "MALFORMED_QUERY", "line 1:1: mismatched input 'SELEC'");
    let client = replay(vec![refused]);
    let error = connection(aws().with_max_attempts(5u32), &client)
        .await
        .session()
        .athena()
        .start_query_execution(&StartQuery::new("SELEC"))
        .await
        .expect_err("refused");
    assert_eq!((error.kind(), error.retry()), (ErrorKind::QueryRejected, Retry::Never));
    assert_eq!(
        error.to_string(),
        "could not start query execution: line 1:1: mismatched input 'SELEC' \
         (code: MALFORMED_QUERY, request_id: r-1, api: StartQueryExecution)"
    );
    assert_eq!(sent(&client).len(), 1, "a rejected query is not sent again");
}

#[tokio::test]
async fn a_staging_directory_that_managed_results_refuse_names_the_option() {
    let message = "ResultConfiguration must not be set: the workgroup has managed query results enabled.";
    let client = replay(vec![athena_error("InvalidRequestException", "INVALID_INPUT", message)]);
    let services = services(aws(), &client).await;
    let error = services.athena.start_query_execution(&StartQuery::new("SELECT 1")).await.expect_err("refused");
    assert_eq!(error.message(), message);
    let hint = error.context("hint").unwrap_or_default();
    assert!(hint.contains("`s3_staging_dir=`"), "{error}");
}

#[tokio::test]
async fn an_error_without_a_message_names_its_code() {
    let client = replay(vec![json(400, r#"{"__type":"UnknownOperationException"}"#), (502, &[], "<html>".to_owned())]);
    let services = services(aws(), &client).await;
    let id = QueryId::from("q-1");
    let error = services.athena.get_query_execution(&id).await.expect_err("refused");
    assert_eq!(error.message(), "the service returned UnknownOperationException");
    assert_eq!(error.query_id(), Some("q-1"));
    let error = services.athena.get_query_execution(&id).await.expect_err("a proxy's page");
    assert_eq!((error.kind(), error.retry()), (ErrorKind::Io, Retry::Later), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_throttled_start_is_sent_again_with_its_token() {
    let throttled = json(400, r#"{"__type":"ThrottlingException","message":"Rate exceeded"}"#);
    let client = replay(vec![throttled.clone(), throttled, json(200, r#"{"QueryExecutionId":"q-1"}"#)]);
    let connection = connection(aws().with_max_attempts(3u32), &client).await;
    connection
        .session()
        .athena()
        .start_query_execution(&StartQuery::new("SELECT 1"))
        .await
        .expect("started in the end");
    let requests = sent(&client);
    assert_eq!(requests.len(), 3);
    assert_eq!(body(requests[0]), body(requests[2]));
}

#[tokio::test(start_paused = true)]
async fn a_call_is_tried_max_attempts_times() {
    let throttled = json(400, r#"{"__type":"TooManyRequestsException","Message":"busy","Reason":"X"}"#);
    let client = replay(vec![throttled.clone(), throttled.clone(), throttled]);
    let connection = connection(aws().with_max_attempts(2u32), &client).await;
    let error = connection.session().athena().stop_query_execution(&QueryId::from("q-1")).await.expect_err("busy");
    assert_eq!(
        (error.kind(), error.retry(), error.context("attempts")),
        (ErrorKind::Throttled, Retry::Exhausted, Some("2"))
    );
    assert_eq!(sent(&client).len(), 2);
}

#[tokio::test]
async fn a_response_without_a_required_member_is_an_error() {
    let client = replay(vec![json(200, "{}"), json(200, "{")]);
    let services = services(aws(), &client).await;
    let error = services.athena.start_query_execution(&StartQuery::new("SELECT 1")).await.expect_err("no id");
    assert_eq!((error.kind(), error.message()), (ErrorKind::Unexpected, "the response has no QueryExecutionId"));
    assert_eq!(error.retry(), Retry::Later, "the same token finds the query");
    let error = services.athena.start_query_execution(&StartQuery::new("SELECT 1")).await.expect_err("half a response");
    assert_eq!((error.kind(), error.retry()), (ErrorKind::Io, Retry::Later), "{error}");
}

#[tokio::test]
async fn a_response_of_a_proxy_is_judged_by_its_status() {
    let page = "<html><head>\n<title>Blocked by\n policy 7</title></head><body>POST / SECRET</body></html>";
    let html = |status| -> Response { (status, &[("content-type", "text/html")], page.to_owned()) };
    for (status, kind, retry) in [
        (403, ErrorKind::PermissionDenied, Retry::Never),
        (401, ErrorKind::Unauthenticated, Retry::Never),
        (404, ErrorKind::Unexpected, Retry::Never),
        (407, ErrorKind::Unexpected, Retry::Never),
        (302, ErrorKind::Unexpected, Retry::Never),
        (413, ErrorKind::Unexpected, Retry::Never),
        (502, ErrorKind::Io, Retry::Later),
        (503, ErrorKind::Throttled, Retry::Later),
    ] {
        let client = replay(vec![html(status)]);
        let services = services(aws(), &client).await;
        let error = services.athena.start_query_execution(&StartQuery::new("SELECT 1")).await.expect_err("a page");
        assert_eq!((error.kind(), error.retry()), (kind, retry), "{status}: {error}");
        assert!(error.message().contains(&format!("HTTP {status}, `Blocked by policy 7`")), "{error}");
        assert!(!format!("{error:?}").contains("SECRET"), "{error:?}");
    }
}

#[tokio::test]
async fn a_page_without_rows_is_told_from_an_empty_page() {
    let client = replay(vec![
        json(200, r#"{"ResultSet":{"Rows":[],"ResultSetMetadata":{"ColumnInfo":[]}}}"#),
        json(200, "{}"),
        json(200, r#"{"ResultSet":{"ResultSetMetadata":{"ColumnInfo":[]}}}"#),
    ]);
    let services = services(aws(), &client).await;
    let request = GetQueryResults::first(QueryId::from("q-1"), None);
    assert!(services.athena.get_query_results(&request).await.expect("an empty page").rows.is_empty());
    for _ in 0..2 {
        let error = services.athena.get_query_results(&request).await.expect_err("not a page");
        assert_eq!((error.kind(), error.query_id()), (ErrorKind::Unexpected, Some("q-1")));
    }
}

/// Responses of a page whose bytes come one by one, a second apart.
#[derive(Clone, Debug)]
struct Trickle;

impl HttpClient for Trickle {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Trickle {
    fn call(&self, _: HttpRequest) -> HttpConnectorFuture {
        let bytes = stream::repeat(Bytes::from_static(b" ")).then(|byte| async {
            tokio::time::sleep(Duration::from_secs(1)).await;
            Ok(byte)
        });
        let body = crate::pace::body_of(bytes.boxed());
        HttpConnectorFuture::ready(Ok(HttpResponse::new(StatusCode::try_from(200).expect("a status"), body)))
    }
}

#[tokio::test(start_paused = true)]
async fn a_response_that_trickles_is_given_up_in_bounded_time() {
    let builder = ConnectionBuilder::<Pages>::from_options(options(aws().with_max_attempts(8u32)), ());
    let connection = builder.http_client(Trickle).connect().await.expect("connects");
    let request = GetQueryResults::first(QueryId::from("q-1"), None);
    let began = Instant::now();
    let error = connection.session().athena().get_query_results(&request).await.expect_err("is too slow");
    assert_eq!((error.kind(), error.retry()), (ErrorKind::TimedOut, Retry::Exhausted), "{error}");
    assert!(error.message().contains("`min_throughput`"), "{error}");
    assert!(began.elapsed() <= Duration::from_secs(65), "{:?}", began.elapsed());
}

#[tokio::test]
async fn a_host_that_cannot_be_reached_is_named() {
    let nowhere: athena_core::options::EndpointUrl = "http://127.0.0.1:1".parse().expect("an endpoint");
    let options = options(aws().with_endpoint_url(nowhere));
    let services = Services::connect(&options, SdkOptions::new()).await.expect("good options");
    let error = services.athena.get_query_execution(&QueryId::from("q-1")).await.expect_err("is refused");
    assert_eq!((error.kind(), error.retry()), (ErrorKind::Io, Retry::Later));
    assert!(error.message().starts_with("the service could not be reached at 127.0.0.1: "), "{error}");
}

#[tokio::test]
async fn rows_are_counted_late_or_never() {
    let client = replay(vec![
        json(200, r#"{"QueryRuntimeStatistics":{"Rows":{"InputRows":7,"OutputRows":3},"Timeline":{}}}"#),
        json(200, r#"{"QueryRuntimeStatistics":{"Timeline":{"TotalExecutionTimeInMillis":5}}}"#),
        json(200, r#"{"QueryRuntimeStatistics":{"Rows":{"OutputRows":-1}}}"#),
        json(200, "{}"),
    ]);
    let services = services(aws(), &client).await;
    let mut counted = Vec::new();
    for _ in 0..4 {
        let statistics = services.athena.get_query_runtime_statistics(&QueryId::from("q-1")).await;
        counted.push(statistics.expect("a response").output_rows);
    }
    assert_eq!(counted, [Some(3), None, None, None]);
    assert_eq!(body(sent(&client)[0]), r#"{"QueryExecutionId":"q-1"}"#);
}
