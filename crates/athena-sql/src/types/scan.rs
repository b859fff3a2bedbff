//! Scanner for the words, numbers and names in the text of a type.

use super::TypeParseError;

#[derive(Debug, Clone)]
pub(super) struct Scan<'a> {
    text: &'a str,
    position: usize,
}

impl<'a> Scan<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, position: 0 }
    }

    pub(super) fn position(&self) -> usize {
        self.position
    }

    pub(super) fn rest(&self) -> &'a str {
        self.text.get(self.position..).unwrap_or_default()
    }

    /// The text between an earlier position and this one.
    pub(super) fn since(&self, start: usize) -> &'a str {
        self.text.get(start..self.position).unwrap_or_default()
    }

    pub(super) fn error(&self, message: impl Into<String>) -> TypeParseError {
        TypeParseError::new(self.position, message)
    }

    pub(super) fn skip_spaces(&mut self) {
        self.position = self.text.len() - self.rest().trim_start().len();
    }

    pub(super) fn advance(&mut self, bytes: usize) {
        self.position += bytes;
    }

    /// The next character that is not a space, without taking it.
    pub(super) fn peek(&mut self) -> Option<char> {
        self.skip_spaces();
        self.rest().chars().next()
    }

    pub(super) fn take(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.advance(wanted.len_utf8());
        }
        found
    }

    pub(super) fn expect(&mut self, wanted: char, what: &str) -> Result<(), TypeParseError> {
        if self.take(wanted) { Ok(()) } else { Err(self.error(format!("expected `{wanted}` {what}"))) }
    }

    /// Takes a word of letters, digits, `_` and `$`, if one comes next.
    pub(super) fn word(&mut self) -> Option<&'a str> {
        self.skip_spaces();
        let rest = self.rest();
        let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$')).unwrap_or(rest.len());
        let word = rest.get(..end).filter(|word| !word.is_empty())?;
        self.advance(end);
        Some(word)
    }

    /// Takes these words if all of them come next, in any case.
    pub(super) fn take_words(&mut self, words: &[&str]) -> bool {
        let mut ahead = self.clone();
        let all = words.iter().all(|wanted| ahead.word().is_some_and(|word| word.eq_ignore_ascii_case(wanted)));
        if all {
            *self = ahead;
        }
        all
    }

    pub(super) fn number(&mut self, what: &str, most: u32) -> Result<u32, TypeParseError> {
        self.skip_spaces();
        let start = self.position;
        let digits = self.word().unwrap_or_default();
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(TypeParseError::new(start, format!("expected a number for the {what}")));
        }
        match digits.parse() {
            Ok(number) if number <= most => Ok(number),
            _ => Err(TypeParseError::new(start, format!("the {what} is at most {most}"))),
        }
    }

    /// Takes a name in `"` or `` ` `` and returns it without quotes; `None` if the next character is neither.
    pub(super) fn quoted_name(&mut self) -> Result<Option<String>, TypeParseError> {
        let Some(mark @ ('"' | '`')) = self.peek() else {
            return Ok(None);
        };
        let start = self.position;
        self.advance(1);
        let mut name = String::new();
        loop {
            let Some(end) = self.rest().find(mark) else {
                return Err(TypeParseError::new(start, format!("the field name is not closed; add `{mark}`")));
            };
            name.push_str(self.rest().get(..end).unwrap_or_default());
            self.advance(end + 1);
            if !self.rest().starts_with(mark) {
                break;
            }
            name.push(mark);
            self.advance(1);
        }
        if name.is_empty() {
            return Err(TypeParseError::new(start, "a field name needs at least one character"));
        }
        Ok(Some(name))
    }
}
