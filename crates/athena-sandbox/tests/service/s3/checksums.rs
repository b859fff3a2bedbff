//! Checksums of objects that are written in one request

use crate::client::{s3, start_sandbox};

use super::{refusal, texts};

/// Checksums of `hello`.
const OF_HELLO: [(&str, &str); 5] = [
    ("x-amz-checksum-crc32", "NhCmhg=="),
    ("x-amz-checksum-crc32c", "mnG7TA=="),
    ("x-amz-checksum-crc64nvme", "M3eFcAZSQlc="),
    ("x-amz-checksum-sha1", "qvTGHdzF6KLavt4PO0gs2a6pQ00="),
    ("x-amz-checksum-sha256", "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ="),
];

/// Checksums of `other`.
const OF_OTHER: [(&str, &str); 5] = [
    ("x-amz-checksum-crc32", "EPKSxA=="),
    ("x-amz-checksum-crc32c", "AAAAAA=="),
    ("x-amz-checksum-crc64nvme", "AAAAAAAAAAA="),
    ("x-amz-checksum-sha1", "AAAAAAAAAAAAAAAAAAAAAAAAAAA="),
    ("x-amz-checksum-sha256", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="),
];

const ENABLED: (&str, &str) = ("x-amz-checksum-mode", "ENABLED");

#[tokio::test]
async fn a_checksum_in_a_header_is_verified() {
    let sandbox = start_sandbox().await;
    for (good, bad) in OF_HELLO.into_iter().zip(OF_OTHER) {
        let put = s3(&sandbox, "PUT", "/sandbox-results/k", &[good], b"hello").await;
        assert_eq!(put.status, 200, "{}", put.text());
        assert_eq!((put.header(good.0), put.header("x-amz-checksum-type")), (Some(good.1), Some("FULL_OBJECT")));
        for method in ["GET", "HEAD"] {
            let plain = s3(&sandbox, method, "/sandbox-results/k", &[], b"").await;
            assert_eq!((plain.header(good.0), plain.header("x-amz-checksum-type")), (None, None));
            let reply = s3(&sandbox, method, "/sandbox-results/k", &[ENABLED], b"").await;
            assert_eq!(
                (reply.header(good.0), reply.header("x-amz-checksum-type")),
                (Some(good.1), Some("FULL_OBJECT"))
            );
            let part = s3(&sandbox, method, "/sandbox-results/k", &[ENABLED, ("range", "bytes=0-1")], b"").await;
            assert_eq!(part.header(good.0), None, "a checksum of other bytes");
        }
        let put = s3(&sandbox, "PUT", "/sandbox-results/bad", &[bad], b"hello").await;
        assert_eq!(refusal(&put), (400, "BadDigest".to_owned()));
        let name = good.0.trim_start_matches("x-amz-checksum-").to_uppercase();
        let message = format!("The {name} you specified did not match the calculated checksum.");
        assert_eq!(texts(&put.text(), "Message"), [message]);
        let put = s3(&sandbox, "PUT", "/sandbox-results/bad", &[(good.0, "AAA=")], b"hello").await;
        assert_eq!(refusal(&put), (400, "InvalidRequest".to_owned()));
        assert_eq!(texts(&put.text(), "Message"), [format!("Value for {} header is invalid.", good.0)]);
    }
    let put = s3(&sandbox, "PUT", "/sandbox-results/bad", &OF_HELLO[..2], b"hello").await;
    assert_eq!(refusal(&put), (400, "InvalidRequest".to_owned()));
    let put = s3(&sandbox, "PUT", "/sandbox-results/bad", &[("x-amz-sdk-checksum-algorithm", "CRC32")], b"hello").await;
    assert_eq!(refusal(&put), (400, "InvalidRequest".to_owned()));
    assert_eq!(sandbox.storage().keys("sandbox-results"), ["k"], "what is refused is not written");
    let list = s3(&sandbox, "GET", "/sandbox-results?list-type=2", &[], b"").await.text();
    assert_eq!(texts(&list, "ChecksumAlgorithm"), ["SHA256"]);
}

#[tokio::test]
async fn a_checksum_in_a_trailer_is_verified() {
    let sandbox = start_sandbox().await;
    let put = async |name: &str, trailers: &str| {
        let headers = [
            ("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"),
            ("x-amz-decoded-content-length", "5"),
            ("content-encoding", "aws-chunked"),
            ("x-amz-trailer", name),
        ];
        let body = format!("5\r\nhello\r\n0\r\n{trailers}\r\n");
        s3(&sandbox, "PUT", "/sandbox-results/k", &headers, body.as_bytes()).await
    };
    for ((name, good), (_, bad)) in OF_HELLO.into_iter().zip(OF_OTHER) {
        let reply = put(name, &format!("{name}:{bad}\r\n")).await;
        assert_eq!(refusal(&reply), (400, "BadDigest".to_owned()));
        let reply = put(name, &format!("{name}:{good}\r\nx-amz-trailer-signature:00\r\n")).await;
        assert_eq!((reply.status, reply.header(name)), (200, Some(good)), "{}", reply.text());
        let get = s3(&sandbox, "GET", "/sandbox-results/k", &[ENABLED], b"").await;
        assert_eq!((get.text().as_str(), get.header(name)), ("hello", Some(good)));
        assert_eq!(get.header("content-encoding"), None);
    }
    assert_eq!(refusal(&put("x-amz-checksum-crc32", "").await), (400, "MalformedTrailerError".to_owned()));
    assert_eq!(refusal(&put("x-amz-meta-a", "x-amz-meta-a:1\r\n").await), (400, "InvalidRequest".to_owned()));
}

#[tokio::test]
async fn an_object_without_checksum_gets_crc64nvme() {
    let sandbox = start_sandbox().await;
    let put = s3(&sandbox, "PUT", "/sandbox-results/k", &[], b"hello").await;
    assert_eq!(put.header("x-amz-checksum-crc64nvme"), Some("M3eFcAZSQlc="));
    let get = s3(&sandbox, "GET", "/sandbox-results/k", &[ENABLED], b"").await;
    assert_eq!(get.header("x-amz-checksum-crc64nvme"), Some("M3eFcAZSQlc="));
}

#[tokio::test]
async fn md5_is_verified() {
    let sandbox = start_sandbox().await;
    let put = async |md5: &str| s3(&sandbox, "PUT", "/sandbox-results/k", &[("content-md5", md5)], b"hello").await;
    let wrong = put("AAAAAAAAAAAAAAAAAAAAAA==").await;
    assert_eq!(refusal(&wrong), (400, "BadDigest".to_owned()));
    assert_eq!(texts(&wrong.text(), "Message"), ["The Content-MD5 you specified did not match what we received."]);
    assert_eq!(refusal(&put("AAAA").await), (400, "InvalidDigest".to_owned()));
    assert!(sandbox.storage().keys("sandbox-results").is_empty());
    assert_eq!(put("XUFAKrxLKna5cZ2REBfFkg==").await.status, 200);
}

#[tokio::test]
async fn a_copy_has_the_algorithm_of_its_source() {
    let sandbox = start_sandbox().await;
    s3(&sandbox, "PUT", "/sandbox-results/k", &[OF_HELLO[3]], b"hello").await;
    let source = ("x-amz-copy-source", "/sandbox-results/k");
    let copy = s3(&sandbox, "PUT", "/sandbox-results/copy", &[source], b"").await.text();
    assert_eq!(texts(&copy, "ChecksumSHA1"), [OF_HELLO[3].1]);
    let other = [source, ("x-amz-checksum-algorithm", "CRC32C")];
    let copy = s3(&sandbox, "PUT", "/sandbox-results/copy", &other, b"").await.text();
    assert_eq!(
        (texts(&copy, "ChecksumCRC32C"), texts(&copy, "ChecksumSHA1")),
        (vec![OF_HELLO[1].1.to_owned()], vec![])
    );
    let unknown = [source, ("x-amz-checksum-algorithm", "MD6")];
    let copy = s3(&sandbox, "PUT", "/sandbox-results/copy", &unknown, b"").await;
    assert_eq!(refusal(&copy), (400, "InvalidRequest".to_owned()));
}
