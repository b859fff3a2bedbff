//! The first token of a text: its kind and its end.

use super::TokenKind;
use crate::Grammar;

/// A token without its text and position.
pub(super) struct Found {
    pub(super) kind: TokenKind,
    pub(super) length: usize,
    pub(super) unterminated: bool,
}

impl Found {
    fn new(kind: TokenKind, length: usize) -> Self {
        Self { kind, length, unterminated: false }
    }
}

/// The first token of `rest`, or `None` at its end; `before` is the character in front of it.
pub(super) fn first(rest: &str, before: Option<char>, grammar: Grammar) -> Option<Found> {
    let mut chars = rest.chars();
    let head = chars.next()?;
    let next = chars.next();
    let found = match head {
        _ if is_space(head) => Found::new(TokenKind::Whitespace, run(rest, is_space)),
        '-' if next == Some('-') => Found::new(TokenKind::LineComment, run(rest, |c| c != '\n' && c != '\r')),
        '/' if next == Some('*') => block_comment(rest),
        '\'' => quoted(rest, 0, '\'', TokenKind::String, grammar == Grammar::Hive),
        '"' if grammar == Grammar::Hive => quoted(rest, 0, '"', TokenKind::String, true),
        '"' => quoted(rest, 0, '"', TokenKind::QuotedIdentifier, false),
        '`' => quoted(rest, 0, '`', TokenKind::BacktickIdentifier, false),
        'x' | 'X' if next == Some('\'') && grammar == Grammar::Trino => {
            quoted(rest, 1, '\'', TokenKind::BinaryString, false)
        }
        'u' | 'U' if next == Some('&') && chars.next() == Some('\'') && grammar == Grammar::Trino => {
            quoted(rest, 2, '\'', TokenKind::UnicodeString, false)
        }
        '0'..='9' => number_or_word(rest),
        '.' if next.is_some_and(|c| c.is_ascii_digit()) && !before.is_some_and(ends_operand) => {
            Found::new(TokenKind::Number, number(rest))
        }
        _ if is_word_start(head) => Found::new(TokenKind::Word, run(rest, is_word_part)),
        ':' if is_named(before, next) => {
            let name = run(&rest[1..], |c| c.is_ascii_alphanumeric() || c == '_');
            Found::new(TokenKind::Named, 1 + name)
        }
        _ => symbol(head, next),
    };
    Some(found)
}

fn symbol(head: char, next: Option<char>) -> Found {
    use TokenKind::{Arrow, Comma, Dot, FatArrow, LeftBracket, LeftParen, Operator, Question};
    use TokenKind::{RightBracket, RightParen, Semicolon};
    match (head, next) {
        ('-', Some('>')) => Found::new(Arrow, 2),
        ('=', Some('>')) => Found::new(FatArrow, 2),
        ('<', Some('=' | '>')) | ('>' | '!', Some('=')) | ('|', Some('|')) | (':', Some(':')) => {
            Found::new(Operator, 2)
        }
        ('?', _) => Found::new(Question, 1),
        (';', _) => Found::new(Semicolon, 1),
        ('(', _) => Found::new(LeftParen, 1),
        (')', _) => Found::new(RightParen, 1),
        ('[', _) => Found::new(LeftBracket, 1),
        (']', _) => Found::new(RightBracket, 1),
        (',', _) => Found::new(Comma, 1),
        ('.', _) => Found::new(Dot, 1),
        _ => Found::new(Operator, head.len_utf8()),
    }
}

/// The length in bytes of the longest prefix whose characters all fit.
fn run(text: &str, fits: impl Fn(char) -> bool) -> usize {
    text.find(|c| !fits(c)).unwrap_or(text.len())
}

fn block_comment(rest: &str) -> Found {
    match rest.get(2..).and_then(|body| body.find("*/")) {
        Some(at) => Found::new(TokenKind::BlockComment, at + 4),
        None => Found { kind: TokenKind::BlockComment, length: rest.len(), unterminated: true },
    }
}

/// A quoted text whose opening quote is at byte `open`; a doubled quote does not close it.
fn quoted(rest: &str, open: usize, quote: char, kind: TokenKind, backslash: bool) -> Found {
    let mut chars = rest.char_indices().skip(open + 1).peekable();
    while let Some((at, c)) = chars.next() {
        if backslash && c == '\\' {
            chars.next();
        } else if c == quote {
            let doubled = chars.next_if(|&(_, next)| next == quote).is_some();
            if !doubled {
                return Found::new(kind, at + quote.len_utf8());
            }
        }
    }
    Found { kind, length: rest.len(), unterminated: true }
}

/// A number or a word: Trino's identifiers may begin with a digit, so `1a` is a word and `1e5` a number.
fn number_or_word(rest: &str) -> Found {
    let number = number(rest);
    let word = run(rest, is_word_part);
    if word > number { Found::new(TokenKind::Word, word) } else { Found::new(TokenKind::Number, number) }
}

/// The length in bytes of `digits [. digits] [e [sign] digits]` at the start of the text; either of the first two runs
/// of digits may be missing.
fn number(rest: &str) -> usize {
    let mut length = run(rest, |c| c.is_ascii_digit() || c == '_');
    if rest[length..].starts_with('.') {
        length += 1;
        length += run(&rest[length..], |c| c.is_ascii_digit());
    }
    if let Some(exponent) = rest[length..].strip_prefix(['e', 'E']) {
        let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        let count = run(digits, |c| c.is_ascii_digit());
        if count > 0 {
            length = rest.len() - digits.len() + count;
        }
    }
    length
}

fn is_space(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}'
}

fn is_word_start(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

fn is_word_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

/// Whether the character ends a name or a string, or closes a bracket.
fn ends_operand(c: char) -> bool {
    is_word_part(c) || matches!(c, '\'' | '"' | '`' | ')' | ']')
}

fn is_named(before: Option<char>, next: Option<char>) -> bool {
    next.is_some_and(|c| c.is_ascii_alphabetic() || c == '_') && !before.is_some_and(|c| c == ':' || ends_operand(c))
}
