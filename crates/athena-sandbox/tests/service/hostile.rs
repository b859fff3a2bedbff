//! Broken, slow, numerous and hostile clients

use std::time::{Duration, Instant};

use athena_sandbox::Sandbox;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::client::{call, http, raw, run, start, start_body, start_sandbox};
use crate::random::Random;

const OPERATIONS: [&str; 12] = [
    "StartQueryExecution",
    "GetQueryExecution",
    "BatchGetQueryExecution",
    "StopQueryExecution",
    "ListQueryExecutions",
    "GetQueryResults",
    "GetQueryRuntimeStatistics",
    "GetWorkGroup",
    "ListDataCatalogs",
    "ListTableMetadata",
    "GetTableMetadata",
    "NoSuchOperation",
];

/// A JSON value of any type, sometimes deep or long.
fn value(random: &mut Random, depth: usize) -> Value {
    match random.roll(if depth == 0 { 6 } else { 8 }) {
        0 => Value::Null,
        1 => json!(random.roll(2) == 0),
        2 => json!(-1_i64),
        3 => json!(1e300),
        4 => json!("x".repeat(random.roll(300))),
        5 => json!("\u{0}\u{fffd}'\"${}; DROP"),
        6 => (0..random.roll(4)).map(|_| value(random, depth - 1)).collect(),
        _ => json!({ "Enabled": value(random, depth - 1), "Database": value(random, depth - 1) }),
    }
}

async fn is_well(sandbox: &Sandbox) {
    let listed = call(sandbox, "ListWorkGroups", json!({})).await;
    assert!(listed["WorkGroups"].is_array());
}

#[tokio::test]
async fn members_of_any_type_are_answered() {
    let sandbox = start_sandbox().await;
    let mut random = Random(7);
    for _ in 0..1500 {
        let operation = OPERATIONS[random.roll(OPERATIONS.len())];
        let mut body = start_body(&sandbox, "SELECT 1");
        for member in [
            "QueryString",
            "QueryExecutionId",
            "QueryExecutionIds",
            "ExecutionParameters",
            "ResultConfiguration",
            "ResultReuseConfiguration",
            "QueryExecutionContext",
            "NextToken",
            "MaxResults",
            "WorkGroup",
            "CatalogName",
            "Expression",
            "ClientRequestToken",
        ] {
            if random.roll(3) == 0 {
                body[member] = value(&mut random, 3);
            }
        }
        let reply = raw(&sandbox, operation, body.to_string().as_bytes()).await.expect("an answer");
        assert!(matches!(reply.status, 200 | 400), "{operation} {body}: {} {}", reply.status, reply.text());
        assert!(reply.json().is_object());
    }
    is_well(&sandbox).await;
}

#[tokio::test]
async fn bytes_that_are_not_json_are_refused() {
    let sandbox = start_sandbox().await;
    let whole = start_body(&sandbox, "SELECT 'é'").to_string().into_bytes();
    let mut random = Random(11);
    for round in 0..600 {
        let mut body = whole.clone();
        match round % 3 {
            0 => body.truncate(random.roll(body.len())),
            1 => {
                let at = random.roll(body.len());
                body[at] = u8::try_from(random.roll(256)).expect("a byte");
            }
            _ => body = (0..random.roll(200)).map(|_| u8::try_from(random.roll(256)).expect("a byte")).collect(),
        }
        let reply = raw(&sandbox, "StartQueryExecution", &body).await.expect("an answer");
        assert!(matches!(reply.status, 200 | 400), "{}: {}", reply.status, reply.text());
    }
    // Deeper than any recursive parser could handle.
    for body in ["[".repeat(200_000), "{\"a\":".repeat(100_000)] {
        let reply = raw(&sandbox, "StartQueryExecution", body.as_bytes()).await.expect("an answer");
        assert_eq!(reply.json()["__type"], "SerializationException");
    }
    is_well(&sandbox).await;
}

