//! Access keys and signature checks
//!
//! For Athena, Glue and STS, this module signs each request again with the secret of its access key and compares the
//! signatures. For S3, which has more kinds of signatures, `s3s` checks them with the keys from here.

mod keys;
mod signature;

pub(crate) use keys::{Identity, Issued, Keys};
pub(crate) use signature::access_key;

/// Reason to refuse a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// The request is not signed.
    Unsigned,
    /// The `Authorization` header cannot be parsed.
    Incomplete(String),
    /// The access key is unknown, or its session token is wrong.
    Unknown,
    /// The session has expired.
    Expired,
    /// The request was signed with another secret, or changed afterwards.
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
