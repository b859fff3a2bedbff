//! Signature Version 4 of requests with an `Authorization` header

use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use http::request::Parts;
use http::{HeaderMap, header};
use subtle::ConstantTimeEq;

use super::{Keys, Refused};

const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// The service's text for every wrong signature.
const MISMATCH: &str = "The request signature we calculated does not match the signature you provided. Check your AWS \
                        Secret Access Key and signing method. Consult the service documentation for details.";

/// Maximum difference between the client's clock and ours.
const SKEW: TimeDelta = TimeDelta::minutes(5);

/// The parts of an `Authorization` header.
#[derive(Debug)]
struct Authorization<'a> {
    access_key: &'a str,
    date: &'a str,
    region: &'a str,
    service: &'a str,
    signed: Vec<&'a str>,
    signature: &'a str,
}

impl Keys {
    /// Checks the signature of a request to `service`. Without a configured key, every request is accepted.
    pub(crate) fn check(&self, parts: &Parts, body: &[u8], service: &str) -> Result<(), Refused> {
        if !self.are_checked() {
            return Ok(());
        }
        let given = text(&parts.headers, header::AUTHORIZATION.as_str()).ok_or(Refused::Unsigned)?;
        let given = Authorization::parse(given)?;
        let token = text(&parts.headers, "x-amz-security-token");
        let secret = self.secret(given.access_key, token)?;
        let date = text(&parts.headers, "x-amz-date").and_then(|date| Some((date, parse_time(date)?)));
        let (stamp, time) = date.ok_or_else(|| {
            Refused::Incomplete(
                "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.".to_owned(),
            )
        })?;
        if given.service != service {
            return Err(Refused::Signature(format!("Credential should be scoped to correct service: '{service}'.")));
        }
        if !stamp.starts_with(given.date) || given.date.is_empty() {
            let message = "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP";
            return Err(Refused::Signature(message.to_owned()));
        }
        let now = Utc::now();
        if (now - time).abs() > SKEW {
            let (why, than) = if time < now { ("expired", "earlier") } else { ("not yet current", "later") };
            let shown = now.format("%Y%m%dT%H%M%SZ");
            return Err(Refused::Signature(format!("Signature {why}: {stamp} is now {than} than {shown} (5 min.)")));
        }
        let mismatch = || Refused::Signature(MISMATCH.to_owned());
        if !given.signed.contains(&"host") {
            return Err(mismatch());
        }
        let credentials = Credentials::new(
            given.access_key,
            secret.expose(),
            token.filter(|_| given.signed.contains(&"x-amz-security-token")).map(str::to_owned),
            None,
            "athena-sandbox",
        );
        let signature = signature(parts, body, &given, &credentials.into(), time).ok_or_else(mismatch)?;
        if signature.as_bytes().ct_eq(given.signature.as_bytes()).into() { Ok(()) } else { Err(mismatch()) }
    }
}

/// Computes the signature that the request should have.
fn signature(
    parts: &Parts,
    body: &[u8],
    given: &Authorization<'_>,
    identity: &aws_smithy_runtime_api::client::identity::Identity,
    time: DateTime<Utc>,
) -> Option<String> {
    let mut settings = SigningSettings::default();
    // Sign exactly the headers that the client signed, including those that the signer leaves out by default.
    settings.excluded_headers = None;
    let params = v4::SigningParams::builder()
        .identity(identity)
        .region(given.region)
        .name(given.service)
        .time(SystemTime::from(time))
        .settings(settings)
        .build()
        .ok()?;
    let headers = given.signed.iter().filter(|name| **name != "x-amz-date").flat_map(|name| {
        let values = parts.headers.get_all(*name).iter();
        values.filter_map(|value| value.to_str().ok()).map(|value| (*name, value))
    });
    let uri = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    // An absolute URI, because the signer takes the host from it if the header `host` is missing.
    let uri = format!("http://host{uri}");
    let request = SignableRequest::new(parts.method.as_str(), uri, headers, SignableBody::Bytes(body)).ok()?;
    let (_, signature) = sign(request, &params.into()).ok()?.into_parts();
    Some(signature)
}

impl<'a> Authorization<'a> {
    fn parse(header: &'a str) -> Result<Self, Refused> {
        let incomplete = |message: &str| Refused::Incomplete(format!("{message} Authorization={ALGORITHM}"));
        let rest = header.trim().strip_prefix(ALGORITHM).ok_or_else(|| {
            Refused::Incomplete(
                "Unsupported AWS 'algorithm': the Authorization header begins with AWS4-HMAC-SHA256".to_owned(),
            )
        })?;
        let member = |name: &str| {
            let parts = rest.split(',').filter_map(|part| part.trim().split_once('='));
            parts.into_iter().find(|(key, _)| *key == name).map(|(_, value)| value)
        };
        let missing = |name: &str| incomplete(&format!("Authorization header requires '{name}' parameter."));
        let credential = member("Credential").ok_or_else(|| missing("Credential"))?;
        let signed = member("SignedHeaders").ok_or_else(|| missing("SignedHeaders"))?;
        let signature = member("Signature").ok_or_else(|| missing("Signature"))?;
        match credential.rsplitn(5, '/').collect::<Vec<_>>().as_slice() {
            ["aws4_request", service, region, date, access_key] => {
                Ok(Self { access_key, date, region, service, signed: signed.split(';').collect(), signature })
            }
            _ => Err(incomplete("Credential must have exactly 5 slash-delimited elements.")),
        }
    }
}

/// The access key in the `Authorization` header.
pub(crate) fn access_key(headers: &HeaderMap) -> Option<&str> {
    let header = text(headers, header::AUTHORIZATION.as_str())?;
    Authorization::parse(header).ok().map(|authorization| authorization.access_key)
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// Parses a time such as `20260101T000000Z`.
fn parse_time(text: &str) -> Option<DateTime<Utc>> {
    NaiveDateTime::parse_from_str(text, "%Y%m%dT%H%M%SZ").ok().map(|time| time.and_utc())
}
