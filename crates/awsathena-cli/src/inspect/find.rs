//! Lookup of the contents that a name selects.

use awsathena::Inspector;

use super::contents::{Catalog, Schema};
use crate::args::Depth;
use crate::exit::Result;

/// The contents that a name selects.
#[derive(Debug, PartialEq, Eq)]
enum Selection {
    Everything,
    Catalog(String),
    Schema(String, String),
    Table(String, String, String),
}

/// Finds the table, schema or catalog of a name, or all catalogs if the name is empty.
pub(super) async fn find(inspector: &Inspector, name: Vec<String>, depth: Option<Depth>) -> Result<Vec<Catalog>> {
    Ok(match select(inspector, name).await? {
        Selection::Everything => {
            let own = inspector.catalog().unwrap_or_default();
            let mut catalogs = Vec::new();
            for name in inspector.catalogs().await? {
                // Other catalogs may have connectors that do not answer.
                let is_own = name.eq_ignore_ascii_case(own);
                let schemas = if is_own { Some(schemas(inspector, depth).await?) } else { None };
                catalogs.push(Catalog { name, schemas });
            }
            catalogs
        }
        Selection::Catalog(name) => {
            let schemas = schemas(&inspector.clone().with_catalog(&name), depth).await?;
            vec![Catalog { name, schemas: Some(schemas) }]
        }
        Selection::Schema(catalog, name) => {
            let inspector = inspector.clone().with_catalog(&catalog).with_schema(&name);
            let tables = if depth == Some(Depth::Schemas) { None } else { Some(inspector.reflect().await?) };
            let spelled = tables.iter().flatten().next().map(|table| table.schema.clone());
            let name = spelled.unwrap_or(name);
            vec![Catalog { name: catalog, schemas: Some(vec![Schema { name, tables }]) }]
        }
        Selection::Table(catalog, schema, name) => {
            let table = inspector.clone().with_catalog(&catalog).with_schema(&schema).table(&name).await?;
            let schema = Schema { name: table.schema.clone(), tables: Some(vec![table]) };
            vec![Catalog { name: catalog, schemas: Some(vec![schema]) }]
        }
    })
}

/// The schemas of a catalog. With their tables, that is one call or more for each schema.
async fn schemas(inspector: &Inspector, depth: Option<Depth>) -> Result<Vec<Schema>> {
    let mut schemas = Vec::new();
    for name in inspector.schemas().await? {
        let tables = match depth {
            Some(Depth::Tables | Depth::Columns) => Some(inspector.clone().with_schema(&name).reflect().await?),
            Some(Depth::Schemas) | None => None,
        };
        schemas.push(Schema { name, tables });
    }
    Ok(schemas)
}

/// Resolves a name. Its first part is a schema of the connection's catalog, else a catalog, else a table of the
/// connection's schema.
async fn select(inspector: &Inspector, name: Vec<String>) -> Result<Selection> {
    let own = inspector.catalog().unwrap_or_default().to_owned();
    let mut parts = name.into_iter();
    let (first, second, third) = (parts.next(), parts.next(), parts.next());
    Ok(match (first, second, third) {
        (None, ..) => Selection::Everything,
        (Some(catalog), Some(schema), Some(table)) => Selection::Table(catalog, schema, table),
        (Some(first), second, _) => {
            if inspector.has_schema(&first).await? {
                return Ok(inside(own, first, second));
            }
            if let Some(catalog) = catalog(inspector, &first).await? {
                return Ok(match second {
                    Some(schema) => Selection::Schema(catalog, schema),
                    None => Selection::Catalog(catalog),
                });
            }
            match (inspector.schema(), second) {
                (Some(schema), None) if inspector.has_table(&first).await? => {
                    Selection::Table(own, schema.to_owned(), first)
                }
                // No such thing: the lookup fails with the nearest name.
                (_, second) => inside(own, first, second),
            }
        }
    })
}

fn inside(catalog: String, schema: String, table: Option<String>) -> Selection {
    match table {
        Some(table) => Selection::Table(catalog, schema, table),
        None => Selection::Schema(catalog, schema),
    }
}

/// The catalog of that name, as the service spells it.
async fn catalog(inspector: &Inspector, name: &str) -> Result<Option<String>> {
    let catalogs = inspector.catalogs().await?;
    // A bucket of Amazon S3 Tables need not be registered to be a catalog.
    let is_bucket = name.starts_with("s3tablescatalog/");
    let known = catalogs.into_iter().find(|known| known.eq_ignore_ascii_case(name));
    Ok(known.or_else(|| is_bucket.then(|| name.to_owned())))
}
