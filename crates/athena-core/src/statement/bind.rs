//! Substitution of markers by the values that are bound to them.

use std::borrow::Cow;

use athena_sql::parameters::{Marker, fill_in, markers};
use athena_sql::{Grammar, Literal, ParamStyle, ParameterError, StatementKind, classify};

use super::in_list::{self, Place};
use super::{Bindings, Parameter, unbound};
use crate::error::{Error, ErrorKind, Result};
use crate::suggest::nearest;

/// The longest value of an `ExecutionParameters` entry, in characters
/// ([StartQueryExecution](https://docs.aws.amazon.com/athena/latest/APIReference/API_StartQueryExecution.html)).
const MAX_EXECUTION_PARAMETER: usize = 1024;

/// The text with the values by name in it. Without such values the text is unchanged, percent signs included.
pub(super) fn named(sql: &str, style: ParamStyle, bindings: &Bindings) -> Result<String> {
    named_in(sql, style, classify(sql).grammar(), bindings)
}

/// A part of a statement of Trino's grammar with all values in it.
pub(super) fn part(sql: &str, style: ParamStyle, bindings: &Bindings) -> Result<String> {
    in_order(&named_in(sql, style, Grammar::Trino, bindings)?, &bindings.positional)
}

fn named_in(sql: &str, style: ParamStyle, grammar: Grammar, bindings: &Bindings) -> Result<String> {
    match style {
        ParamStyle::Named if bindings.named.is_empty() => match unbound::first_marker(sql, grammar) {
            None => Ok(sql.to_owned()),
            Some(marker) => Err(invalid(format!(
                "no value is bound to the marker `{marker}`; bind one, or set `paramstyle=qmark` if it is not a marker"
            ))),
        },
        _ if bindings.named.is_empty() => Ok(sql.to_owned()),
        ParamStyle::Qmark => Err(invalid(
            "a value is bound by name, and with `paramstyle=qmark` a statement has no names; bind it in order, \
             or set `paramstyle=named`",
        )),
        _ => named_as(sql, style, grammar, &bindings.named),
    }
}

fn named_as(sql: &str, style: ParamStyle, grammar: Grammar, named: &[(String, Parameter)]) -> Result<String> {
    let literals = literals(named.iter().map(|(name, value)| (name.as_str(), value)))?;
    let mut used = vec![false; literals.len()];
    let mut values = Vec::new();
    for marker in markers(sql, style, grammar) {
        let position = literals.iter().position(|(name, _)| marker.name() == Some(name));
        values.push(position.and_then(|position| {
            used[position] = true;
            literals.get(position).map(|(_, literal)| Cow::Borrowed(*literal))
        }));
    }
    let sql = behind_in(sql, style, grammar, &mut values)?;
    let mut values = values.iter().map(Option::as_deref);
    let filled = fill_in(&sql, style, grammar, |_| values.next().flatten()).map_err(|error| explain(&error, named))?;
    match used.iter().position(|used| !used).and_then(|position| named.get(position)) {
        None => Ok(filled),
        Some((name, _)) => Err(unused(&sql, style, name)),
    }
}

/// Makes lists of the values that stand behind `IN`, and takes the caller's parentheses around a list away.
fn behind_in<'s>(
    sql: &'s str,
    style: ParamStyle,
    grammar: Grammar,
    values: &mut [Option<Cow<'_, Literal>>],
) -> Result<Cow<'s, str>> {
    if grammar == Grammar::Hive || !values.iter().flatten().any(|value| in_list::depends_on_place(value)) {
        return Ok(Cow::Borrowed(sql));
    }
    let mut parentheses = Vec::new();
    let markers = markers(sql, style, grammar);
    for ((value, place), marker) in values.iter_mut().zip(in_list::places(sql, style)).zip(markers) {
        let Some(value) = value else { continue };
        let complain = |why: &str| invalid(format!("the value of the marker `{}` {why}", marker.text()));
        if let Some(list) = in_list::list_at(place, value).map_err(complain)? {
            *value = Cow::Owned(list);
        }
        if let (Literal::List(_), Place::OnlyMember { open, close }) = (&**value, place) {
            parentheses.push((open, close));
        }
    }
    Ok(Cow::Owned(in_list::without_parentheses(sql, &parentheses)))
}

