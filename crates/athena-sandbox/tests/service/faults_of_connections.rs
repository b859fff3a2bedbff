//! Injected faults of connections, of bodies, and of proxies before the service

use std::io;
use std::time::{Duration, Instant};

use athena_sandbox::{Fault, Sandbox};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::client::{call, http, raw, s3, start_body, start_sandbox};

/// A request for the list of work groups, on a connection that stays open.
async fn ask(stream: &mut TcpStream) -> io::Result<()> {
    let head = "POST / HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/x-amz-json-1.1\r\n\
                x-amz-target: AmazonAthena.ListWorkGroups\r\ncontent-length: 2\r\n\r\n{}";
    stream.write_all(head.as_bytes()).await
}

async fn connect(sandbox: &Sandbox) -> TcpStream {
    let address = sandbox.endpoint().strip_prefix("http://").expect("an HTTP endpoint");
    TcpStream::connect(address).await.expect("the sandbox listens")
}

/// Everything that comes until the connection ends.
async fn rest(stream: &mut TcpStream) -> (Vec<u8>, Option<io::ErrorKind>) {
    let mut bytes = Vec::new();
    let ended = stream.read_to_end(&mut bytes).await;
    (bytes, ended.err().map(|error| error.kind()))
}

fn statuses(sandbox: &Sandbox) -> Vec<Option<u16>> {
    sandbox.calls().iter().map(|call| call.status).collect()
}

#[tokio::test]
async fn a_connection_is_reset_before_the_operation() {
    let sandbox = start_sandbox().await;
    for fault in ["StartQueryExecution", "ListWorkGroups"] {
        sandbox.faults().inject(Fault::reset(fault).times(1));
    }
    let start = start_body(&sandbox, "SELECT 1").to_string();
    assert!(raw(&sandbox, "StartQueryExecution", start.as_bytes()).await.is_none());
    assert!(sandbox.queries().is_empty());
    let mut stream = connect(&sandbox).await;
    ask(&mut stream).await.expect("sent");
    assert_eq!(rest(&mut stream).await, (Vec::new(), Some(io::ErrorKind::ConnectionReset)));
    call(&sandbox, "ListWorkGroups", json!({})).await;
    assert_eq!(statuses(&sandbox), [None, None, Some(200)]);
}

#[tokio::test]
async fn objects_and_tokens_are_reset_too() {
    let sandbox = start_sandbox().await;
    sandbox.storage().put_object("sandbox-results", "k", "v").expect("written");
    sandbox.faults().inject(Fault::reset("GetObject").times(1));
    assert!(http(sandbox.endpoint(), "GET", "/sandbox-results/k", &[], b"").await.is_none());
    assert_eq!(s3(&sandbox, "GET", "/sandbox-results/k", &[], b"").await.body, b"v");
    sandbox.faults().inject(Fault::reset("GetCallerIdentity").times(1));
    let identity = "/?Action=GetCallerIdentity&Version=2011-06-15";
    assert!(http(sandbox.endpoint(), "GET", identity, &[], b"").await.is_none());
    assert_eq!(s3(&sandbox, "GET", identity, &[], b"").await.status, 200);
}

#[tokio::test]
async fn a_head_is_cut_after_the_operation() {
    let sandbox = start_sandbox().await;
    sandbox.faults().inject(Fault::cut_head("StartQueryExecution").times(1));
    let start = start_body(&sandbox, "SELECT 1").to_string();
    assert!(raw(&sandbox, "StartQueryExecution", start.as_bytes()).await.is_none());
    assert_eq!(sandbox.queries().len(), 1);
    // The responses before it are complete.
    sandbox.faults().inject(Fault::cut_head("ListWorkGroups").skip(1).times(1));
    let mut stream = connect(&sandbox).await;
    ask(&mut stream).await.expect("sent");
    let mut first = [0; 15];
    stream.read_exact(&mut first).await.expect("a response");
    assert_eq!(&first, b"HTTP/1.1 200 OK");
    tokio::time::sleep(Duration::from_millis(50)).await;
    ask(&mut stream).await.expect("sent");
    let (bytes, _) = rest(&mut stream).await;
    let text = String::from_utf8_lossy(&bytes);
    let (complete, cut) = text.rsplit_once("HTTP/1.1 200 OK").expect("a second response");
    assert!(complete.contains("\r\n\r\n{") && !cut.contains("\r\n\r\n") && cut.len() < 15, "{text}");
}

