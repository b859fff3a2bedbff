//! Signature checks of a sandbox with credentials

use std::time::{Duration, SystemTime};

use athena_sandbox::Sandbox;
use aws_credential_types::Credentials;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SignatureLocation, SigningSettings,
    UriPathNormalizationMode, sign,
};
use aws_sigv4::sign::v4;
use serde_json::{Value, json};

use crate::client::{Reply, http, start_with};
use crate::sts::text;

const SECRET: &str = "a/very+secret=key";

async fn guarded() -> Sandbox {
    start_with(Sandbox::builder().tpch(0.001).credentials("AKIASANDBOX", SECRET)).await
}

fn key(id: &str, secret: &str, token: Option<&str>) -> Credentials {
    Credentials::new(id, secret, token.map(str::to_owned), None, "test")
}

fn own() -> Credentials {
    key("AKIASANDBOX", SECRET, None)
}

struct Request<'a> {
    service: &'a str,
    method: &'a str,
    path: &'a str,
    headers: Vec<(String, String)>,
    body: &'a [u8],
    time: SystemTime,
}

impl<'a> Request<'a> {
    fn new(service: &'a str, method: &'a str, path: &'a str, headers: &[(&str, &str)], body: &'a [u8]) -> Self {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Self { service, method, path, headers, body, time: SystemTime::now() }
    }

    fn glue(operation: &str, body: &'a [u8]) -> Self {
        let target = format!("AWSGlue.{operation}");
        let headers = [("content-type", "application/x-amz-json-1.1"), ("x-amz-target", target.as_str())];
        Self::new("glue", "POST", "/", &headers, body)
    }

    fn sts(body: &'a [u8]) -> Self {
        Self::new("sts", "POST", "/", &[("content-type", "application/x-www-form-urlencoded")], body)
    }

    /// Signs and sends the request: with a header, or with a URL that is presigned for `presigned` seconds.
    async fn send(mut self, sandbox: &Sandbox, credentials: Credentials, presigned: Option<u64>) -> Reply {
        let host = sandbox.endpoint().trim_start_matches("http://").to_owned();
        self.headers.push(("host".to_owned(), host));
        let identity = credentials.into();
        let mut settings = SigningSettings::default();
        if self.service == "s3" {
            settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
            settings.percent_encoding_mode = PercentEncodingMode::Single;
            settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
        }
        if let Some(seconds) = presigned {
            settings.signature_location = SignatureLocation::QueryParams;
            settings.expires_in = Some(Duration::from_secs(seconds));
        }
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region("us-east-1")
            .name(self.service)
            .time(self.time)
            .settings(settings)
            .build()
            .expect("all of it")
            .into();
        let uri = format!("{}{}", sandbox.endpoint(), self.path);
        let body = match presigned {
            Some(_) => SignableBody::UnsignedPayload,
            None if self.headers.iter().any(|(name, _)| name == "x-amz-trailer") => {
                SignableBody::StreamingUnsignedPayloadTrailer
            }
            None => SignableBody::Bytes(self.body),
        };
        let headers = self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let request = SignableRequest::new(self.method, uri.clone(), headers, body).expect("a request");
        let (instructions, _) = sign(request, &params).expect("signed").into_parts();
        let (added, query) = instructions.into_parts();
        let mut sent: Vec<_> = self.headers.clone();
        sent.extend(added.iter().map(|header| (header.name().to_owned(), header.value().to_owned())));
        let mut path = self.path.to_owned();
        for (name, value) in query {
            let between = if path.contains('?') { '&' } else { '?' };
            path += &format!("{between}{name}={}", value.replace('/', "%2F").replace('+', "%2B").replace('=', "%3D"));
        }
        let sent: Vec<_> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        http(sandbox.endpoint(), self.method, &path, &sent, self.body).await.expect("a response")
    }
}

fn kind(reply: &Reply) -> Value {
    reply.json()["__type"].clone()
}

