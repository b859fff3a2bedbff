//! Putting values where the markers are.

use super::marker::{Marker, Piece, pieces};
use super::pyformat::Misfit;
use super::{MarkerPosition, ParamStyle, ParameterError};
use crate::lexer::{TokenKind, tokenize_as};
use crate::{Grammar, Literal};

/// The statement with a value in the place of each marker. `value` is asked once for each, in order.
///
/// Where a value would become one token with its neighbour, or a comment, a space is put between them: `5 -:a` with -1
/// becomes `5 - -1`. In the pyformat style `%%` becomes `%`, as [`ParamStyle::Pyformat`] says.
///
/// A [`Literal::List`] has its own parentheses, so `a IN :ids` and `a IN (:ids)` both become `a IN (1, 2)`. Anywhere else
/// than at these two [`MarkerPosition`]s a list is written as it is, which Trino reads as a row.
///
/// # Errors
/// A marker has no value, or its value cannot be written; see [`ParameterError`].
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

/// The value as SQL. A list in the parentheses of `IN` leaves its own out: `((1, 2))` is a list of one row.
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

/// A statement that is being filled in.
struct Filled<'m> {
    sql: String,
    grammar: Grammar,
    /// The byte ranges of the tokens that it must have, white space left out.
    tokens: Vec<(usize, usize)>,
    /// The values so far: the marker, where the value begins and ends, and whether it ends with a number.
    values: Vec<Value<'m>>,
}

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

    /// Looks at the whole once more: the spaces are to make the tokens those that were meant, and this knows it.
    fn finish(self) -> Result<String, ParameterError> {
        let mut meant = self.tokens.iter().copied();
        let mut found = tokenize_as(&self.sql, self.grammar)
            .filter(|token| token.kind != TokenKind::Whitespace)
            .map(|token| (token.start, token.start + token.text.len()));
        loop {
            match (meant.next(), found.next()) {
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

/// A value that begins with `first` stays a value directly behind the character.
fn may_precede(before: char, first: char) -> bool {
    match before {
        '(' | '[' | ',' | ';' | '=' | '<' | '>' | '+' | '*' | '/' | '|' => true,
        '.' => !first.is_ascii_digit() && first != '.',
        _ => before.is_whitespace(),
    }
}

/// What begins with the character stays what it is directly behind a value.
fn may_follow(next: char, kind: TokenKind, number: bool) -> bool {
    match next {
        ')' | ']' | ',' | ';' | '=' | '<' | '>' | '+' | '-' | '*' | '/' | '|' | '!' => true,
        // `:x` directly behind a name or a number is two tokens.
        ':' => kind != TokenKind::Named,
        '.' => !number,
        _ => next.is_whitespace(),
    }
}
