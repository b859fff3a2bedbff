//! Position of a marker relative to the keyword `IN`.

use crate::Grammar;
use crate::lexer::{Token, TokenKind, Tokens};

/// The position of a [`Marker`](super::Marker) relative to the keyword `IN`, which tells where a list can stand.
///
/// White space and comments between the tokens do not matter, and `NOT IN` counts as `IN`. In statements of
/// [`Grammar::Hive`] every marker is [`Plain`](Self::Plain): there `IN` names a database, as in `SHOW TABLES IN sales`.
/// The lexer does not know the function `position(part IN text)`, so the text is taken for the right side of `IN`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum MarkerPosition {
    /// Any other place, one of several members included: `a = :x`, `a IN (:x, 2)`.
    #[default]
    Plain,
    /// Directly behind `IN`: `a IN :x`.
    AfterIn,
    /// Alone in the parentheses of `IN`: `a IN (:x)`.
    InParentheses,
}

/// The tokens directly in front of a place in a statement, as far as [`MarkerPosition`] needs them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Before {
    #[default]
    Other,
    Dot,
    In,
    OpenParenthesisOfIn,
}

impl Before {
    /// The state behind the token.
    pub(super) fn push(self, token: &Token<'_>) -> Self {
        match token.kind {
            _ if token.is_trivia() => self,
            TokenKind::Dot => Self::Dot,
            // Behind a dot the word is a name.
            TokenKind::Word if self != Self::Dot && token.is_keyword("in") => Self::In,
            TokenKind::LeftParen if self == Self::In => Self::OpenParenthesisOfIn,
            _ => Self::Other,
        }
    }

    /// The position of a marker at this place; `rest` are the tokens behind the marker.
    pub(super) fn position(self, mut rest: Tokens<'_>, grammar: Grammar) -> MarkerPosition {
        match self {
            _ if grammar == Grammar::Hive => MarkerPosition::Plain,
            Self::Other | Self::Dot => MarkerPosition::Plain,
            Self::In => MarkerPosition::AfterIn,
            Self::OpenParenthesisOfIn => match rest.find(|token| !token.is_trivia()) {
                Some(next) if next.kind == TokenKind::RightParen => MarkerPosition::InParentheses,
                _ => MarkerPosition::Plain,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::MarkerPosition::{self, AfterIn, InParentheses, Plain};
    use crate::parameters::{ParamStyle, markers};
    use crate::{Grammar, classify};

    #[track_caller]
    fn check(sql: &str, expected: &[MarkerPosition]) {
        for (style, marker) in [(ParamStyle::Named, ":x"), (ParamStyle::Qmark, "?"), (ParamStyle::Pyformat, "%(x)s")] {
            let sql = sql.replace("MARK", marker);
            let found: Vec<_> = markers(&sql, style, classify(&sql).grammar()).map(|found| found.position()).collect();
            assert_eq!(found, expected, "{sql}");
        }
    }

    #[test]
    fn a_marker_behind_in_is_distinguished_from_one_in_its_parentheses() {
        check("SELECT a IN MARK", &[AfterIn]);
        check("SELECT a IN (MARK)", &[InParentheses]);
        check("SELECT a NOT IN MARK, b not in (MARK)", &[AfterIn, InParentheses]);
        check("SELECT a IN(MARK)AND b IN MARK", &[InParentheses, AfterIn]);
        check("SELECT MARK IN (MARK) AND MARK", &[Plain, InParentheses, Plain]);
    }

    #[test]
    fn white_space_and_comments_do_not_matter() {
        check("SELECT a\nIN\n\t(\n\tMARK\n)", &[InParentheses]);
        check("SELECT a IN /* list */ MARK", &[AfterIn]);
        check("SELECT a IN -- list\n(/* a */ MARK -- b )\n /* c */)", &[InParentheses]);
        check("SELECT a IN /* ( */ MARK )", &[AfterIn]);
    }

    #[test]
    fn a_marker_that_is_not_alone_is_plain() {
        check("SELECT a IN (MARK, MARK)", &[Plain, Plain]);
        check("SELECT a IN (1, MARK)", &[Plain]);
        check("SELECT a IN (MARK + 1)", &[Plain]);
        check("SELECT a IN (-MARK)", &[Plain]);
        check("SELECT a IN ((MARK))", &[Plain]);
        check("SELECT a IN (SELECT MARK)", &[Plain]);
        check("SELECT a IN (MARK", &[Plain]);
        check("SELECT a IN (MARK /* open", &[Plain]);
        check("SELECT a = ANY (MARK)", &[Plain]);
    }

    #[test]
    fn names_and_texts_that_read_in_are_not_the_keyword() {
        check("SELECT \"in\" (MARK)", &[Plain]);
        check("SELECT \"a in\" MARK, 'in' MARK, `in` MARK", &[Plain, Plain, Plain]);
        check("SELECT t.in (MARK), s . in MARK", &[Plain, Plain]);
        check("SELECT within (MARK), in_ (MARK)", &[Plain, Plain]);
        check("SELECT 1 -- a IN\n(MARK)", &[Plain]);
        check("SELECT \"a\"\"b\" IN (MARK), \"IN (\" IN MARK", &[InParentheses, AfterIn]);
    }

    #[test]
    fn in_names_a_database_in_statements_of_hive() {
        check("SHOW TABLES IN MARK", &[Plain]);
        check("SHOW COLUMNS IN (MARK)", &[Plain]);
        assert_eq!(markers("a IN :x", ParamStyle::Named, Grammar::Trino).next().map(|x| x.position()), Some(AfterIn));
    }
}
