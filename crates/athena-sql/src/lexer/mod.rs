//! Lossless lexer: the texts of all tokens, joined, are the input.
//!
//! The lexer knows where strings, comments and names begin and end, but no grammar. It never fails: a quote or comment
//! that is not closed is a token with [`Token::unterminated`] set, and an unknown character is a
//! [`TokenKind::Operator`].

mod cursor;
mod scan;
mod token;

pub(crate) use cursor::Cursor;
pub use token::{Token, TokenKind};

use crate::Grammar;

/// The tokens of a statement of Trino's grammar; see [`tokenize_as`].
///
/// ```
/// use athena_sql::{TokenKind, tokenize};
///
/// let kinds: Vec<_> = tokenize("x -> 'it''s'").filter(|t| !t.is_trivia()).map(|t| t.kind).collect();
/// assert_eq!(kinds, [TokenKind::Word, TokenKind::Arrow, TokenKind::String]);
/// ```
pub fn tokenize(sql: &str) -> Tokens<'_> {
    tokenize_as(sql, Grammar::Trino)
}

/// The tokens of a statement of the given grammar.
///
/// To the lexer the grammars differ in strings only. Trino: `'...'` with `''` for a quote, a backslash is an ordinary
/// character, and `"..."` is a name. Hive: a backslash escapes the next character, and `"..."` is a string, too
/// (`TBLPROPERTIES ("skip.header.line.count"="1")` in the Athena user guide, "Create tables").
///
/// ```
/// use athena_sql::{Grammar, TokenKind, tokenize_as};
///
/// let comment = tokenize_as(r"'it\'s'", Grammar::Hive).next().unwrap();
/// assert_eq!((comment.kind, comment.text), (TokenKind::String, r"'it\'s'"));
/// ```
pub fn tokenize_as(sql: &str, grammar: Grammar) -> Tokens<'_> {
    Tokens { sql, position: 0, grammar }
}

/// The iterator behind [`tokenize`]. It borrows the text and allocates nothing.
#[derive(Debug, Clone)]
pub struct Tokens<'a> {
    sql: &'a str,
    position: usize,
    grammar: Grammar,
}

impl<'a> Tokens<'a> {
    /// The byte offset at which the next token starts.
    pub fn position(&self) -> usize {
        self.position
    }

    /// Reads the following tokens by another grammar.
    pub(crate) fn set_grammar(&mut self, grammar: Grammar) {
        self.grammar = grammar;
    }

    /// Continues at a byte offset of the text, which must be a character boundary.
    pub(crate) fn continue_at(&mut self, position: usize) {
        self.position = position;
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let start = self.position;
        let rest = self.sql.get(start..)?;
        let before = self.sql[..start].chars().next_back();
        let found = scan::first(rest, before, self.grammar)?;
        let text = rest.get(..found.length).unwrap_or(rest);
        self.position = start + text.len();
        Some(Token { kind: found.kind, text, start, unterminated: found.unterminated })
    }
}

impl std::iter::FusedIterator for Tokens<'_> {}

#[cfg(test)]
mod tests;