fn literals<'a>(values: impl Iterator<Item = (&'a str, &'a Parameter)>) -> Result<Vec<(&'a str, &'a Literal)>> {
    let literal = |(name, value): (&'a str, &'a Parameter)| match value.literal() {
        Ok(literal) => Ok((name, literal)),
        Err(error) => Err(invalid(format!("the value of `{name}` {}", error.message()))),
    };
    values.map(literal).collect()
}

fn explain(error: &ParameterError, named: &[(String, Parameter)]) -> Error {
    let hint = match error {
        ParameterError::Unbound { name: Some(name), .. } => {
            nearest(name, named.iter().map(|(bound, _)| bound.as_str()))
        }
        _ => None,
    };
    match hint {
        Some(near) => invalid(format!("{error}; did you mean `{near}`?")),
        None => invalid(error.to_string()),
    }
}

fn unused(sql: &str, style: ParamStyle, name: &str) -> Error {
    let marker = match style {
        ParamStyle::Pyformat => format!("%({name})s"),
        _ => format!(":{name}"),
    };
    let hint =
        if sql.contains(&marker) { "; one inside of quotes or a comment is text, so take the quotes away" } else { "" };
    invalid(format!("the statement has no marker `{marker}` for the value bound to it{hint}"))
}

/// The values of `?` markers, as `ExecutionParameters`.
pub(super) fn positional(sql: &str, values: &[Parameter]) -> Result<Vec<String>> {
    if values.is_empty() {
        return Ok(Vec::new());
    }
    // Source: Athena user guide, "Use parameterized queries": SELECT, INSERT INTO, CTAS and UNLOAD.
    let statement = classify(sql);
    if statement.grammar() == Grammar::Hive || statement.kind == StatementKind::ShowCreateView {
        return Err(invalid(
            "Athena takes no `?` in Hive-style statements (DDL, SHOW, DESCRIBE); bind the values by name",
        ));
    }
    check_count(sql, values)?;
    let literals = in_order_literals(sql, values)?;
    match literals.iter().position(|literal| literal.chars().count() > MAX_EXECUTION_PARAMETER) {
        None => Ok(literals),
        Some(position) => Err(invalid(format!(
            "the value of `?` marker {} is longer than the {MAX_EXECUTION_PARAMETER} characters that Athena accepts; \
             bind it by name",
            position + 1
        ))),
    }
}

/// The text with the values of `?` markers in it.
pub(super) fn in_order(sql: &str, values: &[Parameter]) -> Result<String> {
    if values.is_empty() {
        return Ok(sql.to_owned());
    }
    check_count(sql, values)?;
    in_order_literals(sql, values)?;
    let mut literals = values.iter();
    let value = |_: &Marker<'_>| literals.next().and_then(|value| value.literal().ok());
    fill_in(sql, ParamStyle::Qmark, Grammar::Trino, value).map_err(|error| invalid(error.to_string()))
}

fn check_count(sql: &str, values: &[Parameter]) -> Result<()> {
    let markers = markers(sql, ParamStyle::Qmark, Grammar::Trino).count();
    if markers == values.len() {
        return Ok(());
    }
    Err(invalid(format!("the statement has {markers} `?` markers, and {} values are bound", values.len())))
}

/// Athena takes a literal for a `?` and nothing else: it reads the text as an expression, and takes a text that it
/// cannot read, or that has a name in it, for a string.
fn in_order_literals(sql: &str, values: &[Parameter]) -> Result<Vec<String>> {
    let places = in_list::places(sql, ParamStyle::Qmark);
    let literal = |(position, (value, place)): (usize, (&Parameter, Place))| {
        let complaint = |why: &str| invalid(format!("the value of `?` marker {} {why}", position + 1));
        let literal = value.literal().map_err(|error| complaint(error.message()))?;
        match literal {
            Literal::Identifier(_) => Err(complaint("is a name, which `?` cannot stand for; bind it by name")),
            Literal::List(_) => {
                Err(complaint("is a list, which `?` cannot stand for; bind it by name, as in `IN :ids`"))
            }
            literal if place.is_all_of_in() && in_list::is_array(literal) => Err(complaint(
                "is an array behind `IN`, and `?` cannot stand for a list; bind it by name, as in `IN :ids`, or write \
                 `= ?` to compare with the array",
            )),
            literal => {
                literal.to_sql(Grammar::Trino).map_err(|error| complaint(&format!("cannot be written: {error}")))
            }
        }
    };
    values.iter().zip(places).enumerate().map(literal).collect()
}

pub(super) fn invalid(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::InvalidStatement, message)
}

#[cfg(test)]
mod tests;
