//! Catalog contents as CREATE statements.

use awsathena::Inspector;
use awsathena::reflection::{Table, TableKind};

use super::contents::Catalog;
use crate::exit::{Failure, Result};

/// A statement for every table, then one for every view, since views need their tables. Runs one query for each.
pub(super) async fn text(inspector: &Inspector, catalogs: &[Catalog]) -> Result<String> {
    let schemas = catalogs.iter().flat_map(|catalog| catalog.schemas.iter().flatten());
    let tables: Option<Vec<&Vec<Table>>> = schemas.map(|schema| schema.tables.as_ref()).collect();
    let Some(tables) = tables.filter(|tables| !tables.is_empty()) else {
        let message = "`--format ddl` is for a schema or a table: give its name, or `--depth tables` for all schemas";
        return Err(Failure::Usage(message.to_owned()));
    };
    let tables: Vec<&Table> = tables.into_iter().flatten().collect();
    let (views, tables): (Vec<&Table>, Vec<&Table>) =
        tables.into_iter().partition(|table| table.kind == TableKind::View);
    let mut text = String::new();
    for table in tables.into_iter().chain(views) {
        let inspector = inspector.clone().with_catalog(&table.catalog).with_schema(&table.schema);
        let statement = match table.kind {
            TableKind::View => inspector.view_definition(&table.name).await?,
            _ => inspector.table_ddl(&table.name).await?,
        };
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(statement.trim_end());
        text.push_str(";\n");
    }
    Ok(text)
}
