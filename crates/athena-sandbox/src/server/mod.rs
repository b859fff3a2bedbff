//! One listener for both protocols.

mod admin;
mod answer;
mod body;
mod json;
mod objects;
mod sts;
mod tls;

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
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

use crate::athena::Athena;
use crate::auth::Keys;
use crate::calls::CallLog;
use crate::faults::{Faults, RateLimits};
use crate::glue::Glue;
use crate::storage::Storage;

pub(crate) use tls::Tls;

/// How long requests in flight may take to end.
const GRACE: Duration = Duration::from_secs(5);

/// How long a client may take over the head of a request, and be silent between two.
const HEAD: Duration = Duration::from_secs(60);

/// How the server ends; a dropped sender means at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    Gracefully,
    Now,
}

/// All that a request may need.
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

/// Tells hyper to close the connection without a response.
#[derive(Debug)]
struct ResponseLost;

impl fmt::Display for ResponseLost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the response was lost on purpose")
    }
}

impl error::Error for ResponseLost {}

impl From<Infallible> for ResponseLost {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

impl Service {
    async fn handle(&self, request: Request<Incoming>) -> Result<Response<Body>, ResponseLost> {
        if admin::is_meant(&request) {
            self.handle_admin(request).await
        } else if sts::is_sts(&request) {
            self.handle_sts(request).await
        } else if is_json(&request) {
            self.handle_json(request).await
        } else {
            self.handle_object(request).await
        }
    }
}

/// AWS JSON protocols name their operation in a header.
fn is_json(request: &Request<Incoming>) -> bool {
    if request.headers().contains_key("x-amz-target") {
        return true;
    }
    let content_type = request.headers().get(header::CONTENT_TYPE).map_or(&b""[..], |value| value.as_bytes());
    request.method() == Method::POST
        && request.uri().path() == "/"
        && content_type.starts_with(b"application/x-amz-json")
}

/// Serves until it is told to stop.
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
                    tokio::spawn(connect(stream, tls.clone(), Arc::clone(&service), graceful.watcher()));
                }
                Err(error) => {
                    tracing::warn!(%error, "could not accept a connection");
                    // Most often there are no file descriptors left; trying on at once would spin.
                    tokio::time::sleep(Duration::from_millis(10)).await;
                }
            },
        }
    };
    drop(listener);
    service.athena.queries.cancel_all();
    if how == Stop::Gracefully && tokio::time::timeout(GRACE, graceful.shutdown()).await.is_err() {
        tracing::warn!("closing connections that are still busy");
    }
}

async fn connect(stream: TcpStream, tls: Option<Tls>, service: Arc<Service>, watcher: Watcher) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "a connection keeps its delay");
    }
    match tls {
        None => talk(stream, service, watcher).await,
        Some(tls) => match tls.accept(stream).await {
            Ok(stream) => talk(stream, service, watcher).await,
            Err(error) => tracing::debug!(%error, "a client and the sandbox did not agree on TLS"),
        },
    }
}

async fn talk(stream: impl AsyncRead + AsyncWrite + Unpin + 'static, service: Arc<Service>, watcher: Watcher) {
    let mut protocol = http1::Builder::new();
    protocol.timer(TokioTimer::new()).header_read_timeout(HEAD);
    let connection = protocol.serve_connection(
        TokioIo::new(stream),
        service_fn(move |request| {
            let service = Arc::clone(&service);
            // Boxed: the state of an S3 request is large, and there is one per connection.
            Box::pin(async move { service.handle(request).await })
        }),
    );
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!(%error, "a connection ended");
    }
}
