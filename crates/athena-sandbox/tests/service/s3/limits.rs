//! Limits: names, parts, deletes and page sizes

use crate::client::{s3, start_sandbox};

use super::{begin, complete, named_part, refusal, texts, with_object};

#[tokio::test]
async fn names_are_checked() {
    let sandbox = with_object(b"v").await;
    // 512 characters of two bytes.
    let longest = "%C3%A9".repeat(512);
    let put = s3(&sandbox, "PUT", &format!("/sandbox-results/{longest}"), &[], b"v").await;
    assert_eq!(put.status, 200, "{}", put.text());
    for method in ["PUT", "GET", "DELETE"] {
        let reply = s3(&sandbox, method, &format!("/sandbox-results/{longest}a"), &[], b"").await;
        assert_eq!(refusal(&reply), (400, "KeyTooLongError".to_owned()));
        assert_eq!(texts(&reply.text(), "Message"), ["Your key is too long"]);
    }
    let long = "b".repeat(64);
    for bucket in ["ab", "UPPER", "a..b", "-ab", "192.168.1.1", "under_score", "xn--a", long.as_str()] {
        for (method, path) in [("PUT", format!("/{bucket}")), ("GET", format!("/{bucket}/k"))] {
            let reply = s3(&sandbox, method, &path, &[], b"").await;
            assert_eq!(refusal(&reply), (400, "InvalidBucketName".to_owned()), "{method} {path}");
            assert_eq!(texts(&reply.text(), "Message"), ["The specified bucket is not valid."]);
        }
    }
}

#[tokio::test]
async fn parts_are_checked() {
    let sandbox = start_sandbox().await;
    let path = "/sandbox-results/joined";
    let id = begin(&sandbox, path, &[]).await;
    let large = vec![b'a'; 5 << 20];
    let mut parts = Vec::new();
    for (number, bytes) in [(1, large.as_slice()), (2, b"small"), (3, b"tail")] {
        let part = s3(&sandbox, "PUT", &format!("{path}?partNumber={number}&uploadId={id}"), &[], bytes).await;
        parts.push(named_part(number, part.header("etag").expect("an ETag")));
    }
    let [first, second, third] = parts.as_slice() else { panic!("three parts") };
    for (named, code) in [
        (second.clone() + first, "InvalidPartOrder"),
        (first.clone() + first, "InvalidPartOrder"),
        (first.clone() + second + third, "EntityTooSmall"),
        (named_part(1, "\"other\""), "InvalidPart"),
        (named_part(4, "\"other\""), "InvalidPart"),
        (String::new(), "MalformedXML"),
        ((1..=10_001).map(|number| named_part(number, "\"e\"")).collect(), "MalformedXML"),
    ] {
        let reply = complete(&sandbox, path, &id, &[], &named).await;
        assert_eq!(refusal(&reply), (400, code.to_owned()), "{}", reply.text());
    }
    for number in ["0", "10001", "-1"] {
        let reply = s3(&sandbox, "PUT", &format!("{path}?partNumber={number}&uploadId={id}"), &[], b"").await;
        assert_eq!(refusal(&reply), (400, "InvalidArgument".to_owned()), "{number}");
    }
    // The upload is still open.
    let done = complete(&sandbox, path, &id, &[], &(first.clone() + third)).await;
    assert_eq!(done.status, 200, "{}", done.text());
    assert_eq!(sandbox.storage().object("sandbox-results", "joined").map(|bytes| bytes.len()), Some((5 << 20) + 4));
}

#[tokio::test]
async fn deletes_of_too_many_keys_are_refused() {
    let sandbox = with_object(b"v").await;
    let delete = async |objects: &str| {
        let body = format!("<Delete>{objects}</Delete>");
        s3(&sandbox, "POST", "/sandbox-results?delete", &[], body.as_bytes()).await
    };
    let object = |key: &str| format!("<Object><Key>{key}</Key></Object>");
    let too_many = object("k").repeat(1001);
    assert_eq!(refusal(&delete(&too_many).await), (400, "MalformedXML".to_owned()));
    assert_eq!(refusal(&delete("").await), (400, "MalformedXML".to_owned()));
    assert_eq!(sandbox.storage().keys("sandbox-results"), ["k"]);
    let mixed = object(&"a".repeat(1025))
        + "<Object><Key>k</Key><VersionId>other</VersionId></Object>"
        + "<Object><Key>k</Key><VersionId>null</VersionId></Object>";
    let reply = delete(&mixed).await;
    assert_eq!(reply.status, 200);
    let text = reply.text();
    assert_eq!(texts(&text, "Code"), ["KeyTooLongError", "InvalidArgument"]);
    assert_eq!(texts(&text, "VersionId"), ["null", "other"]);
    assert!(sandbox.storage().keys("sandbox-results").is_empty());
    assert_eq!(delete(&object("k").repeat(1000)).await.status, 200);
}

#[tokio::test]
async fn page_sizes_are_limited() {
    let sandbox = start_sandbox().await;
    for n in 0..1001 {
        sandbox.storage().put_object("sandbox-results", &format!("{n:04}"), "").expect("written");
    }
    for (query, size) in [("list-type=2", "MaxKeys"), ("", "MaxKeys"), ("versions", "MaxKeys")] {
        let list =
            async |max: &str| s3(&sandbox, "GET", &format!("/sandbox-results?{query}&max-keys={max}"), &[], b"").await;
        let most = list("5000").await.text();
        assert_eq!((texts(&most, "Key").len(), texts(&most, size)), (1000, vec!["1000".to_owned()]), "{query}");
        assert_eq!(texts(&most, "IsTruncated"), ["true"]);
        let none = list("0").await.text();
        assert_eq!((texts(&none, "Key").len(), texts(&none, "IsTruncated")), (0, vec!["false".to_owned()]), "{query}");
        for max in ["-1", "many", "9999999999"] {
            assert_eq!(refusal(&list(max).await), (400, "InvalidArgument".to_owned()), "{query} {max}");
        }
    }
}
