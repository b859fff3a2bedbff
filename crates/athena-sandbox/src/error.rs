//! `StartError`: errors of starting a sandbox

use std::net::SocketAddr;
use std::{error, fmt, io};

/// An error of [`SandboxBuilder::start`](crate::SandboxBuilder::start).
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// The host is not a loopback address, and [`allow_remote`](crate::SandboxBuilder::allow_remote) was not given.
    RemoteHost(String),
    /// The host is neither `localhost` nor an IP address.
    InvalidHost(String),
    /// The address could not be bound.
    Bind {
        /// The address.
        address: SocketAddr,
        /// The cause.
        source: io::Error,
    },
    /// The state folder or a temporary folder could not be opened, for instance because another sandbox uses it.
    Storage(io::Error),
    /// The SQL engine refused its configuration.
    Engine(String),
    /// The certificate could not be made or written.
    Tls(io::Error),
    /// The sandbox's thread or runtime could not be created.
    Runtime(io::Error),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RemoteHost(host) => write!(
                f,
                "could not listen on {host}: it is not a loopback address, and others could read and write everything; \
                 allow it with `allow_remote`"
            ),
            Self::InvalidHost(host) => write!(f, "could not listen on {host}: not `localhost` and not an IP address"),
            Self::Bind { address, .. } => write!(f, "could not listen on {address}"),
            Self::Storage(_) => f.write_str("could not open the state folder or a temporary folder"),
            Self::Engine(reason) => write!(f, "could not start the SQL engine: {reason}"),
            Self::Tls(_) => f.write_str("could not make a certificate"),
            Self::Runtime(_) => f.write_str("could not start the sandbox's thread"),
        }
    }
}

impl error::Error for StartError {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match self {
            Self::RemoteHost(_) | Self::InvalidHost(_) | Self::Engine(_) => None,
            Self::Bind { source, .. } | Self::Storage(source) | Self::Tls(source) | Self::Runtime(source) => {
                Some(source)
            }
        }
    }
}
