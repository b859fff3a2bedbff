//! `true` and `false`.

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
