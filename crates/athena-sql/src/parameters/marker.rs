//! Markers of a statement, found by the lexer.

use std::ops::Range;

use super::ParamStyle;
use super::position::{Before, MarkerPosition};
use super::pyformat::{self, Conversion, Found};
use crate::Grammar;
use crate::lexer::{Token, TokenKind, Tokens, tokenize_as};

/// A marker: the place of a value in a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marker<'a> {
    pub(super) text: &'a str,
    pub(super) start: usize,
    pub(super) name: Option<&'a str>,
    pub(super) conversion: Conversion,
    pub(super) position: MarkerPosition,
}

impl<'a> Marker<'a> {
    /// The marker as written: `:a`, `?`, `%(a)s`.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// The name of the marker; `None` for `?`.
    pub fn name(&self) -> Option<&'a str> {
        self.name
    }

    /// The byte range of the marker in the statement.
    pub fn range(&self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }

    /// The position of the marker relative to the keyword `IN`.
    pub fn position(&self) -> MarkerPosition {
        self.position
    }
}

/// The markers of a statement, in order.
///
/// ```
/// use athena_sql::Grammar;
/// use athena_sql::parameters::{ParamStyle, markers};
///
/// let names = |sql, style| -> Vec<_> {
///     markers(sql, style, Grammar::Trino).filter_map(|found| found.name()).collect()
/// };
/// assert_eq!(names("SELECT :a, ':b', \":c\" -- :d", ParamStyle::Named), ["a"]);
/// assert_eq!(names("SELECT %(a)s, '%(b)s', 7 % (8)", ParamStyle::Pyformat), ["a"]);
/// ```
pub fn markers(sql: &str, style: ParamStyle, grammar: Grammar) -> Markers<'_> {
    Markers(pieces(sql, style, grammar))
}

/// The iterator behind [`markers`].
#[derive(Debug, Clone)]
pub struct Markers<'a>(Pieces<'a>);

impl<'a> Iterator for Markers<'a> {
    type Item = Marker<'a>;

    fn next(&mut self) -> Option<Marker<'a>> {
        self.0.find_map(|piece| match piece {
            Piece::Marker(marker) => Some(marker),
            Piece::Token(_) | Piece::Percent | Piece::Unnamed(_) => None,
        })
    }
}

/// A part of a statement with markers.
#[derive(Debug, Clone, Copy)]
pub(super) enum Piece<'a> {
    Token(Token<'a>),
    Marker(Marker<'a>),
    /// `%%` of the pyformat style, outside strings and comments.
    Percent,
    /// `%s` of the pyformat style.
    Unnamed(&'a str),
}

/// Splits a statement into pieces; the texts of all pieces, joined, are the statement.
pub(super) fn pieces(sql: &str, style: ParamStyle, grammar: Grammar) -> Pieces<'_> {
    Pieces { sql, style, grammar, tokens: tokenize_as(sql, grammar), before: Before::default() }
}

#[derive(Debug, Clone)]
pub(super) struct Pieces<'a> {
    sql: &'a str,
    style: ParamStyle,
    grammar: Grammar,
    tokens: Tokens<'a>,
    before: Before,
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        let token = self.tokens.next()?;
        let piece = match (self.style, token.kind) {
            (ParamStyle::Named, TokenKind::Named) => self.marker(token, token.placeholder_name(), Conversion::Value),
            (ParamStyle::Qmark, TokenKind::Question) => self.marker(token, None, Conversion::Value),
            (ParamStyle::Pyformat, TokenKind::Operator) if token.text == "%" => self.percent(token),
            _ => Piece::Token(token),
        };
        self.before = self.before.push(&token);
        Some(piece)
    }
}

impl<'a> Pieces<'a> {
    fn percent(&mut self, token: Token<'a>) -> Piece<'a> {
        let rest = self.sql.get(token.start..).unwrap_or_default();
        let Some((found, length)) = pyformat::first(rest) else { return Piece::Token(token) };
        let text = rest.get(..length).unwrap_or(rest);
        self.tokens.continue_at(token.start + text.len());
        match found {
            Found::Percent => Piece::Percent,
            Found::Unnamed => Piece::Unnamed(text),
            Found::Marker { name, conversion } => self.marker(Token { text, ..token }, Some(name), conversion),
        }
    }

    /// A marker in front of the tokens that are still to be read.
    fn marker(&self, token: Token<'a>, name: Option<&'a str>, conversion: Conversion) -> Piece<'a> {
        let position = self.before.position(self.tokens.clone(), self.grammar);
        Piece::Marker(Marker { text: token.text, start: token.start, name, conversion, position })
    }
}
