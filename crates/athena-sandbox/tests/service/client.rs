//! HTTP client for tests, without an AWS SDK

use std::time::Duration;

use athena_sandbox::{Sandbox, SandboxBuilder};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A response.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("not JSON: {}", self.text()))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// Sends one request on a new connection. Returns `None` if it was closed without a complete response.
pub(crate) async fn http(
    endpoint: &str,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Option<Reply> {
    let address = endpoint.strip_prefix("http://").expect("an HTTP endpoint");
    let mut stream = TcpStream::connect(address).await.expect("the sandbox listens");
    let mut request = format!("{method} {path} HTTP/1.1\r\nconnection: close\r\n");
    if !headers.iter().any(|(name, _)| *name == "host") {
        request += &format!("host: {address}\r\n");
    }
    if !headers.iter().any(|(name, _)| *name == "content-length") {
        request += &format!("content-length: {}\r\n", body.len());
    }
    for (name, value) in headers {
        request += &format!("{name}: {value}\r\n");
    }
    request += "\r\n";
    stream.write_all(request.as_bytes()).await.expect("sent");
    // The sandbox may answer and close the connection before it has read the whole body.
    let _ = stream.write_all(body).await;
    let mut response = Vec::new();
    let _ = stream.read_to_end(&mut response).await;
    parse(&response, method)
}

fn parse(response: &[u8], method: &str) -> Option<Reply> {
    let end = response.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&response[..end]).ok()?;
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()))
        .collect();
    let mut reply = Reply { status, headers, body: response[end + 4..].to_vec() };
    if reply.header("transfer-encoding") == Some("chunked") {
        reply.body = unchunk(&reply.body)?;
    } else if method != "HEAD"
        && let Some(length) = reply.header("content-length")
        && length.parse() != Ok(reply.body.len())
    {
        return None;
    }
    Some(reply)
}

fn unchunk(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = rest.windows(2).position(|window| window == b"\r\n")?;
        let size = usize::from_str_radix(std::str::from_utf8(&rest[..end]).ok()?, 16).ok()?;
        if size == 0 {
            return Some(body);
        }
        body.extend_from_slice(rest.get(end + 2..end + 2 + size)?);
        rest = rest.get(end + 4 + size..)?;
    }
}

/// Calls an Athena operation with the body as it is.
pub(crate) async fn raw(sandbox: &Sandbox, operation: &str, body: &[u8]) -> Option<Reply> {
    let target = format!("AmazonAthena.{operation}");
    let headers = [("content-type", "application/x-amz-json-1.1"), ("x-amz-target", target.as_str())];
    http(sandbox.endpoint(), "POST", "/", &headers, body).await
}

/// Calls an Athena operation that succeeds, and returns the body.
pub(crate) async fn call(sandbox: &Sandbox, operation: &str, body: Value) -> Value {
    let reply = raw(sandbox, operation, body.to_string().as_bytes()).await.expect("a response");
    assert_eq!(reply.status, 200, "{operation}: {}", reply.text());
    reply.json()
}

/// Calls an Athena operation that is refused, and returns the body of the error.
pub(crate) async fn refused(sandbox: &Sandbox, operation: &str, body: Value) -> Value {
    let reply = raw(sandbox, operation, body.to_string().as_bytes()).await.expect("a response");
    assert_eq!(reply.status, 400, "{operation}: {}", reply.text());
    reply.json()
}

/// Calls a Glue operation, and returns status and body.
pub(crate) async fn glue(sandbox: &Sandbox, operation: &str, body: Value) -> (u16, Value) {
    let target = format!("AWSGlue.{operation}");
    let headers = [("content-type", "application/x-amz-json-1.1"), ("x-amz-target", target.as_str())];
    let body = body.to_string();
    let reply = http(sandbox.endpoint(), "POST", "/", &headers, body.as_bytes()).await.expect("a response");
    (reply.status, reply.json())
}

/// The body of an `InvalidRequestException`.
pub(crate) fn invalid(code: &str, message: &str) -> Value {
    json!({
        "__type": "InvalidRequestException",
        "AthenaErrorCode": code,
        "ErrorCode": code,
        "Message": message,
    })
}

pub(crate) async fn start_sandbox() -> Sandbox {
    start_with(Sandbox::builder()).await
}

pub(crate) async fn start_with(builder: SandboxBuilder) -> Sandbox {
    builder.start().await.expect("the sandbox starts")
}

/// A fresh token.
pub(crate) fn token() -> String {
    uuid::Uuid::new_v4().to_string()
}

/// A StartQueryExecution body with results in the staging directory.
pub(crate) fn start_body(sandbox: &Sandbox, sql: &str) -> Value {
    json!({
        "ClientRequestToken": token(),
        "QueryString": sql,
        "ResultConfiguration": { "OutputLocation": sandbox.staging_dir() },
    })
}

/// Starts a query with results in the staging directory.
pub(crate) async fn start(sandbox: &Sandbox, sql: &str) -> String {
    let body = call(sandbox, "StartQueryExecution", start_body(sandbox, sql)).await;
    body["QueryExecutionId"].as_str().expect("an id").to_owned()
}

/// Waits for the end of a query, and returns its `QueryExecution`.
pub(crate) async fn wait(sandbox: &Sandbox, id: &str) -> Value {
    for _ in 0..2000 {
        let body = call(sandbox, "GetQueryExecution", json!({ "QueryExecutionId": id })).await;
        let execution = &body["QueryExecution"];
        if !matches!(execution["Status"]["State"].as_str(), Some("QUEUED" | "RUNNING")) {
            return execution.clone();
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("query {id} does not end");
}

/// Waits until the query is in a state.
pub(crate) async fn wait_for_state(sandbox: &Sandbox, id: &str, state: athena_sandbox::QueryState) {
    for _ in 0..2000 {
        if sandbox.query(id).expect("known").state == state {
            return;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    panic!("query {id} is never {state}");
}

/// Runs a query to its end.
pub(crate) async fn run(sandbox: &Sandbox, sql: &str) -> (String, Value) {
    let id = start(sandbox, sql).await;
    let execution = wait(sandbox, &id).await;
    (id, execution)
}

/// Sends an S3 request in path style.
pub(crate) async fn s3(sandbox: &Sandbox, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Reply {
    http(sandbox.endpoint(), method, path, headers, body).await.expect("a response")
}
