//! Injected faults, as a client sees them

use std::collections::HashSet;
use std::time::{Duration, Instant};

use athena_sandbox::{Fault, QueryFailure, QueryState};
use serde_json::json;

use crate::client::{call, http, raw, run, s3, start, start_body, start_sandbox, wait};

#[tokio::test]
async fn athena_refuses_on_request() {
    let sandbox = start_sandbox().await;
    let cases = [
        (Fault::throttle("ListWorkGroups"), 400, "ThrottlingException"),
        (Fault::too_many_requests("ListWorkGroups"), 400, "TooManyRequestsException"),
        (Fault::internal_error("ListWorkGroups"), 500, "InternalServerException"),
        (Fault::expired_token("ListWorkGroups"), 400, "ExpiredTokenException"),
        (Fault::clock_skew("ListWorkGroups"), 400, "InvalidSignatureException"),
        (Fault::access_denied("ListWorkGroups"), 400, "AccessDeniedException"),
    ];
    for (fault, status, kind) in cases {
        sandbox.faults().inject(fault.times(2));
        for _ in 0..2 {
            let reply = raw(&sandbox, "ListWorkGroups", b"{}").await.expect("a response");
            assert_eq!(reply.status, status);
            assert_eq!(reply.json()["__type"], kind);
        }
        call(&sandbox, "ListWorkGroups", json!({})).await;
    }
    sandbox.faults().inject(Fault::throttle("ListWorkGroups"));
    let reply = raw(&sandbox, "ListWorkGroups", b"{}").await.expect("a response");
    assert_eq!(reply.json()["Message"], "Rate exceeded");
    sandbox.faults().clear();
    sandbox.faults().inject(Fault::too_many_requests("ListWorkGroups"));
    let reply = raw(&sandbox, "ListWorkGroups", b"{}").await.expect("a response");
    assert_eq!(reply.json()["Reason"], "CONCURRENT_QUERY_LIMIT_EXCEEDED");
}

