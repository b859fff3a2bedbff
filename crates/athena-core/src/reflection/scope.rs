//! The catalog and the schema that are looked at.

use std::borrow::Cow;

use super::cache::{SchemaKey, TableKey};
use crate::driver::api::{Catalog, is_glue};
use crate::error::{Error, ErrorKind, Result};

/// One catalog and, where it matters, one schema of it.
#[derive(Debug)]
pub(super) struct Scope<'a> {
    pub(super) port: &'a dyn Catalog,
    pub(super) catalog: &'a str,
    schema: Option<Cow<'a, str>>,
}

impl<'a> Scope<'a> {
    /// An empty name is none.
    pub(super) fn new(port: &'a dyn Catalog, catalog: Option<&'a str>, schema: Option<&'a str>) -> Result<Self> {
        let catalog = chosen(catalog).ok_or_else(|| unchosen("catalog", "catalog_name"))?;
        let scope = Self { port, catalog, schema: None };
        let schema = chosen(schema).map(|schema| scope.key(schema));
        Ok(Self { schema, ..scope })
    }

    pub(super) fn schema(&self) -> Result<&str> {
        self.schema.as_deref().ok_or_else(|| unchosen("schema", "schema_name"))
    }

    /// The name as the catalog is asked for it.
    pub(super) fn key<'n>(&self, name: &'n str) -> Cow<'n, str> {
        if is_glue(self.catalog) { Cow::Owned(name.to_lowercase()) } else { Cow::Borrowed(name) }
    }

    pub(super) fn catalog_key(&self) -> String {
        self.key(self.catalog).into_owned()
    }

    pub(super) fn schema_key(&self, schema: &str) -> SchemaKey {
        (self.catalog_key(), schema.to_owned())
    }

    /// `name` is a [`key`](Self::key) already.
    pub(super) fn table_key(&self, schema: &str, name: &str) -> TableKey {
        (self.schema_key(schema), name.to_owned())
    }
}

fn chosen(name: Option<&str>) -> Option<&str> {
    name.filter(|name| !name.is_empty())
}

fn unchosen(what: &str, option: &str) -> Error {
    let message = format!("no {what} is chosen; give the option `{option}`, or `Inspector::with_{what}`");
    Error::new(ErrorKind::InvalidOption, message)
}
