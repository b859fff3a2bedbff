//! The small pieces that statements are written from.

use super::DdlError;
use crate::{Grammar, MAX_STATEMENT_BYTES, identifier, literal};

/// The name as the grammar reads it.
pub(super) fn name(name: &str, grammar: Grammar) -> Result<String, DdlError> {
    identifier::check(name)?;
    single_line(name, "a name")?;
    Ok(identifier::quote_if_needed(name, grammar).into_owned())
}

/// Glue takes no control character but the tab in names, keys and column comments (web API reference, "Column").
pub(super) fn single_line(text: &str, what: &str) -> Result<(), DdlError> {
    match text.find(|c: char| c < ' ' && c != '\t') {
        Some(at) => Err(DdlError::new(format!("{what} has one line; remove the control character at byte {at}"))),
        None => Ok(()),
    }
}

/// Names of columns that are written as strings, for Trino's `ARRAY['a', 'b']`.
pub(super) fn array<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let literals: Vec<_> = texts.into_iter().map(literal::trino_string).collect();
    format!("ARRAY[{}]", literals.join(", "))
}

/// ` (`, one line per item, `)`.
pub(super) fn block(sql: &mut String, items: &[String]) {
    sql.push_str(" (\n\t");
    sql.push_str(&items.join(",\n\t"));
    sql.push_str("\n)");
}

/// The statement, if Athena would look at it at all.
pub(super) fn finish(sql: String) -> Result<String, DdlError> {
    if sql.len() > MAX_STATEMENT_BYTES {
        let message = format!("the statement has {} bytes, Athena accepts {MAX_STATEMENT_BYTES}", sql.len());
        return Err(DdlError::new(message));
    }
    Ok(sql)
}

/// Athena folds names to lower case, so names that differ in case only are one name (user guide, "Name databases,
/// tables, and columns").
pub(super) fn fold(name: &str) -> String {
    name.to_lowercase()
}

/// The first name that was there before.
pub(super) fn duplicate<'a>(names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let mut seen = std::collections::HashSet::new();
    names.into_iter().find(|name| !seen.insert(fold(name)))
}
