//! Walking over the tokens that mean something.

use crate::{Grammar, Token, TokenKind, Tokens, tokenize_as};

/// Tokens without white space and comments, up to the end of the statement.
#[derive(Clone)]
pub(super) struct Cursor<'a> {
    tokens: Tokens<'a>,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(sql: &'a str) -> Self {
        Self { tokens: tokenize_as(sql, Grammar::Trino) }
    }

    /// The same place, with strings read by another grammar from here on.
    pub(super) fn with_grammar(mut self, grammar: Grammar) -> Self {
        self.tokens.set_grammar(grammar);
        self
    }

    /// The next token; `None` at a semicolon and at the end.
    pub(super) fn next(&mut self) -> Option<Token<'a>> {
        let before = self.tokens.clone();
        let token = self.tokens.find(|t| !t.is_trivia())?;
        if token.kind == TokenKind::Semicolon {
            self.tokens = before;
            return None;
        }
        Some(token)
    }

    pub(super) fn peek(&self) -> Option<Token<'a>> {
        self.clone().next()
    }

    /// Takes the next token if it is this kind.
    pub(super) fn take(&mut self, kind: TokenKind) -> bool {
        self.take_if(|t| t.kind == kind).is_some()
    }

    /// Takes the next token if it is this keyword.
    pub(super) fn take_keyword(&mut self, keyword: &str) -> bool {
        self.take_if(|t| t.is_keyword(keyword)).is_some()
    }

    /// Takes the keywords if all of them come next, in this order.
    pub(super) fn take_keywords(&mut self, keywords: &[&str]) -> bool {
        let mut ahead = self.clone();
        let all = keywords.iter().all(|keyword| ahead.take_keyword(keyword));
        if all {
            *self = ahead;
        }
        all
    }

    /// Skips `name`, `a.name` or `"a"."b".name`. `"..."` counts as a name in both grammars.
    pub(super) fn skip_name(&mut self) {
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

    /// Skips a pair of parentheses and all between them; says whether there was one, and it was closed.
    pub(super) fn skip_parentheses(&mut self) -> bool {
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

    /// The next token outside parentheses; pairs are skipped.
    pub(super) fn next_outside(&mut self) -> Option<Token<'a>> {
        while self.peek()?.kind == TokenKind::LeftParen {
            if !self.skip_parentheses() {
                return None;
            }
        }
        self.next()
    }

    fn take_if(&mut self, fits: impl Fn(&Token<'a>) -> bool) -> Option<Token<'a>> {
        let mut ahead = self.clone();
        let token = ahead.next().filter(|t| fits(t))?;
        *self = ahead;
        Some(token)
    }
}
