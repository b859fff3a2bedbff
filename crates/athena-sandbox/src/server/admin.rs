//! Admin endpoint requests

use http::{Request, Response, StatusCode};
use hyper::body::Incoming;
use s3s::Body;

use crate::admin::{Admin, PREFIX};

use super::{ResponseLost, Service, answer, json};

/// Whether a request is for the admin endpoint. No bucket name begins with an underscore, so S3 has no such path.
pub(super) fn is_admin<T>(request: &Request<T>) -> bool {
    let rest = request.uri().path().strip_prefix(PREFIX);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

impl Service {
    /// Answers the request. It is not logged as a call, and faults do not apply to it.
    pub(super) async fn handle_admin(&self, request: Request<Incoming>) -> Result<Response<Body>, ResponseLost> {
        let (parts, body) = request.into_parts();
        let (status, value) = match json::read(body, json::LARGEST_BODY).await? {
            None => (StatusCode::PAYLOAD_TOO_LARGE, serde_json::json!({ "error": "the body is too large" })),
            Some(body) => {
                let admin = Admin { faults: &self.faults, calls: &self.calls, queries: &self.athena.queries };
                admin.answer(&parts.method, parts.uri.path(), &body)
            }
        };
        Ok(answer::text(status, "application/json", value.to_string()))
    }
}
