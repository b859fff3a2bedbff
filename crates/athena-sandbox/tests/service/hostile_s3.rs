//! Malformed requests to S3 and Glue

use serde_json::{Value, json};

use crate::client::{http, start_sandbox};
use crate::random::Random;

const METHODS: [&str; 6] = ["GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS"];

const PATHS: [&str; 9] = [
    "/",
    "/sandbox-results",
    "/sandbox-results/",
    "/sandbox-results/there",
    "/sandbox-results/%zz",
    "/sandbox-results/%00",
    "/sandbox-results/../../etc/passwd",
    "/UPPER_case/x",
    "//x",
];

const PARAMETERS: [&str; 24] = [
    "uploads",
    "uploadId=1",
    "uploadId=../../x",
    "partNumber=1",
    "partNumber=99999999999",
    "partNumber=-1",
    "delete",
    "list-type=2",
    "max-keys=-1",
    "max-keys=x",
    "max-keys=99999999999999999999",
    "continuation-token=%ff",
    "start-after=%f0%9f",
    "encoding-type=nothing",
    "tagging",
    "versions",
    "versionId=x",
    "acl",
    "attributes",
    "select",
    "restore",
    "X-Amz-Algorithm=AWS4-HMAC-SHA256",
    "X-Amz-Expires=-5",
    "%",
];

const HEADERS: [(&str, &str); 26] = [
    ("range", "bytes=5-2"),
    ("range", "bytes=99999999999999999999-"),
    ("range", "bytes=-0"),
    ("range", "lines=1-2"),
    ("if-match", "\""),
    ("if-modified-since", "yesterday"),
    ("x-amz-copy-source", "sandbox-results"),
    ("x-amz-copy-source", "/%ff/%ff"),
    ("x-amz-copy-source", "sandbox-results/there"),
    ("x-amz-copy-source-range", "bytes=9-1"),
    ("x-amz-metadata-directive", "NOTHING"),
    ("content-md5", "x"),
    ("x-amz-checksum-crc32", "!!!!"),
    ("x-amz-checksum-algorithm", "CRC99"),
    ("x-amz-sdk-checksum-algorithm", "SHA256"),
    ("x-amz-trailer", "x-amz-checksum-crc32"),
    ("content-encoding", "aws-chunked"),
    ("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"),
    ("x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"),
    ("x-amz-content-sha256", "x"),
    ("x-amz-decoded-content-length", "-7"),
    ("x-amz-decoded-content-length", "99999999999"),
    ("authorization", "AWS4-HMAC-SHA256 Credential=x"),
    ("x-amz-date", "never"),
    ("x-amz-tagging", "a=b&a=b&%"),
    ("x-amz-object-attributes", "ETag,Nothing"),
];

const BODIES: [&str; 7] = [
    "",
    "<Delete><Object><Key>a</Key></Object><Object/></Delete>",
    "<Delete><Object><Key>",
    "<CompleteMultipartUpload><Part><PartNumber>x</PartNumber></Part></CompleteMultipartUpload>",
    "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>",
    "5;chunk-signature=0\r\nabc",
    "ffffffffffffffff\r\nabc\r\n0\r\n\r\n",
];

#[tokio::test]
async fn requests_of_any_form_are_answered_by_s3() {
    let sandbox = start_sandbox().await;
    let there = http(sandbox.endpoint(), "PUT", "/sandbox-results/there", &[], b"0123456789").await.expect("an answer");
    assert_eq!(there.status, 200);
    let mut random = Random(5);
    let mut refused = 0;
    for _ in 0..3000 {
        let method = random.pick(&METHODS);
        let parameters: Vec<&str> = (0..random.roll(4)).map(|_| *random.pick(&PARAMETERS)).collect();
        let path = format!("{}?{}", random.pick(&PATHS), parameters.join("&"));
        let mut headers: Vec<(&str, &str)> = Vec::new();
        for _ in 0..random.roll(4) {
            let header = *random.pick(&HEADERS);
            if headers.iter().all(|(name, _)| *name != header.0) {
                headers.push(header);
            }
        }
        let mut body = random.pick(&BODIES).as_bytes().to_vec();
        if random.roll(4) == 0 {
            body = random.bytes(300);
        }
        let reply = http(sandbox.endpoint(), method, &path, &headers, &body).await;
        let reply = reply.unwrap_or_else(|| panic!("no answer to {method} {path} {headers:?} {body:?}"));
        assert!(
            matches!(reply.status, 200..=499 | 501),
            "{method} {path} {headers:?} {}: {} {}",
            String::from_utf8_lossy(&body),
            reply.status,
            reply.text()
        );
        refused += u32::from(reply.status >= 400);
    }
    assert!(refused > 500, "only {refused} were wrong enough");
    let object = http(sandbox.endpoint(), "GET", "/?x-id=ListBuckets", &[], b"").await.expect("an answer");
    assert_eq!(object.status, 200);
}

