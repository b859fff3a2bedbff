//! Cursor over the tokens of a statement, without white space and comments.

use super::{Token, TokenKind, Tokens, tokenize_as};
use crate::Grammar;

/// A position between two tokens; white space and comments are skipped.
#[derive(Clone)]
pub(crate) struct Cursor<'a> {
    tokens: Tokens<'a>,
    ends_at_semicolon: bool,
}

impl<'a> Cursor<'a> {
    /// A cursor at the start of a statement, which ends at a semicolon.
    pub(crate) fn of_statement(sql: &'a str) -> Self {
        Self { tokens: tokenize_as(sql, Grammar::Trino), ends_at_semicolon: true }
    }

    /// A cursor at the start of a text in which a semicolon is a token like any other.
    pub(crate) fn of_text(text: &'a str, grammar: Grammar) -> Self {
        Self { tokens: tokenize_as(text, grammar), ends_at_semicolon: false }
    }

    /// The same position; the following strings are read by another grammar.
    pub(crate) fn with_grammar(mut self, grammar: Grammar) -> Self {
        self.tokens.set_grammar(grammar);
        self
    }

    /// The next token; `None` at the end.
    pub(crate) fn next(&mut self) -> Option<Token<'a>> {
        let before = self.tokens.clone();
        let token = self.tokens.find(|t| !t.is_trivia())?;
        if self.ends_at_semicolon && token.kind == TokenKind::Semicolon {
            self.tokens = before;
            return None;
        }
        Some(token)
    }

    pub(crate) fn peek(&self) -> Option<Token<'a>> {
        self.clone().next()
    }

    /// Takes the next token if it is of this kind.
    pub(crate) fn take(&mut self, kind: TokenKind) -> bool {
        self.take_if(|t| t.kind == kind).is_some()
    }

    /// Takes the next token if it is this keyword.
    pub(crate) fn take_keyword(&mut self, keyword: &str) -> bool {
        self.take_if(|t| t.is_keyword(keyword)).is_some()
    }

    /// Takes the keywords if all of them come next, in this order.
    pub(crate) fn take_keywords(&mut self, keywords: &[&str]) -> bool {
        let mut ahead = self.clone();
        let all = keywords.iter().all(|keyword| ahead.take_keyword(keyword));
        if all {
            *self = ahead;
        }
        all
    }

    /// Skips `name`, `a.name` or `"a"."b".name`. `"..."` counts as a name in both grammars.
    pub(crate) fn skip_name(&mut self) {
        loop {
            let part = |t: &Token<'_>| {
                use TokenKind::{BacktickIdentifier, Named, Question, QuotedIdentifier, String, Word};
                matches!(t.kind, Word | QuotedIdentifier | BacktickIdentifier | String | Named | Question)
            };
            if self.take_if(part).is_none() || !self.take(TokenKind::Dot) {
                return;
            }
        }
    }

    /// Skips a pair of parentheses and everything between them; returns whether there was a closed pair.
    pub(crate) fn skip_parentheses(&mut self) -> bool {
        if !self.take(TokenKind::LeftParen) {
            return false;
        }
        let mut depth = 1_usize;
        while depth > 0 {
            match self.next().map(|t| t.kind) {
                Some(TokenKind::LeftParen) => depth += 1,
                Some(TokenKind::RightParen) => depth -= 1,
                Some(_) => {}
                None => return false,
            }
        }
        true
    }

    /// The next token outside parentheses; pairs of parentheses are skipped.
    pub(crate) fn next_outside(&mut self) -> Option<Token<'a>> {
        while self.peek()?.kind == TokenKind::LeftParen {
            if !self.skip_parentheses() {
                return None;
            }
        }
        self.next()
    }

    /// Takes the next token if it fits.
    pub(crate) fn take_if(&mut self, fits: impl Fn(&Token<'a>) -> bool) -> Option<Token<'a>> {
        let mut ahead = self.clone();
        let token = ahead.next().filter(|t| fits(t))?;
        *self = ahead;
        Some(token)
    }
}
