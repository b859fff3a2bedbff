//! Statements of `awsathena query`, with their parameters.

use std::collections::BTreeSet;
use std::io::Read as _;

use awsathena::{Parameter, Statement, sql};

use crate::args::QueryArguments;
use crate::exit::{Failure, Result};

/// The statements of the command line, in order, with bound parameters.
pub(crate) fn statements(arguments: &QueryArguments) -> Result<Vec<Statement>> {
    let text = text(arguments)?;
    let params = arguments.params.iter().map(|param| parameter(param)).collect::<Result<Vec<_>>>()?;
    let mut unused: BTreeSet<&str> = params.iter().map(|(name, _)| name.as_str()).collect();
    let mut statements = Vec::new();
    for part in sql::split(&text) {
        let mut statement = Statement::new(part.text);
        let names = markers(part.text);
        if let Some(name) = names.iter().find(|name| !params.iter().any(|(given, _)| given == *name)) {
            let message = format!("the parameter `:{name}` has no value: give one with `-p {name}=VALUE`");
            return Err(Failure::Usage(message));
        }
        for (name, value) in params.iter().filter(|(name, _)| names.contains(name.as_str())) {
            unused.remove(name.as_str());
            statement = statement.bind(name, value.clone());
        }
        statements.push(statement);
    }
    if statements.is_empty() {
        return Err(Failure::Usage("there is no statement to run: give SQL".to_owned()));
    }
    match unused.first() {
        Some(name) => Err(Failure::Usage(format!("no statement has a parameter `:{name}`"))),
        None => Ok(statements),
    }
}

fn text(arguments: &QueryArguments) -> Result<String> {
    match (&arguments.file, arguments.sql.as_deref()) {
        (Some(path), _) => std::fs::read_to_string(path)
            .map_err(|error| Failure::Usage(format!("could not read {}: {error}", path.display()))),
        (None, Some("-")) => {
            let mut text = String::new();
            std::io::stdin()
                .read_to_string(&mut text)
                .map_err(|error| Failure::Usage(format!("could not read standard input: {error}")))?;
            Ok(text)
        }
        (None, sql) => Ok(sql.unwrap_or_default().to_owned()),
    }
}

/// The names of the `:name` markers in a text.
fn markers(text: &str) -> BTreeSet<&str> {
    sql::tokenize(text).filter_map(|token| token.placeholder_name()).collect()
}

/// Parses `NAME=VALUE`.
fn parameter(text: &str) -> Result<(String, Parameter)> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.trim_start_matches(':').to_owned(), value_of(value))),
        _ => Err(Failure::Usage(format!("`-p {text}` does not have the form NAME=VALUE"))),
    }
}

/// The value of a text: numbers, `true`, `false` and `null` as such unless they are quoted, anything else as text.
fn value_of(text: &str) -> Parameter {
    if let Some(inner) = text.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')) {
        return Parameter::from(inner.replace("''", "'"));
    }
    let is_number = text.starts_with(|first: char| first.is_ascii_digit() || first == '-' || first == '.');
    match text {
        "null" | "NULL" => Parameter::null(),
        "true" => Parameter::from(true),
        "false" => Parameter::from(false),
        // Leading zeros, as in `007`, belong to an identifier, not to a number.
        _ if text.len() > 1 && text.starts_with('0') && !text.starts_with("0.") => Parameter::from(text.to_owned()),
        _ => match (text.parse::<i64>(), text.parse::<f64>()) {
            (Ok(number), _) => Parameter::from(number),
            (_, Ok(number)) if is_number => Parameter::from(number),
            _ => Parameter::from(text.to_owned()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_keywords_are_typed_unless_they_are_quoted() {
        let check = |text: &str, expected: Parameter| assert_eq!(value_of(text), expected, "{text}");
        check("42", Parameter::from(42));
        check("-1.5", Parameter::from(-1.5));
        check("true", Parameter::from(true));
        check("null", Parameter::null());
        for text in ["'42'", "'it''s'", "''"] {
            check(text, Parameter::from(text[1..text.len() - 1].replace("''", "'")));
        }
        for text in ["", "open", "nan", "inf", "007", "2026-11-22", "1e", "+5x"] {
            check(text, Parameter::from(text.to_owned()));
        }
    }

    #[test]
    fn parameters_need_a_name_and_a_value() {
        assert!(parameter("a=b=c").is_ok_and(|(name, value)| name == "a" && value == Parameter::from("b=c")));
        assert!(parameter("a").is_err());
        assert!(parameter("=a").is_err());
    }
}
