//! Calls to the catalog port for one catalog and schema.

use std::borrow::Cow;
use std::future::Future;

use crate::driver::api::{Catalog, PageTokens, TableMetadata, is_glue};
use crate::error::{Error, ErrorKind, Result};

/// The longest `TableName` of `GetTableMetadata`, in characters; names of Glue have up to 255.
const MAX_NAME: usize = 128;

/// The longest `Expression` of `ListTableMetadata`, in characters.
const MAX_EXPRESSION: usize = 256;

/// The cache key of a schema: catalog and schema, as requests spell them.
pub(super) type SchemaKey = (String, String);

/// The cache key of a table.
pub(super) type TableKey = (SchemaKey, String);

/// One catalog and, for most calls, one schema in it.
#[derive(Debug)]
pub(super) struct Scope<'a> {
    pub(super) port: &'a dyn Catalog,
    pub(super) catalog: &'a str,
    schema: Option<Cow<'a, str>>,
}

impl<'a> Scope<'a> {
    /// An empty name counts as no name.
    pub(super) fn new(port: &'a dyn Catalog, catalog: Option<&'a str>, schema: Option<&'a str>) -> Result<Self> {
        let catalog = non_empty(catalog).ok_or_else(|| not_chosen("catalog", "catalog_name"))?;
        let scope = Self { port, catalog, schema: None };
        let schema = non_empty(schema).map(|schema| scope.key(schema));
        Ok(Self { schema, ..scope })
    }

    pub(super) fn schema(&self) -> Result<&str> {
        self.schema.as_deref().ok_or_else(|| not_chosen("schema", "schema_name"))
    }

    /// The spelling of `name` in requests: lower case in Glue's catalog.
    pub(super) fn key<'n>(&self, name: &'n str) -> Cow<'n, str> {
        if is_glue(self.catalog) { Cow::Owned(name.to_lowercase()) } else { Cow::Borrowed(name) }
    }

    pub(super) fn catalog_key(&self) -> String {
        self.key(self.catalog).into_owned()
    }

    pub(super) fn schema_key(&self, schema: &str) -> SchemaKey {
        (self.catalog_key(), schema.to_owned())
    }

    /// `name` must be a [`key`](Self::key) already.
    pub(super) fn table_key(&self, schema: &str, name: &str) -> TableKey {
        (self.schema_key(schema), name.to_owned())
    }

    /// The names of all schemas of the catalog.
    pub(super) async fn schemas(&self) -> Result<Vec<String>> {
        let databases =
            all_pages(|token| async move { self.port.list_databases(self.catalog, token.as_deref()).await }).await?;
        Ok(databases.into_iter().map(|database| database.name).collect())
    }

    /// All tables and views of a schema.
    pub(super) async fn tables(&self, schema: &str) -> Result<Vec<TableMetadata>> {
        let page = |token: Option<String>| async move {
            self.port.list_table_metadata(self.catalog, schema, None, token.as_deref()).await
        };
        all_pages(page).await
    }

    /// One table or view, by the call that accepts a name of this length; `NotFound` if it does not exist.
    pub(super) async fn table(&self, schema: &str, name: &str) -> Result<TableMetadata> {
        let name = self.key(name);
        if name.is_empty() {
            return Err(Error::new(ErrorKind::NotFound, "the name of a table must not be empty"));
        }
        if name.chars().count() <= MAX_NAME {
            self.port.get_table_metadata(self.catalog, schema, &name).await
        } else {
            self.listed_table(schema, &name).await
        }
    }

    /// Searches the listing of the schema page by page, and stops at the page that has the table.
    async fn listed_table(&self, schema: &str, name: &str) -> Result<TableMetadata> {
        let expression = Some(escape(name)).filter(|expression| expression.chars().count() <= MAX_EXPRESSION);
        let lower = name.to_lowercase();
        let (mut token, mut tokens) = (None, PageTokens::default());
        loop {
            let page = self.port.list_table_metadata(self.catalog, schema, expression.as_deref(), token.as_deref());
            let (tables, next) = page.await?;
            if let Some(found) = tables.into_iter().find(|table| table.name.to_lowercase() == lower) {
                return Ok(found);
            }
            token = tokens.next(next)?;
            if token.is_none() {
                return Err(Error::new(ErrorKind::NotFound, "the listing of the schema does not contain the table"));
            }
        }
    }
}

/// The names of all catalogs.
pub(super) async fn catalogs(port: &dyn Catalog) -> Result<Vec<String>> {
    all_pages(|token| async move { port.list_data_catalogs(token.as_deref()).await }).await
}

fn non_empty(name: Option<&str>) -> Option<&str> {
    name.filter(|name| !name.is_empty())
}

fn not_chosen(what: &str, option: &str) -> Error {
    let message = format!("no {what} is chosen; set the option `{option}`, or call `Inspector::with_{what}`");
    Error::new(ErrorKind::InvalidOption, message)
}

/// The items of all pages. A page may be empty and yet not the last one.
async fn all_pages<T, F: Future<Output = Result<(Vec<T>, Option<String>)>>>(
    page: impl Fn(Option<String>) -> F,
) -> Result<Vec<T>> {
    let mut items = Vec::new();
    let (mut token, mut tokens) = (None, PageTokens::default());
    loop {
        let (more, next) = page(token.clone()).await?;
        items.extend(more);
        token = tokens.next(next)?;
        if token.is_none() {
            return Ok(items);
        }
    }
}

/// A regular expression that matches exactly this text. A backslash before punctuation means the punctuation in every
/// dialect.
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
    fn only_special_characters_are_escaped() {
        assert_eq!(escape("orders_2024-é"), "orders_2024-é");
        assert_eq!(escape(r"a.b*[c]\$"), r"a\.b\*\[c\]\\\$");
    }
}
