//! `Sandbox` and `SandboxBuilder`

use athena_sandbox::{Sandbox, StartError};
use serde_json::json;

use crate::client::{call, start_sandbox};

#[tokio::test]
async fn the_url_contains_all_endpoints() {
    let sandbox = start_sandbox().await;
    let port = sandbox.endpoint().strip_prefix("http://127.0.0.1:").expect("a loopback endpoint");
    assert_eq!(sandbox.staging_dir(), "s3://sandbox-results/");
    assert_eq!(
        sandbox.url("awsathena+arrow"),
        format!(
            "awsathena+arrow://sandbox:sandbox@athena.us-east-1.amazonaws.com/default\
             ?s3_staging_dir=s3%3A%2F%2Fsandbox-results%2F\
             &endpoint_url=http%3A%2F%2F127.0.0.1%3A{port}\
             &s3_endpoint_url=http%3A%2F%2F127.0.0.1%3A{port}\
             &sts_endpoint_url=http%3A%2F%2F127.0.0.1%3A{port}\
             &glue_endpoint_url=http%3A%2F%2F127.0.0.1%3A{port}"
        )
    );
}

#[tokio::test]
async fn other_machines_are_kept_out() {
    for host in ["0.0.0.0", "::"] {
        let error = Sandbox::builder().host(host).start().await.expect_err("not a loopback address");
        assert!(matches!(error, StartError::RemoteHost(_)), "{error}");
    }
    let error = Sandbox::builder().host("example.com").start().await.expect_err("not an address");
    assert!(matches!(error, StartError::InvalidHost(_)), "{error}");
    let sandbox = Sandbox::builder().host("0.0.0.0").allow_remote(true).start().await;
    assert!(sandbox.is_ok());
}

#[tokio::test]
async fn a_taken_port_is_an_error() {
    let sandbox = start_sandbox().await;
    let port = sandbox.endpoint().rsplit(':').next().and_then(|port| port.parse().ok()).expect("a port");
    let error = Sandbox::builder().port(port).start().await.expect_err("the port is taken");
    assert!(matches!(error, StartError::Bind { .. }), "{error}");
}

#[tokio::test]
async fn it_stops_listening_after_shutdown() {
    let sandbox = start_sandbox().await;
    let address = sandbox.endpoint().strip_prefix("http://").expect("HTTP").to_owned();
    sandbox.faults().inject(athena_sandbox::Fault::hang_query());
    crate::client::start(&sandbox, "SELECT 1").await;
    sandbox.shutdown().await;
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
}

#[test]
fn a_sandbox_starts_without_a_runtime() {
    let sandbox = futures::executor::block_on(Sandbox::builder().start()).expect("it starts");
    drop(sandbox);
}

#[tokio::test]
async fn calls_are_counted() {
    let sandbox = start_sandbox().await;
    call(&sandbox, "ListWorkGroups", json!({})).await;
    crate::client::s3(&sandbox, "GET", "/sandbox-results?list-type=2", &[], b"").await;
    let operations: Vec<String> = sandbox.calls().into_iter().map(|call| call.operation).collect();
    assert_eq!(operations, ["ListWorkGroups", "ListObjectsV2"]);
    sandbox.clear_calls();
    assert!(sandbox.calls().is_empty());
}
