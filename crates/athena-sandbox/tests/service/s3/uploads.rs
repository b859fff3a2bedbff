//! Multipart uploads

use crate::client::{s3, start_sandbox};

use super::{begin, complete, named_part, refusal, texts, with_object};

#[tokio::test]
async fn parts_are_joined_on_completion() {
    let sandbox = start_sandbox().await;
    let created = s3(&sandbox, "POST", "/sandbox-results/big?uploads", &[], b"").await.text();
    let id = texts(&created, "UploadId").first().expect("an upload id").clone();
    let mut parts = String::new();
    for (number, bytes) in [(1, vec![b'a'; 5 << 20]), (2, vec![b'b'; 10])] {
        let path = format!("/sandbox-results/big?partNumber={number}&uploadId={id}");
        let part = s3(&sandbox, "PUT", &path, &[], &bytes).await;
        assert_eq!(part.status, 200, "{}", part.text());
        let etag = part.header("etag").expect("an ETag");
        parts += &format!("<Part><PartNumber>{number}</PartNumber><ETag>{etag}</ETag></Part>");
    }
    let listed = s3(&sandbox, "GET", &format!("/sandbox-results/big?uploadId={id}"), &[], b"").await.text();
    assert_eq!(texts(&listed, "Size"), ["5242880", "10"]);
    assert!(sandbox.storage().keys("sandbox-results").is_empty());
    let body = format!("<CompleteMultipartUpload>{parts}</CompleteMultipartUpload>");
    let path = format!("/sandbox-results/big?uploadId={id}");
    let completed = s3(&sandbox, "POST", &path, &[], body.as_bytes()).await;
    assert_eq!(completed.status, 200, "{}", completed.text());
    let object = sandbox.storage().object("sandbox-results", "big").expect("there");
    assert_eq!(object.len(), 5_242_890);
    assert!(object.ends_with(b"abbbbbbbbbb"));
    let etag = s3(&sandbox, "HEAD", "/sandbox-results/big", &[], b"").await.header("etag").expect("an ETag").to_owned();
    assert!(etag.ends_with("-2\""), "{etag}");

    let gone = s3(&sandbox, "POST", &path, &[], body.as_bytes()).await;
    assert_eq!(texts(&gone.text(), "Code"), ["NoSuchUpload"]);
    let created = s3(&sandbox, "POST", "/sandbox-results/big?uploads", &[], b"").await.text();
    let id = texts(&created, "UploadId").first().expect("an upload id").clone();
    assert_eq!(s3(&sandbox, "DELETE", &format!("/sandbox-results/big?uploadId={id}"), &[], b"").await.status, 204);
}

#[tokio::test]
async fn parts_are_copied() {
    let sandbox = with_object(b"0123456789").await;
    let id = begin(&sandbox, "/sandbox-results/copied", &[]).await;
    let path = |number: u32| format!("/sandbox-results/copied?partNumber={number}&uploadId={id}");
    let source = ("x-amz-copy-source", "/sandbox-results/k");
    let head = s3(&sandbox, "HEAD", "/sandbox-results/k", &[], b"").await;
    let headers = [source, ("x-amz-copy-source-range", "bytes=2-4"), ("x-amz-copy-source-if-match", "*")];
    let slice = s3(&sandbox, "PUT", &path(1), &headers, b"").await;
    assert_eq!(slice.status, 200, "{}", slice.text());
    let parts = named_part(1, &texts(&slice.text(), "ETag").concat());
    let whole = s3(&sandbox, "PUT", &path(2), &[source], b"").await;
    let etag = texts(&whole.text(), "ETag").concat().replace("&quot;", "\"");
    assert_eq!(Some(etag.as_str()), head.header("etag"), "{}", whole.text());
    for (headers, status, code) in [
        (vec![("x-amz-copy-source-range", "bytes=2-10")], 400, "InvalidArgument"),
        (vec![("x-amz-copy-source-range", "bytes=2-")], 400, "InvalidArgument"),
        (vec![("x-amz-copy-source-if-match", "\"other\"")], 412, "PreconditionFailed"),
        (vec![("x-amz-copy-source-if-none-match", "*")], 412, "PreconditionFailed"),
        (vec![("x-amz-copy-source", "/sandbox-results/none")], 404, "NoSuchKey"),
    ] {
        let mut all = headers.clone();
        if !headers.iter().any(|(name, _)| *name == "x-amz-copy-source") {
            all.push(source);
        }
        let reply = s3(&sandbox, "PUT", &path(3), &all, b"").await;
        assert_eq!(refusal(&reply), (status, code.to_owned()), "{headers:?}");
    }
    let done = complete(&sandbox, "/sandbox-results/copied", &id, &[], &parts).await;
    assert_eq!(done.status, 200, "{}", done.text());
    assert_eq!(sandbox.storage().object("sandbox-results", "copied").as_deref(), Some(&b"234"[..]));
    let calls = sandbox.calls();
    assert!(calls.iter().any(|call| call.operation == "UploadPartCopy" && call.status == Some(200)));
}

