//! Distinction of `CREATE TABLE` and `CREATE TABLE AS`.

use super::StatementKind;
use crate::lexer::Cursor;
use crate::{Grammar, TokenKind};

/// The kind of a statement, by the text behind `CREATE [EXTERNAL] TABLE`.
///
/// `AS` outside parentheses, strings and comments makes it `CREATE TABLE AS`, unless the `AS` belongs to `STORED AS`,
/// `DEFINED AS` or a name. The text behind the name is read with Hive's strings up to `WITH (`, which only the Trino
/// statement has, and with Trino's strings from there on. The name is read with Trino's strings: Hive's names have no
/// `"`, and in Trino's `"\"` the backslash escapes nothing.
pub(super) fn kind(cursor: Cursor<'_>) -> StatementKind {
    let mut cursor = cursor.with_grammar(Grammar::Trino);
    cursor.take_keywords(&["if", "not", "exists"]);
    cursor.skip_name();
    let mut cursor = cursor.with_grammar(Grammar::Hive);
    let mut format_follows = false;
    while let Some(token) = cursor.next_outside() {
        if token.is_keyword("as") && !format_follows {
            return StatementKind::CreateTableAsSelect;
        }
        if token.is_keyword("with") && cursor.peek().is_some_and(|t| t.kind == TokenKind::LeftParen) {
            cursor = cursor.with_grammar(Grammar::Trino);
        }
        format_follows = token.is_keyword("stored") || token.is_keyword("defined");
    }
    StatementKind::CreateTable
}
