//! Values behind `IN`.

use athena_sql::parameters::{Marker, markers};
use athena_sql::{AthenaType, Grammar, Literal, ParamStyle, Token, TokenKind, tokenize};

/// Position of a marker relative to `IN`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// `IN :ids`
    BehindIn,
    /// `IN (:ids)`, with the byte offsets of the two parentheses.
    OnlyMember { open: usize, close: usize },
    /// `IN (:a, :b)`
    OneOfMembers,
    /// Anywhere else.
    Elsewhere,
}

impl Place {
    /// Whether the marker is all that stands behind `IN`.
    pub(super) fn is_all_of_in(self) -> bool {
        matches!(self, Self::BehindIn | Self::OnlyMember { .. })
    }
}

/// Whether the position relative to `IN` matters for the value: it is a list or an array.
pub(super) fn depends_on_place(value: &Literal) -> bool {
    matches!(value, Literal::List(_)) || is_array(value)
}

pub(super) fn is_array(value: &Literal) -> bool {
    match value {
        Literal::Array(_) => true,
        Literal::Typed(value, AthenaType::Array(_)) => is_array(value),
        _ => false,
    }
}

/// Positions of all markers of a statement of Trino's grammar, in order.
pub(super) fn places(sql: &str, style: ParamStyle) -> Vec<Place> {
    let items = items(sql, style);
    let item = |at: Option<usize>| at.and_then(|at| items.get(at)).map(|item| item.kind);
    // For each bracket that is open: whether the members of an `IN` are in it.
    let mut brackets = Vec::new();
    let mut places = Vec::new();
    for (at, Item { kind, .. }) in items.iter().enumerate() {
        let (before, after) = (item(at.checked_sub(1)), item(at.checked_add(1)));
        let among_members = brackets.last() == Some(&true);
        match kind {
            Kind::Open => brackets.push(before == Some(Kind::In) && after != Some(Kind::Query)),
            Kind::OpenBracket => brackets.push(false),
            Kind::Close | Kind::CloseBracket => drop(brackets.pop()),
            Kind::Marker => places.push(match (before, after) {
                (Some(Kind::In), _) => Place::BehindIn,
                (Some(Kind::Open), Some(Kind::Close)) if among_members => {
                    Place::OnlyMember { open: items[at - 1].start, close: items[at + 1].start }
                }
                (Some(Kind::Open | Kind::Comma), Some(Kind::Comma | Kind::Close)) if among_members => {
                    Place::OneOfMembers
                }
                _ => Place::Elsewhere,
            }),
            Kind::In | Kind::Query | Kind::Comma | Kind::Other => {}
        }
    }
    places
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    In,
    /// The first word of a query.
    Query,
    Open,
    Close,
    OpenBracket,
    CloseBracket,
    Comma,
    Marker,
    Other,
}

struct Item {
    kind: Kind,
    start: usize,
}

/// The tokens that are not trivia, and the markers. The text between two markers is read by itself: in the pyformat
/// style a marker is not a token, and its name may look like the start of a comment.
fn items(sql: &str, style: ParamStyle) -> Vec<Item> {
    let mut items = Vec::new();
    let mut start = 0;
    for marker in markers(sql, style, Grammar::Trino).map(Some).chain([None]) {
        let range = marker.as_ref().map_or(sql.len()..sql.len(), Marker::range);
        let between = tokenize(sql.get(start..range.start).unwrap_or_default());
        let tokens = between.filter(|token| !token.is_trivia());
        items.extend(tokens.map(|token| Item { kind: kind(&token), start: start + token.start }));
        items.extend(marker.map(|_| Item { kind: Kind::Marker, start: range.start }));
        start = range.end;
    }
    items
}

fn kind(token: &Token<'_>) -> Kind {
    match token.kind {
        TokenKind::LeftParen => Kind::Open,
        TokenKind::RightParen => Kind::Close,
        TokenKind::LeftBracket => Kind::OpenBracket,
        TokenKind::RightBracket => Kind::CloseBracket,
        TokenKind::Comma => Kind::Comma,
        _ if token.is_keyword("in") => Kind::In,
        _ if ["select", "with", "values", "table"].iter().any(|keyword| token.is_keyword(keyword)) => Kind::Query,
        _ => Kind::Other,
    }
}

/// The list that an array becomes at that place; `None` for a value that stays as it is.
///
/// # Errors
/// Why the value cannot stand there, and what to write; without the value.
pub(super) fn list_at(place: Place, value: &Literal) -> Result<Option<Literal>, &'static str> {
    match place {
        Place::BehindIn => Ok(members(value).map(Literal::List)),
        Place::OnlyMember { .. } if is_array(value) => {
            Err("is an array, which is one value inside of `IN (..)`; take the parentheses away or bind \
             `Parameter::list(..)` for its elements, or write `=` to compare with the array")
        }
        Place::OneOfMembers if matches!(value, Literal::List(_)) => {
            Err("is a list beside other members of `IN (..)`; bind one list with all of them, and rows as \
             `Parameter::row(..)`")
        }
        Place::OnlyMember { .. } | Place::OneOfMembers | Place::Elsewhere => Ok(None),
    }
}

/// The elements of an array, each cast to the type that the array is cast to.
fn members(value: &Literal) -> Option<Vec<Literal>> {
    match value {
        Literal::Array(values) => Some(values.clone()),
        Literal::Typed(value, AthenaType::Array(element)) => {
            let members = members(value)?;
            Some(members.into_iter().map(|member| member.cast(AthenaType::clone(element))).collect())
        }
        _ => None,
    }
}

/// The statement without the parentheses around lists that bring parentheses themselves: `IN (:ids)` becomes `IN :ids`.
pub(super) fn without_parentheses(sql: &str, around: &[(usize, usize)]) -> String {
    let mut text = String::with_capacity(sql.len());
    let mut start = 0;
    for &at in around.iter().flat_map(|(open, close)| [open, close]) {
        text.push_str(sql.get(start..at).unwrap_or_default());
        start = at + 1;
        // The tokens on both sides must not become one.
        let after = sql.get(start..).and_then(|rest| rest.chars().next());
        if !text.ends_with(char::is_whitespace) && after.is_some_and(|next| !is_apart(next)) {
            text.push(' ');
        }
    }
    text.push_str(sql.get(start..).unwrap_or_default());
    text
}

fn is_apart(next: char) -> bool {
    next.is_whitespace() || matches!(next, ')' | ',' | ';')
}