#[tokio::test]
async fn a_broken_body_is_the_clients_fault() {
    let sandbox = start_sandbox().await;
    let headers =
        [("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"), ("x-amz-decoded-content-length", "3")];
    for (method, path) in [("PUT", "/new-bucket"), ("PUT", "/sandbox-results/a"), ("POST", "/sandbox-results?delete")] {
        let reply = http(sandbox.endpoint(), method, path, &headers, b"not a number\r\nabc").await.expect("an answer");
        assert_eq!(reply.status, 400, "{method} {path}: {}", reply.text());
        assert!(reply.text().contains("<Code>IncompleteBody</Code>"), "{method} {path}: {}", reply.text());
    }
}

const GLUE: [&str; 20] = [
    "GetDatabases",
    "GetDatabase",
    "CreateDatabase",
    "UpdateDatabase",
    "GetTables",
    "GetTable",
    "CreateTable",
    "UpdateTable",
    "DeleteTable",
    "BatchDeleteTable",
    "GetTableVersions",
    "SearchTables",
    "GetPartitions",
    "GetPartition",
    "CreatePartition",
    "BatchCreatePartition",
    "BatchGetPartition",
    "BatchUpdatePartition",
    "GetColumnStatisticsForTable",
    "TagResource",
];

fn value(random: &mut Random, depth: usize) -> Value {
    match random.roll(if depth == 0 { 6 } else { 9 }) {
        0 => Value::Null,
        1 => json!(-1),
        2 => json!("lineitem"),
        3 => json!("a = 'x' AND (b >"),
        4 => json!("array<struct<a:map<"),
        5 => json!("x".repeat(random.roll(300))),
        6 => (0..random.roll(4)).map(|_| value(random, depth - 1)).collect(),
        _ => (0..random.roll(6))
            .map(|_| {
                let name = *random.pick(&[
                    "Name",
                    "Type",
                    "Columns",
                    "StorageDescriptor",
                    "SerdeInfo",
                    "Parameters",
                    "PartitionKeys",
                    "Location",
                    "Values",
                    "ViewOriginalText",
                    "projection.enabled",
                ]);
                (name.to_owned(), value(random, depth - 1))
            })
            .collect::<serde_json::Map<_, _>>()
            .into(),
    }
}

#[tokio::test]
async fn members_of_any_type_are_answered_by_glue() {
    let sandbox = start_sandbox().await;
    let mut random = Random(13);
    for _ in 0..3000 {
        let target = format!("AWSGlue.{}", random.pick(&GLUE));
        let mut body = json!({ "DatabaseName": "default", "Name": "x", "TableName": "x" });
        for member in [
            "DatabaseName",
            "Name",
            "DatabaseInput",
            "TableInput",
            "TableName",
            "TablesToDelete",
            "PartitionInput",
            "PartitionInputList",
            "PartitionValueList",
            "PartitionValues",
            "PartitionsToGet",
            "Entries",
            "Expression",
            "Filters",
            "Segment",
            "NextToken",
            "MaxResults",
            "ResourceArn",
        ] {
            if random.roll(3) == 0 {
                body[member] = value(&mut random, 4);
            }
        }
        let headers = [("content-type", "application/x-amz-json-1.1"), ("x-amz-target", target.as_str())];
        let reply = http(sandbox.endpoint(), "POST", "/", &headers, body.to_string().as_bytes()).await;
        let reply = reply.unwrap_or_else(|| panic!("no answer to {target} {body}"));
        assert!(matches!(reply.status, 200 | 400), "{target} {body}: {} {}", reply.status, reply.text());
    }
    // Tables that the requests created can be listed.
    let headers = [("content-type", "application/x-amz-json-1.1"), ("x-amz-target", "AWSGlue.GetTables")];
    let listed = http(sandbox.endpoint(), "POST", "/", &headers, b"{\"DatabaseName\":\"default\"}").await;
    assert_eq!(listed.expect("an answer").status, 200);
}
