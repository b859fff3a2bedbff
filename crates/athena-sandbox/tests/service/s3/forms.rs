//! Uploads from HTML forms, with and without signature

use athena_sandbox::Sandbox;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use crate::client::{Reply, s3, start_sandbox, start_with};

use super::refusal;

async fn post(sandbox: &Sandbox, fields: &[(&str, &str)], file: &str) -> Reply {
    let mut body = String::new();
    for (name, value) in fields {
        body += &format!("--limit\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    }
    body += "--limit\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\n";
    body += &format!("{file}\r\n--limit--\r\n");
    let headers = [("content-type", "multipart/form-data; boundary=limit")];
    s3(sandbox, "POST", "/sandbox-results", &headers, body.as_bytes()).await
}

#[tokio::test]
async fn a_form_writes_an_object() {
    let sandbox = start_sandbox().await;
    let fields = [("key", "from/a form"), ("Content-Type", "text/plain"), ("x-amz-meta-who", "me")];
    let reply = post(&sandbox, &fields, "hello").await;
    assert_eq!(reply.status, 204, "{}", reply.text());
    let get = s3(&sandbox, "GET", "/sandbox-results/from/a%20form", &[], b"").await;
    assert_eq!((get.text().as_str(), get.header("content-type")), ("hello", Some("text/plain")));
    assert_eq!(get.header("x-amz-meta-who"), Some("me"));
    assert_eq!(sandbox.calls()[0].operation, "PostObject");
    let reply = post(&sandbox, &[("key", "b"), ("success_action_status", "201")], "hello").await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    assert!(reply.text().contains("<Key>b</Key>"), "{}", reply.text());
}

#[tokio::test]
async fn a_policy_holds_without_its_signature() {
    let sandbox = start_sandbox().await;
    let policy = |expiration: &str| {
        BASE64.encode(format!(
            r#"{{"expiration": "{expiration}", "conditions": [{{"bucket": "sandbox-results"}}, {{"key": "k"}},
            {{"x-amz-algorithm": "AWS4-HMAC-SHA256"}}, ["content-length-range", 1, 5]]}}"#
        ))
    };
    let (open, over) = (policy("2099-01-01T00:00:00Z"), policy("2000-01-01T00:00:00Z"));
    let send = async |policy: &str, key: &str, file: &str| {
        let algorithm = ("x-amz-algorithm", "AWS4-HMAC-SHA256");
        post(&sandbox, &[("key", key), algorithm, ("policy", policy), ("x-amz-signature", "00")], file).await
    };
    for (policy, key, file, code) in [
        (&over, "k", "hello", "AccessDenied"),
        (&open, "other", "hello", "InvalidPolicyDocument"),
        (&open, "k", "hello!", "EntityTooLarge"),
        (&open, "k", "", "EntityTooSmall"),
    ] {
        assert_eq!(refusal(&send(policy, key, file).await).1, code, "{key} {file}");
    }
    assert!(sandbox.storage().keys("sandbox-results").is_empty());
    assert_eq!(send(&open, "k", "hello").await.status, 204);
    assert_eq!(sandbox.storage().object("sandbox-results", "k").as_deref(), Some(&b"hello"[..]));
}

#[tokio::test]
async fn with_credentials_a_form_is_signed() {
    let sandbox = start_with(Sandbox::builder().credentials("AKIASANDBOX", "secret")).await;
    let unsigned = post(&sandbox, &[("key", "k")], "hello").await;
    assert_eq!(refusal(&unsigned), (403, "AccessDenied".to_owned()));
    let fields = [("key", "k"), ("AWSAccessKeyId", "AKIASANDBOX"), ("policy", "e30="), ("signature", "00")];
    let wrong = post(&sandbox, &fields, "hello").await;
    assert!(wrong.status >= 400, "{}", wrong.text());
    assert!(sandbox.storage().keys("sandbox-results").is_empty());
}