#[tokio::test]
async fn an_upload_belongs_to_its_key() {
    let sandbox = start_sandbox().await;
    let id = begin(&sandbox, "/sandbox-results/a", &[]).await;
    for (method, query) in [("PUT", "partNumber=1&uploadId="), ("GET", "uploadId="), ("DELETE", "uploadId=")] {
        let reply = s3(&sandbox, method, &format!("/sandbox-results/b?{query}{id}"), &[], b"").await;
        assert_eq!(refusal(&reply), (404, "NoSuchUpload".to_owned()), "{method}");
    }
    let reply = s3(&sandbox, "DELETE", &format!("/sandbox-results/a?uploadId={id}"), &[], b"").await;
    assert_eq!(reply.status, 204);
}

#[tokio::test]
async fn open_uploads_are_listed() {
    let sandbox = start_sandbox().await;
    let mut ids = Vec::new();
    for key in ["a/1", "a/2", "b", "b", "c/d/e", "z%20"] {
        ids.push(begin(&sandbox, &format!("/sandbox-results/{key}"), &[]).await);
    }
    let list = async |query: &str| {
        let reply = s3(&sandbox, "GET", &format!("/sandbox-results?uploads{query}"), &[], b"").await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.text()
    };
    let all = list("").await;
    assert_eq!(texts(&all, "Key"), ["a/1", "a/2", "b", "b", "c/d/e", "z "]);
    assert_eq!(texts(&all, "UploadId"), ids, "within a key by time");
    assert_eq!(texts(&all, "IsTruncated"), ["false"]);
    assert_eq!(texts(&list("&prefix=a/").await, "Key"), ["a/1", "a/2"]);
    let folders = list("&delimiter=/").await;
    assert_eq!(texts(&folders, "Key"), ["b", "b", "z "]);
    assert!(folders.contains("<CommonPrefixes><Prefix>a/</Prefix></CommonPrefixes>"), "{folders}");
    assert_eq!(texts(&list("&encoding-type=url&prefix=z").await, "Key"), ["z%20"]);
    assert_eq!(texts(&list("&key-marker=a/2").await, "Key"), ["b", "b", "c/d/e", "z "]);
    assert_eq!(texts(&list(&format!("&key-marker=b&upload-id-marker={}", ids[2])).await, "UploadId"), ids[3..]);

    for (delimiter, expected) in [("", 6), ("&delimiter=/", 5)] {
        let (mut seen, mut query) = (0, format!("&max-uploads=1{delimiter}"));
        loop {
            let page = list(&query).await;
            seen += texts(&page, "UploadId").len() + usize::from(page.contains("<CommonPrefixes>"));
            if texts(&page, "IsTruncated") == ["false"] {
                break;
            }
            let key = texts(&page, "NextKeyMarker").concat().replace(' ', "%20");
            let id = texts(&page, "NextUploadIdMarker").concat();
            query = format!("&max-uploads=1{delimiter}&key-marker={key}");
            if !id.is_empty() {
                query += &format!("&upload-id-marker={id}");
            }
        }
        assert_eq!(seen, expected);
    }
    let reply = s3(&sandbox, "GET", "/sandbox-results?uploads&max-uploads=-1", &[], b"").await;
    assert_eq!(refusal(&reply), (400, "InvalidArgument".to_owned()));
    let reply = s3(&sandbox, "GET", "/nothing?uploads", &[], b"").await;
    assert_eq!(refusal(&reply), (404, "NoSuchBucket".to_owned()));
}

#[tokio::test]
async fn parts_are_listed_in_pages() {
    let sandbox = start_sandbox().await;
    let id = begin(&sandbox, "/sandbox-results/a", &[]).await;
    for number in [1, 2, 7] {
        let path = format!("/sandbox-results/a?partNumber={number}&uploadId={id}");
        s3(&sandbox, "PUT", &path, &[], b"part").await;
    }
    let first = s3(&sandbox, "GET", &format!("/sandbox-results/a?uploadId={id}&max-parts=2"), &[], b"").await.text();
    assert_eq!(texts(&first, "PartNumber"), ["1", "2"]);
    assert_eq!(
        (texts(&first, "IsTruncated"), texts(&first, "NextPartNumberMarker")),
        (vec!["true".to_owned()], vec!["2".to_owned()])
    );
    let path = format!("/sandbox-results/a?uploadId={id}&max-parts=2&part-number-marker=2");
    let last = s3(&sandbox, "GET", &path, &[], b"").await.text();
    assert_eq!(texts(&last, "PartNumber"), ["7"]);
    assert_eq!(texts(&last, "IsTruncated"), ["false"]);
}
