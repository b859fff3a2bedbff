//! Booleans, UUIDs and network addresses.

use std::net::IpAddr;

use uuid::Uuid;

use super::ParseError;

/// A `boolean`: `true` or `false`, in any case.
///
/// # Errors
///
/// For every other text; `1`, `t` and `yes` are not what Athena prints.
pub fn boolean(text: &[u8]) -> Result<bool, ParseError> {
    if text.eq_ignore_ascii_case(b"true") {
        Ok(true)
    } else if text.eq_ignore_ascii_case(b"false") {
        Ok(false)
    } else {
        Err(ParseError::new("expected `true` or `false`", 0))
    }
}

/// A `uuid` in its hyphenated form, such as `12151fd2-7586-11e9-8f9e-2a86e4085a59`.
///
/// # Errors
///
/// For every other form.
pub fn uuid(text: &[u8]) -> Result<Uuid, ParseError> {
    const REASON: ParseError = ParseError::new("expected a UUID with hyphens", 0);
    // The uuid crate also reads braces, a `urn:uuid:` prefix and 32 digits without hyphens; 36 bytes are only this.
    if text.len() != 36 {
        return Err(REASON);
    }
    Uuid::try_parse_ascii(text).map_err(|_| REASON)
}

/// An `ipaddress`, IPv4 or IPv6, without a prefix length.
///
/// # Errors
///
/// For every other text.
pub fn ip_address(text: &[u8]) -> Result<IpAddr, ParseError> {
    const REASON: ParseError = ParseError::new("expected an IPv4 or IPv6 address", 0);
    std::str::from_utf8(text).ok().and_then(|text| text.parse().ok()).ok_or(REASON)
}
