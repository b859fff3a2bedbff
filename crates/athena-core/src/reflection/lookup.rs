//! One table, by whichever call can name it.

use super::listing::advance;
use super::scope::Scope;
use crate::driver::api::TableMetadata;
use crate::error::{Error, ErrorKind, Result};

/// The longest `TableName` of `GetTableMetadata`, in characters; names of Glue have up to 255.
const MAX_NAME: usize = 128;

/// The longest `Expression` of `ListTableMetadata`, in characters.
const MAX_EXPRESSION: usize = 256;

/// A table or view; `NotFound` if there is none.
pub(super) async fn table(scope: &Scope<'_>, schema: &str, name: &str) -> Result<TableMetadata> {
    let name = scope.key(name);
    if name.is_empty() {
        return Err(Error::new(ErrorKind::NotFound, "a table's name has at least one character"));
    }
    if name.chars().count() <= MAX_NAME {
        scope.port.get_table_metadata(scope.catalog, schema, &name).await
    } else {
        listed(scope, schema, &name).await
    }
}

/// Looks for it page by page, up to the one it is on.
async fn listed(scope: &Scope<'_>, schema: &str, name: &str) -> Result<TableMetadata> {
    let expression = Some(escape(name)).filter(|expression| expression.chars().count() <= MAX_EXPRESSION);
    let lower = name.to_lowercase();
    let mut token = None;
    loop {
        let page = scope.port.list_table_metadata(scope.catalog, schema, expression.as_deref(), token.as_deref());
        let (tables, next) = page.await?;
        if let Some(found) = tables.into_iter().find(|table| table.name.to_lowercase() == lower) {
            return Ok(found);
        }
        token = advance(token, next)?;
        if token.is_none() {
            return Err(Error::new(ErrorKind::NotFound, "the listing of the schema does not have it"));
        }
    }
}

/// A regular expression for this very text. A backslash before punctuation means the punctuation in every dialect.
fn escape(text: &str) -> String {
    let mut expression = String::with_capacity(text.len());
    for c in text.chars() {
        if r"\.+*?()|[]{}^$".contains(c) {
            expression.push('\\');
        }
        expression.push(c);
    }
    expression
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn only_what_means_something_is_escaped() {
        assert_eq!(escape("orders_2024-é"), "orders_2024-é");
        assert_eq!(escape(r"a.b*[c]\$"), r"a\.b\*\[c\]\\\$");
    }
}
