//! Objects and buckets: writes, reads, lists

use crate::client::{s3, start_sandbox};

use super::{texts, with_object};

#[tokio::test]
async fn an_object_is_written_read_and_deleted() {
    let sandbox = start_sandbox().await;
    let headers =
        [("content-type", "text/plain"), ("x-amz-meta-a", "b"), ("authorization", "AWS4-HMAC-SHA256 nonsense")];
    let put = s3(&sandbox, "PUT", "/sandbox-results/a//b%20c/../%C3%A9", &headers, b"hello").await;
    assert_eq!(put.status, 200, "{}", put.text());
    assert_eq!(sandbox.storage().keys("sandbox-results"), ["a//b c/../é"]);
    let get = s3(&sandbox, "GET", "/sandbox-results/a//b%20c/../%C3%A9", &[], b"").await;
    assert_eq!((get.status, get.body.as_slice()), (200, &b"hello"[..]));
    assert_eq!(get.header("content-type"), Some("text/plain"));
    assert_eq!(get.header("x-amz-meta-a"), Some("b"));
    assert_eq!(get.header("etag"), put.header("etag"));
    assert_eq!(get.header("accept-ranges"), Some("bytes"));
    assert!(get.header("last-modified").is_some());
    let head = s3(&sandbox, "HEAD", "/sandbox-results/a//b%20c/../%C3%A9", &[], b"").await;
    assert_eq!((head.status, head.header("content-length")), (200, Some("5")));
    let delete = s3(&sandbox, "DELETE", "/sandbox-results/a//b%20c/../%C3%A9", &[], b"").await;
    assert_eq!(delete.status, 204);
    let get = s3(&sandbox, "GET", "/sandbox-results/a//b%20c/../%C3%A9", &[], b"").await;
    assert_eq!(get.status, 404);
    assert_eq!(texts(&get.text(), "Code"), ["NoSuchKey"]);
    let head = s3(&sandbox, "HEAD", "/sandbox-results/a", &[], b"").await;
    assert_eq!(head.status, 404);
    let get = s3(&sandbox, "GET", "/no-such-bucket/a", &[], b"").await;
    assert_eq!((get.status, texts(&get.text(), "Code")), (404, vec!["NoSuchBucket".to_owned()]));
}

#[tokio::test]
async fn equal_bytes_have_equal_etags() {
    let sandbox = with_object(b"one").await;
    sandbox.storage().put_object("sandbox-results", "l", "one").expect("written");
    let mut etags = Vec::new();
    for key in ["k", "l"] {
        let get = s3(&sandbox, "GET", &format!("/sandbox-results/{key}"), &[], b"").await;
        etags.push(get.header("etag").expect("an ETag").to_owned());
    }
    assert_eq!(etags[0], etags[1]);
    assert!(etags[0].starts_with('"') && etags[0].ends_with('"'));
}

#[tokio::test]
async fn ranges_are_read() {
    let sandbox = with_object(b"0123456789").await;
    for (range, content_range, body) in [
        ("bytes=2-4", "bytes 2-4/10", "234"),
        ("bytes=7-", "bytes 7-9/10", "789"),
        ("bytes=-3", "bytes 7-9/10", "789"),
        ("bytes=8-100", "bytes 8-9/10", "89"),
        ("bytes=-100", "bytes 0-9/10", "0123456789"),
    ] {
        let get = s3(&sandbox, "GET", "/sandbox-results/k", &[("range", range)], b"").await;
        assert_eq!((get.status, get.text()), (206, body.to_owned()), "{range}");
        assert_eq!(get.header("content-range"), Some(content_range));
    }
    for range in ["bytes=10-", "bytes=100-200", "bytes=-0"] {
        let get = s3(&sandbox, "GET", "/sandbox-results/k", &[("range", range)], b"").await;
        assert_eq!((get.status, texts(&get.text(), "Code")), (416, vec!["InvalidRange".to_owned()]), "{range}");
    }
    sandbox.storage().put_object("sandbox-results", "empty", "").expect("written");
    let get = s3(&sandbox, "GET", "/sandbox-results/empty", &[("range", "bytes=0-99")], b"").await;
    assert_eq!(get.status, 416);
    let get = s3(&sandbox, "GET", "/sandbox-results/empty", &[], b"").await;
    assert_eq!((get.status, get.body.len()), (200, 0));
}

