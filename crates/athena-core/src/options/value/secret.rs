//! Secrets: text that is never shown.

use std::fmt;

use super::{IntoOption, OptionValue, ValueKind};

/// Text that neither `Debug` nor `Display` shows; only [`expose`](Secret::expose) returns it.
///
/// ```
/// let secret = athena_core::options::Secret::new("wJalrXUtnFEMI");
/// assert_eq!(format!("{secret} {secret:?}"), "*** Secret(***)");
/// assert_eq!(secret.expose(), "wJalrXUtnFEMI");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Hides `text`.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text. Review every call: the text may go to a signer, but not to a log.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl OptionValue for Secret {
    const KIND: ValueKind = ValueKind::Secret;

    fn parse(text: &str) -> Result<Self, String> {
        if text.is_empty() {
            Err("it must not be empty".to_owned())
        } else if text.contains(char::is_whitespace) {
            // No AWS secret has a space, many have a `+`, and a `+` in a query string is a space.
            Err("it must not contain white space; a `+` in a query string means a space: write it as %2B".to_owned())
        } else {
            Ok(Self::new(text))
        }
    }

    fn print(&self) -> String {
        self.0.clone()
    }
}

impl IntoOption<Option<Secret>> for &str {
    fn into_option(self) -> Option<Secret> {
        Some(Secret::new(self))
    }
}

impl IntoOption<Option<Secret>> for String {
    fn into_option(self) -> Option<Secret> {
        Some(Secret::new(self))
    }
}

/// Whether the name of an option suggests that its value is a secret.
pub(crate) fn is_secret_key(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    ["secret", "token", "password", "credential", "private_key", "external_id"].iter().any(|word| key.contains(word))
}

/// The name of an option, if it may be shown: the text after an `&` that was not percent-encoded is part of a value,
/// perhaps of a secret.
pub(crate) fn shown_key(key: &str) -> Option<&str> {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    (key.len() < 40 && key.bytes().all(fits)).then_some(key)
}
