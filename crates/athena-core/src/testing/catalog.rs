//! In-memory catalogs.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;

use super::ScriptedCall;
use crate::driver::api::{Catalog, DatabaseMetadata, TableMetadata};
use crate::error::{Error, ErrorKind, Result};

/// The default number of items per page, as in the service.
const PAGE: usize = 50;

/// In-memory catalogs, schemas and tables. Names are case-sensitive.
#[derive(Clone, Debug, Default)]
pub struct MemoryCatalog(Arc<Mutex<State>>);

type Schemas = BTreeMap<String, BTreeMap<String, TableMetadata>>;

#[derive(Debug, Default)]
struct State {
    catalogs: BTreeMap<String, Schemas>,
    page: Option<usize>,
    errors: BTreeMap<&'static str, VecDeque<Error>>,
    latency: BTreeMap<&'static str, Duration>,
    calls: Vec<ScriptedCall>,
    repeats: bool,
}

impl MemoryCatalog {
    /// No catalogs.
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts a table into a schema, in place of an earlier one. Creates the catalog and the schema if they do not exist.
    pub fn put(&self, catalog: &str, schema: &str, table: TableMetadata) {
        let mut state = self.state();
        let schemas = state.catalogs.entry(catalog.to_owned()).or_default();
        schemas.entry(schema.to_owned()).or_default().insert(table.name.clone(), table);
    }

    /// Sets the number of items per page.
    pub fn set_page_size(&self, items: usize) {
        self.state().page = Some(items.max(1));
    }

    /// Every page names the same next page, for ever.
    pub fn repeat_pages(&self) {
        self.state().repeats = true;
    }

    /// Makes the next call of `operation` fail. Further errors apply to further calls, in order.
    pub fn fail_next(&self, operation: &'static str, error: Error) {
        self.state().errors.entry(operation).or_default().push_back(error);
    }

    /// Makes every call of `operation` take this long.
    pub fn set_latency(&self, operation: &'static str, latency: Duration) {
        self.state().latency.insert(operation, latency);
    }

    /// All calls so far, in order, including failed ones: the operation, and its names and tokens.
    pub fn calls(&self) -> Vec<ScriptedCall> {
        self.state().calls.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn call(&self, operation: &'static str, about: &[Option<&str>]) -> Result<()> {
        let (latency, error) = {
            let mut state = self.state();
            let about = about.iter().flatten().map(|text| (*text).to_owned()).collect();
            state.calls.push(ScriptedCall { operation, about });
            let error = state.errors.get_mut(operation).and_then(VecDeque::pop_front);
            (state.latency.get(operation).copied(), error)
        };
        if let Some(latency) = latency {
            tokio::time::sleep(latency).await;
        }
        error.map_or(Ok(()), Err)
    }

    fn page<T>(&self, all: impl Iterator<Item = T>, token: Option<&str>) -> (Vec<T>, Option<String>) {
        let (size, repeats) = {
            let state = self.state();
            (state.page.unwrap_or(PAGE), state.repeats)
        };
        let from: usize = token.and_then(|token| token.parse().ok()).unwrap_or(0);
        let items: Vec<T> = all.skip(from).take(size).collect();
        // A full page has a token even if no items remain: then the last page is empty.
        let next = (items.len() == size).then(|| (from + size).to_string());
        (items, if repeats { Some("0".to_owned()) } else { next })
    }

    fn schemas(&self, catalog: &str) -> Result<Schemas> {
        let missing = || Error::new(ErrorKind::NotFound, format!("DataCatalog {catalog} was not found"));
        self.state().catalogs.get(catalog).cloned().ok_or_else(missing)
    }

    fn tables(&self, catalog: &str, database: &str) -> Result<BTreeMap<String, TableMetadata>> {
        self.schemas(catalog)?.remove(database).ok_or_else(not_found)
    }
}

fn not_found() -> Error {
    Error::new(ErrorKind::NotFound, "Entity Not Found")
}

fn database(name: String) -> DatabaseMetadata {
    DatabaseMetadata { name, ..DatabaseMetadata::default() }
}

#[async_trait]
impl Catalog for MemoryCatalog {
    async fn list_data_catalogs(&self, next_token: Option<&str>) -> Result<(Vec<String>, Option<String>)> {
        self.call("ListDataCatalogs", &[next_token]).await?;
        let names: Vec<String> = self.state().catalogs.keys().cloned().collect();
        Ok(self.page(names.into_iter(), next_token))
    }

    async fn list_databases(
        &self,
        catalog: &str,
        next_token: Option<&str>,
    ) -> Result<(Vec<DatabaseMetadata>, Option<String>)> {
        self.call("ListDatabases", &[Some(catalog), next_token]).await?;
        Ok(self.page(self.schemas(catalog)?.into_keys().map(database), next_token))
    }

    async fn get_database(&self, catalog: &str, name: &str) -> Result<DatabaseMetadata> {
        self.call("GetDatabase", &[Some(catalog), Some(name)]).await?;
        self.tables(catalog, name).map(|_| database(name.to_owned()))
    }

    /// Treats an expression as a name with backslashes in it, and ignores its case.
    async fn list_table_metadata(
        &self,
        catalog: &str,
        database: &str,
        expression: Option<&str>,
        next_token: Option<&str>,
    ) -> Result<(Vec<TableMetadata>, Option<String>)> {
        self.call("ListTableMetadata", &[Some(catalog), Some(database), expression, next_token]).await?;
        let wanted = expression.map(|expression| expression.replace('\\', "").to_lowercase());
        let fits = |table: &TableMetadata| wanted.as_ref().is_none_or(|wanted| *wanted == table.name.to_lowercase());
        Ok(self.page(self.tables(catalog, database)?.into_values().filter(fits), next_token))
    }

    async fn get_table_metadata(&self, catalog: &str, database: &str, table: &str) -> Result<TableMetadata> {
        self.call("GetTableMetadata", &[Some(catalog), Some(database), Some(table)]).await?;
        self.tables(catalog, database)?.remove(table).ok_or_else(not_found)
    }
}
