//! The beginning of a text, for error messages.

/// The most characters of an excerpt.
const MAX_CHARS: usize = 64;

/// The first 64 characters of a text on one line: control characters are escaped, bytes that are not UTF-8 become `�`.
pub(crate) fn excerpt(text: impl AsRef<[u8]>) -> String {
    let text = String::from_utf8_lossy(text.as_ref());
    let mut characters = text.chars();
    let mut excerpt = String::new();
    for character in characters.by_ref().take(MAX_CHARS) {
        if character.is_control() {
            excerpt.extend(character.escape_default());
        } else {
            excerpt.push(character);
        }
    }
    if characters.next().is_some() {
        excerpt.push('…');
    }
    excerpt
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_short_and_on_one_line() {
        assert_eq!(excerpt("a \"b\"\né"), "a \"b\"\\né");
        assert_eq!(excerpt(b"a\xffb"), "a\u{fffd}b");
        assert_eq!(excerpt("é".repeat(64)), "é".repeat(64));
        assert_eq!(excerpt("é".repeat(65)), format!("{}…", "é".repeat(64)));
    }
}
