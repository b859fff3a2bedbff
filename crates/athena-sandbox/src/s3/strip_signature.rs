//! Removal of signatures from requests, for a sandbox that accepts every access key
//!
//! `s3s` could not verify them without the secret. Signatures are removed from the header, from presigned URLs and from
//! forms, and signed chunks are unwrapped.

use http::{HeaderValue, Request, Uri, header};
use hyper::body::Incoming;
use s3s::Body;

use super::chunked::{ChunkedBody, Trailers};
use super::form::{UnsignedForm, is_form};

pub(crate) fn strip_signature(request: Request<Incoming>) -> Request<Body> {
    let (mut parts, body) = request.into_parts();
    parts.headers.remove(header::AUTHORIZATION);
    if let Some(uri) = strip_uri_signature(&parts.uri) {
        parts.uri = uri;
    }
    if is_form(&parts.method, &parts.headers) {
        return Request::from_parts(parts, Body::http_body_unsync(UnsignedForm::new(body)));
    }
    let streaming =
        parts.headers.remove("x-amz-content-sha256").is_some_and(|value| value.as_bytes().starts_with(b"STREAMING-"));
    if !streaming {
        return Request::from_parts(parts, Body::from(body));
    }
    parts.headers.remove(header::CONTENT_LENGTH);
    if let Some(length) = parts.headers.remove("x-amz-decoded-content-length") {
        parts.headers.insert(header::CONTENT_LENGTH, length);
    }
    // `aws-chunked` describes the transfer; any other encoding in the list describes the object.
    if let Some(encoding) = parts.headers.remove(header::CONTENT_ENCODING) {
        let rest = encoding.to_str().unwrap_or_default();
        let rest: Vec<&str> = rest.split(',').map(str::trim).filter(|name| *name != "aws-chunked").collect();
        if let (false, Ok(value)) = (rest.is_empty(), HeaderValue::from_str(&rest.join(","))) {
            parts.headers.insert(header::CONTENT_ENCODING, value);
        }
    }
    let trailers = Trailers::default();
    parts.extensions.insert(trailers.clone());
    Request::from_parts(parts, Body::http_body_unsync(ChunkedBody::new(body, trailers)))
}

/// The URI of a presigned request without its signature parameters (version 4 or 2); `None` if it has none.
fn strip_uri_signature(uri: &Uri) -> Option<Uri> {
    const VERSION_4: &str = "X-Amz-Signature";
    const VERSION_2: &str = "Signature";
    const SIGNING: [&str; 10] = [
        "AWSAccessKeyId",
        "Expires",
        "X-Amz-Algorithm",
        "X-Amz-Credential",
        "X-Amz-Date",
        "X-Amz-Expires",
        "X-Amz-Security-Token",
        "X-Amz-SignedHeaders",
        VERSION_2,
        VERSION_4,
    ];
    let names = |pair: &str| pair.split('=').next().unwrap_or_default().to_owned();
    let query = uri.query()?;
    if !query.split('&').map(names).any(|name| name == VERSION_4 || name == VERSION_2) {
        return None;
    }
    let kept: Vec<&str> = query.split('&').filter(|pair| !SIGNING.contains(&names(pair).as_str())).collect();
    if kept.is_empty() {
        return uri.path().parse().ok();
    }
    format!("{}?{}", uri.path(), kept.join("&")).parse().ok()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_presigned_url_loses_its_signature_only() {
        let uri = "/b/k?AWSAccessKeyId=a&Signature=00&Expires=1";
        assert_eq!(super::strip_uri_signature(&uri.parse().expect("a URI")).expect("is presigned"), "/b/k");
        assert_eq!(super::strip_uri_signature(&"/b?list-type=2".parse().expect("a URI")), None);
        let uri = "/b/k?X-Amz-Signature=00&response-content-type=text%2Fplain&X-Amz-Date=1";
        let plain = super::strip_uri_signature(&uri.parse().expect("a URI"));
        assert_eq!(plain.expect("is presigned").to_string(), "/b/k?response-content-type=text%2Fplain");
    }
}
