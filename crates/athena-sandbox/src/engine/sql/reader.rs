//! Token reader for the statements that the parser does not know.

use datafusion::sql::sqlparser::tokenizer::{Token, TokenWithSpan};

use super::parse::mismatched;
use crate::engine::contract::Rejection;

pub(super) struct Reader<'a> {
    pub(super) tokens: &'a [TokenWithSpan],
    pub(super) end: &'a TokenWithSpan,
    pub(super) at: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(tokens: &'a [TokenWithSpan], end: &'a TokenWithSpan) -> Self {
        Self { tokens, end, at: 0 }
    }

    pub(super) fn peek(&self) -> &TokenWithSpan {
        self.tokens.get(self.at).unwrap_or(self.end)
    }

    /// Consumes an unquoted word, compared without case.
    pub(super) fn take(&mut self, word: &str) -> bool {
        let found = matches!(&self.peek().token, Token::Word(w) if w.quote_style.is_none() && w.value.eq_ignore_ascii_case(word));
        self.at += usize::from(found);
        found
    }

    pub(super) fn expect(&mut self, word: &str) -> Result<(), Rejection> {
        if self.take(word) { Ok(()) } else { Err(mismatched(self.peek(), &format!("'{word}'"))) }
    }

    pub(super) fn take_token(&mut self, token: &Token) -> bool {
        let found = self.peek().token == *token;
        self.at += usize::from(found);
        found
    }

    pub(super) fn expect_token(&mut self, token: &Token) -> Result<(), Rejection> {
        if self.take_token(token) { Ok(()) } else { Err(mismatched(self.peek(), &format!("'{token}'"))) }
    }

    /// Consumes `IF NOT EXISTS`, if present.
    pub(super) fn if_not_exists(&mut self) -> Result<bool, Rejection> {
        let found = self.take("IF");
        if found {
            self.expect("NOT")?;
            self.expect("EXISTS")?;
        }
        Ok(found)
    }

    /// Consumes `IF EXISTS`, if present.
    pub(super) fn if_exists(&mut self) -> Result<bool, Rejection> {
        let found = self.take("IF");
        if found {
            self.expect("EXISTS")?;
        }
        Ok(found)
    }

    /// The remaining tokens.
    pub(super) fn rest(&mut self) -> &'a [TokenWithSpan] {
        let rest = self.tokens.get(self.at..).unwrap_or_default();
        self.at = self.tokens.len();
        rest
    }

    /// Returns the parsed statement, or an error if tokens remain.
    pub(super) fn finish<T>(self, parsed: T) -> Result<T, Rejection> {
        match self.tokens.get(self.at) {
            None => Ok(parsed),
            Some(token) => Err(mismatched(token, "<EOF>")),
        }
    }
}
