//! Percent-encoding for URLs and for S3's `encoding-type=url`

use std::fmt::Write;

/// Encodes all characters except RFC 3986's unreserved ones and those in `keep`.
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

/// Decodes percent-encoded text. A `%` that begins no valid escape is kept; invalid UTF-8 is replaced.
pub(crate) fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let hex = (byte == b'%').then(|| text.get(at + 1..at + 3)).flatten();
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(value) => {
                decoded.push(value);
                at += 3;
            }
            None => {
                decoded.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

#[cfg(test)]
mod tests {
    #[test]
    fn text_is_encoded_as_s3_does() {
        assert_eq!(super::encode("a b/é+", b"/"), "a%20b/%C3%A9%2B");
        assert_eq!(super::encode("http://127.0.0.1:1", b""), "http%3A%2F%2F127.0.0.1%3A1");
    }

    #[test]
    fn valid_escapes_are_decoded() {
        for text in ["a b/é+", "100%", "%zz", ""] {
            assert_eq!(super::decode(&super::encode(text, b"/")), text);
        }
        assert_eq!(super::decode("%2fé%%41%4"), "/é%A%4");
    }
}
