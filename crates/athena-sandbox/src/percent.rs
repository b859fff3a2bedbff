//! Percent-encoding, for URLs and for S3's `encoding-type=url`.

use std::fmt::Write;

/// Encodes all but RFC 3986's unreserved characters and those in `keep`.
pub(crate) fn encode(text: &str, keep: &[u8]) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || keep.contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    #[test]
    fn encodes_as_s3_does() {
        assert_eq!(super::encode("a b/é+", b"/"), "a%20b/%C3%A9%2B");
        assert_eq!(super::encode("http://127.0.0.1:1", b""), "http%3A%2F%2F127.0.0.1%3A1");
    }
}
