//! Detection of broken request bodies, which `s3s` would report as an internal error

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use http::{Request, Response, StatusCode};
use http_body_util::BodyExt as _;
use s3s::{Body, S3Error, S3ErrorCode};

/// Whether reading the body of a request failed.
#[derive(Clone, Debug, Default)]
pub(crate) struct BrokenBody(Arc<AtomicBool>);

impl BrokenBody {
    /// Observes the body while it is read.
    pub(crate) fn watch(&self, request: Request<Body>) -> Request<Body> {
        let flag = Arc::clone(&self.0);
        request.map(|body| {
            Body::http_body_unsync(body.map_err(move |error| {
                flag.store(true, Ordering::Relaxed);
                error
            }))
        })
    }

    /// Replaces the 500 of `s3s` by the error that S3 returns.
    pub(crate) fn correct(&self, response: Response<Body>) -> Response<Body> {
        if response.status() != StatusCode::INTERNAL_SERVER_ERROR || !self.0.load(Ordering::Relaxed) {
            return response;
        }
        let error = S3Error::with_message(S3ErrorCode::IncompleteBody, "The request body terminated unexpectedly");
        error.to_http_response().unwrap_or(response)
    }
}
