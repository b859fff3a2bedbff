//! `FOR TIMESTAMP AS OF` and `FOR VERSION AS OF`, rewritten for the parser.
//!
//! The parser only knows `FOR SYSTEM_TIME AS OF`. A marker token after it records which of the two clauses was written,
//! and its position.

use datafusion::sql::sqlparser::ast::{Expr, TableVersion};
use datafusion::sql::sqlparser::dialect::{Dialect, Precedence};
use datafusion::sql::sqlparser::parser::{Parser, ParserError};
use datafusion::sql::sqlparser::tokenizer::{Span, Token, TokenWithSpan};

use super::build;
use super::parse::mismatched;
use crate::engine::contract::Rejection;

const TIMESTAMP: &str = "$as_of_timestamp";
const VERSION: &str = "$as_of_version";

/// The time travel clause of a table.
#[derive(Clone, Debug)]
pub(crate) struct AsOf {
    /// True for a timestamp, false for a snapshot id or name.
    pub(crate) is_timestamp: bool,
    pub(crate) value: Expr,
    /// The position of the clause.
    pub(crate) span: Span,
}

/// Marks the time travel clauses; returns whether there is one.
///
/// # Errors
/// A clause of engine version 2, which version 3 does not have.
pub(super) fn mark(tokens: &mut Vec<TokenWithSpan>) -> Result<bool, Rejection> {
    let is = |token: Option<&TokenWithSpan>, word: &str| {
        token.is_some_and(|token| {
            matches!(&token.token, Token::Word(w) if w.quote_style.is_none() && w.value.eq_ignore_ascii_case(word))
        })
    };
    let mut found = false;
    let mut at = 0;
    while at < tokens.len() {
        let word = |offset: usize, word: &str| is(tokens.get(at + offset), word);
        if !(word(0, "FOR") && word(2, "AS") && word(3, "OF")) {
            at += 1;
            continue;
        }
        let mark = match (word(1, "TIMESTAMP"), word(1, "VERSION")) {
            (true, _) => TIMESTAMP,
            (_, true) => VERSION,
            _ => return Err(mismatched(&tokens[at + 1], "'TIMESTAMP', 'VERSION'")),
        };
        let span = tokens[at].span;
        tokens[at + 1].token = Token::make_word("SYSTEM_TIME", None);
        tokens.insert(at + 4, TokenWithSpan::new(Token::make_word(mark, None), span));
        found = true;
        at += 5;
    }
    Ok(found)
}

/// Reads the value after a marker. It binds tighter than a comparison, which ends it.
pub(super) fn parse(dialect: &dyn Dialect, parser: &mut Parser, word: &str) -> Option<Result<Expr, ParserError>> {
    let mark = [TIMESTAMP, VERSION].into_iter().find(|mark| *mark == word)?;
    let span = parser.next_token().span;
    let value = parser.parse_subexpr(dialect.prec_value(Precedence::Eq));
    Some(value.map(|value| Expr::Function(build::function(mark, vec![value], span))))
}

impl AsOf {
    pub(crate) fn of(version: &TableVersion) -> Option<Self> {
        let TableVersion::ForSystemTimeAsOf(Expr::Function(mark)) = version else { return None };
        let ident = mark.name.0.first()?.as_ident()?;
        let value = build::arguments(mark)?.into_iter().next()?;
        Some(Self { is_timestamp: ident.value == TIMESTAMP, value, span: ident.span })
    }
}
