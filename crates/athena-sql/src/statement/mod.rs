//! Kinds of statements, classified by their first keywords.

mod classify;
mod create_table;
mod kind;
mod substatement;

pub use classify::{Classification, classify};
pub use kind::StatementKind;

use crate::{Token, TokenKind, tokenize_as};

/// The longest statement that Athena accepts, in bytes of UTF-8 (user guide, "Service Quotas": query string length).
pub const MAX_STATEMENT_BYTES: usize = 262_144;

/// The statement without the white space, comments and semicolons around it; the text between them is unchanged.
///
/// Use this text inside another statement, such as `UNLOAD (<query>) TO ...`: a trailing `;` or `-- comment` would
/// break the statement around it.
///
/// ```
/// use athena_sql::trim_statement;
///
/// assert_eq!(trim_statement("-- daily\nSELECT 'a;\n  b' ; -- done"), "SELECT 'a;\n  b'");
/// ```
pub fn trim_statement(sql: &str) -> &str {
    let tokens = tokenize_as(sql, classify(sql).grammar());
    let mut start = None;
    let mut end = 0;
    for token in tokens.filter(|t| !t.is_trivia()) {
        let separates = token.kind == TokenKind::Semicolon;
        if start.is_none() && !separates {
            start = Some(token.start);
        }
        if !separates {
            end = Token::range(&token).end;
        }
    }
    start.and_then(|start| sql.get(start..end)).unwrap_or("")
}

#[cfg(test)]
mod tests;