#[tokio::test]
async fn json_requests_are_checked() {
    let sandbox = guarded().await;
    let good = Request::glue("GetDatabases", b"{}").send(&sandbox, own(), None).await;
    assert_eq!((good.status, good.json()["DatabaseList"][1]["Name"].clone()), (200, json!("tpch")), "{}", good.text());
    let headers = [("content-type", "application/x-amz-json-1.1"), ("x-amz-target", "AmazonAthena.ListWorkGroups")];
    let good = Request::new("athena", "POST", "/", &headers, b"{}").send(&sandbox, own(), None).await;
    assert_eq!(good.status, 200, "{}", good.text());

    let other = Request::glue("GetDatabases", b"{}").send(&sandbox, key("AKIASANDBOX", "other", None), None).await;
    assert_eq!((other.status, kind(&other)), (400, json!("InvalidSignatureException")));
    let unknown = Request::glue("GetDatabases", b"{}").send(&sandbox, key("AKIAOTHER", SECRET, None), None).await;
    assert_eq!(kind(&unknown), "UnrecognizedClientException");
    let token = Request::glue("GetDatabases", b"{}").send(&sandbox, key("AKIASANDBOX", SECRET, Some("t")), None).await;
    assert_eq!(kind(&token), "UnrecognizedClientException");
    let wrong = Request::new(
        "athena",
        "POST",
        "/",
        &[("content-type", "application/x-amz-json-1.1"), ("x-amz-target", "AWSGlue.GetDatabases")],
        b"{}",
    );
    let wrong = wrong.send(&sandbox, own(), None).await;
    assert_eq!(kind(&wrong), "InvalidSignatureException");
    let late = Request { time: SystemTime::now() - Duration::from_secs(600), ..Request::glue("GetDatabases", b"{}") };
    let late = late.send(&sandbox, own(), None).await;
    assert!(
        late.json()["Message"].as_str().is_some_and(|text| text.starts_with("Signature expired: ")),
        "{}",
        late.text()
    );
    let headers = [("content-type", "application/x-amz-json-1.1"), ("x-amz-target", "AWSGlue.GetDatabases")];
    let unsigned = http(sandbox.endpoint(), "POST", "/", &headers, b"{}").await.expect("a response");
    assert_eq!(kind(&unsigned), "MissingAuthenticationTokenException");
    let headers = [headers[0], headers[1], ("authorization", "AWS4-HMAC-SHA256 nonsense")];
    let broken = http(sandbox.endpoint(), "POST", "/", &headers, b"{}").await.expect("a response");
    assert_eq!(kind(&broken), "IncompleteSignatureException");
}

#[tokio::test]
async fn credentials_are_in_the_url_and_nowhere_else() {
    let sandbox = guarded().await;
    let url = sandbox.url("awsathena");
    assert!(url.starts_with("awsathena://AKIASANDBOX:a%2Fvery%2Bsecret%3Dkey@athena."), "{url}");
    assert!(!format!("{sandbox:?}").contains("very"));
    assert!(!format!("{:?}", Sandbox::builder().credentials("a", SECRET)).contains("very"));
}

#[tokio::test]
async fn sessions_are_accepted_with_their_token() {
    let sandbox = guarded().await;
    let form = b"Action=AssumeRole&Version=2011-06-15&RoleArn=arn:aws:iam::123456789012:role/r&RoleSessionName=me";
    let xml = Request::sts(form).send(&sandbox, own(), None).await.text();
    let (id, secret, token) = (text(&xml, "AccessKeyId"), text(&xml, "SecretAccessKey"), text(&xml, "SessionToken"));
    let session = || key(id, secret, Some(token));
    let good = Request::glue("GetDatabases", b"{}").send(&sandbox, session(), None).await;
    assert_eq!(good.status, 200, "{}", good.text());
    let xml = Request::sts(b"Action=GetCallerIdentity").send(&sandbox, session(), None).await.text();
    assert_eq!(text(&xml, "Arn"), "arn:aws:sts::123456789012:assumed-role/r/me");
    let put = Request::new("s3", "PUT", "/sandbox-results/a", &[], b"text").send(&sandbox, session(), None).await;
    assert_eq!(put.status, 200, "{}", put.text());
    let without = Request::glue("GetDatabases", b"{}").send(&sandbox, key(id, secret, None), None).await;
    assert_eq!(kind(&without), "UnrecognizedClientException");
    let without = Request::sts(b"Action=GetCallerIdentity").send(&sandbox, key(id, secret, None), None).await;
    assert_eq!((without.status, text(&without.text(), "Code")), (403, "InvalidClientTokenId"));
    let wrong = Request::sts(b"Action=GetCallerIdentity").send(&sandbox, key("AKIASANDBOX", "x", None), None).await;
    assert_eq!((wrong.status, text(&wrong.text(), "Code")), (403, "SignatureDoesNotMatch"));
    let anonymous = b"Action=AssumeRoleWithWebIdentity&RoleArn=arn:aws:iam::123456789012:role/r&RoleSessionName=me&WebIdentityToken=abcd";
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    let reply = http(sandbox.endpoint(), "POST", "/", &headers, anonymous).await.expect("a response");
    assert_eq!(reply.status, 200, "{}", reply.text());
    let reply = http(sandbox.endpoint(), "POST", "/", &headers, b"Action=GetCallerIdentity").await.expect("a response");
    assert_eq!((reply.status, text(&reply.text(), "Code")), (403, "MissingAuthenticationToken"));
}

