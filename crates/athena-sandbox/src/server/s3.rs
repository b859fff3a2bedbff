//! Requests of the S3 protocol

use http::{HeaderName, Request, Response, header};
use hyper::body::Incoming;
use s3s::Body;

use crate::auth::Refused;
use crate::calls::Call;
use crate::faults::ObjectFault;
use crate::s3;

use super::wire::WireControl;
use super::{ResponseLost, Service, altered, answer};

impl Service {
    /// Prepares the request for `s3s`: unchanged if signatures are checked, otherwise without its signature.
    fn authorize(&self, request: Request<Incoming>) -> Result<Request<Body>, Refused> {
        if !self.keys.are_checked() {
            return Ok(s3::strip_signature(request));
        }
        // The signature of a form is among its fields, which `s3s` reads.
        if s3::is_form(request.method(), request.headers()) {
            return Ok(request.map(Body::from));
        }
        let (access_key, token) = s3::credentials(request.uri(), request.headers()).ok_or(Refused::Unsigned)?;
        self.keys.secret(&access_key, token.as_deref())?;
        Ok(request.map(Body::from))
    }

    async fn call_s3(&self, request: Request<Incoming>, operation: &str) -> Response<Body> {
        let request = match self.authorize(request) {
            Ok(request) => request,
            Err(refused) => return answer::s3_unauthorized(&refused),
        };
        let broken = s3::BrokenBody::default();
        match Box::pin(self.s3.call(broken.watch(request))).await {
            Ok(mut response) => {
                s3::set_status(&mut response);
                broken.correct(response)
            }
            Err(error) => {
                tracing::warn!(?error, operation, "the S3 service failed");
                answer::internal_error()
            }
        }
    }

    pub(super) async fn handle_s3(
        &self,
        mut request: Request<Incoming>,
        wire: &WireControl,
    ) -> Result<Response<Body>, ResponseLost> {
        let target = s3::classify(request.method(), request.uri(), request.headers());
        let path = format!("{}/{}", target.bucket, target.key);
        let mut call = Call::new(target.operation);
        let range = request.headers().get(header::RANGE).and_then(|value| value.to_str().ok());
        call.range = range.map(str::to_owned);
        let disturbance = self.faults.on_request(target.operation, &path);
        call.object = Some(path);
        if disturbance.resets() {
            return Err(self.reset(call, wire));
        }
        if !disturbance.latency.is_zero() {
            tokio::time::sleep(disturbance.latency).await;
        }
        if let Some(status) = disturbance.proxy_page() {
            return Ok(self.proxy_page(call, status));
        }
        match disturbance.object() {
            Some(ObjectFault::ChangeEtag) => self.storage.change_etag(&target.bucket, &target.key),
            Some(ObjectFault::Vanish) => {
                self.storage.remove_object(&target.bucket, &target.key);
            }
            None => {}
        }
        if disturbance.ignores_if_match {
            request.headers_mut().remove(header::IF_MATCH);
        }
        let named = s3::check_names(&target.bucket, &target.key);
        let mut response = match (disturbance.refusal(), named) {
            (Some(refusal), _) => answer::s3_refusal(refusal),
            (None, Err(error)) => error.to_http_response().unwrap_or_else(|_| answer::internal_error()),
            (None, Ok(())) => self.call_s3(request, target.operation).await,
        };
        if disturbance.loses_response() {
            self.calls.record(call);
            return Err(ResponseLost);
        }
        answer::request_id(response.headers_mut(), HeaderName::from_static("x-amz-request-id"));
        if let Some(fault) = disturbance.answer().filter(|_| response.status().is_success()) {
            response = altered::alter(response, fault, wire);
        }
        call.status = Some(response.status().as_u16());
        tracing::debug!(operation = target.operation, status = call.status, object = call.object, "s3");
        self.calls.record(call);
        Ok(response)
    }
}
