//! Catalog contents as JSON.

use std::collections::BTreeMap;
use std::io::Write;

use awsathena::reflection::{Table, TableColumn};
use serde::Serialize;

use super::contents::{Catalog, Schema, kind_name};
use crate::args::Depth;
use crate::exit::{Failure, Result};

/// The root of the document. Every document has the same nesting; levels that were not listed are left out.
#[derive(Serialize)]
struct Root<'a> {
    catalogs: Vec<CatalogNode<'a>>,
}

#[derive(Serialize)]
struct CatalogNode<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    schemas: Option<Vec<SchemaNode<'a>>>,
}

#[derive(Serialize)]
struct SchemaNode<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    tables: Option<Vec<TableNode<'a>>>,
}

#[derive(Serialize)]
struct TableNode<'a> {
    name: &'a str,
    kind: &'a str,
    comment: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    columns: Option<Vec<ColumnNode<'a>>>,
    location: Option<&'a str>,
    compression: Option<&'a str>,
    row_format: Option<String>,
    file_format: Option<String>,
    serde_properties: &'a BTreeMap<String, String>,
    table_properties: &'a BTreeMap<String, String>,
}

#[derive(Serialize)]
struct ColumnNode<'a> {
    name: &'a str,
    /// The type as queries spell it.
    r#type: String,
    /// The type as the catalog spells it.
    type_text: &'a str,
    partition: bool,
    comment: Option<&'a str>,
}

pub(super) fn write(out: &mut dyn Write, catalogs: &[Catalog], depth: Option<Depth>) -> Result<()> {
    let root = Root { catalogs: catalogs.iter().map(|found| catalog(found, depth)).collect() };
    let text = serde_json::to_string_pretty(&root).map_err(|error| Failure::local("write JSON", error))?;
    Ok(writeln!(out, "{text}")?)
}

fn catalog(catalog: &Catalog, depth: Option<Depth>) -> CatalogNode<'_> {
    let schemas = catalog.schemas.as_ref();
    let schemas = schemas.map(|schemas| schemas.iter().map(|found| schema(found, depth)).collect());
    CatalogNode { name: &catalog.name, schemas }
}

fn schema(schema: &Schema, depth: Option<Depth>) -> SchemaNode<'_> {
    let tables = schema.tables.as_ref();
    let tables = tables.map(|tables| tables.iter().map(|found| table(found, depth)).collect());
    SchemaNode { name: &schema.name, tables }
}

fn table(table: &Table, depth: Option<Depth>) -> TableNode<'_> {
    let options = &table.options;
    let has_columns = matches!(depth, None | Some(Depth::Columns));
    TableNode {
        name: &table.name,
        kind: kind_name(&table.kind),
        comment: table.comment.as_deref(),
        columns: has_columns.then(|| table.columns.iter().map(column).collect()),
        location: options.location.as_deref(),
        compression: options.compression.as_deref(),
        row_format: options.row_format(),
        file_format: options.file_format(),
        serde_properties: &options.serde_properties,
        table_properties: &options.table_properties,
    }
}

fn column(column: &TableColumn) -> ColumnNode<'_> {
    ColumnNode {
        name: &column.name,
        r#type: column.athena_type.to_string(),
        type_text: &column.type_text,
        partition: column.is_partition,
        comment: column.comment.as_deref(),
    }
}
