//! Access to private fields of sea-query by their `Debug` text, the only place that shows them.
//!
//! `Debug` writes fields in the order of their declaration, and a text inside a value ends in a quote. So if the
//! `Debug` text begins or ends with the text of certain fields, the value has these fields.

use std::fmt::{self, Debug, Write};

/// Whether the `Debug` text of `value` begins with `start`. The rest of the text is not written.
pub(super) fn starts_with(value: &impl Debug, start: &str) -> bool {
    let mut head = Head { rest: start, differs: false };
    // The head stops the writing with an error as soon as the result is known.
    let _ = write!(head, "{value:?}");
    !head.differs && head.rest.is_empty()
}

/// Whether the `Debug` text of `value` ends with `end`.
pub(super) fn ends_with(value: &impl Debug, end: &str) -> bool {
    let mut tail = Tail { text: String::new(), length: end.len() };
    write!(tail, "{value:?}").is_ok() && tail.text.ends_with(end)
}

struct Head<'a> {
    rest: &'a str,
    differs: bool,
}

impl Write for Head<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if let Some(rest) = self.rest.strip_prefix(text) {
            self.rest = rest;
            return Ok(());
        }
        self.differs = !text.starts_with(self.rest);
        self.rest = "";
        Err(fmt::Error)
    }
}

struct Tail {
    text: String,
    length: usize,
}

impl Write for Tail {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.text.push_str(text);
        // Truncating on every call would copy too often.
        if self.text.len() > 64 * self.length.max(64) {
            let mut cut = self.text.len() - self.length;
            while !self.text.is_char_boundary(cut) {
                cut -= 1;
            }
            self.text.drain(..cut);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn either_end_of_the_debug_text_is_compared() {
        let value = vec![Some("a\"b"); 2];
        assert!(starts_with(&value, "[Some(\"a\\\"b\"), S"));
        assert!(!starts_with(&value, "[None"));
        assert!(!starts_with(&value, &"[".repeat(99)));
        assert!(ends_with(&value, "\\\"b\")]"));
        assert!(!ends_with(&value, "None]"));
        assert!(ends_with(&vec!["é"; 9999], "é\"]"));
    }
}
