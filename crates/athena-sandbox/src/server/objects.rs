//! Requests of the S3 protocol.

use http::{HeaderName, Request, Response, header};
use hyper::body::Incoming;
use s3s::Body;

use crate::calls::Call;
use crate::faults::BodyFault;
use crate::s3;

use super::body::CutBody;
use super::{ResponseLost, Service, answer};

impl Service {
    pub(super) async fn handle_object(&self, request: Request<Incoming>) -> Result<Response<Body>, ResponseLost> {
        let target = s3::classify(request.method(), request.uri(), request.headers());
        let path = format!("{}/{}", target.bucket, target.key);
        let mut call = Call::new(target.operation);
        let range = request.headers().get(header::RANGE).and_then(|value| value.to_str().ok());
        call.range = range.map(str::to_owned);
        let disturbance = self.faults.on_request(target.operation, &path);
        call.object = Some(path);
        if !disturbance.latency.is_zero() {
            tokio::time::sleep(disturbance.latency).await;
        }
        if disturbance.body == Some(BodyFault::ChangeEtag) {
            self.storage.change_etag(&target.bucket, &target.key);
        }
        let mut response = match disturbance.refusal {
            Some(refusal) => answer::s3_refusal(refusal),
            None => match Box::pin(self.s3.call(s3::prepare(request))).await {
                Ok(response) => response,
                Err(error) => {
                    tracing::warn!(?error, operation = target.operation, "the S3 front failed");
                    answer::internal_error()
                }
            },
        };
        if disturbance.lose_response {
            self.calls.record(call);
            return Err(ResponseLost);
        }
        answer::request_id(response.headers_mut(), HeaderName::from_static("x-amz-request-id"));
        call.status = Some(response.status().as_u16());
        tracing::debug!(operation = target.operation, status = call.status, object = call.object, "s3");
        self.calls.record(call);
        match disturbance.body {
            Some(BodyFault::CutAfter(bytes)) if response.status().is_success() => {
                Ok(response.map(|body| Body::http_body_unsync(CutBody::new(body, bytes))))
            }
            _ => Ok(response),
        }
    }
}
