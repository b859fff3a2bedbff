//! Percent-encoding, by the rules of each part.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

const PART: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
const VALUE: &AsciiSet = &PART.remove(b'/').remove(b':').remove(b',').remove(b'*');

/// Decodes user, password or path, where `+` stands for itself. The error is a reason.
pub(super) fn decode(text: &str, what: &str) -> Result<String, String> {
    let decoded = percent_decode_str(text).decode_utf8();
    decoded.map(Into::into).map_err(|_| format!("the {what} is not UTF-8 after its percent-encoding is decoded"))
}

/// Decodes a key or a value of the query string, where `+` is a space. The error is a reason.
pub(super) fn decode_form(text: &str, what: &str) -> Result<String, String> {
    decode(&text.replace('+', " "), what)
}

/// Encodes user, password or path.
pub(super) fn encode(text: &str) -> impl std::fmt::Display {
    utf8_percent_encode(text, PART)
}

/// Encodes a key or a value of the query string, and leaves `s3://bucket/out/` readable.
pub(super) fn encode_form(text: &str) -> impl std::fmt::Display {
    utf8_percent_encode(text, VALUE)
}
