//! Reader of the tokens of a Hive clause.

use super::DdlParseError;
use crate::lexer::Cursor;
use crate::{Grammar, TokenKind, literal};

/// A cursor over the tokens of a clause, with errors that tell the position.
#[derive(Clone)]
pub(super) struct Reader<'a> {
    text: &'a str,
    pub(super) cursor: Cursor<'a>,
    what: &'static str,
}

impl<'a> Reader<'a> {
    /// `what` names the clause in errors.
    pub(super) fn new(text: &'a str, what: &'static str) -> Self {
        Self { text, cursor: Cursor::of_text(text, Grammar::Hive), what }
    }

    /// The byte at which the next token starts.
    pub(super) fn position(&self) -> usize {
        self.cursor.peek().map_or(self.text.len(), |t| t.start)
    }

    /// An error at the next token.
    pub(super) fn error(&self, message: impl Into<String>) -> DdlParseError {
        self.error_at(self.position(), message)
    }

    pub(super) fn error_at(&self, position: usize, message: impl Into<String>) -> DdlParseError {
        DdlParseError::new(self.what, position, message)
    }

    fn expected(&self, wanted: &str) -> DdlParseError {
        match self.cursor.peek() {
            Some(token) => {
                let found: String = token.text.chars().take(20).collect();
                self.error(format!("expected {wanted}, found `{found}`"))
            }
            None => self.error(format!("expected {wanted} at the end")),
        }
    }

    pub(super) fn expect(&mut self, kind: TokenKind, wanted: &str) -> Result<(), DdlParseError> {
        if self.cursor.take(kind) { Ok(()) } else { Err(self.expected(wanted)) }
    }

    pub(super) fn expect_keywords(&mut self, keywords: &[&str]) -> Result<(), DdlParseError> {
        if self.cursor.take_keywords(keywords) {
            return Ok(());
        }
        Err(self.expected(&format!("`{}`", keywords.join(" ").to_uppercase())))
    }

    pub(super) fn expect_equals(&mut self) -> Result<(), DdlParseError> {
        match self.cursor.take_if(|t| t.kind == TokenKind::Operator && t.text == "=") {
            Some(_) => Ok(()),
            None => Err(self.expected("`=`")),
        }
    }

    /// The text of a string in quotes.
    pub(super) fn string(&mut self, wanted: &str) -> Result<String, DdlParseError> {
        let at = self.position();
        let Some(token) = self.cursor.take_if(|t| t.kind == TokenKind::String) else {
            return Err(self.expected(wanted));
        };
        if token.unterminated {
            return Err(self.error_at(at, "the string is not closed; add a quote"));
        }
        literal::read_hive_string(token.text)
            .ok_or_else(|| self.error_at(at, r#"a string has a doubled quote; write `\'` or `\"`"#))
    }

    /// A name, with or without backticks.
    pub(super) fn name(&mut self, wanted: &str) -> Result<String, DdlParseError> {
        let at = self.position();
        let Some(token) = self.cursor.take_if(|t| matches!(t.kind, TokenKind::Word | TokenKind::BacktickIdentifier))
        else {
            return Err(self.expected(wanted));
        };
        if token.kind == TokenKind::Word {
            return Ok(token.text.to_owned());
        }
        match token.text.strip_prefix('`').and_then(|rest| rest.strip_suffix('`')) {
            Some(name) if !token.unterminated => Ok(name.replace("``", "`")),
            _ => Err(self.error_at(at, "the name is not closed; add a backtick")),
        }
    }

    pub(super) fn number(&mut self, wanted: &str) -> Result<u32, DdlParseError> {
        let at = self.position();
        match self.cursor.take_if(|t| t.kind == TokenKind::Number) {
            Some(token) => {
                token.text.parse().map_err(|_| self.error_at(at, format!("expected {wanted}, found `{}`", token.text)))
            }
            None => Err(self.expected(wanted)),
        }
    }

    /// The text up to a comma, a closing parenthesis or a keyword, outside all brackets.
    pub(super) fn raw_until(&mut self, keyword: &str) -> &'a str {
        let start = self.position();
        let mut end = start;
        let mut depth = 0_usize;
        while let Some(token) = self.cursor.peek() {
            match (token.kind, token.text) {
                (TokenKind::Comma | TokenKind::RightParen, _) if depth == 0 => break,
                (TokenKind::LeftParen, _) | (TokenKind::Operator, "<") => depth += 1,
                (TokenKind::RightParen, _) | (TokenKind::Operator, ">") => depth = depth.saturating_sub(1),
                _ if depth == 0 && token.is_keyword(keyword) => break,
                _ => {}
            }
            end = token.range().end;
            self.cursor.next();
        }
        self.text.get(start..end).unwrap_or_default()
    }

    /// Checks that no token is left.
    pub(super) fn finish(&self) -> Result<(), DdlParseError> {
        match self.cursor.peek() {
            None => Ok(()),
            Some(_) => Err(self.expected("the end")),
        }
    }
}
