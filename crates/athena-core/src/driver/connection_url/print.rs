//! A connection URL as text, with or without its secrets.

use std::fmt::{self, Write as _};

use super::ConnectionUrl;
use super::percent::{encode, encode_form};
use crate::options::OptionMap;

impl ConnectionUrl {
    /// The URL for logs and messages, with `***` in place of each secret.
    pub fn redacted(&self) -> String {
        self.print(false)
    }

    /// The URL with its secrets; parsing the text gives the same URL again.
    pub fn expose(&self) -> String {
        self.print(true)
    }

    fn print(&self, expose: bool) -> String {
        let mut text = format!("{}://", self.scheme);
        let key = self.access_key_id.as_deref().unwrap_or_default();
        let secret = self.secret_access_key.as_ref().map(|secret| secret.expose()).unwrap_or_default();
        let mut push =
            |part: &dyn fmt::Display| text.write_fmt(format_args!("{part}")).expect("a String takes any text");
        match (expose, self.access_key_id.is_some() || self.secret_access_key.is_some()) {
            (_, false) => {}
            (true, true) => push(&format_args!("{}:{}", encode(key), encode(secret))),
            (false, true) => push(&format_args!("{}:***", shown_key_id(key))),
        }
        push(&format_args!("@{}/", self.host().unwrap_or_default()));
        push(&encode(self.schema().unwrap_or_default()));
        for (position, (key, value)) in self.options.iter().enumerate() {
            let mark = if position == 0 { '?' } else { '&' };
            push(&format_args!("{mark}{}=", encode_form(key)));
            push(&encode_form(if expose { value } else { OptionMap::shown(key, value) }));
        }
        text
    }
}

/// An access key id is not a secret, but a secret may be pasted in its place: only a text that looks like an id is
/// shown.
fn shown_key_id(key: &str) -> &str {
    let is_id = key.len() <= 32 && key.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    if is_id { key } else { "***" }
}

impl fmt::Display for ConnectionUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.redacted())
    }
}

impl fmt::Debug for ConnectionUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ConnectionUrl").field(&self.redacted()).finish()
    }
}
