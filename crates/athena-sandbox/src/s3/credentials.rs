//! Access key and session token of a signed request

use http::{HeaderMap, Uri};

use crate::auth;
use crate::percent;

/// The access key and the session token of a request, from its headers or its presigned URL.
pub(crate) fn credentials(uri: &Uri, headers: &HeaderMap) -> Option<(String, Option<String>)> {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    if let Some(key) = auth::access_key(headers) {
        return Some((key.to_owned(), header("x-amz-security-token")));
    }
    // Signature Version 2: `AWS key:signature`
    if let Some(rest) = header("authorization").as_deref().and_then(|text| text.strip_prefix("AWS ")) {
        let key = rest.split(':').next().unwrap_or_default().to_owned();
        return Some((key, header("x-amz-security-token")));
    }
    let query = uri.query().unwrap_or_default();
    let member = |name: &str| {
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.into_iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| percent::decode(value))
    };
    let key = member("X-Amz-Credential").map(|scope| scope.split('/').next().unwrap_or_default().to_owned());
    Some((key.or_else(|| member("AWSAccessKeyId"))?, member("X-Amz-Security-Token")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_found_in_headers_and_urls() {
        let mut headers = HeaderMap::new();
        let uri = "/b/k?X-Amz-Credential=AKIA%2F20260101%2Fr%2Fs3%2Faws4_request&X-Amz-Security-Token=a%2Fb";
        let uri: Uri = uri.parse().expect("a URI");
        assert_eq!(credentials(&uri, &headers), Some(("AKIA".to_owned(), Some("a/b".to_owned()))));
        let plain: Uri = "/b/k".parse().expect("a URI");
        assert_eq!(credentials(&plain, &headers), None);
        let header = "AWS4-HMAC-SHA256 Credential=ASIA/20260101/r/s3/aws4_request, SignedHeaders=host, Signature=0";
        headers.insert("authorization", header.parse().expect("a header"));
        assert_eq!(credentials(&plain, &headers), Some(("ASIA".to_owned(), None)));
    }
}
