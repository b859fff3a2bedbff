//! Tags of objects and buckets

use athena_sandbox::Sandbox;

use crate::client::{s3, start_sandbox};

use super::{begin, complete, named_part, refusal, texts};

fn tagging(tags: &[(&str, &str)]) -> String {
    let tags = tags.iter().map(|(key, value)| format!("<Tag><Key>{key}</Key><Value>{value}</Value></Tag>"));
    format!("<Tagging><TagSet>{}</TagSet></Tagging>", tags.collect::<String>())
}

/// Keys and values of the tags.
async fn tags(sandbox: &Sandbox, path: &str) -> Vec<String> {
    let reply = s3(sandbox, "GET", &format!("{path}?tagging"), &[], b"").await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    let text = reply.text();
    texts(&text, "Key").into_iter().zip(texts(&text, "Value")).map(|(key, value)| format!("{key}={value}")).collect()
}

#[tokio::test]
async fn objects_are_tagged() {
    let sandbox = start_sandbox().await;
    let path = "/sandbox-results/k";
    s3(&sandbox, "PUT", path, &[("x-amz-tagging", "a=1&b%20c=x+%2B")], b"v").await;
    assert_eq!(tags(&sandbox, path).await, ["a=1", "b c=x +"]);
    for method in ["GET", "HEAD"] {
        assert_eq!(s3(&sandbox, method, path, &[], b"").await.header("x-amz-tagging-count"), Some("2"));
    }
    let before = s3(&sandbox, "HEAD", path, &[], b"").await;
    let put = s3(&sandbox, "PUT", &format!("{path}?tagging"), &[], tagging(&[("z", ""), ("é", "@")]).as_bytes()).await;
    assert_eq!(put.status, 200, "{}", put.text());
    assert_eq!(tags(&sandbox, path).await, ["z=", "é=@"]);
    let after = s3(&sandbox, "HEAD", path, &[], b"").await;
    assert_eq!(
        (after.header("etag"), after.header("last-modified")),
        (before.header("etag"), before.header("last-modified"))
    );
    assert_eq!(s3(&sandbox, "DELETE", &format!("{path}?tagging"), &[], b"").await.status, 204);
    assert_eq!(tags(&sandbox, path).await, [""; 0]);
    assert_eq!(s3(&sandbox, "GET", path, &[], b"").await.header("x-amz-tagging-count"), None);

    let id = begin(&sandbox, "/sandbox-results/joined", &[("x-amz-tagging", "m=p")]).await;
    let part = s3(&sandbox, "PUT", &format!("/sandbox-results/joined?partNumber=1&uploadId={id}"), &[], b"v").await;
    let parts = named_part(1, part.header("etag").expect("an ETag"));
    complete(&sandbox, "/sandbox-results/joined", &id, &[], &parts).await;
    assert_eq!(tags(&sandbox, "/sandbox-results/joined").await, ["m=p"]);
}

#[tokio::test]
async fn a_copy_has_the_tags_of_its_source() {
    let sandbox = start_sandbox().await;
    s3(&sandbox, "PUT", "/sandbox-results/k", &[("x-amz-tagging", "a=1")], b"v").await;
    s3(&sandbox, "PUT", "/sandbox-results/k?tagging", &[], tagging(&[("a", "2")]).as_bytes()).await;
    let source = ("x-amz-copy-source", "/sandbox-results/k");
    let other = ("x-amz-tagging", "b=3");
    for (headers, expected) in [
        (vec![source], "a=2"),
        (vec![source, other], "a=2"),
        (vec![source, other, ("x-amz-metadata-directive", "REPLACE")], "a=2"),
        (vec![source, other, ("x-amz-tagging-directive", "REPLACE")], "b=3"),
    ] {
        s3(&sandbox, "PUT", "/sandbox-results/copy", &headers, b"").await;
        assert_eq!(tags(&sandbox, "/sandbox-results/copy").await, [expected], "{headers:?}");
    }
}

#[tokio::test]
async fn invalid_tags_are_refused() {
    let sandbox = start_sandbox().await;
    s3(&sandbox, "PUT", "/sandbox-results/k", &[], b"v").await;
    let many: Vec<(String, &str)> = (0..51).map(|n| (format!("k{n}"), "v")).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(key, value)| (key.as_str(), *value)).collect();
    let long = "x".repeat(129);
    for (set, code) in [
        (vec![("a", "1"), ("a", "2")], "InvalidTag"),
        (vec![("aws:a", "1")], "InvalidTag"),
        (vec![("", "1")], "InvalidTag"),
        (vec![("a?", "1")], "InvalidTag"),
        (vec![("a", "{}")], "InvalidTag"),
        (vec![(long.as_str(), "1")], "InvalidTag"),
        (many[..51].to_vec(), "BadRequest"),
    ] {
        for path in ["/sandbox-results/k?tagging", "/sandbox-results?tagging"] {
            let put = s3(&sandbox, "PUT", path, &[], tagging(&set).as_bytes()).await;
            assert_eq!(refusal(&put), (400, code.to_owned()), "{path} {set:?}");
        }
    }
    let eleven = s3(&sandbox, "PUT", "/sandbox-results/k?tagging", &[], tagging(&many[..11]).as_bytes()).await;
    assert_eq!(refusal(&eleven), (400, "BadRequest".to_owned()));
    let eleven = s3(&sandbox, "PUT", "/sandbox-results?tagging", &[], tagging(&many[..11]).as_bytes()).await;
    assert_eq!(eleven.status, 200, "{}", eleven.text());
    let twice = s3(&sandbox, "PUT", "/sandbox-results/k", &[("x-amz-tagging", "a=1&a=2")], b"v").await;
    assert_eq!(refusal(&twice), (400, "InvalidArgument".to_owned()));
    for (method, body) in [("GET", String::new()), ("PUT", tagging(&[])), ("DELETE", String::new())] {
        let reply = s3(&sandbox, method, "/sandbox-results/none?tagging", &[], body.as_bytes()).await;
        assert_eq!(refusal(&reply), (404, "NoSuchKey".to_owned()), "{method}");
    }
}

#[tokio::test]
async fn tags_survive_a_restart() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let open = || crate::client::start_with(Sandbox::builder().state_dir(folder.path()));
    let sandbox = open().await;
    let none = s3(&sandbox, "GET", "/sandbox-results?tagging", &[], b"").await;
    assert_eq!(refusal(&none), (404, "NoSuchTagSet".to_owned()));
    s3(&sandbox, "PUT", "/sandbox-results/k", &[("cache-control", "no-store")], b"v").await;
    for (path, set) in [("/sandbox-results/k", [("a", "1")]), ("/sandbox-results", [("b", "2")])] {
        s3(&sandbox, "PUT", &format!("{path}?tagging"), &[], tagging(&set).as_bytes()).await;
    }
    sandbox.shutdown().await;
    let sandbox = open().await;
    assert_eq!(tags(&sandbox, "/sandbox-results/k").await, ["a=1"]);
    assert_eq!(tags(&sandbox, "/sandbox-results").await, ["b=2"]);
    let get = s3(&sandbox, "GET", "/sandbox-results/k", &[], b"").await;
    assert_eq!((get.text().as_str(), get.header("cache-control")), ("v", Some("no-store")));
    assert_eq!(s3(&sandbox, "DELETE", "/sandbox-results?tagging", &[], b"").await.status, 204);
    assert_eq!(s3(&sandbox, "GET", "/sandbox-results?tagging", &[], b"").await.status, 404);
}
