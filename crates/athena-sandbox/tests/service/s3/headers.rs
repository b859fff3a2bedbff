//! Object headers and metadata, and read requests that select or override them

use crate::client::{s3, start_sandbox};

use super::{begin, complete, named_part, refusal, texts, with_object};

const KEPT: [(&str, &str); 9] = [
    ("cache-control", "max-age=60"),
    ("content-disposition", "attachment; filename=\"a.txt\""),
    ("content-encoding", "gzip"),
    ("content-language", "de"),
    ("content-type", "text/plain"),
    ("expires", "Thu, 01 Dec 2033 16:00:00 GMT"),
    ("x-amz-meta-who", "me"),
    ("x-amz-storage-class", "STANDARD_IA"),
    ("x-amz-website-redirect-location", "/other"),
];

#[tokio::test]
async fn headers_of_a_write_are_returned() {
    let sandbox = start_sandbox().await;
    assert_eq!(s3(&sandbox, "PUT", "/sandbox-results/put", &KEPT, b"text").await.status, 200);
    let id = begin(&sandbox, "/sandbox-results/joined", &KEPT).await;
    let open = s3(&sandbox, "GET", "/sandbox-results?uploads", &[], b"").await.text();
    assert_eq!(texts(&open, "StorageClass"), ["STANDARD_IA"]);
    let part = s3(&sandbox, "PUT", &format!("/sandbox-results/joined?partNumber=1&uploadId={id}"), &[], b"text").await;
    let parts = named_part(1, part.header("etag").expect("an ETag"));
    complete(&sandbox, "/sandbox-results/joined", &id, &[], &parts).await;
    for path in ["/sandbox-results/put", "/sandbox-results/joined"] {
        for method in ["GET", "HEAD"] {
            let reply = s3(&sandbox, method, path, &[], b"").await;
            for (name, value) in KEPT {
                assert_eq!(reply.header(name), Some(value), "{method} {path}: {name}");
            }
        }
    }
    let list = s3(&sandbox, "GET", "/sandbox-results?list-type=2", &[], b"").await.text();
    assert_eq!(texts(&list, "StorageClass"), ["STANDARD_IA", "STANDARD_IA"]);
    s3(&sandbox, "PUT", "/sandbox-results/plain", &[("x-amz-storage-class", "STANDARD")], b"text").await;
    let plain = s3(&sandbox, "HEAD", "/sandbox-results/plain", &[], b"").await;
    assert_eq!((plain.header("x-amz-storage-class"), plain.header("cache-control")), (None, None));
}

#[tokio::test]
async fn invalid_headers_are_refused() {
    let sandbox = start_sandbox().await;
    let put = async |name: &str, value: &str| {
        refusal(&s3(&sandbox, "PUT", "/sandbox-results/k", &[(name, value)], b"text").await)
    };
    assert_eq!(put("x-amz-storage-class", "COLD").await, (400, "InvalidStorageClass".to_owned()));
    assert_eq!(put("x-amz-meta-a", &"v".repeat(2048)).await, (400, "MetadataTooLarge".to_owned()));
    assert_eq!(put("x-amz-meta-a", &"v".repeat(2047)).await.0, 200);
    assert_eq!(put("x-amz-storage-class", "GLACIER").await.0, 200);
    let get = s3(&sandbox, "GET", "/sandbox-results/k", &[], b"").await;
    assert_eq!(refusal(&get), (403, "InvalidObjectState".to_owned()));
    assert_eq!(s3(&sandbox, "HEAD", "/sandbox-results/k", &[], b"").await.status, 200);
}

#[tokio::test]
async fn a_read_request_can_override_headers() {
    let sandbox = start_sandbox().await;
    s3(&sandbox, "PUT", "/sandbox-results/k", &KEPT, b"text").await;
    let query = "response-content-type=text%2Fcsv&response-cache-control=no-cache&response-content-disposition=inline\
                 &response-content-encoding=br&response-content-language=fr\
                 &response-expires=Thu%2C%2001%20Dec%202022%2016%3A00%3A00%20GMT";
    for method in ["GET", "HEAD"] {
        let reply = s3(&sandbox, method, &format!("/sandbox-results/k?{query}"), &[], b"").await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        for (name, value) in [
            ("content-type", "text/csv"),
            ("cache-control", "no-cache"),
            ("content-disposition", "inline"),
            ("content-encoding", "br"),
            ("content-language", "fr"),
            ("expires", "Thu, 01 Dec 2022 16:00:00 GMT"),
            ("x-amz-meta-who", "me"),
        ] {
            let values: Vec<_> = reply.headers.iter().filter(|(known, _)| known == name).collect();
            assert_eq!(values.len(), 1, "{method} {name}");
            assert_eq!(values[0].1, value, "{method} {name}");
        }
    }
}