#[tokio::test]
async fn s3_requests_are_checked() {
    let sandbox = guarded().await;
    let path = "/sandbox-results/a%20b/%C3%A9";
    let put = Request::new("s3", "PUT", path, &[("x-amz-meta-a", "b")], b"text").send(&sandbox, own(), None).await;
    assert_eq!(put.status, 200, "{}", put.text());
    let get = Request::new("s3", "GET", path, &[], b"").send(&sandbox, own(), None).await;
    assert_eq!((get.status, get.text().as_str()), (200, "text"));
    let list = Request::new("s3", "GET", "/sandbox-results?list-type=2&prefix=a%20", &[], b"");
    let list = list.send(&sandbox, own(), None).await;
    assert_eq!(text(&list.text(), "Key"), "a b/é");
    let presigned = Request::new("s3", "GET", path, &[], b"").send(&sandbox, own(), Some(60)).await;
    assert_eq!((presigned.status, presigned.text().as_str()), (200, "text"));
    let presigned = Request::new("s3", "PUT", path, &[], b"next").send(&sandbox, own(), Some(60)).await;
    assert_eq!(presigned.status, 200, "{}", presigned.text());
    let old =
        Request { time: SystemTime::now() - Duration::from_secs(100), ..Request::new("s3", "GET", path, &[], b"") };
    let old = old.send(&sandbox, own(), Some(60)).await;
    assert_eq!((old.status, text(&old.text(), "Code")), (403, "AccessDenied"));

    let wrong = Request::new("s3", "GET", path, &[], b"").send(&sandbox, key("AKIASANDBOX", "x", None), None).await;
    assert_eq!((wrong.status, text(&wrong.text(), "Code")), (403, "SignatureDoesNotMatch"));
    let unknown = Request::new("s3", "GET", path, &[], b"").send(&sandbox, key("AKIA", SECRET, None), None).await;
    assert_eq!((unknown.status, text(&unknown.text(), "Code")), (403, "InvalidAccessKeyId"));
    let unsigned = http(sandbox.endpoint(), "GET", path, &[], b"").await.expect("a response");
    assert_eq!((unsigned.status, text(&unsigned.text(), "Code")), (403, "AccessDenied"));
    assert_eq!(sandbox.storage().object("sandbox-results", "a b/é").as_deref(), Some(&b"next"[..]));
}

#[tokio::test]
async fn checksums_in_trailers_are_compared() {
    let sandbox = guarded().await;
    let headers = [
        ("x-amz-trailer", "x-amz-checksum-crc32"),
        ("x-amz-decoded-content-length", "5"),
        ("content-encoding", "aws-chunked"),
    ];
    let put = async |checksum: &str| {
        let body = format!("5\r\nhello\r\n0\r\nx-amz-checksum-crc32:{checksum}\r\n\r\n");
        let request = Request::new("s3", "PUT", "/sandbox-results/k", &headers, body.as_bytes());
        request.send(&sandbox, own(), None).await
    };
    let wrong = put("AAAAAA==").await;
    assert_eq!((wrong.status, text(&wrong.text(), "Code")), (400, "BadDigest"));
    let good = put("NhCmhg==").await;
    assert_eq!((good.status, good.header("x-amz-checksum-crc32")), (200, Some("NhCmhg==")), "{}", good.text());
    assert_eq!(sandbox.storage().object("sandbox-results", "k").as_deref(), Some(&b"hello"[..]));
}
