//! CopyObject

use crate::client::{s3, start_sandbox};

use super::refusal;

const SOURCE: (&str, &str) = ("x-amz-copy-source", "/sandbox-results/k");

#[tokio::test]
async fn a_copy_has_the_headers_of_its_source() {
    let sandbox = start_sandbox().await;
    let headers = [("content-type", "text/plain"), ("cache-control", "no-store"), ("x-amz-meta-a", "1")];
    let kept = [("x-amz-storage-class", "STANDARD_IA"), ("x-amz-website-redirect-location", "/other")];
    s3(&sandbox, "PUT", "/sandbox-results/k", &[headers.as_slice(), &kept].concat(), b"v").await;
    let copy = async |headers: &[(&str, &str)]| {
        let copy = s3(&sandbox, "PUT", "/sandbox-results/copy", &[&[SOURCE], headers].concat(), b"").await;
        assert_eq!(copy.status, 200, "{}", copy.text());
        s3(&sandbox, "HEAD", "/sandbox-results/copy", &[], b"").await
    };
    let other = [("content-type", "text/csv"), ("x-amz-meta-b", "2")];
    for directive in [vec![], vec![("x-amz-metadata-directive", "COPY")]] {
        let head = copy(&[directive.as_slice(), &other].concat()).await;
        for (name, value) in headers {
            assert_eq!(head.header(name), Some(value));
        }
        assert_eq!(head.header("x-amz-meta-b"), None);
        // The redirect and the storage class are never copied.
        assert_eq!(head.header("x-amz-storage-class"), None);
        assert_eq!(head.header("x-amz-website-redirect-location"), None);
    }
    let replaced = [("x-amz-metadata-directive", "REPLACE"), ("x-amz-storage-class", "GLACIER_IR")];
    let head = copy(&[replaced.as_slice(), &other].concat()).await;
    for (name, value) in [("content-type", "text/csv"), ("x-amz-meta-b", "2"), ("x-amz-storage-class", "GLACIER_IR")] {
        assert_eq!(head.header(name), Some(value));
    }
    assert_eq!((head.header("x-amz-meta-a"), head.header("cache-control")), (None, None));
    let unknown = s3(&sandbox, "PUT", "/sandbox-results/c", &[SOURCE, ("x-amz-metadata-directive", "ADD")], b"").await;
    assert_eq!(refusal(&unknown), (400, "InvalidArgument".to_owned()));
}

#[tokio::test]
async fn a_copy_onto_itself_must_change_something() {
    let sandbox = start_sandbox().await;
    s3(&sandbox, "PUT", "/sandbox-results/k", &[("x-amz-meta-a", "1")], b"v").await;
    let copy = async |headers: &[(&str, &str)]| {
        let reply = s3(&sandbox, "PUT", "/sandbox-results/k", &[&[SOURCE], headers].concat(), b"").await;
        (reply.status, reply.text())
    };
    let (status, text) = copy(&[]).await;
    assert_eq!(status, 400);
    assert!(text.contains("<Code>InvalidRequest</Code>"), "{text}");
    assert!(text.contains("trying to copy an object to itself without changing the object&apos;s metadata"), "{text}");
    assert_eq!(copy(&[("x-amz-storage-class", "STANDARD_IA")]).await.0, 200);
    assert_eq!(copy(&[("x-amz-metadata-directive", "REPLACE"), ("x-amz-meta-a", "2")]).await.0, 200);
    let get = s3(&sandbox, "GET", "/sandbox-results/k", &[], b"").await;
    assert_eq!((get.header("x-amz-meta-a"), get.text().as_str()), (Some("2"), "v"));
}

#[tokio::test]
async fn conditions_on_the_source_are_checked() {
    let sandbox = start_sandbox().await;
    let put = s3(&sandbox, "PUT", "/sandbox-results/k", &[], b"v").await;
    let etag = put.header("etag").expect("an ETag");
    let head = s3(&sandbox, "HEAD", "/sandbox-results/k", &[], b"").await;
    let (modified, past) = (head.header("last-modified").expect("a time"), "Sat, 01 Jan 2000 00:00:00 GMT");
    for (name, value, status) in [
        ("x-amz-copy-source-if-match", etag, 200),
        ("x-amz-copy-source-if-match", "\"other\"", 412),
        ("x-amz-copy-source-if-none-match", etag, 412),
        ("x-amz-copy-source-if-none-match", "\"other\"", 200),
        ("x-amz-copy-source-if-modified-since", past, 200),
        ("x-amz-copy-source-if-modified-since", modified, 412),
        ("x-amz-copy-source-if-unmodified-since", past, 412),
        ("x-amz-copy-source-if-unmodified-since", modified, 200),
    ] {
        let copy = s3(&sandbox, "PUT", "/sandbox-enforced/k", &[SOURCE, (name, value)], b"").await;
        assert_eq!(copy.status, status, "{name}: {value}");
        if status == 412 {
            assert_eq!(refusal(&copy).1, "PreconditionFailed");
        }
    }
}
