//! Services whose next response is given

use std::cell::RefCell;
use std::sync::{Arc, Mutex, PoisonError};

use athena_aws::{SdkOptions, Services};
use athena_core::Error;
use athena_core::options::{AwsOptions, ConnectOptions};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;

/// Credentials of every request, which no error may show.
const SECRETS: [&str; 2] = ["Secret-7MDENGbPxRfiCY", "Token-AQoDYXdzEPT"];

/// A response: status, headers, body.
#[derive(Clone, Debug, Default)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Vec<u8>,
}

/// A client that answers every request with the same response.
#[derive(Clone, Debug, Default)]
struct Server(Arc<Mutex<Response>>);

impl HttpClient for Server {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Server {
    fn call(&self, _: HttpRequest) -> HttpConnectorFuture {
        let given = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let status = StatusCode::try_from(given.status).expect("a status");
        let mut response = HttpResponse::new(status, SdkBody::from(given.body));
        for (name, value) in given.headers {
            // A header that cannot be sent is left out.
            let _ = response.headers_mut().try_insert(name, value);
        }
        HttpConnectorFuture::ready(Ok(response))
    }
}

struct Fixture {
    runtime: tokio::runtime::Runtime,
    server: Server,
    services: Services,
}

impl Fixture {
    fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
        let server = Server::default();
        let aws = AwsOptions::new()
            .with_region_name("eu-west-1")
            .with_aws_access_key_id("AKIDEXAMPLE")
            .with_aws_secret_access_key(SECRETS[0])
            .with_aws_session_token(SECRETS[1]);
        let sdk = SdkOptions::new().with_http_client(server.clone());
        let options = ConnectOptions::new().with_aws(aws);
        let services = runtime.block_on(Services::connect(&options, sdk)).expect("good options");
        Self { runtime, server, services }
    }
}

/// Makes calls of services that send this response.
pub(crate) fn call<T>(response: Response, calls: impl AsyncFnOnce(&Services) -> T) -> T {
    thread_local!(static FIXTURE: RefCell<Option<Fixture>> = const { RefCell::new(None) });
    FIXTURE.with_borrow_mut(|fixture| {
        let fixture = fixture.get_or_insert_with(Fixture::new);
        *fixture.server.0.lock().unwrap_or_else(PoisonError::into_inner) = response;
        fixture.runtime.block_on(calls(&fixture.services))
    })
}

/// Checks that an error says something, and nothing of the request's credentials.
pub(crate) fn check(error: &Error) {
    assert!(!error.message().is_empty());
    let shown = format!("{error} {error:?}");
    assert!(SECRETS.iter().all(|secret| !shown.contains(secret)), "{shown}");
}
