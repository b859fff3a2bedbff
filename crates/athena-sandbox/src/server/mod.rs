//! HTTP server: one listener for all services

mod admin;
mod altered;
mod answer;
mod body;
mod json;
mod s3;
mod sts;
mod tls;
mod wire;

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use std::{error, fmt};

use http::{Method, Request, Response, header};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use s3s::Body;
use s3s::service::S3Service;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

use crate::athena::Athena;
use crate::auth::Keys;
use crate::calls::{Call, CallLog};
use crate::faults::{Faults, RateLimits};
use crate::glue::Glue;
use crate::storage::Storage;

pub(crate) use tls::Tls;

use wire::{Socket, Wire, WireControl};

/// How long requests in flight may take to end at shutdown.
const SHUTDOWN_GRACE: Duration = Duration::from_secs(5);

/// How long a client may take to send the head of a request, and how long a connection may be idle.
const HEAD_TIMEOUT: Duration = Duration::from_secs(60);

/// How the server ends. A dropped sender counts as `Now`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    Gracefully,
    Now,
}

/// The services, and what their requests share.
pub(crate) struct Service {
    pub(crate) athena: Athena,
    pub(crate) glue: Glue,
    pub(crate) s3: S3Service,
    pub(crate) storage: Storage,
    pub(crate) faults: Faults,
    pub(crate) calls: CallLog,
    pub(crate) rates: RateLimits,
    pub(crate) keys: Keys,
}

/// Error that makes hyper close the connection without a response.
#[derive(Debug)]
struct ResponseLost;

impl fmt::Display for ResponseLost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a fault suppressed the response")
    }
}

impl error::Error for ResponseLost {}

impl From<Infallible> for ResponseLost {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

impl Service {
    async fn handle(&self, request: Request<Incoming>, wire: &WireControl) -> Result<Response<Body>, ResponseLost> {
        if admin::is_admin(&request) {
            self.handle_admin(request).await
        } else if sts::is_sts(&request) {
            self.handle_sts(request, wire).await
        } else if is_json(&request) {
            self.handle_json(request, wire).await
        } else {
            self.handle_s3(request, wire).await
        }
    }

    /// Logs the call and resets its connection.
    fn reset(&self, call: Call, wire: &WireControl) -> ResponseLost {
        tracing::debug!(operation = call.operation, "reset");
        self.calls.record(call);
        wire.reset();
        ResponseLost
    }

    /// Logs the call and answers with the page of a proxy.
    fn proxy_page(&self, mut call: Call, status: u16) -> Response<Body> {
        call.status = Some(status);
        self.calls.record(call);
        altered::html(status)
    }
}

/// Whether the request uses an AWS JSON protocol, which names the operation in a header.
fn is_json(request: &Request<Incoming>) -> bool {
    if request.headers().contains_key("x-amz-target") {
        return true;
    }
    let content_type = request.headers().get(header::CONTENT_TYPE).map_or(&b""[..], |value| value.as_bytes());
    request.method() == Method::POST
        && request.uri().path() == "/"
        && content_type.starts_with(b"application/x-amz-json")
}

/// Serves connections until `stop` fires.
pub(crate) async fn serve(
    listener: TcpListener,
    tls: Option<Tls>,
    service: Arc<Service>,
    mut stop: oneshot::Receiver<Stop>,
) {
    let graceful = GracefulShutdown::new();
    let how = loop {
        tokio::select! {
            how = &mut stop => break how.unwrap_or(Stop::Now),
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    tokio::spawn(handle_connection(stream, tls.clone(), Arc::clone(&service), graceful.watcher()));
                }
                Err(error) => {
                    tracing::warn!(%error, "could not accept a connection");
                    // The usual cause is a lack of file descriptors; retrying at once would spin.
                    tokio::time::sleep(Duration::from_millis(10)).await;
                }
            },
        }
    };
    drop(listener);
    service.athena.queries.cancel_all();
    if how == Stop::Gracefully && tokio::time::timeout(SHUTDOWN_GRACE, graceful.shutdown()).await.is_err() {
        tracing::warn!("closing connections that did not end in time");
    }
}

async fn handle_connection(stream: TcpStream, tls: Option<Tls>, service: Arc<Service>, watcher: Watcher) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "could not set TCP_NODELAY on a connection");
    }
    match tls {
        None => serve_http(stream, service, watcher).await,
        Some(tls) => match tls.accept(stream).await {
            Ok(stream) => serve_http(stream, service, watcher).await,
            Err(error) => tracing::debug!(%error, "a TLS handshake failed"),
        },
    }
}

async fn serve_http(stream: impl Socket + 'static, service: Arc<Service>, watcher: Watcher) {
    let mut protocol = http1::Builder::new();
    protocol.timer(TokioTimer::new()).header_read_timeout(HEAD_TIMEOUT);
    let wire = WireControl::default();
    // Watched from here on: a client may answer a response with an outage before this task is polled again.
    let mut outage = service.faults.outage().watch();
    let of_requests = wire.clone();
    let connection = protocol.serve_connection(
        TokioIo::new(Wire::new(stream, wire.clone())),
        service_fn(move |request| {
            let (service, wire) = (Arc::clone(&service), of_requests.clone());
            // Boxed because the state of an S3 request is large, and every connection holds one.
            Box::pin(async move { service.handle(request, &wire).await })
        }),
    );
    tokio::select! {
        ended = watcher.watch(connection) => {
            if let Err(error) = ended {
                tracing::debug!(%error, "a connection ended");
            }
        }
        // The connection is dropped after this.
        () = async { outage.begins().await; wire.reset() } => {}
    }
}
