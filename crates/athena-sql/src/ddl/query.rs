//! Checks of queries and conditions that become part of a statement.

use super::DdlError;
use crate::{Grammar, TokenKind, classify, tokenize_as, trim_statement};

/// The query without comments and semicolons around it.
pub(super) fn query(sql: &str) -> Result<&str, DdlError> {
    let query = trim_statement(sql);
    if query.is_empty() {
        return Err(DdlError::new("the query is empty"));
    }
    if !classify(query).can_unload() {
        return Err(DdlError::new("the query is not a SELECT, VALUES or TABLE"));
    }
    check(query, "the query")?;
    Ok(query)
}

/// The condition without comments and semicolons around it.
pub(super) fn condition(sql: &str) -> Result<&str, DdlError> {
    let condition = trim_statement(sql);
    if condition.is_empty() {
        return Err(DdlError::new("the condition is empty; leave out the call of `condition`"));
    }
    check(condition, "the condition")?;
    Ok(condition)
}

/// Checks that the text cannot change the statement around it: its quotes, comments and parentheses are balanced, and
/// it has no semicolon.
fn check(sql: &str, what: &str) -> Result<(), DdlError> {
    let error = |at: usize, message: &str| Err(DdlError::new(format!("{what} {message} (byte {at})")));
    let mut depth = 0_usize;
    for token in tokenize_as(sql, Grammar::Trino) {
        match token.kind {
            _ if token.unterminated => return error(token.start, "has a quote or comment that is not closed"),
            TokenKind::Semicolon => return error(token.start, "is more than one statement"),
            TokenKind::LeftParen => depth += 1,
            TokenKind::RightParen if depth == 0 => {
                return error(token.start, "closes a parenthesis that it did not open");
            }
            TokenKind::RightParen => depth -= 1,
            _ => {}
        }
    }
    if depth > 0 { error(sql.len(), "does not close its parentheses") } else { Ok(()) }
}
