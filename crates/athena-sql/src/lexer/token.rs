//! `Token` and its kinds.

use std::ops::Range;

/// One piece of a statement, borrowed from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Token<'a> {
    /// The kind of the token.
    pub kind: TokenKind,
    /// The text as written, including quotes.
    pub text: &'a str,
    /// Byte offset of the text in the statement.
    pub start: usize,
    /// Whether the closing quote or `*/` is missing.
    pub unterminated: bool,
}

impl<'a> Token<'a> {
    /// The byte range of the text in the statement.
    pub fn range(&self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }

    /// Whether the token is white space or a closed comment. An open `/*` is not trivia: the service reports it, and
    /// dropping it would change the statement.
    pub fn is_trivia(&self) -> bool {
        matches!(self.kind, TokenKind::Whitespace | TokenKind::LineComment | TokenKind::BlockComment)
            && !self.unterminated
    }

    /// Whether the token is an unquoted word equal to `keyword`, in any case.
    pub fn is_keyword(&self, keyword: &str) -> bool {
        self.kind == TokenKind::Word && self.text.eq_ignore_ascii_case(keyword)
    }

    /// The name of a [`TokenKind::Named`] placeholder, without its colon.
    pub fn placeholder_name(&self) -> Option<&'a str> {
        (self.kind == TokenKind::Named).then(|| self.text.trim_start_matches(':'))
    }
}

/// The kind of a [`Token`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TokenKind {
    /// Spaces, tabs and line ends; also Unicode spaces and byte order marks, which pasted text may have.
    Whitespace,
    /// `-- ...` up to the line end, which is not part of the token.
    LineComment,
    /// `/* ... */`; Trino does not nest them. Hive rejects them, but they are comments here in both grammars.
    BlockComment,
    /// An unquoted identifier or keyword, including identifiers that begin with a digit (`2024_sales`), as in Trino.
    Word,
    /// `"..."` with `""` for a quote.
    QuotedIdentifier,
    /// `` `...` `` with two backticks for a backtick.
    BacktickIdentifier,
    /// `'...'`; in Hive statements also `"..."`.
    String,
    /// `X'...'`: hexadecimal bytes.
    BinaryString,
    /// `U&'...'`: a string with Unicode escapes.
    UnicodeString,
    /// `1`, `1.5`, `.5`, `1e10`, `1.5e-3`, `1_000`. A sign is an operator.
    Number,
    /// `?`: a positional placeholder, or a quantifier of `MATCH_RECOGNIZE` (`A??`).
    Question,
    /// `:name`: a named placeholder. An ASCII letter or `_` directly follows the colon, and the colon does not directly
    /// follow a word, a quote, a closing bracket or another colon. So `day=:day`, `(:a, :b)` and `a[:i]` have
    /// placeholders, while `struct<a:int>`, `a::int` and `json_object('k':v)` have none.
    Named,
    /// `;`
    Semicolon,
    /// `(`
    LeftParen,
    /// `)`
    RightParen,
    /// `[`
    LeftBracket,
    /// `]`
    RightBracket,
    /// `,`
    Comma,
    /// `.`
    Dot,
    /// `->`
    Arrow,
    /// `=>`
    FatArrow,
    /// Any other character, or one of `<= >= <> != || ::`.
    Operator,
}
