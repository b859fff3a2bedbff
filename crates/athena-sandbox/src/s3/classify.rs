//! Which S3 operation a request is, for the call log and for faults; the request itself goes to `s3s`.

use http::{HeaderMap, Method, Uri, header};

use super::host;
use crate::percent;

/// What a request is about.
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
    let copies = headers.contains_key("x-amz-copy-source");
    let operation = match (method.as_str(), bucket.is_empty(), key.is_empty()) {
        ("GET", true, _) => "ListBuckets",
        ("GET", false, true) if has("location") => "GetBucketLocation",
        ("GET", false, true) if has("uploads") => "ListMultipartUploads",
        ("GET", false, true) if has("list-type") => "ListObjectsV2",
        ("GET", false, true) => "ListObjects",
        ("GET", false, false) if has("uploadId") => "ListParts",
        ("GET", false, false) => "GetObject",
        ("HEAD", _, true) => "HeadBucket",
        ("HEAD", _, false) => "HeadObject",
        ("PUT", _, true) => "CreateBucket",
        ("PUT", _, false) if has("partNumber") => "UploadPart",
        ("PUT", _, false) if copies => "CopyObject",
        ("PUT", _, false) => "PutObject",
        ("POST", _, true) if has("delete") => "DeleteObjects",
        ("POST", _, false) if has("uploads") => "CreateMultipartUpload",
        ("POST", _, false) if has("uploadId") => "CompleteMultipartUpload",
        ("DELETE", _, true) => "DeleteBucket",
        ("DELETE", _, false) if has("uploadId") => "AbortMultipartUpload",
        ("DELETE", _, false) => "DeleteObject",
        _ => "Unknown",
    };
    Target { operation, bucket, key }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(method: Method, uri: &str) -> (&'static str, String, String) {
        let target = classify(&method, &uri.parse().expect("a URI"), &HeaderMap::new());
        (target.operation, target.bucket, target.key)
    }

    #[test]
    fn names_the_operation() {
        assert_eq!(of(Method::GET, "/b/a%2Fc%20d"), ("GetObject", "b".into(), "a/c d".into()));
        assert_eq!(of(Method::GET, "/b?list-type=2&prefix=x").0, "ListObjectsV2");
        assert_eq!(of(Method::GET, "/").0, "ListBuckets");
        assert_eq!(of(Method::PUT, "/b/k?partNumber=1&uploadId=u").0, "UploadPart");
        assert_eq!(of(Method::POST, "/b/k?uploads").0, "CreateMultipartUpload");
    }
}
