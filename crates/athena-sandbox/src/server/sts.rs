//! Requests of the AWS query protocol: STS

use http::request::Parts;
use http::{HeaderName, HeaderValue, Method, Request, Response, StatusCode, header};
use hyper::body::Incoming;
use s3s::Body;
use uuid::Uuid;

use crate::auth;
use crate::calls::Call;
use crate::sts::{self, Form, StsError};

use super::wire::WireControl;
use super::{ResponseLost, Service, altered, answer, json};

/// Largest body: the longest token, with room for escapes.
const LARGEST_BODY: usize = 128 * 1024;

impl Service {
    pub(super) async fn handle_sts(
        &self,
        request: Request<Incoming>,
        wire: &WireControl,
    ) -> Result<Response<Body>, ResponseLost> {
        let (parts, body) = request.into_parts();
        let id = Uuid::new_v4().to_string();
        let body = match json::read(body, LARGEST_BODY).await? {
            Some(body) => body,
            None => {
                let message = format!("the request body is larger than {LARGEST_BODY} bytes");
                let error = StsError::of_kind(StatusCode::PAYLOAD_TOO_LARGE, "RequestEntityTooLarge", &message);
                return Ok(respond(Err(&error), &id));
            }
        };
        let written = String::from_utf8_lossy(&body);
        let form = match parts.method {
            Method::GET => Form::parse(parts.uri.query().unwrap_or_default()),
            _ => Form::parse(&written),
        };
        let operation = form.action();
        let mut call = Call::new(operation);
        let disturbance = self.faults.on_request(operation, &written);
        if disturbance.resets() {
            return Err(self.reset(call, wire));
        }
        if !disturbance.latency.is_zero() {
            tokio::time::sleep(disturbance.latency).await;
        }
        if let Some(status) = disturbance.proxy_page() {
            return Ok(self.proxy_page(call, status));
        }
        let outcome = match disturbance.refusal() {
            Some(refusal) => {
                let error = answer::athena_refusal(refusal, operation);
                let body = error.to_json();
                let text = |member: &str| body[member].as_str().unwrap_or_default();
                Err(StsError::of_kind(error.status, text("__type"), text("Message")))
            }
            None => self.carry_out_sts(&parts, &body, &form, &id),
        };
        if disturbance.loses_response() {
            self.calls.record(call);
            return Err(ResponseLost);
        }
        let mut response = respond(outcome.as_ref().map(String::as_str), &id);
        if let Some(fault) = disturbance.answer() {
            response = altered::alter(response, fault, wire);
        }
        tracing::debug!(operation, status = response.status().as_u16(), "sts");
        call.status = Some(response.status().as_u16());
        self.calls.record(call);
        Ok(response)
    }

    fn carry_out_sts(&self, parts: &Parts, body: &[u8], form: &Form, id: &str) -> Result<String, StsError> {
        if !sts::is_anonymous(form.action()) {
            self.keys.check(parts, body, "sts").map_err(|refused| StsError::refused(&refused))?;
        }
        sts::call(&self.keys, form, auth::access_key(&parts.headers), id)
    }
}

fn respond(outcome: Result<&str, &StsError>, id: &str) -> Response<Body> {
    let (status, body) = match outcome {
        Ok(body) => (StatusCode::OK, body.to_owned()),
        Err(error) => (error.status, error.to_xml(id)),
    };
    let mut response = answer::text(status, "text/xml", body);
    // The header and the body contain the same request id.
    if let Ok(id) = HeaderValue::from_str(id) {
        response.headers_mut().insert(HeaderName::from_static("x-amzn-requestid"), id);
    }
    response
}

/// Whether the request is for STS: a form posted to the root, or an `Action` in the query string.
pub(super) fn is_sts<T>(request: &Request<T>) -> bool {
    if request.uri().path() != "/" || request.headers().contains_key("x-amz-target") {
        return false;
    }
    let content_type = request.headers().get(header::CONTENT_TYPE).map_or(&b""[..], |value| value.as_bytes());
    match *request.method() {
        Method::POST => content_type.starts_with(b"application/x-www-form-urlencoded"),
        Method::GET => {
            let query = request.uri().query().unwrap_or_default();
            query.split('&').any(|pair| pair.starts_with("Action="))
        }
        _ => false,
    }
}
