//! All pages of a listing.

use std::future::Future;

use super::scope::Scope;
use crate::driver::api::{Catalog, TableMetadata};
use crate::error::{Error, ErrorKind, Result};

pub(super) async fn catalogs(port: &dyn Catalog) -> Result<Vec<String>> {
    all(|token| async move { port.list_data_catalogs(token.as_deref()).await }).await
}

pub(super) async fn schemas(scope: &Scope<'_>) -> Result<Vec<String>> {
    let databases =
        all(|token| async move { scope.port.list_databases(scope.catalog, token.as_deref()).await }).await?;
    Ok(databases.into_iter().map(|database| database.name).collect())
}

pub(super) async fn tables(scope: &Scope<'_>, schema: &str) -> Result<Vec<TableMetadata>> {
    let page = |token: Option<String>| async move {
        scope.port.list_table_metadata(scope.catalog, schema, None, token.as_deref()).await
    };
    all(page).await
}

/// The items of all pages. A page may be empty and yet not the last one.
async fn all<T, F: Future<Output = Result<(Vec<T>, Option<String>)>>>(
    page: impl Fn(Option<String>) -> F,
) -> Result<Vec<T>> {
    let mut items = Vec::new();
    let mut token = None;
    loop {
        let (more, next) = page(token.clone()).await?;
        items.extend(more);
        match advance(token, next)? {
            None => return Ok(items),
            next => token = next,
        }
    }
}

/// The token of the next page, if there is one; a page that names itself as the next would never end.
pub(super) fn advance(before: Option<String>, next: Option<String>) -> Result<Option<String>> {
    if next.is_some() && next == before {
        return Err(Error::new(ErrorKind::Unexpected, "a page of the listing names itself as the next one"));
    }
    Ok(next)
}
