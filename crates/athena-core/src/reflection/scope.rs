//! The catalog and the schema that are looked at.

use std::borrow::Cow;

use crate::api::Catalog;
use crate::error::{Error, ErrorKind, Result};

/// The catalog of AWS Glue, in which names have no case.
const GLUE: &str = "awsdatacatalog";

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
        if self.catalog.eq_ignore_ascii_case(GLUE) { Cow::Owned(name.to_lowercase()) } else { Cow::Borrowed(name) }
    }
}

fn chosen(name: Option<&str>) -> Option<&str> {
    name.filter(|name| !name.is_empty())
}

fn unchosen(what: &str, option: &str) -> Error {
    let message = format!("no {what} is chosen; give the option `{option}`, or `Inspector::with_{what}`");
    Error::new(ErrorKind::InvalidOption, message)
}