#[tokio::test]
async fn an_outage_resets_every_connection_for_a_time() {
    let sandbox = start_sandbox().await;
    sandbox.storage().put_object("sandbox-results", "k", "v").expect("written");
    // This connection waits for nothing, and is reset all the same.
    let mut idle = connect(&sandbox).await;
    ask(&mut idle).await.expect("sent");
    idle.read_exact(&mut [0; 15]).await.expect("a response");
    let length = Duration::from_millis(300);
    sandbox.faults().inject(Fault::outage("ListWorkGroups", length));
    let begin = Instant::now();
    assert!(raw(&sandbox, "ListWorkGroups", b"{}").await.is_none());
    assert_eq!(rest(&mut idle).await.1, Some(io::ErrorKind::ConnectionReset));
    assert!(http(sandbox.endpoint(), "GET", "/sandbox-results/k", &[], b"").await.is_none());
    // The admin endpoint answers.
    assert_eq!(
        http(sandbox.endpoint(), "GET", "/_sandbox/faults", &[], b"").await.map(|reply| reply.status),
        Some(200)
    );
    while raw(&sandbox, "ListWorkGroups", b"{}").await.is_none() {
        assert!(begin.elapsed() < Duration::from_secs(10), "the outage does not end");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(begin.elapsed() >= length);
    assert_eq!(s3(&sandbox, "GET", "/sandbox-results/k", &[], b"").await.body, b"v");
}

#[tokio::test]
async fn clear_ends_an_outage() {
    let sandbox = start_sandbox().await;
    sandbox.faults().inject(Fault::outage("ListWorkGroups", Duration::from_secs(600)));
    assert!(raw(&sandbox, "ListWorkGroups", b"{}").await.is_none());
    assert!(raw(&sandbox, "ListWorkGroups", b"{}").await.is_none());
    sandbox.faults().clear();
    call(&sandbox, "ListWorkGroups", json!({})).await;
}

#[tokio::test]
async fn a_proxy_answers_in_place_of_the_service() {
    let sandbox = start_sandbox().await;
    for status in [200, 302, 403, 407, 413, 502] {
        sandbox.faults().inject(Fault::html_status("StartQueryExecution", status).times(1));
        sandbox.faults().inject(Fault::html_status("GetObject", status).times(1));
        let start = start_body(&sandbox, "SELECT 1").to_string();
        let replies = [
            raw(&sandbox, "StartQueryExecution", start.as_bytes()).await.expect("a response"),
            s3(&sandbox, "GET", "/sandbox-results/k", &[], b"").await,
        ];
        for reply in replies {
            assert_eq!(reply.status, status);
            assert!(reply.text().contains(&format!("<h1>{status} ")), "{}", reply.text());
            assert_eq!(reply.header("content-type"), Some("text/html; charset=utf-8"));
            assert_eq!(reply.header("location").is_some(), status == 302);
            assert_eq!(reply.header("proxy-authenticate").is_some(), status == 407);
        }
    }
    assert!(sandbox.queries().is_empty());
}

#[tokio::test]
async fn garbage_comes_with_a_good_status() {
    let sandbox = start_sandbox().await;
    sandbox.storage().put_object("sandbox-results", "k", "v").expect("written");
    for operation in ["StartQueryExecution", "GetObject"] {
        sandbox.faults().inject(Fault::garbage(operation).times(1));
    }
    let start = start_body(&sandbox, "SELECT 1").to_string();
    let reply = raw(&sandbox, "StartQueryExecution", start.as_bytes()).await.expect("a response");
    assert_eq!((reply.status, sandbox.queries().len()), (200, 1));
    assert!(serde_json::from_slice::<serde_json::Value>(&reply.body).is_err());
    let object = s3(&sandbox, "GET", "/sandbox-results/k", &[("range", "bytes=0-0")], b"").await;
    assert_eq!((object.status, object.header("etag"), &object.body), (200, None, &reply.body));
}

#[tokio::test]
async fn a_body_is_cut_or_stalls() {
    let sandbox = start_sandbox().await;
    let whole = raw(&sandbox, "ListWorkGroups", b"{}").await.expect("a response").body;
    sandbox.faults().inject(Fault::cut_body("ListWorkGroups", 10).times(1));
    let mut stream = connect(&sandbox).await;
    ask(&mut stream).await.expect("sent");
    let (cut, _) = rest(&mut stream).await;
    let text = String::from_utf8_lossy(&cut).into_owned();
    assert!(text.contains(&format!("content-length: {}\r\n", whole.len())), "{text}");
    assert!(cut.ends_with(&whole[..10]), "{text}");

    sandbox.faults().inject(Fault::stall_body("ListWorkGroups", 10).times(1));
    let mut stream = connect(&sandbox).await;
    ask(&mut stream).await.expect("sent");
    let mut stalled = vec![0; cut.len()];
    stream.read_exact(&mut stalled).await.expect("the first bytes");
    assert!(stalled.ends_with(&whole[..10]), "{text}");
    let more = tokio::time::timeout(Duration::from_millis(100), stream.read(&mut [0; 1])).await;
    assert!(more.is_err(), "the connection is not quiet");
}

#[tokio::test]
async fn a_body_trickles_and_is_complete() {
    let sandbox = start_sandbox().await;
    sandbox.storage().put_object("sandbox-results", "k", vec![b'x'; 3_000]).expect("written");
    let whole = raw(&sandbox, "ListWorkGroups", b"{}").await.expect("a response").body;
    let pace = u64::try_from(whole.len() * 4).expect("a small body");
    sandbox.faults().inject(Fault::trickle("ListWorkGroups", pace).times(1));
    sandbox.faults().inject(Fault::trickle("GetObject", 10_000).times(1));
    let begin = Instant::now();
    assert_eq!(raw(&sandbox, "ListWorkGroups", b"{}").await.expect("a response").body, whole);
    assert!(begin.elapsed() >= Duration::from_millis(150), "{:?}", begin.elapsed());
    let begin = Instant::now();
    assert_eq!(s3(&sandbox, "GET", "/sandbox-results/k", &[], b"").await.body.len(), 3_000);
    assert!(begin.elapsed() >= Duration::from_millis(150), "{:?}", begin.elapsed());
}
