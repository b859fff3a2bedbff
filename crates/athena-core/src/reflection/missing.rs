//! Errors about catalogs, schemas and tables that do not exist.
//!
//! The service answers "Entity Not Found" for a schema and for a table alike. One page of a listing shows which of them
//! is missing, and gives the nearest name.

use std::time::Duration;

use super::scope::Scope;
use crate::error::{Error, ErrorKind};
use crate::suggest::nearest;

/// The longest time for the calls that explain an error, retries included.
const TIME_LIMIT: Duration = Duration::from_secs(1);

/// The names that a call looked for: a table of a schema, a schema, or only the catalog.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Wanted<'a> {
    pub(super) schema: Option<&'a str>,
    pub(super) table: Option<&'a str>,
}

/// The thing that is missing, the smallest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Level {
    Table,
    Schema,
    Catalog,
}

/// Explains a `NotFound`; other errors stay as they are.
pub(super) async fn explained(scope: &Scope<'_>, wanted: Wanted<'_>, error: Error) -> Error {
    if error.kind() != ErrorKind::NotFound {
        return error;
    }
    let level = match wanted {
        Wanted { table: Some(_), .. } => Level::Table,
        Wanted { schema: Some(_), .. } => Level::Schema,
        Wanted { .. } => Level::Catalog,
    };
    let looked = tokio::time::timeout(TIME_LIMIT, look(scope, wanted, level)).await;
    let (level, names) = looked.unwrap_or_else(|_| (level, Vec::new()));
    describe(scope, wanted, level, &names).with_source(error)
}

/// The level that is missing, and the first names that exist on it.
async fn look(scope: &Scope<'_>, wanted: Wanted<'_>, mut level: Level) -> (Level, Vec<String>) {
    loop {
        let (page, above) = match level {
            Level::Table => {
                let schema = wanted.schema.unwrap_or_default();
                let page = scope.port.list_table_metadata(scope.catalog, schema, None, None).await;
                (page.map(|(tables, _)| tables.into_iter().map(|table| table.name).collect()), Level::Schema)
            }
            Level::Schema => {
                let page = scope.port.list_databases(scope.catalog, None).await;
                (page.map(|(schemas, _)| schemas.into_iter().map(|schema| schema.name).collect()), Level::Catalog)
            }
            Level::Catalog => {
                let page = scope.port.list_data_catalogs(None).await;
                return (level, page.map_or_else(|_| Vec::new(), |(catalogs, _)| catalogs));
            }
        };
        match page {
            Ok(names) => return (level, names),
            Err(error) if error.kind() == ErrorKind::NotFound => level = above,
            Err(_) => return (level, Vec::new()),
        }
    }
}

fn describe(scope: &Scope<'_>, wanted: Wanted<'_>, level: Level, names: &[String]) -> Error {
    let catalog = scope.catalog;
    let (schema, table) = (wanted.schema.unwrap_or_default(), wanted.table.unwrap_or_default());
    let (operation, missing, mut message) = match level {
        Level::Table => ("find table", table, format!("schema `{schema}` has no table or view `{table}`")),
        Level::Schema => ("find schema", schema, format!("catalog `{catalog}` has no schema `{schema}`")),
        Level::Catalog => ("find catalog", catalog, format!("catalog `{catalog}` does not exist")),
    };
    let others = names.iter().map(String::as_str).filter(|name| *name != missing);
    if let Some(near) = nearest(missing, others) {
        message.push_str(&format!("; did you mean `{near}`?"));
    }
    let error = Error::new(ErrorKind::NotFound, message).with_operation(operation).with_context("catalog", catalog);
    [("schema", wanted.schema), ("table", wanted.table)].into_iter().fold(error, |error, (key, name)| match name {
        Some(name) => error.with_context(key, name),
        None => error,
    })
}