#[tokio::test]
async fn sql_of_any_form_is_answered() {
    const WORDS: [&str; 24] = [
        "SELECT", "FROM", "(", ")", ",", "*", "'", "\"", "`", "1", "-", "--", "/*", "WHERE", "CASE", "UNNEST", "[",
        "]", "x", "->", "CREATE", "TABLE", "é", ";",
    ];
    let sandbox = start_sandbox().await;
    let mut random = Random(3);
    for _ in 0..800 {
        let sql: Vec<&str> = (0..random.roll(25) + 1).map(|_| WORDS[random.roll(WORDS.len())]).collect();
        let body = start_body(&sandbox, &sql.join(" ")).to_string();
        let reply = raw(&sandbox, "StartQueryExecution", body.as_bytes()).await.expect("an answer");
        assert!(matches!(reply.status, 200 | 400), "{sql:?}: {}", reply.text());
    }
    for sql in [
        format!("SELECT {}1{}", "(".repeat(5000), ")".repeat(5000)),
        format!("SELECT {}1", "-".repeat(5001)),
        format!("SELECT {}1", "NOT ".repeat(20_000)),
        format!("SELECT 1{}", " + 1".repeat(20_000)),
        format!("SELECT {}1{}", "ARRAY[".repeat(3000), "]".repeat(3000)),
        vec!["SELECT 1"; 5000].join(" UNION ALL "),
    ] {
        let body = start_body(&sandbox, &sql).to_string();
        let reply = raw(&sandbox, "StartQueryExecution", body.as_bytes()).await.expect("an answer");
        assert_eq!(reply.json()["AthenaErrorCode"], "MALFORMED_QUERY", "{}", reply.text());
    }
    // As long as a statement may be. Planning it takes a while, and can be stopped.
    let id = start(&sandbox, &format!("SELECT 1{}", " + 1".repeat(3900))).await;
    call(&sandbox, "StopQueryExecution", json!({ "QueryExecutionId": id })).await;
    let (_, execution) = run(&sandbox, &format!("SELECT 1{}", " + 1".repeat(200))).await;
    assert_eq!(execution["Status"]["State"], "SUCCEEDED", "{execution}");
    is_well(&sandbox).await;
}

#[tokio::test]
async fn wrong_targets_and_huge_bodies_are_refused() {
    let sandbox = start_sandbox().await;
    for target in ["", "AmazonAthena", "AmazonAthena.", "AmazonAthena.x.y", "AWSGlue.", "Nobody.GetTable", "\u{7f}"] {
        let headers = [("content-type", "application/x-amz-json-1.1"), ("x-amz-target", target)];
        let reply = http(sandbox.endpoint(), "POST", "/", &headers, b"{}").await.expect("an answer");
        assert!(matches!(reply.status, 400 | 404), "{target}: {}", reply.status);
    }
    let huge = vec![b' '; 8 * 1024 * 1024];
    // The sandbox may close the connection before the client has sent everything: it must not read all bytes.
    if let Some(reply) = raw(&sandbox, "StartQueryExecution", &huge).await {
        assert_eq!(reply.status, 413);
    }
    for request in [
        "GARBAGE\r\n\r\n".to_owned(),
        format!("GET / HTTP/1.1\r\n{}: x\r\n\r\n", "a".repeat(1_000_000)),
        format!("GET /{} HTTP/1.1\r\nhost: x\r\n\r\n", "a".repeat(1_000_000)),
        "POST / HTTP/1.1\r\ncontent-length: -1\r\n\r\n".to_owned(),
        "POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\nx-amz-target: AmazonAthena.GetWorkGroup\r\n\r\nzz\r\n"
            .to_owned(),
    ] {
        let mut stream = connect(&sandbox).await;
        // The sandbox may close the connection before it has read everything.
        let _ = stream.write_all(request.as_bytes()).await;
        let mut answer = Vec::new();
        let _ = tokio::time::timeout(Duration::from_secs(5), stream.read_to_end(&mut answer)).await;
    }
    is_well(&sandbox).await;
}

#[tokio::test]
async fn silent_connections_do_not_block_others() {
    let sandbox = start_sandbox().await;
    let mut silent = Vec::new();
    for number in 0..1000 {
        let mut stream = connect(&sandbox).await;
        // Some send nothing, some stop within the head, some within the body.
        let said: &[u8] = match number % 3 {
            0 => b"",
            1 => b"POST / HTTP/1.1\r\nx-amz-tar",
            _ => b"POST / HTTP/1.1\r\nx-amz-target: AmazonAthena.GetWorkGroup\r\ncontent-length: 100\r\n\r\n{",
        };
        stream.write_all(said).await.expect("sent");
        silent.push(stream);
    }
    let started = Instant::now();
    for _ in 0..20 {
        is_well(&sandbox).await;
    }
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
    drop(silent);
    is_well(&sandbox).await;
}

/// Resident memory of the process in KiB.
#[cfg(target_os = "linux")]
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux has it");
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("a line");
    line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).expect("a number")
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn refusals_leave_nothing_behind() {
    let sandbox = start_sandbox().await;
    let round = async |count: usize| {
        for _ in 0..count {
            let body = "x".repeat(50_000);
            raw(&sandbox, "StartQueryExecution", body.as_bytes()).await.expect("an answer");
            let target = [("content-type", "application/x-amz-json-1.1"), ("x-amz-target", "AmazonAthena.Nothing")];
            http(sandbox.endpoint(), "POST", "/", &target, body.as_bytes()).await.expect("an answer");
        }
    };
    round(200).await;
    let before = resident();
    // 100 MB of requests. Other tests run in the same process, so a few of them may be held at the same time.
    round(1000).await;
    let after = resident();
    assert!(after < before + 80_000, "{before} KiB before, {after} KiB after");
}

async fn connect(sandbox: &Sandbox) -> TcpStream {
    let address = sandbox.endpoint().strip_prefix("http://").expect("an HTTP endpoint");
    TcpStream::connect(address).await.expect("the sandbox listens")
}
