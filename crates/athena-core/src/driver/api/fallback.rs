//! A catalog with a fallback to a second catalog.

use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;

use super::{Catalog, DatabaseMetadata, TableMetadata, is_glue};
use crate::error::{Error, ErrorKind, Result};

/// Prefix of the page tokens of the second catalog, which are invalid in the first one.
const MARK: &str = "\u{1}fallback:";

/// Whether a fallback may succeed after this error: Athena throttled the call, or failed without a reason in a catalog
/// that is not Glue's. An error that Glue returned to Athena (in an envelope with `(Service: `) is final, and so is a
/// denied access.
pub(crate) fn may_fall_back(catalog: &str, error: &Error) -> bool {
    match error.kind() {
        ErrorKind::Throttled => true,
        ErrorKind::Unexpected => {
            !is_glue(catalog)
                && error.context("code") == Some("MetadataException")
                && !error.message().contains("(Service: ")
        }
        _ => false,
    }
}

/// The action of Glue that corresponds to an operation of Athena.
pub(crate) fn as_of_glue(operation: &'static str) -> &'static str {
    match operation {
        "ListDataCatalogs" => "glue:GetCatalogs",
        "ListDatabases" => "glue:GetDatabases",
        "GetDatabase" => "glue:GetDatabase",
        "ListTableMetadata" => "glue:GetTables",
        "GetTableMetadata" => "glue:GetTable",
        other => other,
    }
}

/// A catalog, and a second one that is called when the first one fails.
///
/// An answer of the second catalog is final, including `NotFound`. If the second one fails too, the error is that of
/// the first one, with the other in its context. A listing that began in one catalog stays in it.
#[derive(Debug)]
pub(crate) struct WithFallback<A, B> {
    first: A,
    second: B,
    unreachable: AtomicBool,
}

impl<A: Catalog, B: Catalog> WithFallback<A, B> {
    pub(crate) fn new(first: A, second: B) -> Self {
        Self { first, second, unreachable: AtomicBool::new(false) }
    }

    fn is_needed(&self, catalog: &str, error: &Error) -> bool {
        may_fall_back(catalog, error) && !self.unreachable.load(Ordering::Relaxed)
    }

    /// The final result of both calls.
    fn decide<T>(&self, first: Error, second: Result<T>) -> Result<T> {
        let error = match second {
            Ok(found) => return Ok(found),
            Err(error) => error,
        };
        match error.kind() {
            ErrorKind::NotFound => return Err(error),
            // The second catalog does not have this data catalog.
            ErrorKind::Unsupported => return Err(first),
            // Without an endpoint in this network, every further call would wait in vain.
            ErrorKind::Io => self.unreachable.store(true, Ordering::Relaxed),
            _ => {}
        }
        tracing::debug!(%error, "the fallback catalog failed too");
        Err(first.with_context("glue", error))
    }
}

fn marked<T>((items, token): (Vec<T>, Option<String>)) -> (Vec<T>, Option<String>) {
    (items, token.map(|token| format!("{MARK}{token}")))
}

#[deny(clippy::missing_trait_methods)]
#[async_trait]
impl<A: Catalog, B: Catalog> Catalog for WithFallback<A, B> {
    /// Has no fallback: Glue does not know the data catalogs of other kinds.
    async fn list_data_catalogs(&self, next_token: Option<&str>) -> Result<(Vec<String>, Option<String>)> {
        self.first.list_data_catalogs(next_token).await
    }

    async fn list_databases(
        &self,
        catalog: &str,
        next_token: Option<&str>,
    ) -> Result<(Vec<DatabaseMetadata>, Option<String>)> {
        if let Some(token) = next_token.and_then(|token| token.strip_prefix(MARK)) {
            return self.second.list_databases(catalog, Some(token)).await.map(marked);
        }
        match self.first.list_databases(catalog, next_token).await {
            Err(error) if next_token.is_none() && self.is_needed(catalog, &error) => {
                self.decide(error, self.second.list_databases(catalog, None).await.map(marked))
            }
            answer => answer,
        }
    }

    async fn get_database(&self, catalog: &str, database: &str) -> Result<DatabaseMetadata> {
        match self.first.get_database(catalog, database).await {
            Err(error) if self.is_needed(catalog, &error) => {
                self.decide(error, self.second.get_database(catalog, database).await)
            }
            answer => answer,
        }
    }

    async fn list_table_metadata(
        &self,
        catalog: &str,
        database: &str,
        expression: Option<&str>,
        next_token: Option<&str>,
    ) -> Result<(Vec<TableMetadata>, Option<String>)> {
        if let Some(token) = next_token.and_then(|token| token.strip_prefix(MARK)) {
            return self.second.list_table_metadata(catalog, database, expression, Some(token)).await.map(marked);
        }
        match self.first.list_table_metadata(catalog, database, expression, next_token).await {
            Err(error) if next_token.is_none() && self.is_needed(catalog, &error) => {
                let second = self.second.list_table_metadata(catalog, database, expression, None).await;
                self.decide(error, second.map(marked))
            }
            answer => answer,
        }
    }

    async fn get_table_metadata(&self, catalog: &str, database: &str, table: &str) -> Result<TableMetadata> {
        match self.first.get_table_metadata(catalog, database, table).await {
            Err(error) if self.is_needed(catalog, &error) => {
                self.decide(error, self.second.get_table_metadata(catalog, database, table).await)
            }
            answer => answer,
        }
    }
}
