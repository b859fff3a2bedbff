//! `Proxy`: a TCP proxy before the sandbox that forwards connections, resets them, or never answers.

use std::io;
use std::net::SocketAddr;

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::service::Service;

/// Fate of connections, those that are open and new ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// They reach the sandbox.
    Forward,
    /// They are reset.
    Reset,
    /// They stay open, and nothing goes in or out any more.
    Hold,
}

/// A running proxy.
pub(crate) struct Proxy {
    port: u16,
    mode: watch::Sender<Mode>,
    listening: JoinHandle<()>,
}

impl Proxy {
    pub(crate) fn start(service: &Service, mode: Mode) -> Self {
        let sandbox = SocketAddr::from(([127, 0, 0, 1], port_of(service)));
        let listener = service.runtime().block_on(TcpListener::bind(("127.0.0.1", 0))).expect("a port is free");
        let port = listener.local_addr().expect("the listener has an address").port();
        let (mode, receiver) = watch::channel(mode);
        let listening = service.runtime().spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                // A connection that one side has closed needs nothing more.
                tokio::spawn(serve(client, sandbox, receiver.clone()));
            }
        });
        Self { port, mode, listening }
    }

    /// Changes what happens to connections.
    pub(crate) fn set(&self, mode: Mode) {
        self.mode.send_replace(mode);
    }

    /// The connection URL for a driver, by way of the proxy.
    pub(crate) fn url(&self, service: &Service, driver: &str) -> String {
        service.url(driver).replace(&port_of(service).to_string(), &self.port.to_string())
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

fn port_of(service: &Service) -> u16 {
    let port = service.sandbox().endpoint().rsplit(':').next().unwrap_or_default();
    port.parse().expect("the endpoint of the sandbox has a port")
}

async fn serve(mut client: TcpStream, sandbox: SocketAddr, mut mode: watch::Receiver<Mode>) -> io::Result<()> {
    let mut server = None;
    loop {
        let now = *mode.borrow_and_update();
        let changed = match now {
            Mode::Reset => return client.set_zero_linger(),
            Mode::Hold => mode.changed().await,
            Mode::Forward => {
                let server = match &mut server {
                    Some(server) => server,
                    none => none.insert(TcpStream::connect(sandbox).await?),
                };
                tokio::select! {
                    copied = copy_bidirectional(&mut client, server) => return copied.map(drop),
                    changed = mode.changed() => changed,
                }
            }
        };
        if changed.is_err() {
            return Ok(());
        }
    }
}
