//! `information_schema.schemata`, `tables` and `columns`, with Trino's column names.

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use datafusion::catalog::{MemTable, TableProvider};
use datafusion::error::Result;

use super::{CATALOG, Catalog};
use crate::engine::types::AthenaType;

pub(crate) const NAME: &str = "information_schema";
pub(crate) const TABLES: [&str; 3] = ["columns", "schemata", "tables"];

pub(crate) async fn table(catalog: &Arc<Catalog>, name: &str) -> Result<Option<Arc<dyn TableProvider>>> {
    let catalog_name = CATALOG.to_lowercase();
    let mut names = Vec::new();
    for database in catalog.databases() {
        for table in catalog.table_names(&database.name).unwrap_or_default() {
            names.push((database.name.clone(), table));
        }
    }
    let columns: Vec<(&str, ArrayRef)> = match name.to_lowercase().as_str() {
        "schemata" => {
            let databases: Vec<_> = catalog.databases().into_iter().map(|database| database.name).collect();
            vec![("catalog_name", repeat(&catalog_name, databases.len())), ("schema_name", texts(databases))]
        }
        "tables" => {
            let types = names.iter().map(|(database, table)| {
                if catalog.is_view(database, table) { "VIEW" } else { "BASE TABLE" }.to_owned()
            });
            let types: Vec<_> = types.collect();
            let (databases, tables): (Vec<_>, Vec<_>) = names.into_iter().unzip();
            vec![
                ("table_catalog", repeat(&catalog_name, databases.len())),
                ("table_schema", texts(databases)),
                ("table_name", texts(tables)),
                ("table_type", texts(types)),
            ]
        }
        "columns" => {
            let (mut databases, mut tables, mut fields, mut positions, mut types) =
                (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
            let (mut comments, mut extras) = (Vec::new(), Vec::new());
            for (database, table) in names {
                // A view that no longer plans has no columns to list.
                let Ok(Some(provider)) = catalog.provider(&database, &table).await else {
                    continue;
                };
                let info = catalog.table_info(&database, &table);
                let known = |name: &str| {
                    let keys = info.iter().flat_map(|info| info.partition_keys.iter().map(|key| (key, true)));
                    let columns = info.iter().flat_map(|info| info.columns.iter().map(|column| (column, false)));
                    keys.chain(columns).find(|(column, _)| column.name == name)
                };
                for (position, field) in (1_i64..).zip(provider.schema().fields()) {
                    databases.push(database.clone());
                    tables.push(table.clone());
                    fields.push(field.name().clone());
                    positions.push(position);
                    types.push(AthenaType::of(field).to_string());
                    let known = known(field.name());
                    comments.push(known.and_then(|(column, _)| column.comment.clone()));
                    extras.push(known.and_then(|(_, is_key)| is_key.then_some("partition key")));
                }
            }
            let rows = fields.len();
            let nothing: ArrayRef = Arc::new(StringArray::from(vec![None::<&str>; rows]));
            vec![
                ("table_catalog", repeat(&catalog_name, rows)),
                ("table_schema", texts(databases)),
                ("table_name", texts(tables)),
                ("column_name", texts(fields)),
                ("ordinal_position", Arc::new(Int64Array::from(positions))),
                ("column_default", nothing),
                ("is_nullable", repeat("YES", rows)),
                ("data_type", texts(types)),
                ("comment", Arc::new(StringArray::from(comments))),
                ("extra_info", Arc::new(StringArray::from(extras))),
            ]
        }
        _ => return Ok(None),
    };
    let batch = RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, array)| (name, array, true)))?;
    Ok(Some(Arc::new(MemTable::try_new(batch.schema(), vec![vec![batch]])?)))
}

fn repeat(text: &str, rows: usize) -> ArrayRef {
    Arc::new(StringArray::from(vec![text; rows]))
}

fn texts(values: Vec<String>) -> ArrayRef {
    Arc::new(StringArray::from(values))
}
