//! The cuts: scheme, query, credentials, authority, path.

use super::ConnectionUrl;
use super::host::Host;
use super::percent::{decode, decode_form};
use crate::error::{Error, ErrorKind, Result};
use crate::options::{OptionMap, Secret, shown_key};

pub(super) fn invalid(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::InvalidUrl, message)
}

/// The scheme in lower case, and what follows its `://`.
pub(super) fn cut_scheme(text: &str) -> Result<(String, &str)> {
    let text = text.trim();
    if text.contains(char::is_control) {
        return Err(invalid("it contains a control character, such as a line break"));
    }
    let (scheme, rest) = text.split_once("://").ok_or_else(|| invalid("it must start with awsathena+<driver>://"))?;
    Ok((read_scheme(scheme)?, rest))
}

pub(super) fn parse(text: &str) -> Result<ConnectionUrl> {
    let (scheme, rest) = cut_scheme(text)?;
    if rest.contains('#') {
        return Err(invalid("it has a fragment, which has no meaning; write a `#` that belongs to a value as %23"));
    }
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (user, password, rest) = cut_credentials(rest);
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    if authority.contains('@') {
        return Err(invalid("it has more than one `@`; write an `@` that belongs to a key or a secret as %40"));
    }
    let url = ConnectionUrl {
        scheme,
        access_key_id: filled(decode(user, "access key id")?),
        secret_access_key: filled(decode(password, "secret access key")?).map(Secret::from),
        host: read_authority(authority)?,
        schema: read_path(path)?,
        options: read_query(query)?,
    };
    check_credentials(&url)?;
    Ok(url)
}

fn read_scheme(scheme: &str) -> Result<String> {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"+-._".contains(&byte);
    if scheme.starts_with(|first: char| first.is_ascii_alphabetic()) && scheme.bytes().all(fits) {
        Ok(scheme.to_ascii_lowercase())
    } else {
        Err(invalid("its scheme must be made of letters, digits, `+`, `-`, `.` and `_`"))
    }
}

/// Cuts `KEY:SECRET@` off. As in PyAthena the secret ends with the first `@` and may contain a raw `/`, the key not.
fn cut_credentials(rest: &str) -> (&str, &str, &str) {
    let Some((info, after)) = rest.split_once('@') else { return ("", "", rest) };
    let (user, password) = info.split_once(':').unwrap_or((info, ""));
    // `host/my@schema` has no credentials
    if user.contains('/') { ("", "", rest) } else { (user, password, after) }
}

fn read_authority(authority: &str) -> Result<Option<Host>> {
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, port),
        _ => (authority, ""),
    };
    let host = if host.is_empty() { None } else { Some(Host::parse(host)?) };
    match port {
        "" => Ok(host),
        "443" if host.is_some() => Ok(host),
        _ => Err(invalid(
            "its port must be 443 or left out; reach another one by the option endpoint_url, \
             such as endpoint_url=http://127.0.0.1:8080 \
             (and percent-encode `/`, `:`, `?` and `@` in a key or a secret)",
        )),
    }
}

fn read_path(path: &str) -> Result<Option<String>> {
    if path.contains('/') {
        return Err(invalid(
            "its path must be one schema, without further `/`; \
             the catalog is the option catalog_name, and a `/` of a key or a secret is written as %2F",
        ));
    }
    Ok(filled(decode(path, "schema")?))
}

fn read_query(query: &str) -> Result<OptionMap> {
    let mut options = OptionMap::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let Some((key, value)) = pair.split_once('=') else {
            return Err(invalid(match shown_key(pair) {
                Some(key) => format!("option `{key}` has no value; write `{key}=...`"),
                None => "an option has no value; write an `&` that belongs to a value as %26".to_owned(),
            }));
        };
        let key = decode_form(key, "name of an option")?;
        if key.is_empty() {
            return Err(invalid("an option has no name"));
        }
        options.insert_new(key, decode_form(value, "value of an option")?)?;
    }
    Ok(options)
}

/// Key and secret come together, each from before the `@` or from the query string.
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
