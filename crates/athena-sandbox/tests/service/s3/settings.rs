//! Object attributes, versions and settings

use crate::client::{s3, start_sandbox};

use super::{begin, complete, named_part, refusal, texts, with_object};

#[tokio::test]
async fn attributes_are_returned() {
    let sandbox = start_sandbox().await;
    let put = s3(&sandbox, "PUT", "/sandbox-results/k", &[("x-amz-checksum-crc32", "NhCmhg==")], b"hello").await;
    assert_eq!(put.status, 200);
    let ask = async |path: &str, attributes: &str, headers: &[(&str, &str)]| {
        let headers = [&[("x-amz-object-attributes", attributes)], headers].concat();
        s3(&sandbox, "GET", &format!("{path}?attributes"), &headers, b"").await
    };
    let all = "ETag,Checksum,ObjectParts, StorageClass,ObjectSize";
    let reply = ask("/sandbox-results/k", all, &[]).await;
    assert!(reply.header("last-modified").is_some());
    let text = reply.text();
    assert_eq!(texts(&text, "ChecksumCRC32"), ["NhCmhg=="]);
    assert_eq!(
        (texts(&text, "ObjectSize").concat(), texts(&text, "StorageClass").concat()),
        ("5".into(), "STANDARD".into())
    );
    assert!(!text.contains("ObjectParts"), "it was written at once: {text}");
    let size = ask("/sandbox-results/k", "ObjectSize", &[]).await.text();
    assert!(!size.contains("ETag") && !size.contains("Checksum") && !size.contains("StorageClass"), "{size}");
    assert_eq!(refusal(&ask("/sandbox-results/k", "Colour", &[]).await), (400, "InvalidArgument".to_owned()));
    assert_eq!(refusal(&ask("/sandbox-results/none", "ETag", &[]).await), (404, "NoSuchKey".to_owned()));

    let id = begin(&sandbox, "/sandbox-results/joined", &[]).await;
    let first = vec![b'a'; 5 << 20];
    let mut parts = String::new();
    for (number, bytes) in [(1, first.as_slice()), (2, b"tail")] {
        let path = format!("/sandbox-results/joined?partNumber={number}&uploadId={id}");
        let part = s3(&sandbox, "PUT", &path, &[], bytes).await;
        parts += &named_part(number, part.header("etag").expect("an ETag"));
    }
    complete(&sandbox, "/sandbox-results/joined", &id, &[], &parts).await;
    let text = ask("/sandbox-results/joined", "ObjectParts", &[("x-amz-max-parts", "1")]).await.text();
    assert_eq!((texts(&text, "PartsCount"), texts(&text, "Size")), (vec!["2".to_owned()], vec!["5242880".to_owned()]));
    assert_eq!(
        (texts(&text, "IsTruncated").concat(), texts(&text, "NextPartNumberMarker").concat()),
        ("true".into(), "1".into())
    );
    let text = ask("/sandbox-results/joined", "ObjectParts", &[("x-amz-part-number-marker", "1")]).await.text();
    assert_eq!((texts(&text, "Size"), texts(&text, "IsTruncated")), (vec!["4".to_owned()], vec!["false".to_owned()]));
}

#[tokio::test]
async fn every_object_has_one_version() {
    let sandbox = start_sandbox().await;
    for key in ["a", "b/1", "b/2", "c"] {
        sandbox.storage().put_object("sandbox-results", key, key).expect("written");
    }
    let versioning = s3(&sandbox, "GET", "/sandbox-results?versioning", &[], b"").await;
    assert_eq!(versioning.status, 200);
    assert!(!versioning.text().contains("<Status>"), "{}", versioning.text());
    let list =
        async |query: &str| s3(&sandbox, "GET", &format!("/sandbox-results?versions{query}"), &[], b"").await.text();
    let all = list("").await;
    assert_eq!((texts(&all, "Key").len(), texts(&all, "VersionId")), (4, vec!["null".to_owned(); 4]));
    assert_eq!(texts(&all, "IsLatest"), ["true"; 4]);
    let mut seen = Vec::new();
    let mut query = "&max-keys=1&delimiter=/".to_owned();
    loop {
        let page = list(&query).await;
        seen.extend(texts(&page, "Key"));
        let Some(next) = texts(&page, "NextKeyMarker").first().cloned() else { break };
        assert_eq!(texts(&page, "NextVersionIdMarker").is_empty(), next == "b/");
        query = format!("&max-keys=1&delimiter=/&key-marker={next}");
    }
    assert_eq!(seen, ["a", "c"]);
    let reply = s3(&sandbox, "GET", "/sandbox-results?versions&version-id-marker=null", &[], b"").await;
    assert_eq!(refusal(&reply), (400, "InvalidArgument".to_owned()));

    for method in ["GET", "DELETE"] {
        let other = s3(&sandbox, method, "/sandbox-results/a?versionId=abc", &[], b"").await;
        assert_eq!(refusal(&other), (400, "InvalidArgument".to_owned()), "{method}");
        let only = s3(&sandbox, method, "/sandbox-results/a?versionId=null", &[], b"").await;
        assert!(only.status < 300, "{method}");
    }
    assert_eq!(sandbox.storage().keys("sandbox-results"), ["b/1", "b/2", "c"]);
}

#[tokio::test]
async fn settings_are_those_of_a_new_bucket() {
    let sandbox = with_object(b"v").await;
    let get = async |path: &str| s3(&sandbox, "GET", path, &[], b"").await;
    for path in ["/sandbox-results?acl", "/sandbox-results/k?acl"] {
        let acl = get(path).await.text();
        assert_eq!(texts(&acl, "Permission"), ["FULL_CONTROL"]);
        let ids = texts(&acl, "ID");
        assert_eq!((ids.len(), ids.first()), (2, ids.last()), "the owner is the one to whom it is granted");
        assert!(acl.contains("xsi:type=\"CanonicalUser\""), "{acl}");
    }
    assert_eq!(texts(&get("/sandbox-results?encryption").await.text(), "SSEAlgorithm"), ["AES256"]);
    let block = get("/sandbox-results?publicAccessBlock").await.text();
    for element in ["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"] {
        assert_eq!(texts(&block, element), ["true"]);
    }
    assert_eq!(refusal(&get("/sandbox-results?policy").await), (404, "NoSuchBucketPolicy".to_owned()));
    for member in ["acl", "encryption", "policy", "publicAccessBlock", "tagging", "versioning", "versions"] {
        assert_eq!(refusal(&get(&format!("/none?{member}")).await), (404, "NoSuchBucket".to_owned()), "{member}");
    }
    for (path, code) in
        [("/sandbox-results?accelerate", "NotImplemented"), ("/sandbox-results/k?torrent", "NotImplemented")]
    {
        assert_eq!(refusal(&get(path).await), (501, code.to_owned()), "{path}");
    }
}
