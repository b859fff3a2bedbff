//! Trust in the certificates of TLS endpoints.

use std::path::PathBuf;

use super::{IntoOption, OptionValue, ValueKind};

/// The option `verify`: the verification of an endpoint's certificate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum TlsVerification {
    /// Against the certificates that the system trusts.
    #[default]
    System,
    /// No verification, for tests against your own endpoint only.
    Off,
    /// Against the certificates in this PEM file.
    CaBundle(PathBuf),
}

/// The bool words; any other text is the path of a PEM file.
impl OptionValue for TlsVerification {
    const KIND: ValueKind = ValueKind::Other("bool, or path of a PEM file");

    fn parse(text: &str) -> Result<Self, String> {
        match bool::parse(text) {
            Ok(true) => Ok(Self::System),
            Ok(false) => Ok(Self::Off),
            Err(_) if text.trim().is_empty() => Err("it must be a bool word or the path of a PEM file".to_owned()),
            Err(_) => Ok(Self::CaBundle(text.into())),
        }
    }

    fn print(&self) -> String {
        match self {
            Self::System => true.print(),
            Self::Off => false.print(),
            Self::CaBundle(path) => path.to_string_lossy().into_owned(),
        }
    }
}

impl IntoOption<TlsVerification> for bool {
    fn into_option(self) -> TlsVerification {
        if self { TlsVerification::System } else { TlsVerification::Off }
    }
}
