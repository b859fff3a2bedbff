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
        (true, _) => first_match(&SERVICE_REQUESTS, method, has, false),
        (false, true) => subresource(&BUCKET_SUBRESOURCES, method, has)
            .or_else(|| first_match(&BUCKET_REQUESTS, method, has, form::is_form(method, headers))),
        (false, false) => subresource(&OBJECT_SUBRESOURCES, method, has)
            .or_else(|| first_match(&OBJECT_REQUESTS, method, has, headers.contains_key("x-amz-copy-source"))),
    };
    let operation = operation.unwrap_or(UNKNOWN);
    Target { operation, bucket, key }
}

/// Name of a request that `s3s` refuses.
const UNKNOWN: &str = "Unknown";

/// Subresources of a bucket, with the operations that read, write and delete them.
const BUCKET_SUBRESOURCES: [(&str, [&str; 3]); 9] = [
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
const OBJECT_SUBRESOURCES: [(&str, [&str; 3]); 3] = [
    ("acl", ["GetObjectAcl", "PutObjectAcl", UNKNOWN]),
    ("attributes", ["GetObjectAttributes", UNKNOWN, UNKNOWN]),
    ("tagging", ["GetObjectTagging", "PutObjectTagging", "DeleteObjectTagging"]),
];

fn subresource(
    subresources: &[(&'static str, [&'static str; 3])],
    method: &Method,
    has: impl Fn(&str) -> bool,
) -> Option<&'static str> {
    let (_, [read, write, remove]) = subresources.iter().find(|(name, _)| has(name))?;
    match method.as_str() {
        "GET" => Some(read),
        "PUT" => Some(write),
        "DELETE" => Some(remove),
        _ => None,
    }
}

/// A request without a subresource, and its operation.
struct Pattern {
    method: &'static str,
    /// Query parameters that the request must have.
    parameters: &'static [&'static str],
    /// Whether it must be a form (for a bucket) or a copy (for an object).
    special: bool,
    operation: &'static str,
}

const fn request(method: &'static str, parameters: &'static [&'static str], operation: &'static str) -> Pattern {
    Pattern { method, parameters, special: false, operation }
}

const fn special(method: &'static str, parameters: &'static [&'static str], operation: &'static str) -> Pattern {
    Pattern { method, parameters, special: true, operation }
}

const SERVICE_REQUESTS: [Pattern; 1] = [request("GET", &[], "ListBuckets")];

/// The first pattern that matches counts.
const BUCKET_REQUESTS: [Pattern; 7] = [
    request("GET", &["list-type"], "ListObjectsV2"),
    request("GET", &[], "ListObjects"),
    request("HEAD", &[], "HeadBucket"),
    request("PUT", &[], "CreateBucket"),
    request("POST", &["delete"], "DeleteObjects"),
    special("POST", &[], "PostObject"),
    request("DELETE", &[], "DeleteBucket"),
];

/// The first pattern that matches counts.
const OBJECT_REQUESTS: [Pattern; 11] = [
    request("GET", &["uploadId"], "ListParts"),
    request("GET", &[], "GetObject"),
    request("HEAD", &[], "HeadObject"),
    special("PUT", &["partNumber", "uploadId"], "UploadPartCopy"),
    request("PUT", &["partNumber", "uploadId"], "UploadPart"),
    special("PUT", &[], "CopyObject"),
    request("PUT", &[], "PutObject"),
    request("POST", &["uploads"], "CreateMultipartUpload"),
    request("POST", &["uploadId"], "CompleteMultipartUpload"),
    request("DELETE", &["uploadId"], "AbortMultipartUpload"),
    request("DELETE", &[], "DeleteObject"),
];

fn first_match(
    patterns: &[Pattern],
    method: &Method,
    has: impl Fn(&str) -> bool,
    is_special: bool,
) -> Option<&'static str> {
    let fits = |pattern: &&Pattern| {
        method == pattern.method && pattern.parameters.iter().all(|name| has(name)) && (is_special || !pattern.special)
    };
    patterns.iter().find(fits).map(|pattern| pattern.operation)
}

/// The names of all operations, including those that the sandbox recognises but does not implement.
pub(crate) fn operation_names() -> impl Iterator<Item = &'static str> {
    let subresources = BUCKET_SUBRESOURCES.into_iter().chain(OBJECT_SUBRESOURCES).flat_map(|(_, names)| names);
    let requests = SERVICE_REQUESTS.into_iter().chain(BUCKET_REQUESTS).chain(OBJECT_REQUESTS);
    let names = subresources.chain(requests.map(|pattern| pattern.operation));
    names.filter(|name| *name != UNKNOWN)
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