#[tokio::test]
async fn a_large_object_streams_whole() {
    let bytes: Vec<u8> = (0..5_000_000_u32).map(|n| u8::try_from(n % 251).expect("small")).collect();
    let sandbox = with_object(&bytes).await;
    let get = s3(&sandbox, "GET", "/sandbox-results/k", &[], b"").await;
    assert!(get.body == bytes);
    let get = s3(&sandbox, "GET", "/sandbox-results/k", &[("range", "bytes=600000-4000000")], b"").await;
    assert!(get.body == bytes[600_000..=4_000_000]);
}

#[tokio::test]
async fn conditions_are_checked() {
    let sandbox = with_object(b"v").await;
    let etag = s3(&sandbox, "HEAD", "/sandbox-results/k", &[], b"").await.header("etag").expect("an ETag").to_owned();
    for (header, value, status) in [
        ("if-match", etag.as_str(), 200),
        ("if-match", "\"other\"", 412),
        ("if-match", "*", 200),
        ("if-none-match", etag.as_str(), 304),
        ("if-none-match", "\"other\"", 200),
        ("if-modified-since", "Sat, 01 Jan 2000 00:00:00 GMT", 200),
        ("if-unmodified-since", "Sat, 01 Jan 2000 00:00:00 GMT", 412),
    ] {
        let get = s3(&sandbox, "GET", "/sandbox-results/k", &[(header, value)], b"").await;
        assert_eq!(get.status, status, "{header}: {value}");
    }
    let put = s3(&sandbox, "PUT", "/sandbox-results/k", &[("if-none-match", "*")], b"w").await;
    assert_eq!(put.status, 412);
    let put = s3(&sandbox, "PUT", "/sandbox-results/new", &[("if-none-match", "*")], b"w").await;
    assert_eq!(put.status, 200);
    let put = s3(&sandbox, "PUT", "/sandbox-results/k", &[("if-match", &etag)], b"w").await;
    assert_eq!(put.status, 200);
}

#[tokio::test]
async fn objects_are_listed_in_pages() {
    let sandbox = start_sandbox().await;
    for key in ["a", "b/1", "b/2", "b/c/3", "d e", "é"] {
        sandbox.storage().put_object("sandbox-results", key, key).expect("written");
    }
    let all = s3(&sandbox, "GET", "/sandbox-results?list-type=2", &[], b"").await.text();
    assert_eq!(texts(&all, "Key"), ["a", "b/1", "b/2", "b/c/3", "d e", "é"]);
    assert_eq!(texts(&all, "KeyCount"), ["6"]);
    assert_eq!(texts(&all, "IsTruncated"), ["false"]);
    let folder = s3(&sandbox, "GET", "/sandbox-results?list-type=2&prefix=b/&delimiter=/", &[], b"").await.text();
    assert_eq!(texts(&folder, "Key"), ["b/1", "b/2"]);
    assert!(folder.contains("<CommonPrefixes><Prefix>b/c/</Prefix></CommonPrefixes>"), "{folder}");
    let encoded = s3(&sandbox, "GET", "/sandbox-results?list-type=2&encoding-type=url", &[], b"").await.text();
    assert_eq!(texts(&encoded, "Key")[4..], ["d%20e", "%C3%A9"]);

    let mut seen = Vec::new();
    let mut path = "/sandbox-results?list-type=2&max-keys=1&delimiter=/".to_owned();
    loop {
        let page = s3(&sandbox, "GET", &path, &[], b"").await.text();
        seen.extend(texts(&page, "Key"));
        seen.extend(page.contains("<CommonPrefixes>").then(|| "b/".to_owned()));
        match texts(&page, "NextContinuationToken").first() {
            None => break,
            Some(token) => {
                path = format!("/sandbox-results?list-type=2&max-keys=1&delimiter=/&continuation-token={token}");
            }
        }
    }
    assert_eq!(seen, ["a", "b/", "d e", "é"]);

    let first = s3(&sandbox, "GET", "/sandbox-results?max-keys=2", &[], b"").await.text();
    assert_eq!(texts(&first, "IsTruncated"), ["true"]);
    let second = s3(&sandbox, "GET", "/sandbox-results?max-keys=2&marker=b/1", &[], b"").await.text();
    assert_eq!(texts(&second, "Key"), ["b/2", "b/c/3"]);
    let missing = s3(&sandbox, "GET", "/no-such-bucket?list-type=2", &[], b"").await;
    assert_eq!((missing.status, texts(&missing.text(), "Code")), (404, vec!["NoSuchBucket".to_owned()]));
}

