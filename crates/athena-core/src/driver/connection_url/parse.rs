//! Parsing of the parts: scheme, query, credentials, authority, path.

use std::str::FromStr;

use super::ConnectionUrl;
use super::host::Host;
use super::percent::{decode, decode_form};
use crate::error::{Error, ErrorKind, Result};
use crate::options::{OptionMap, Secret, shown_key};

impl ConnectionUrl {
    /// Parses a connection URL.
    ///
    /// # Errors
    ///
    /// [`InvalidUrl`](crate::error::ErrorKind::InvalidUrl) when a part cannot be parsed, and
    /// [`InvalidOption`](crate::error::ErrorKind::InvalidOption) when an option is given twice. No error repeats the
    /// URL. The registry checks the scheme later, and the driver the options.
    pub fn parse(text: &str) -> Result<Self> {
        parse(text).map_err(|error| error.with_operation("parse connection URL"))
    }

    /// The scheme of a URL in lower case. The rest is not parsed.
    ///
    /// # Errors
    ///
    /// [`InvalidUrl`](crate::ErrorKind::InvalidUrl) when the URL has no scheme. No error repeats the URL.
    pub fn scheme_of(text: &str) -> Result<String> {
        let cut = cut_scheme(text).map(|(scheme, _)| scheme);
        cut.map_err(|error| error.with_operation("parse connection URL"))
    }
}

impl FromStr for ConnectionUrl {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::parse(text)
    }
}

fn invalid(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::InvalidUrl, message)
}

/// The scheme in lower case, and the text after its `://`.
fn cut_scheme(text: &str) -> Result<(String, &str)> {
    let text = text.trim();
    if text.contains(char::is_control) {
        return Err(invalid("it contains a control character, such as a line break"));
    }
    let (scheme, rest) = text.split_once("://").ok_or_else(|| invalid("it must start with awsathena+<driver>://"))?;
    Ok((parse_scheme(scheme)?, rest))
}

fn parse(text: &str) -> Result<ConnectionUrl> {
    let (scheme, rest) = cut_scheme(text)?;
    if rest.contains('#') {
        return Err(invalid("it has a fragment, which has no meaning; write a `#` in a value as %23"));
    }
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (user, password, rest) = cut_credentials(rest);
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    if authority.contains('@') {
        return Err(invalid("it has more than one `@`; write an `@` in a key or a secret as %40"));
    }
    let decoded = |text, part| decode(text, part).map_err(invalid);
    let url = ConnectionUrl {
        scheme,
        access_key_id: filled(decoded(user, "access key id")?),
        secret_access_key: filled(decoded(password, "secret access key")?).map(Secret::from),
        host: parse_authority(authority)?,
        schema: parse_path(path)?,
        options: parse_query(query)?,
    };
    check_credentials(&url)?;
    Ok(url)
}

fn parse_scheme(scheme: &str) -> Result<String> {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"+-._".contains(&byte);
    if scheme.starts_with(|first: char| first.is_ascii_alphabetic()) && scheme.bytes().all(fits) {
        Ok(scheme.to_ascii_lowercase())
    } else {
        Err(invalid("its scheme must consist of letters, digits, `+`, `-`, `.` and `_`"))
    }
}

/// Splits off `KEY:SECRET@`. As in PyAthena the secret ends at the first `@`, and the secret may contain a raw `/`, but
/// the key may not.
fn cut_credentials(rest: &str) -> (&str, &str, &str) {
    let Some((info, after)) = rest.split_once('@') else { return ("", "", rest) };
    let (user, password) = info.split_once(':').unwrap_or((info, ""));
    // `host/my@schema` has no credentials
    if user.contains('/') { ("", "", rest) } else { (user, password, after) }
}

fn parse_authority(authority: &str) -> Result<Option<Host>> {
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, port),
        _ => (authority, ""),
    };
    let host = if host.is_empty() { None } else { Some(Host::parse(host).map_err(invalid)?) };
    match port {
        "" => Ok(host),
        "443" if host.is_some() => Ok(host),
        _ => Err(invalid(
            "its port must be 443 or left out; give another one in the option endpoint_url, \
             such as endpoint_url=http://127.0.0.1:8080 \
             (and percent-encode `/`, `:`, `?` and `@` in a key or a secret)",
        )),
    }
}

fn parse_path(path: &str) -> Result<Option<String>> {
    if path.contains('/') {
        return Err(invalid(
            "its path must be one schema, without further `/`; \
             give the catalog as the option catalog_name, and write a `/` in a key or a secret as %2F",
        ));
    }
    Ok(filled(decode(path, "schema").map_err(invalid)?))
}

fn parse_query(query: &str) -> Result<OptionMap> {
    let mut options = OptionMap::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let Some((key, value)) = pair.split_once('=') else {
            // Names of options have no capitals; a text with some may be the rest of a secret.
            return Err(invalid(
                match shown_key(pair).filter(|key| !key.contains(|letter: char| letter.is_uppercase())) {
                    Some(key) => format!("option `{key}` has no value; write `{key}=...`"),
                    None => "an option has no value; write an `&` in a value as %26".to_owned(),
                },
            ));
        };
        let key = decode_form(key, "name of an option").map_err(invalid)?;
        if key.is_empty() {
            return Err(invalid("an option has no name"));
        }
        options.insert_new(key, decode_form(value, "value of an option").map_err(invalid)?)?;
    }
    Ok(options)
}

/// Key and secret must both be given, each before the `@` or in the query string.
fn check_credentials(url: &ConnectionUrl) -> Result<()> {
    let key = url.access_key_id.is_some() || url.options.contains("aws_access_key_id");
    let secret = url.secret_access_key.is_some() || url.options.contains("aws_secret_access_key");
    match (key, secret) {
        (true, false) => Err(invalid(
            "it has an access key id without a secret access key; write KEY:SECRET@, or :@ for the default credentials",
        )),
        (false, true) => Err(invalid(
            "it has a secret access key without an access key id; write KEY:SECRET@, or :@ for the default credentials",
        )),
        _ => Ok(()),
    }
}

fn filled(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}
