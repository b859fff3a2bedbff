mod expressions;
mod nested;
mod properties;
mod queries;
mod refused;
mod statements;
mod types;
mod values;

use super::AthenaStatement;

/// Checks the statement with literals and with `?`, and that there are as many `?` as parameters.
fn check(statement: &impl AthenaStatement, literals: &str, placeholders: &str) {
    assert_eq!(statement.to_athena().as_deref(), Ok(literals));
    let (sql, parameters) = statement.build_athena().expect("its literals are fine");
    assert_eq!(sql, placeholders);
    let questions = crate::tokenize(&sql).filter(|token| token.kind == crate::TokenKind::Question).count();
    assert_eq!(parameters.len(), questions);
}

/// Checks a statement without values, which is the same in both forms.
fn check_same(statement: &impl AthenaStatement, sql: &str) {
    check(statement, sql, sql);
}

/// Checks an expression in a query that selects it alone.
fn check_value(expr: impl Into<sea_query::Expr>, literals: &str, placeholders: &str) {
    let query = sea_query::Query::select().expr(expr).to_owned();
    check(&query, &format!("SELECT {literals}"), &format!("SELECT {placeholders}"));
}
