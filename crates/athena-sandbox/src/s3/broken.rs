//! Bodies that cannot be read: `s3s` takes that for an error of its own, and says 500.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use http::{Request, Response, StatusCode};
use http_body_util::BodyExt as _;
use s3s::{Body, S3Error, S3ErrorCode};

/// Whether the body of a request turned out to be broken.
#[derive(Clone, Debug, Default)]
pub(crate) struct Broken(Arc<AtomicBool>);

impl Broken {
    /// Looks on while the body is read.
    pub(crate) fn watch(&self, request: Request<Body>) -> Request<Body> {
        let flag = Arc::clone(&self.0);
        request.map(|body| {
            Body::http_body_unsync(body.map_err(move |error| {
                flag.store(true, Ordering::Relaxed);
                error
            }))
        })
    }

    /// The error that S3 has for it, in place of a 500.
    pub(crate) fn correct(&self, response: Response<Body>) -> Response<Body> {
        if response.status() != StatusCode::INTERNAL_SERVER_ERROR || !self.0.load(Ordering::Relaxed) {
            return response;
        }
        let error = S3Error::with_message(S3ErrorCode::IncompleteBody, "The request body terminated unexpectedly");
        error.to_http_response().unwrap_or(response)
    }
}
