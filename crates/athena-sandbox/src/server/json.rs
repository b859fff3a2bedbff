//! Requests of the JSON protocol.

use bytes::Bytes;
use http::{Request, Response, StatusCode, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::Incoming;
use s3s::Body;
use serde::Deserialize;

use crate::athena::{Answer, ApiError};
use crate::calls::Call;

use super::answer::{self, GLUE, JSON};
use super::{ResponseLost, Service};

/// Four times the longest query: a query of escapes still fits.
const LARGEST_BODY: usize = 1024 * 1024;

/// Members that the call log shows.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Named {
    client_request_token: Option<String>,
    query_execution_id: Option<String>,
}

impl Service {
    pub(super) async fn handle_json(&self, request: Request<Incoming>) -> Result<Response<Body>, ResponseLost> {
        let (parts, body) = request.into_parts();
        let target = parts.headers.get("x-amz-target").and_then(|value| value.to_str().ok()).unwrap_or_default();
        // Operations of Glue keep the service's name: `GetDatabase` is one of both.
        let of_glue = target.starts_with(GLUE).then_some(target);
        let operation = of_glue.or_else(|| target.strip_prefix("AmazonAthena.")).unwrap_or_default().to_owned();
        let body = match Limited::new(body, LARGEST_BODY).collect().await {
            Ok(body) => body.to_bytes(),
            Err(error) if error.is::<LengthLimitError>() => {
                return Ok(respond(&Err(ApiError::body_too_large(LARGEST_BODY))));
            }
            // The client went away in the middle of its request.
            Err(_) => return Err(ResponseLost),
        };
        let content_type = parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let essence = content_type.and_then(|value| value.split(';').next()).unwrap_or_default().trim();
        if !operation.is_empty() && essence != JSON {
            // Another protocol's front answers then.
            return Ok(answer::text(
                StatusCode::NOT_FOUND,
                "application/xml",
                "<UnknownOperationException/>\n".to_owned(),
            ));
        }
        self.carry_out(target, &operation, &body).await
    }

    async fn carry_out(&self, target: &str, operation: &str, body: &Bytes) -> Result<Response<Body>, ResponseLost> {
        let named: Named = serde_json::from_slice(body).unwrap_or_default();
        let mut call = Call::new(if operation.is_empty() { target } else { operation });
        call.client_request_token = named.client_request_token;
        call.query_id = named.query_execution_id;
        let disturbance = self.faults.on_request(operation, &String::from_utf8_lossy(body));
        if !disturbance.latency.is_zero() {
            tokio::time::sleep(disturbance.latency).await;
        }
        let outcome = match disturbance.refusal {
            Some(refusal) => Err(answer::athena_refusal(refusal, operation)),
            None => match operation.strip_prefix(GLUE) {
                Some(operation) => self.athena.call_glue(operation, body),
                None => Box::pin(self.athena.call(operation, body)).await,
            },
        };
        if let Ok(Answer::Json(body)) = &outcome
            && call.query_id.is_none()
        {
            call.query_id = body.get("QueryExecutionId").and_then(|id| id.as_str()).map(str::to_owned);
        }
        if disturbance.lose_response {
            self.calls.record(call);
            return Err(ResponseLost);
        }
        let response = respond(&outcome);
        tracing::debug!(operation, status = response.status().as_u16(), query_id = call.query_id, "athena");
        call.status = Some(response.status().as_u16());
        self.calls.record(call);
        Ok(response)
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
