//! Putting parameters where the lexer finds their markers.

use std::fmt::Write as _;

use athena_sql::{Grammar, TokenKind, classify, tokenize};

use super::Parameter;
use crate::error::{Error, ErrorKind, Result};
use crate::suggest::nearest;

/// The longest value of an `ExecutionParameters` entry, in characters
/// ([StartQueryExecution](https://docs.aws.amazon.com/athena/latest/APIReference/API_StartQueryExecution.html)).
const MAX_EXECUTION_PARAMETER: usize = 1024;

pub(super) fn fill_in(sql: &str, named: &[(String, Parameter)]) -> Result<String> {
    // Without parameters the text is the caller's, colons and all.
    if named.is_empty() {
        return Ok(sql.to_owned());
    }
    if classify(sql).grammar() == Grammar::Hive {
        return Err(Error::new(
            ErrorKind::Unsupported,
            "parameters are not supported in Hive-style statements (DDL, SHOW, DESCRIBE): write the values into the statement",
        ));
    }
    let mut filled = String::with_capacity(sql.len());
    let mut used = vec![false; named.len()];
    for token in tokenize(sql) {
        let Some(name) = token.placeholder_name() else {
            filled.push_str(token.text);
            continue;
        };
        let Some(position) = named.iter().position(|(bound, _)| bound == name) else {
            return Err(missing(name, named));
        };
        used[position] = true;
        write!(filled, "{}", named[position].1).expect("writing to a string does not fail");
    }
    match used.iter().position(|used| !used) {
        None => Ok(filled),
        Some(position) => Err(Error::new(
            ErrorKind::InvalidStatement,
            format!("the statement has no marker `:{}` for the value bound to it", named[position].0),
        )),
    }
}

fn missing(name: &str, named: &[(String, Parameter)]) -> Error {
    let hint = match nearest(name, named.iter().map(|(bound, _)| bound.as_str())) {
        Some(near) => format!("; did you mean `{near}`?"),
        None => String::new(),
    };
    Error::new(ErrorKind::InvalidStatement, format!("no value is bound to the marker `:{name}`{hint}"))
}

pub(super) fn positional(sql: &str, values: &[Parameter]) -> Result<Vec<String>> {
    if values.is_empty() {
        return Ok(Vec::new());
    }
    let markers = tokenize(sql).filter(|token| token.kind == TokenKind::Question).count();
    if markers != values.len() {
        return Err(Error::new(
            ErrorKind::InvalidStatement,
            format!("the statement has {markers} `?` markers, and {} values are bound", values.len()),
        ));
    }
    let literals: Vec<String> = values.iter().map(Parameter::to_string).collect();
    match literals.iter().position(|literal| literal.chars().count() > MAX_EXECUTION_PARAMETER) {
        None => Ok(literals),
        Some(position) => Err(Error::new(
            ErrorKind::InvalidStatement,
            format!(
                "the value of `?` marker {} is longer than the {MAX_EXECUTION_PARAMETER} characters that Athena accepts; bind it by name",
                position + 1
            ),
        )),
    }
}

#[cfg(test)]
mod tests {
    use crate::Statement;

    fn check(statement: &Statement, expected: Result<&str, &str>) {
        let found = statement.to_sql().map_err(|error| error.to_string());
        assert_eq!(found.as_deref().map_err(String::as_str), expected);
    }

    #[test]
    fn fills_markers_only_where_they_are_markers() {
        let sql = "SELECT ':a', \":a\", :a -- :a\n/* :a */";
        check(&Statement::new(sql).bind("a", "x"), Ok("SELECT ':a', \":a\", 'x' -- :a\n/* :a */"));
        check(&Statement::new("SELECT ':a'"), Ok("SELECT ':a'"));
        check(&Statement::new("SELECT :a").bind("a", 1).bind("a", 2), Ok("SELECT 2"));
    }

    #[test]
    fn says_which_marker_or_value_is_missing() {
        check(
            &Statement::new("SELECT :totl").bind("total", 1),
            Err("no value is bound to the marker `:totl`; did you mean `total`?"),
        );
        check(
            &Statement::new("SELECT 1").bind("a", 1),
            Err("the statement has no marker `:a` for the value bound to it"),
        );
        check(&Statement::new(" -- nothing\n;"), Err("the statement is empty"));
    }

    #[test]
    fn counts_question_marks() {
        let statement = Statement::new("SELECT '?', ?, ?").bind_next(1).bind_next("it's");
        assert_eq!(statement.to_execution_parameters().ok(), Some(vec!["1".to_owned(), "'it''s'".to_owned()]));
        let error = Statement::new("SELECT ?").bind_next(1).bind_next(2).to_execution_parameters();
        assert_eq!(
            error.expect_err("one marker").to_string(),
            "the statement has 1 `?` markers, and 2 values are bound"
        );
    }

    #[test]
    fn debug_shows_no_values() {
        let statement = Statement::new("SELECT :a, ?").bind("a", "hush").bind_next("quiet");
        let debug = format!("{statement:?}");
        assert!(!debug.contains("hush") && !debug.contains("quiet"), "{debug}");
    }
}
