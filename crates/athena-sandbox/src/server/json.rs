//! Requests of the AWS JSON protocol: Athena and Glue

use std::time::Duration;

use bytes::Bytes;
use http::request::Parts;
use http::{Request, Response, StatusCode, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::Incoming;
use s3s::Body;
use serde::Deserialize;

use crate::athena::{Answer, ApiError};
use crate::calls::Call;
use crate::glue;

use super::altered;
use super::answer::{self, JSON};
use super::wire::WireControl;
use super::{ResponseLost, Service};

/// Largest body for Athena: four times the longest query, so that a query of nothing but escapes still fits.
pub(super) const LARGEST_BODY: usize = 1024 * 1024;

/// How long a client may take to send the body.
const BODY_TIMEOUT: Duration = Duration::from_secs(60);

/// Largest body for Glue: enough for a hundred partitions with all their columns.
const LARGEST_GLUE_BODY: usize = 16 * 1024 * 1024;

/// Request members that the call log shows.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Named {
    client_request_token: Option<String>,
    query_execution_id: Option<String>,
}

impl Service {
    pub(super) async fn handle_json(
        &self,
        request: Request<Incoming>,
        wire: &WireControl,
    ) -> Result<Response<Body>, ResponseLost> {
        let (parts, body) = request.into_parts();
        let target = parts.headers.get("x-amz-target").and_then(|value| value.to_str().ok()).unwrap_or_default();
        // Glue operations keep the prefix: `GetDatabase` exists in both services.
        let of_glue = target.starts_with(glue::TARGET_PREFIX).then_some(target);
        let operation = of_glue.or_else(|| target.strip_prefix("AmazonAthena.")).unwrap_or_default().to_owned();
        let largest = if of_glue.is_some() { LARGEST_GLUE_BODY } else { LARGEST_BODY };
        let body = match read(body, largest).await? {
            Some(body) => body,
            None => return Ok(respond(&Err(ApiError::body_too_large(largest)))),
        };
        let content_type = parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let essence = content_type.and_then(|value| value.split(';').next()).unwrap_or_default().trim();
        if !operation.is_empty() && essence != JSON {
            // The service routes such a request to the front end of another protocol, which answers this.
            return Ok(answer::text(
                StatusCode::NOT_FOUND,
                "application/xml",
                "<UnknownOperationException/>\n".to_owned(),
            ));
        }
        self.carry_out(&parts, &operation, &body, wire).await
    }

    async fn dispatch(&self, parts: &Parts, operation: &str, body: &Bytes) -> Result<Answer, ApiError> {
        let of_glue = operation.strip_prefix(glue::TARGET_PREFIX);
        let service = if of_glue.is_some() { "glue" } else { "athena" };
        match (self.keys.check(parts, body, service), of_glue) {
            (Err(refused), _) => Err(answer::unauthorized(&refused)),
            (Ok(()), Some(operation)) => self.glue.call(operation, body),
            (Ok(()), None) => Box::pin(self.athena.call(operation, body)).await,
        }
    }

    async fn carry_out(
        &self,
        parts: &Parts,
        operation: &str,
        body: &Bytes,
        wire: &WireControl,
    ) -> Result<Response<Body>, ResponseLost> {
        let named: Named = serde_json::from_slice(body).unwrap_or_default();
        let target = || parts.headers.get("x-amz-target").and_then(|value| value.to_str().ok()).unwrap_or_default();
        let mut call = Call::new(if operation.is_empty() { target() } else { operation });
        call.client_request_token = named.client_request_token;
        call.query_id = named.query_execution_id;
        let disturbance = self.faults.on_request(operation, &String::from_utf8_lossy(body));
        if disturbance.resets() {
            return Err(self.reset(call, wire));
        }
        if !disturbance.latency.is_zero() {
            tokio::time::sleep(disturbance.latency).await;
        }
        if let Some(status) = disturbance.proxy_page() {
            return Ok(self.proxy_page(call, status));
        }
        if disturbance.is_twice() {
            // The client does not see the response of the first execution.
            let _ = self.dispatch(parts, operation, body).await;
        }
        let outcome = match disturbance.refusal() {
            Some(refusal) => Err(answer::athena_refusal(refusal, operation)),
            None if !self.rates.admits(operation) => Err(ApiError::throttling()),
            None => self.dispatch(parts, operation, body).await,
        };
        if let Ok(Answer::Json(body)) = &outcome
            && call.query_id.is_none()
        {
            call.query_id = body.get("QueryExecutionId").and_then(|id| id.as_str()).map(str::to_owned);
        }
        if disturbance.loses_response() {
            self.calls.record(call);
            return Err(ResponseLost);
        }
        let fault = disturbance.answer();
        let outcome = match fault {
            Some(fault) => outcome.map(|answer| altered::alter_json(answer, fault, body)),
            None => outcome,
        };
        let mut response = respond(&outcome);
        if let Some(fault) = fault {
            response = altered::alter(response, fault, wire);
        }
        tracing::debug!(operation, status = response.status().as_u16(), query_id = call.query_id, "athena");
        call.status = Some(response.status().as_u16());
        self.calls.record(call);
        Ok(response)
    }
}

/// The body of a request; `None` when it is too large.
pub(super) async fn read(body: Incoming, largest: usize) -> Result<Option<Bytes>, ResponseLost> {
    match tokio::time::timeout(BODY_TIMEOUT, Limited::new(body, largest).collect()).await {
        Ok(Ok(body)) => Ok(Some(body.to_bytes())),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Ok(None),
        // The client disconnected in the middle of its request, or takes too long to send it.
        Ok(Err(_)) | Err(_) => Err(ResponseLost),
    }
}

fn respond(outcome: &Result<Answer, ApiError>) -> Response<Body> {
    let (status, body) = match outcome {
        Ok(Answer::Json(body)) => (StatusCode::OK, body.to_string()),
        Ok(Answer::Text(body)) => (StatusCode::OK, body.clone()),
        Err(error) => (error.status, error.to_json().to_string()),
    };
    answer::text(status, JSON, body)
}
