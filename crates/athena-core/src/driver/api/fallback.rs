//! A second catalog behind the first one.

use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;

use super::{Catalog, DatabaseMetadata, TableMetadata, is_glue};
use crate::error::{Error, ErrorKind, Result};

/// Marks the page tokens of the second catalog, which the first one does not know.
const MARK: &str = "\u{1}fallback:";

/// Whether another way may know what this error keeps from us: Athena asked for fewer calls, or failed without saying why
/// in a catalog that is not Glue's. What Glue told Athena (it stands in an envelope) is an answer, and so is what must
/// not be seen.
pub(crate) fn asks_elsewhere(catalog: &str, error: &Error) -> bool {
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

/// The name of Glue's action for an operation of Athena's.
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

/// A catalog, and a second one that is asked where the first one cannot tell.
///
/// What the second one says is final if it is an answer, `NotFound` included. Otherwise the error is the first one's,
/// with the other beside it. A listing that began in one catalog stays in it.
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
        asks_elsewhere(catalog, error) && !self.unreachable.load(Ordering::Relaxed)
    }

    /// Which of the two results counts.
    fn decide<T>(&self, first: Error, second: Result<T>) -> Result<T> {
        let error = match second {
            Ok(found) => return Ok(found),
            Err(error) => error,
        };
        match error.kind() {
            ErrorKind::NotFound => return Err(error),
            // A catalog that it does not have.
            ErrorKind::Unsupported => return Err(first),
            // Without an endpoint in this network, every call would wait for nothing.
            ErrorKind::Io => self.unreachable.store(true, Ordering::Relaxed),
            _ => {}
        }
        tracing::debug!(%error, "the second catalog does not know either");
        Err(first.with_context("glue", error))
    }
}

fn marked<T>((items, token): (Vec<T>, Option<String>)) -> (Vec<T>, Option<String>) {
    (items, token.map(|token| format!("{MARK}{token}")))
}

#[deny(clippy::missing_trait_methods)]
#[async_trait]
impl<A: Catalog, B: Catalog> Catalog for WithFallback<A, B> {
    /// Catalogs are Athena's own: Glue does not know those of other kinds.
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
