//! Connections with a secret in every place that takes one

use athena_sandbox::Sandbox;
use awsathena::ConnectionBuilder;
use awsathena::driver::Dialect;
use futures_util::FutureExt as _;

pub(super) const SECRET_KEY: &str = "PlantedSecretKey";
pub(super) const SESSION_TOKEN: &str = "PlantedSessionToken";
pub(super) const EXTERNAL_ID: &str = "PlantedExternalId";
pub(super) const PROXY_PASSWORD: &str = "PlantedProxyPassword";
pub(super) const MFA_CODE: &str = "724193";
/// A value that is bound to a marker.
pub(super) const BOUND: &str = "PlantedBoundValue";

pub(super) const ALL: [&str; 6] = [SECRET_KEY, SESSION_TOKEN, EXTERNAL_ID, PROXY_PASSWORD, MFA_CODE, BOUND];

/// The address of a proxy with a password, where nobody listens.
pub fn proxy() -> String {
    format!("http://planted:{PROXY_PASSWORD}@127.0.0.1:1")
}

/// URLs and builders of connections to one sandbox.
pub(super) struct Planted {
    /// The part of the URL from the host on.
    rest: String,
}

impl Planted {
    pub(super) fn new(sandbox: &Sandbox) -> Self {
        let url = sandbox.url("awsathena");
        let (_, rest) = url.split_once('@').expect("the URL has credentials");
        Self { rest: rest.to_owned() }
    }

    pub(super) fn url(&self, scheme: &str) -> String {
        format!(
            "{scheme}://AKIDPLANTED:{SECRET_KEY}@{}&aws_session_token={SESSION_TOKEN}&max_attempts=1\
             &role_arn=arn:aws:iam::123456789012:role/reader&external_id={EXTERNAL_ID}\
             &serial_number=arn:aws:iam::123456789012:mfa/me",
            self.rest
        )
    }

    /// A connection by the driver `D`, which has its own role and MFA device.
    pub(super) fn builder<D: Dialect<Options: Default>>(&self) -> ConnectionBuilder<D> {
        with_code(ConnectionBuilder::<D>::new(&self.url(D::SCHEMES[0])))
    }
}

/// The builder with the code of the MFA device.
pub(super) fn with_code<D: Dialect>(builder: ConnectionBuilder<D>) -> ConnectionBuilder<D> {
    builder.mfa_token(|_| async { Ok(MFA_CODE.to_owned()) }.boxed())
}
