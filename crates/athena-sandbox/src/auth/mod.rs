//! Keys and signatures: who may call, once the sandbox was given credentials.
//!
//! Requests to Athena, Glue and STS are signed again here, with the secret that belongs to their access key, and the
//! signatures compared. `s3s` checks those of S3, which has more kinds of them, with the keys that it finds here.

mod keys;
mod signature;

pub(crate) use keys::{Identity, Issued, Keys};
pub(crate) use signature::access_key;

/// Why a request is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// It is not signed.
    Unsigned,
    /// The header cannot be read.
    Incomplete(String),
    /// Nobody has the access key, or its session token is another one.
    Unknown,
    /// The session has ended.
    Expired,
    /// It was signed with another secret, or changed since.
    Signature(String),
}

impl Refused {
    pub(crate) fn message(&self) -> &str {
        match self {
            Self::Unsigned => "Missing Authentication Token",
            Self::Unknown => "The security token included in the request is invalid.",
            Self::Expired => "The security token included in the request is expired",
            Self::Incomplete(message) | Self::Signature(message) => message,
        }
    }
}