#[tokio::test]
async fn buckets_are_created_listed_and_deleted() {
    let sandbox = start_sandbox().await;
    assert_eq!(s3(&sandbox, "PUT", "/mine", &[], b"").await.status, 200);
    assert_eq!(s3(&sandbox, "HEAD", "/mine", &[], b"").await.status, 200);
    assert_eq!(s3(&sandbox, "HEAD", "/not-mine", &[], b"").await.status, 404);
    let list = s3(&sandbox, "GET", "/", &[], b"").await.text();
    assert_eq!(texts(&list, "Name"), ["mine", "sandbox-enforced", "sandbox-results"]);
    let location = s3(&sandbox, "GET", "/mine?location", &[], b"").await;
    assert_eq!(location.status, 200);
    assert!(location.text().contains("LocationConstraint"));
    s3(&sandbox, "PUT", "/mine/k", &[], b"v").await;
    let delete = s3(&sandbox, "DELETE", "/mine", &[], b"").await;
    assert_eq!((delete.status, texts(&delete.text(), "Code")), (409, vec!["BucketNotEmpty".to_owned()]));
    s3(&sandbox, "DELETE", "/mine/k", &[], b"").await;
    assert_eq!(s3(&sandbox, "DELETE", "/mine", &[], b"").await.status, 204);
}

#[tokio::test]
async fn the_bucket_may_be_in_the_host() {
    let sandbox = with_object(b"v").await;
    let get = s3(&sandbox, "GET", "/k", &[("host", "sandbox-results.localhost:4510")], b"").await;
    assert_eq!((get.status, get.body.as_slice()), (200, &b"v"[..]));
}

#[tokio::test]
async fn objects_are_copied_and_deleted_together() {
    let sandbox = with_object(b"v").await;
    let headers = [("x-amz-copy-source", "/sandbox-results/k")];
    let copy = s3(&sandbox, "PUT", "/sandbox-enforced/copy", &headers, b"").await;
    assert_eq!(copy.status, 200, "{}", copy.text());
    assert_eq!(sandbox.storage().object("sandbox-enforced", "copy").as_deref(), Some(&b"v"[..]));
    let body = "<Delete><Object><Key>copy</Key></Object><Object><Key>gone</Key></Object></Delete>";
    let delete = s3(&sandbox, "POST", "/sandbox-enforced?delete", &[], body.as_bytes()).await;
    assert_eq!(delete.status, 200, "{}", delete.text());
    assert_eq!(texts(&delete.text(), "Key"), ["copy", "gone"]);
    assert!(sandbox.storage().keys("sandbox-enforced").is_empty());
}

#[tokio::test]
async fn signed_chunks_are_unwrapped() {
    let sandbox = start_sandbox().await;
    let body = b"5;chunk-signature=00\r\nhello\r\n6;chunk-signature=00\r\n world\r\n0;chunk-signature=00\r\n\r\n";
    let headers = [
        ("x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"),
        ("x-amz-decoded-content-length", "11"),
        ("content-encoding", "aws-chunked"),
        (
            "authorization",
            "AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/s3/aws4_request,SignedHeaders=host,Signature=0",
        ),
    ];
    let put = s3(&sandbox, "PUT", "/sandbox-results/k", &headers, body).await;
    assert_eq!(put.status, 200, "{}", put.text());
    assert_eq!(sandbox.storage().object("sandbox-results", "k").as_deref(), Some(&b"hello world"[..]));
}