#[tokio::test]
async fn glue_refuses_on_request() {
    let sandbox = start_sandbox().await;
    sandbox.faults().inject(Fault::glue_access_denied("ListDatabases"));
    let reply = raw(&sandbox, "ListDatabases", br#"{"CatalogName":"AwsDataCatalog"}"#).await.expect("a response");
    assert_eq!((reply.status, &reply.json()["__type"]), (400, &json!("MetadataException")));
    let text = reply.text();
    assert!(text.contains("glue:GetDatabases") && text.contains("Error Code: AccessDeniedException; "), "{text}");
}

#[tokio::test]
async fn s3_refuses_on_request() {
    let sandbox = start_sandbox().await;
    sandbox.storage().put_object("sandbox-results", "k", "v").expect("written");
    let cases = [
        (Fault::throttle("GetObject"), 503, "<Code>SlowDown</Code>"),
        (Fault::internal_error("GetObject"), 500, "<Code>InternalError</Code>"),
        (Fault::expired_token("GetObject"), 400, "<Code>ExpiredToken</Code>"),
        (Fault::clock_skew("GetObject"), 403, "<Code>RequestTimeTooSkewed</Code>"),
        (Fault::access_denied("GetObject"), 403, "<Code>AccessDenied</Code>"),
    ];
    for (fault, status, code) in cases {
        sandbox.faults().inject(fault.times(1));
        let reply = s3(&sandbox, "GET", "/sandbox-results/k", &[], b"").await;
        assert_eq!(reply.status, status);
        assert!(reply.text().contains(code), "{}", reply.text());
        assert_eq!(s3(&sandbox, "GET", "/sandbox-results/k", &[], b"").await.body, b"v");
    }
}

#[tokio::test]
async fn a_lost_response_is_carried_out() {
    let sandbox = start_sandbox().await;
    sandbox.faults().inject(Fault::lose_response("StartQueryExecution").times(1));
    let body = start_body(&sandbox, "SELECT 1");
    let first = raw(&sandbox, "StartQueryExecution", body.to_string().as_bytes()).await;
    assert!(first.is_none());
    assert_eq!(sandbox.queries().len(), 1);
    // The retry with the same token returns the same query.
    let id = call(&sandbox, "StartQueryExecution", body.clone()).await["QueryExecutionId"].clone();
    assert_eq!(id, sandbox.queries()[0].id.as_str());
    assert_eq!(sandbox.queries()[0].start_count, 2);
    let calls = sandbox.calls();
    assert_eq!(calls.iter().map(|call| call.status).collect::<Vec<_>>(), [None, Some(200)]);
    assert_eq!(calls[0].client_request_token.as_deref(), body["ClientRequestToken"].as_str());
    assert_eq!(calls[0].query_id, calls[1].query_id);
}

#[tokio::test]
async fn latency_holds_a_response_back() {
    let sandbox = start_sandbox().await;
    sandbox.faults().inject(Fault::latency("ListWorkGroups", Duration::from_millis(60)).times(1));
    let start = Instant::now();
    call(&sandbox, "ListWorkGroups", json!({})).await;
    assert!(start.elapsed() >= Duration::from_millis(60));
}

#[tokio::test]
async fn a_cut_body_ends_early() {
    let sandbox = start_sandbox().await;
    sandbox.storage().put_object("sandbox-results", "k", vec![b'x'; 3_000_000]).expect("written");
    sandbox.faults().inject(Fault::cut_body("GetObject", 1_000_000).times(1));
    assert!(http(sandbox.endpoint(), "GET", "/sandbox-results/k", &[], b"").await.is_none());
    assert_eq!(s3(&sandbox, "GET", "/sandbox-results/k", &[], b"").await.body.len(), 3_000_000);
}

#[tokio::test]
async fn a_changed_object_fails_if_match() {
    let sandbox = start_sandbox().await;
    sandbox.storage().put_object("sandbox-results", "k", "v").expect("written");
    sandbox.faults().inject(Fault::change_etag().skip(1).times(1));
    let first = s3(&sandbox, "GET", "/sandbox-results/k", &[], b"").await;
    let etag = first.header("etag").expect("an ETag").to_owned();
    for _ in 0..2 {
        let reply = s3(&sandbox, "GET", "/sandbox-results/k", &[("if-match", &etag)], b"").await;
        assert_eq!(reply.status, 412);
        assert!(reply.text().contains("<Code>PreconditionFailed</Code>"));
    }
}

#[tokio::test]
async fn ranged_reads_are_cut_too() {
    let sandbox = start_sandbox().await;
    let bytes: Vec<u8> = (0..3_000_000_u32).map(|n| n.to_le_bytes()[0]).collect();
    sandbox.storage().put_object("sandbox-results", "k", &bytes).expect("written");
    let range = [("range", "bytes=1000000-2999999")];
    // The first range is complete, the second is cut, and the second one again is complete.
    sandbox.faults().inject(Fault::cut_body("GetObject", 700_000).skip(1).times(1));
    let first = s3(&sandbox, "GET", "/sandbox-results/k", &[("range", "bytes=0-999999")], b"").await;
    assert_eq!((first.status, first.body.as_slice()), (206, &bytes[..1_000_000]));
    assert!(http(sandbox.endpoint(), "GET", "/sandbox-results/k", &range, b"").await.is_none());
    let again = s3(&sandbox, "GET", "/sandbox-results/k", &range, b"").await;
    assert_eq!((again.status, again.body.as_slice()), (206, &bytes[1_000_000..]));
    assert_eq!(again.header("content-range"), Some("bytes 1000000-2999999/3000000"));
}

#[tokio::test]
async fn ranged_reads_notice_a_change() {
    let sandbox = start_sandbox().await;
    sandbox.storage().put_object("sandbox-results", "k", "0123456789").expect("written");
    sandbox.faults().inject(Fault::change_etag().skip(1).times(1));
    let first = s3(&sandbox, "GET", "/sandbox-results/k", &[("range", "bytes=0-4")], b"").await;
    assert_eq!((first.status, first.text().as_str()), (206, "01234"));
    let etag = first.header("etag").expect("an ETag").to_owned();
    let second = s3(&sandbox, "GET", "/sandbox-results/k", &[("range", "bytes=5-9"), ("if-match", &etag)], b"").await;
    assert_eq!(second.status, 412);
    // Without a condition, the new object is returned, with another ETag.
    let third = s3(&sandbox, "GET", "/sandbox-results/k", &[("range", "bytes=5-9")], b"").await;
    assert_eq!((third.status, third.text().as_str()), (206, "56789"));
    assert_ne!(third.header("etag"), Some(etag.as_str()));
}

#[tokio::test]
async fn a_store_that_ignores_conditions_mixes_versions() {
    let sandbox = start_sandbox().await;
    sandbox.storage().put_object("sandbox-results", "k", "0123456789").expect("written");
    sandbox.faults().inject(Fault::ignore_if_match());
    sandbox.faults().inject(Fault::change_etag().skip(1).times(1));
    let first = s3(&sandbox, "GET", "/sandbox-results/k", &[("range", "bytes=0-4")], b"").await;
    let etag = first.header("etag").expect("an ETag").to_owned();
    let second = s3(&sandbox, "GET", "/sandbox-results/k", &[("range", "bytes=5-9"), ("if-match", &etag)], b"").await;
    assert_eq!((second.status, second.text().as_str()), (206, "56789"));
    assert_ne!(second.header("etag"), Some(etag.as_str()));
}

#[tokio::test]
async fn an_unload_writes_a_wrong_manifest() {
    let sandbox = start_sandbox().await;
    let unload = |folder: &str| {
        let sql = "SELECT n FROM UNNEST(sequence(1, 5000)) AS t(n)";
        format!("UNLOAD ({sql}) TO 's3://sandbox-results/{folder}/' WITH (format = 'PARQUET')")
    };
    let mut counts = Vec::new();
    for (number, fault) in
        [None, Some(Fault::empty_manifest()), Some(Fault::double_manifest()), Some(Fault::short_manifest())]
            .into_iter()
            .enumerate()
    {
        fault.into_iter().for_each(|fault| sandbox.faults().inject(fault.times(1)));
        let (_, execution) = run(&sandbox, &unload(&format!("folder-{number}"))).await;
        assert_eq!(execution["Status"]["State"], "SUCCEEDED", "{execution}");
        let uri = execution["Statistics"]["DataManifestLocation"].as_str().expect("a manifest");
        let key = uri.strip_prefix("s3://sandbox-results/").expect("the bucket of the results");
        let manifest = sandbox.storage().object("sandbox-results", key).expect("written");
        let lines: Vec<String> = String::from_utf8(manifest).expect("text").lines().map(str::to_owned).collect();
        let distinct: HashSet<&String> = lines.iter().collect();
        counts.push((lines.len(), distinct.len()));
    }
    let files = counts[0].0;
    assert!(files > 1, "{files}");
    assert_eq!(counts, [(files, files), (0, 0), (files + 1, files), (files - 1, files - 1)]);
}

#[tokio::test]
async fn a_page_token_repeats() {
    let sandbox = start_sandbox().await;
    let (id, _) = run(&sandbox, "SELECT n FROM UNNEST(sequence(1, 5)) AS t(n)").await;
    sandbox.faults().inject(Fault::repeat_token("GetQueryResults"));
    let first = call(&sandbox, "GetQueryResults", json!({ "QueryExecutionId": id, "MaxResults": 3 })).await;
    let token = &first["NextToken"];
    let request = json!({ "QueryExecutionId": id, "MaxResults": 3, "NextToken": token });
    let second = call(&sandbox, "GetQueryResults", request.clone()).await;
    assert!(token.is_string() && second["NextToken"] == *token, "{second}");
    assert_eq!(call(&sandbox, "GetQueryResults", request).await, second);
}

#[tokio::test]
async fn a_page_has_a_row_with_fewer_cells() {
    let sandbox = start_sandbox().await;
    let (id, _) = run(&sandbox, "SELECT n, n + 1 FROM UNNEST(sequence(1, 2)) AS t(n)").await;
    sandbox.faults().inject(Fault::short_row().times(1));
    let cells = |body: serde_json::Value| -> Vec<usize> {
        let rows = body["ResultSet"]["Rows"].as_array().expect("rows").clone();
        rows.iter().map(|row| row["Data"].as_array().expect("cells").len()).collect()
    };
    let request = json!({ "QueryExecutionId": id });
    assert_eq!(cells(call(&sandbox, "GetQueryResults", request.clone()).await), [2, 2, 1]);
    assert_eq!(cells(call(&sandbox, "GetQueryResults", request).await), [2, 2, 2]);
}

#[tokio::test]
async fn an_empty_answer_hides_what_was_carried_out() {
    let sandbox = start_sandbox().await;
    sandbox.faults().inject(Fault::empty_answer("StartQueryExecution").times(1));
    let body = start_body(&sandbox, "SELECT 1");
    assert_eq!(call(&sandbox, "StartQueryExecution", body.clone()).await, json!({}));
    let id = call(&sandbox, "StartQueryExecution", body).await["QueryExecutionId"].clone();
    assert_eq!((sandbox.queries().len(), id), (1, json!(sandbox.queries()[0].id)));
}

#[tokio::test]
async fn an_object_may_vanish_between_two_reads() {
    let sandbox = start_sandbox().await;
    let (id, _) = run(&sandbox, "SELECT 1").await;
    let path = format!("/sandbox-results/{id}.csv");
    assert_eq!(s3(&sandbox, "GET", &path, &[("range", "bytes=0-3")], b"").await.status, 206);
    assert!(sandbox.storage().remove_object("sandbox-results", &format!("{id}.csv")));
    let reply = s3(&sandbox, "GET", &path, &[("range", "bytes=4-7")], b"").await;
    assert_eq!(reply.status, 404);
    assert!(reply.text().contains("<Code>NoSuchKey</Code>"), "{}", reply.text());
    // Result pages do not depend on the object.
    let body = call(&sandbox, "GetQueryResults", json!({ "QueryExecutionId": id })).await;
    assert_eq!(body["ResultSet"]["Rows"][1]["Data"], json!([{ "VarCharValue": "1" }]));
}

#[tokio::test]
async fn queries_fail_on_request() {
    let sandbox = start_sandbox().await;
    let failure = QueryFailure::new("GENERIC_INTERNAL_ERROR: on request").category(1).error_type(100).retryable(true);
    sandbox.faults().inject(Fault::fail_query(failure).times(1));
    let (_, execution) = run(&sandbox, "SELECT 1").await;
    assert_eq!(execution["Status"]["State"], "FAILED");
    let expected = json!({
        "ErrorCategory": 1,
        "ErrorMessage": "GENERIC_INTERNAL_ERROR: on request",
        "ErrorType": 100,
        "Retryable": true,
    });
    assert_eq!(execution["Status"]["AthenaError"], expected);
    let (_, execution) = run(&sandbox, "SELECT 1").await;
    assert_eq!(execution["Status"]["State"], "SUCCEEDED");
}

#[tokio::test]
async fn the_bytes_limit_cancels() {
    let sandbox = start_sandbox().await;
    sandbox.faults().inject(Fault::cancel_query().times(1));
    let (_, execution) = run(&sandbox, "SELECT 1").await;
    assert_eq!(execution["Status"]["State"], "CANCELLED");
    assert_eq!(execution["Status"]["StateChangeReason"], "Bytes scanned limit was exceeded");
}

#[tokio::test]
async fn a_requeued_query_runs_twice() {
    let sandbox = start_sandbox().await;
    sandbox.faults().inject(Fault::requeue_query().times(1));
    let (id, _) = run(&sandbox, "SELECT 1").await;
    let states =
        [QueryState::Queued, QueryState::Running, QueryState::Queued, QueryState::Running, QueryState::Succeeded];
    assert_eq!(sandbox.query(&id).expect("known").history, states);
}

#[tokio::test]
async fn a_query_runs_as_long_as_asked() {
    let sandbox = start_sandbox().await;
    sandbox.faults().inject(Fault::run_for(Duration::from_millis(80)).only_if_contains("SELECT 1"));
    let start_time = Instant::now();
    let id = start(&sandbox, "SELECT 1").await;
    let execution = wait(&sandbox, &id).await;
    assert!(start_time.elapsed() >= Duration::from_millis(80));
    assert!(execution["Statistics"]["EngineExecutionTimeInMillis"].as_u64().expect("a number") >= 80);
}
