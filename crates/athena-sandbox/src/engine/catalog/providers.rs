//! DataFusion's catalog traits for [`Catalog`]. Names are case-insensitive.

use std::sync::Arc;

use async_trait::async_trait;
use datafusion::catalog::{CatalogProvider, CatalogProviderList, SchemaProvider, TableProvider};
use datafusion::error::Result;

use super::{CATALOG, Catalog, information_schema};

#[derive(Clone, Debug)]
pub(crate) struct Catalogs {
    catalog: Arc<Catalog>,
}

impl Catalogs {
    pub(crate) fn new(catalog: Arc<Catalog>) -> Self {
        Self { catalog }
    }
}

impl CatalogProviderList for Catalogs {
    fn register_catalog(&self, _: String, _: Arc<dyn CatalogProvider>) -> Option<Arc<dyn CatalogProvider>> {
        None
    }

    fn catalog_names(&self) -> Vec<String> {
        vec![CATALOG.to_lowercase()]
    }

    fn catalog(&self, name: &str) -> Option<Arc<dyn CatalogProvider>> {
        name.eq_ignore_ascii_case(CATALOG).then(|| Arc::new(self.clone()) as Arc<dyn CatalogProvider>)
    }
}

impl CatalogProvider for Catalogs {
    fn schema_names(&self) -> Vec<String> {
        self.catalog.databases().into_iter().map(|database| database.name).collect()
    }

    fn schema(&self, name: &str) -> Option<Arc<dyn SchemaProvider>> {
        let name = name.to_lowercase();
        self.catalog
            .has_database(&name)
            .then(|| Arc::new(Schema { catalog: Arc::clone(&self.catalog), database: name }) as Arc<dyn SchemaProvider>)
    }
}

#[derive(Debug)]
struct Schema {
    catalog: Arc<Catalog>,
    database: String,
}

#[async_trait]
impl SchemaProvider for Schema {
    fn table_names(&self) -> Vec<String> {
        self.catalog.table_names(&self.database).unwrap_or_default()
    }

    async fn table(&self, name: &str) -> Result<Option<Arc<dyn TableProvider>>> {
        if self.database == information_schema::NAME {
            return information_schema::table(&self.catalog, name).await;
        }
        self.catalog.provider(&self.database, name).await
    }

    fn table_exist(&self, name: &str) -> bool {
        self.catalog.has_table(&self.database, name)
    }
}
