//! What a token is.

use std::ops::Range;

/// One piece of a statement, borrowed from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Token<'a> {
    /// What the text is.
    pub kind: TokenKind,
    /// The text as written, quotes included.
    pub text: &'a str,
    /// Byte offset of the text in the statement.
    pub start: usize,
    /// The text ends before the quote or `*/` that would have closed it.
    pub unterminated: bool,
}

impl<'a> Token<'a> {
    /// The byte range of the text in the statement.
    pub fn range(&self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }

    /// White space, or a comment that is closed. An open `/*` is not trivia: the service reports it, and hiding it
    /// would change what runs.
    pub fn is_trivia(&self) -> bool {
        matches!(self.kind, TokenKind::Whitespace | TokenKind::LineComment | TokenKind::BlockComment)
            && !self.unterminated
    }

    /// An unquoted word equal to `keyword`, in any case.
    pub fn is_keyword(&self, keyword: &str) -> bool {
        self.kind == TokenKind::Word && self.text.eq_ignore_ascii_case(keyword)
    }

    /// The name of a [`TokenKind::Named`] placeholder, without its colon.
    pub fn placeholder_name(&self) -> Option<&'a str> {
        (self.kind == TokenKind::Named).then(|| self.text.trim_start_matches(':'))
    }
}

/// What a [`Token`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TokenKind {
    /// Spaces, tabs, line ends; also Unicode spaces and a byte order mark, so that pasted text classifies.
    Whitespace,
    /// `-- ...` up to the line end, which is not part of it.
    LineComment,
    /// `/* ... */`; Trino does not nest them. Hive statements reject them, but they are comments here all the same.
    BlockComment,
    /// An unquoted identifier or keyword; also Trino's identifiers that begin with a digit (`2024_sales`).
    Word,
    /// `"..."` with `""` for a quote.
    QuotedIdentifier,
    /// `` `...` `` with two backticks for one.
    BacktickIdentifier,
    /// `'...'`; in Hive statements also `"..."`.
    String,
    /// `X'...'`: hexadecimal bytes.
    BinaryString,
    /// `U&'...'`: a string with Unicode escapes.
    UnicodeString,
    /// `1`, `1.5`, `.5`, `1e10`, `1.5e-3`, `1_000`. A sign is an operator.
    Number,
    /// `?`: a positional placeholder. The quantifiers of `MATCH_RECOGNIZE` (`A??`) give it too.
    Question,
    /// `:name`: a named placeholder. The colon is directly followed by an ASCII letter or `_`, and does not directly
    /// follow a word, a quote, a closing bracket or another colon: so `day=:day`, `(:a, :b)` and `a[:i]` are
    /// placeholders, while `struct<a:int>`, `a::int` and `json_object('k':v)` are not.
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
    /// Anything else: one character, or one of `<= >= <> != || ::`.
    Operator,
}
