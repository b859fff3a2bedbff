mod expressions;
mod nested;
mod properties;
mod queries;
mod refused;
mod statements;
mod types;
mod values;

use super::AthenaStatement;

/// The statement with its values as literals, and with `?`, of which it has as many as parameters.
fn check(statement: &impl AthenaStatement, literals: &str, placeholders: &str) {
    assert_eq!(statement.to_athena().as_deref(), Ok(literals));
    let (sql, parameters) = statement.build_athena().expect("its literals are fine");
    assert_eq!(sql, placeholders);
    let questions = crate::tokenize(&sql).filter(|token| token.kind == crate::TokenKind::Question).count();
    assert_eq!(parameters.len(), questions);
}

/// The same in both forms.
fn check_same(statement: &impl AthenaStatement, sql: &str) {
    check(statement, sql, sql);
}

/// An expression, in a query of nothing else.
fn check_value(expr: impl Into<sea_query::Expr>, literals: &str, placeholders: &str) {
    let query = sea_query::Query::select().expr(expr).to_owned();
    check(&query, &format!("SELECT {literals}"), &format!("SELECT {placeholders}"));
}
