//! Operation names of S3 requests, for the call log and for faults; `s3s` parses the requests themselves

use http::{HeaderMap, Method, Uri, header};

use super::{form, host};
use crate::percent;

/// Operation, bucket and key of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) operation: &'static str,
    pub(crate) bucket: String,
    /// Percent-decoded.
    pub(crate) key: String,
}

pub(crate) fn classify(method: &Method, uri: &Uri, headers: &HeaderMap) -> Target {
    let path = percent::decode(uri.path().strip_prefix('/').unwrap_or_default());
    let host = headers.get(header::HOST).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (bucket, key) = match host::bucket(host) {
        Some(bucket) => (bucket.to_owned(), path),
        None => match path.split_once('/') {
            Some((bucket, key)) => (bucket.to_owned(), key.to_owned()),
            None => (path, String::new()),
        },
    };
    let query = uri.query().unwrap_or_default();
    let has = |name: &str| query.split('&').any(|pair| pair.split('=').next() == Some(name));
    let operation = match (bucket.is_empty(), key.is_empty()) {
        (true, _) => of_service(method),
        (false, true) => of_bucket(method, has, form::is_form(method, headers)),
        (false, false) => of_object(method, has, headers.contains_key("x-amz-copy-source")),
    };
    Target { operation, bucket, key }
}

/// Name of a request that `s3s` refuses.
const UNKNOWN: &str = "Unknown";

/// Subresources of a bucket, with the operations that read, write and delete them.
const OF_BUCKET: [(&str, [&str; 3]); 9] = [
    ("acl", ["GetBucketAcl", "PutBucketAcl", UNKNOWN]),
    ("encryption", ["GetBucketEncryption", "PutBucketEncryption", "DeleteBucketEncryption"]),
    ("location", ["GetBucketLocation", UNKNOWN, UNKNOWN]),
    ("policy", ["GetBucketPolicy", "PutBucketPolicy", "DeleteBucketPolicy"]),
    ("publicAccessBlock", ["GetPublicAccessBlock", "PutPublicAccessBlock", "DeletePublicAccessBlock"]),
    ("tagging", ["GetBucketTagging", "PutBucketTagging", "DeleteBucketTagging"]),
    ("uploads", ["ListMultipartUploads", UNKNOWN, UNKNOWN]),
    ("versioning", ["GetBucketVersioning", "PutBucketVersioning", UNKNOWN]),
    ("versions", ["ListObjectVersions", UNKNOWN, UNKNOWN]),
];

/// Subresources of an object, with the operations that read, write and delete them.
const OF_OBJECT: [(&str, [&str; 3]); 3] = [
    ("acl", ["GetObjectAcl", "PutObjectAcl", UNKNOWN]),
    ("attributes", ["GetObjectAttributes", UNKNOWN, UNKNOWN]),
    ("tagging", ["GetObjectTagging", "PutObjectTagging", "DeleteObjectTagging"]),
];

fn member(
    members: &[(&'static str, [&'static str; 3])],
    method: &Method,
    has: impl Fn(&str) -> bool,
) -> Option<&'static str> {
    let (_, [read, write, remove]) = members.iter().find(|(name, _)| has(name))?;
    match method.as_str() {
        "GET" => Some(read),
        "PUT" => Some(write),
        "DELETE" => Some(remove),
        _ => None,
    }
}

fn of_service(method: &Method) -> &'static str {
    if method == Method::GET { "ListBuckets" } else { UNKNOWN }
}

fn of_bucket(method: &Method, has: impl Fn(&str) -> bool, form: bool) -> &'static str {
    if let Some(operation) = member(&OF_BUCKET, method, &has) {
        return operation;
    }
    match method.as_str() {
        "GET" if has("list-type") => "ListObjectsV2",
        "GET" => "ListObjects",
        "HEAD" => "HeadBucket",
        "PUT" => "CreateBucket",
        "POST" if has("delete") => "DeleteObjects",
        "POST" if form => "PostObject",
        "DELETE" => "DeleteBucket",
        _ => UNKNOWN,
    }
}

fn of_object(method: &Method, has: impl Fn(&str) -> bool, copies: bool) -> &'static str {
    if let Some(operation) = member(&OF_OBJECT, method, &has) {
        return operation;
    }
    match method.as_str() {
        "GET" if has("uploadId") => "ListParts",
        "GET" => "GetObject",
        "HEAD" => "HeadObject",
        "PUT" if has("partNumber") && has("uploadId") && copies => "UploadPartCopy",
        "PUT" if has("partNumber") && has("uploadId") => "UploadPart",
        "PUT" if copies => "CopyObject",
        "PUT" => "PutObject",
        "POST" if has("uploads") => "CreateMultipartUpload",
        "POST" if has("uploadId") => "CompleteMultipartUpload",
        "DELETE" if has("uploadId") => "AbortMultipartUpload",
        "DELETE" => "DeleteObject",
        _ => UNKNOWN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(method: Method, uri: &str) -> (&'static str, String, String) {
        let target = classify(&method, &uri.parse().expect("a URI"), &HeaderMap::new());
        (target.operation, target.bucket, target.key)
    }

    #[test]
    fn a_request_is_named_after_its_operation() {
        assert_eq!(of(Method::GET, "/b/a%2Fc%20d"), ("GetObject", "b".into(), "a/c d".into()));
        assert_eq!(of(Method::GET, "/b?list-type=2&prefix=x").0, "ListObjectsV2");
        assert_eq!(of(Method::GET, "/").0, "ListBuckets");
        assert_eq!(of(Method::PUT, "/b/k?partNumber=1&uploadId=u").0, "UploadPart");
        assert_eq!(of(Method::POST, "/b/k?uploads").0, "CreateMultipartUpload");
        assert_eq!(of(Method::GET, "/b?uploads&prefix=x").0, "ListMultipartUploads");
        assert_eq!(of(Method::DELETE, "/b?tagging").0, "DeleteBucketTagging");
        assert_eq!(of(Method::PUT, "/b/k?tagging").0, "PutObjectTagging");
        assert_eq!(of(Method::HEAD, "/b/k?partNumber=1").0, "HeadObject");
        let mut headers = HeaderMap::new();
        headers.insert("x-amz-copy-source", "/b/other".parse().expect("a header"));
        let copy = |uri: &str| classify(&Method::PUT, &uri.parse().expect("a URI"), &headers).operation;
        assert_eq!(copy("/b/k"), "CopyObject");
        assert_eq!(copy("/b/k?partNumber=1&uploadId=u"), "UploadPartCopy");
    }
}
