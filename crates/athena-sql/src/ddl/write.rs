//! Helpers for writing statements.

use super::DdlError;
use crate::{Grammar, MAX_STATEMENT_BYTES, identifier, literal};

/// The name, quoted if the grammar needs quotes.
pub(super) fn name(name: &str, grammar: Grammar) -> Result<String, DdlError> {
    identifier::check(name)?;
    single_line(name, "a name")?;
    Ok(identifier::quote_if_needed(name, grammar).into_owned())
}

/// Checks for control characters. In names, keys and column comments Glue accepts the tab only (web API reference,
/// "Column").
pub(super) fn single_line(text: &str, what: &str) -> Result<(), DdlError> {
    match text.find(|c: char| c < ' ' && c != '\t') {
        Some(at) => Err(DdlError::new(format!("{what} is a single line; remove the control character at byte {at}"))),
        None => Ok(()),
    }
}

/// Trino's `ARRAY['a', 'b']` of strings.
pub(super) fn array<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let literals: Vec<_> = texts.into_iter().map(literal::trino_string).collect();
    format!("ARRAY[{}]", literals.join(", "))
}

/// Writes ` (`, one line per item, `)`.
pub(super) fn block(sql: &mut String, items: &[String]) {
    sql.push_str(" (\n\t");
    sql.push_str(&items.join(",\n\t"));
    sql.push_str("\n)");
}

/// The statement; an error if it is longer than Athena accepts.
pub(super) fn finish(sql: String) -> Result<String, DdlError> {
    if sql.len() > MAX_STATEMENT_BYTES {
        let message = format!("the statement has {} bytes, Athena accepts {MAX_STATEMENT_BYTES}", sql.len());
        return Err(DdlError::new(message));
    }
    Ok(sql)
}

/// The name in lower case: Athena treats names that differ in case only as one name (user guide, "Name databases,
/// tables, and columns").
pub(super) fn fold(name: &str) -> String {
    name.to_lowercase()
}

/// The first name that repeats an earlier one.
pub(super) fn duplicate<'a>(names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let mut seen = std::collections::HashSet::new();
    names.into_iter().find(|name| !seen.insert(fold(name)))
}