#[tokio::test]
async fn one_part_of_an_object_can_be_read() {
    let sandbox = with_object(b"0123456789").await;
    let id = begin(&sandbox, "/sandbox-results/joined", &[]).await;
    let first = vec![b'a'; 5 << 20];
    let mut parts = String::new();
    for (number, bytes) in [(2, first.as_slice()), (5, b"tail")] {
        let path = format!("/sandbox-results/joined?partNumber={number}&uploadId={id}");
        let part = s3(&sandbox, "PUT", &path, &[], bytes).await;
        parts += &named_part(number, part.header("etag").expect("an ETag"));
    }
    assert_eq!(complete(&sandbox, "/sandbox-results/joined", &id, &[], &parts).await.status, 200);
    let get = s3(&sandbox, "GET", "/sandbox-results/joined?partNumber=2", &[], b"").await;
    assert_eq!((get.status, get.text().as_str()), (206, "tail"));
    assert_eq!(get.header("x-amz-mp-parts-count"), Some("2"));
    assert_eq!(get.header("content-range"), Some("bytes 5242880-5242883/5242884"));
    let head = s3(&sandbox, "HEAD", "/sandbox-results/joined?partNumber=1", &[], b"").await;
    assert_eq!((head.status, head.header("content-length")), (206, Some("5242880")));
    let head = s3(&sandbox, "HEAD", "/sandbox-results/joined", &[], b"").await;
    assert_eq!((head.status, head.header("x-amz-mp-parts-count")), (200, None));

    let whole = s3(&sandbox, "GET", "/sandbox-results/k?partNumber=1", &[], b"").await;
    assert_eq!((whole.status, whole.text().as_str()), (206, "0123456789"));
    assert_eq!(whole.header("x-amz-mp-parts-count"), None);
    for (path, headers, expected) in [
        ("/sandbox-results/joined?partNumber=3", vec![], (416, "InvalidPartNumber")),
        ("/sandbox-results/k?partNumber=2", vec![], (416, "InvalidPartNumber")),
        ("/sandbox-results/k?partNumber=0", vec![], (400, "InvalidArgument")),
        ("/sandbox-results/k?partNumber=1", vec![("range", "bytes=0-1")], (400, "InvalidRequest")),
    ] {
        let reply = s3(&sandbox, "GET", path, &headers, b"").await;
        assert_eq!(refusal(&reply), (expected.0, expected.1.to_owned()), "{path}");
    }
}

#[tokio::test]
async fn conditions_on_time_are_checked() {
    let sandbox = with_object(b"v").await;
    let head = s3(&sandbox, "HEAD", "/sandbox-results/k", &[], b"").await;
    let (etag, modified) = (head.header("etag").expect("an ETag"), head.header("last-modified").expect("a time"));
    let past = "Sat, 01 Jan 2000 00:00:00 GMT";
    for (headers, status) in [
        (vec![("if-modified-since", modified)], 304),
        (vec![("if-modified-since", past)], 200),
        (vec![("if-unmodified-since", modified)], 200),
        (vec![("if-unmodified-since", past)], 412),
        // If both are given, the ETag decides.
        (vec![("if-match", etag), ("if-unmodified-since", past)], 200),
        (vec![("if-none-match", etag), ("if-modified-since", past)], 304),
        (vec![("if-none-match", "\"other\""), ("if-modified-since", modified)], 200),
    ] {
        for method in ["GET", "HEAD"] {
            let reply = s3(&sandbox, method, "/sandbox-results/k", &headers, b"").await;
            assert_eq!(reply.status, status, "{method} {headers:?}");
            if status == 304 {
                assert_eq!((reply.header("etag"), reply.header("last-modified")), (Some(etag), Some(modified)));
                assert!(reply.body.is_empty());
            }
        }
    }
}

#[tokio::test]
async fn parts_and_headers_survive_a_restart() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let open = || athena_sandbox::Sandbox::builder().state_dir(folder.path()).start();
    let sandbox = open().await.expect("starts");
    let id = begin(&sandbox, "/sandbox-results/joined", &KEPT).await;
    let path = format!("/sandbox-results/joined?partNumber=3&uploadId={id}");
    let part = s3(&sandbox, "PUT", &path, &[], b"text").await;
    let parts = named_part(3, part.header("etag").expect("an ETag"));
    let done = complete(&sandbox, "/sandbox-results/joined", &id, &[], &parts).await;
    assert_eq!(done.status, 200, "{}", done.text());
    sandbox.shutdown().await;
    let sandbox = open().await.expect("starts");
    let head = s3(&sandbox, "HEAD", "/sandbox-results/joined?partNumber=1", &[], b"").await;
    assert_eq!(head.header("x-amz-mp-parts-count"), Some("1"));
    for (name, value) in KEPT {
        assert_eq!(head.header(name), Some(value), "{name}");
    }
}
