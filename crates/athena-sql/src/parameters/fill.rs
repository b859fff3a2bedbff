//! `fill_in`: a statement with values in place of its markers.

use super::marker::{Marker, Piece, pieces};
use super::pyformat::Misfit;
use super::{MarkerPosition, ParamStyle, ParameterError};
use crate::lexer::{TokenKind, tokenize_as};
use crate::{Grammar, Literal};

/// Replaces each marker of a statement by a value. `value` is called once per marker, in order.
///
/// Where a value and its neighbour would become one token or a comment, a space is put between them: `5 -:a` with -1
/// becomes `5 - -1`. In the pyformat style `%%` becomes `%`; see [`ParamStyle::Pyformat`].
///
/// A [`Literal::List`] brings its own parentheses; alone in the parentheses of `IN` it leaves them out. So `a IN :ids`
/// and `a IN (:ids)` both become `a IN (1, 2)`. In a [`MarkerPosition::Plain`] Trino reads a list as a row; callers
/// that bind lists should refuse it there.
///
/// # Errors
/// A marker has no value, or its value has no literal; see [`ParameterError`].
pub fn fill_in<'v>(
    sql: &str,
    style: ParamStyle,
    grammar: Grammar,
    mut value: impl FnMut(&Marker<'_>) -> Option<&'v Literal>,
) -> Result<String, ParameterError> {
    let mut filled = Filled { sql: String::with_capacity(sql.len()), grammar, tokens: Vec::new(), values: Vec::new() };
    for piece in pieces(sql, style, grammar) {
        match piece {
            Piece::Token(token) if style == ParamStyle::Pyformat && token.text.contains("%%") => {
                filled.push_token(&token.text.replace("%%", "%"), token.kind);
            }
            Piece::Token(token) => filled.push_token(token.text, token.kind),
            Piece::Percent => filled.push_token("%", TokenKind::Operator),
            Piece::Unnamed(text) => return Err(ParameterError::Unnamed { marker: text.to_owned() }),
            Piece::Marker(marker) => {
                let Some(literal) = value(&marker) else { return Err(unbound(&marker)) };
                filled.push_value(marker.text, &text(&marker, literal, grammar)?);
            }
        }
    }
    filled.finish()
}

/// The value as SQL. A list in the parentheses of `IN` leaves out its own, since `((1, 2))` is a list of one row.
fn text(marker: &Marker<'_>, literal: &Literal, grammar: Grammar) -> Result<String, ParameterError> {
    let text = marker.conversion.write(literal, grammar).map_err(|misfit| match misfit {
        Misfit::Conversion(reason) => ParameterError::Conversion { marker: marker.text.to_owned(), reason },
        Misfit::Literal(error) => ParameterError::Literal { marker: marker.text.to_owned(), error },
    })?;
    let in_parentheses = marker.position == MarkerPosition::InParentheses && matches!(literal, Literal::List(_));
    match text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        Some(members) if in_parentheses => Ok(members.to_owned()),
        _ => Ok(text),
    }
}

fn unbound(marker: &Marker<'_>) -> ParameterError {
    ParameterError::Unbound { marker: marker.text.to_owned(), name: marker.name.map(str::to_owned) }
}

/// A partly filled statement.
struct Filled<'m> {
    sql: String,
    grammar: Grammar,
    /// The byte ranges of the tokens that the statement must have, without white space.
    tokens: Vec<(usize, usize)>,
    /// The values so far.
    values: Vec<Value<'m>>,
}

/// A value in the filled statement: its marker, its byte range, and whether its last token is a number.
struct Value<'m> {
    marker: &'m str,
    start: usize,
    end: usize,
    ends_with_number: bool,
}

impl<'m> Filled<'m> {
    fn push_token(&mut self, text: &str, kind: TokenKind) {
        if let (Some(value), Some(next)) = (self.values.last(), text.chars().next())
            && value.end == self.sql.len()
            && !may_follow(next, kind, value.ends_with_number)
        {
            self.sql.push(' ');
        }
        if kind != TokenKind::Whitespace {
            self.tokens.push((self.sql.len(), self.sql.len() + text.len()));
        }
        self.sql.push_str(text);
    }

    fn push_value(&mut self, marker: &'m str, text: &str) {
        if let (Some(before), Some(first)) = (self.sql.chars().next_back(), text.chars().next())
            && !may_precede(before, first)
        {
            self.sql.push(' ');
        }
        let start = self.sql.len();
        let mut last = TokenKind::Whitespace;
        for token in tokenize_as(text, self.grammar) {
            last = token.kind;
            if token.kind != TokenKind::Whitespace {
                self.tokens.push((start + token.start, start + token.start + token.text.len()));
            }
        }
        self.sql.push_str(text);
        let ends_with_number = last == TokenKind::Number;
        self.values.push(Value { marker, start, end: self.sql.len(), ends_with_number });
    }

    /// Reads the result once more, and fails unless its tokens are those of the statement and the values.
    fn finish(self) -> Result<String, ParameterError> {
        let mut expected = self.tokens.iter().copied();
        let mut found = tokenize_as(&self.sql, self.grammar)
            .filter(|token| token.kind != TokenKind::Whitespace)
            .map(|token| (token.start, token.start + token.text.len()));
        loop {
            match (expected.next(), found.next()) {
                (None, None) => return Ok(self.sql),
                (one, other) if one == other => {}
                (one, other) => {
                    let at = one.or(other).map_or(self.sql.len(), |(start, _)| start);
                    let nearest = self.values.iter().rev().find(|value| value.start <= at).or(self.values.first());
                    let marker = nearest.map_or("", |value| value.marker).to_owned();
                    return Err(ParameterError::Ambiguous { marker });
                }
            }
        }
    }
}

/// Whether a value that begins with `first` can directly follow the character `before` without merging with it.
fn may_precede(before: char, first: char) -> bool {
    match before {
        '(' | '[' | ',' | ';' | '=' | '<' | '>' | '+' | '*' | '/' | '|' => true,
        '.' => !first.is_ascii_digit() && first != '.',
        _ => before.is_whitespace(),
    }
}

/// Whether a token that begins with `next` can directly follow a value without merging with it.
fn may_follow(next: char, kind: TokenKind, number: bool) -> bool {
    match next {
        ')' | ']' | ',' | ';' | '=' | '<' | '>' | '+' | '-' | '*' | '/' | '|' | '!' => true,
        // `:x` directly behind a name or a number is two tokens.
        ':' => kind != TokenKind::Named,
        '.' => !number,
        _ => next.is_whitespace(),
    }
}
