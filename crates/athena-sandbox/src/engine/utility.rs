//! Execution of `SHOW`, `DESCRIBE` and small DDL statements, with the columns and padding of the service.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use regex::Regex;

use super::catalog::{self, CATALOG, Catalog, Refusal, View};
use super::contract::{ColumnInfo, Failure, Rejection, Running, Session, TableInfo, TextBatch};
use super::functions::registry;
use super::sql::Utility;
use super::{change, describe, failure};
use crate::like;

/// Hive pads its fields to this width.
pub(super) const PADDED: usize = 20;

pub(super) fn invalid(message: String) -> Rejection {
    Rejection { code: "INVALID_INPUT", message }
}

/// Checks of the service before a query id exists: unknown tables and catalogs.
pub(crate) async fn check(catalog: &Arc<Catalog>, utility: &Utility, session: &Session) -> Result<(), Rejection> {
    let name = match utility {
        Utility::ShowColumns(name) | Utility::Describe { table: name, .. } | Utility::ShowPartitions(name) => name,
        Utility::ShowCreateView(name)
        | Utility::ShowCreateTable(name)
        | Utility::ShowProperties { table: name, .. } => name,
        Utility::CreateView { name, .. } | Utility::DropView { name, .. } => name,
        _ => return Ok(()),
    };
    if let Some(catalog) = name.catalog.as_ref().filter(|c| !c.eq_ignore_ascii_case(CATALOG)) {
        let message = format!("DataCatalog {catalog} was not found");
        return Err(Rejection { code: "DATACATALOG_NOT_FOUND", message });
    }
    if !matches!(utility, Utility::ShowColumns(_) | Utility::Describe { .. }) {
        return Ok(());
    }
    let database = name.database.as_deref().unwrap_or(&session.database).to_lowercase();
    if !catalog.has_database(&database) {
        return Err(invalid(format!("Entity Not Found: database {database}")));
    }
    if !catalog.has_table(&database, &name.table) {
        return Err(invalid(format!("Entity Not Found: table {database}.{}", name.table)));
    }
    Ok(())
}

pub(crate) async fn run(catalog: &Arc<Catalog>, utility: &Utility, session: &Session) -> Result<Running, Failure> {
    let database = |name: &Option<String>| name.as_deref().unwrap_or(&session.database).to_lowercase();
    match utility {
        Utility::ShowTables { database: name, pattern } => {
            let tables = table_names(catalog, &database(name))?;
            let matches = wildcard(pattern.as_deref())?;
            Ok(list("tab_name", tables.into_iter().filter(|table| matches.is_match(table))))
        }
        Utility::ShowViews { database: name, pattern } => {
            let name = database(name);
            let tables = table_names(catalog, &name)?;
            let matches = wildcard(pattern.as_deref())?;
            Ok(list("views", tables.into_iter().filter(|view| catalog.is_view(&name, view) && matches.is_match(view))))
        }
        Utility::ShowDatabases { pattern } => {
            let matches = java_pattern(pattern.as_deref())?;
            let names = catalog.databases().into_iter().map(|database| database.name);
            Ok(list("database_name", names.filter(|name| matches.is_match(name))))
        }
        Utility::ShowFunctions { pattern } => show_functions(pattern.as_ref()),
        Utility::ShowColumns(name) => {
            let info = table(catalog, &database(&name.database), &name.table)?;
            let columns = info.columns.into_iter().chain(info.partition_keys);
            Ok(list("field", columns.map(|column| format!("{:<PADDED$}", column.name))))
        }
        Utility::Describe { table, detail, partition, column } => {
            let names = (database(&table.database), table.table.clone());
            describe::run(catalog, (&names.0, &names.1), *detail, partition.as_ref(), column)
        }
        Utility::ShowPartitions(name) => {
            let database = database(&name.database);
            table(catalog, &database, &name.table)?;
            match catalog.partitions(&database, &name.table) {
                Some(partitions) => Ok(list("partition", partitions.into_iter())),
                None => Err(hive(&format!("Table {} is not a partitioned table", name.table))),
            }
        }
        Utility::ShowProperties { table: name, key } => {
            let info = table(catalog, &database(&name.database), &name.table)?;
            let rows = info.parameters.into_iter().filter(|(name, _)| key.as_ref().is_none_or(|key| key == name));
            Ok(running(&["prpt_name", "prpt_value"], 2, rows.flat_map(|(name, value)| [name, value]), Some(0)))
        }
        Utility::ShowCreateView(name) => {
            let database = database(&name.database);
            let relation = format!("{}.{database}.{}", CATALOG.to_lowercase(), name.table);
            let Some(sql) = catalog.view_sql(&database, &name.table) else {
                return Err(if catalog.has_table(&database, &name.table) {
                    failure::not_supported(&format!("line 1:1: Relation '{relation}' is a table, not a view"))
                } else {
                    failure::user("TABLE_NOT_FOUND", &format!("line 1:1: View '{relation}' does not exist"))
                });
            };
            let text = format!("CREATE VIEW {database}.{} AS\n{sql}", name.table);
            Ok(list("Create View", text.lines().map(str::to_owned).collect::<Vec<_>>().into_iter()))
        }
        Utility::ShowCreateTable(name) => {
            let database = database(&name.database);
            let info = table(catalog, &database, &name.table)?;
            if catalog.is_view(&database, &name.table) {
                return Err(hive(&format!("{database}.{} is a view", name.table)));
            }
            let lines = catalog::ddl::create_table(&database, &info);
            // Hive answers this statement, so there is no update count.
            Ok(running(&["createtab_stmt"], 1, lines.into_iter(), None))
        }
        Utility::CreateDatabase { name, if_not_exists, comment, location, properties } => {
            let mut input = serde_json::Map::new();
            input.extend(location.iter().map(|location| ("LocationUri".to_owned(), location.as_str().into())));
            catalog::add_parameters(&mut input, properties);
            match catalog.create_database(name, comment.clone(), input) {
                Err(Refusal::Exists) if *if_not_exists => Ok(nothing()),
                Err(Refusal::NotPersisted) => Err(catalog_write_failed()),
                Err(_) => Err(hive(&format!("AlreadyExistsException(message:Database {name} already exists)"))),
                Ok(()) => Ok(nothing()),
            }
        }
        Utility::AlterDatabase { name, properties } => match catalog.set_database_properties(name, properties) {
            Err(Refusal::NotPersisted) => Err(catalog_write_failed()),
            Err(_) => Err(no_database(name)),
            Ok(()) => Ok(nothing()),
        },
        Utility::DropDatabase { name, if_exists, cascade } => match drop_database(catalog, name, *cascade) {
            Err(Refusal::NoDatabase) if *if_exists => Ok(nothing()),
            Err(Refusal::NotPersisted) => Err(catalog_write_failed()),
            Err(Refusal::NotEmpty) => Err(hive(&format!(
                "InvalidOperationException(message:Database {name} is not empty. One or more tables exist.)"
            ))),
            Err(_) => Err(no_database(name)),
            Ok(()) => Ok(nothing()),
        },
        Utility::CreateView { name, or_replace, sql } => {
            let database = database(&name.database);
            // A view that cannot be planned is refused at creation.
            let planned = super::run::view(catalog, sql, &session.database).await;
            let columns = catalog::columns(&planned.map_err(|e| failure::of_running(&e))?.schema(), &[]);
            let view = View {
                sql: sql.clone(),
                database: session.database.clone(),
                columns,
                created: catalog::now(),
                glue: catalog::Facts::default(),
            };
            match catalog.create_view((&database, &name.table), view, *or_replace) {
                Ok(()) => Ok(nothing()),
                Err(Refusal::NoDatabase) => Err(no_schema(&database)),
                Err(Refusal::NotPersisted) => Err(catalog_write_failed()),
                Err(_) => {
                    let message = format!(
                        "line 1:1: View already exists: '{}.{database}.{}'",
                        CATALOG.to_lowercase(),
                        name.table
                    );
                    Err(failure::user("TABLE_ALREADY_EXISTS", &message))
                }
            }
        }
        Utility::DropView { name, if_exists } => {
            let database = database(&name.database);
            match catalog.drop_view(&database, &name.table) {
                Ok(()) => Ok(nothing()),
                Err(Refusal::NoTable | Refusal::NoDatabase) if *if_exists => Ok(nothing()),
                Err(Refusal::NoDatabase) => Err(no_schema(&database)),
                Err(Refusal::NotPersisted) => Err(catalog_write_failed()),
                Err(Refusal::NotAView) => {
                    Err(failure::not_supported(&format!("'{database}.{}' is a table, not a view", name.table)))
                }
                Err(_) => Err(missing(&database, &name.table)),
            }
        }
    }
}

/// The catalog file could not be written.
pub(super) fn catalog_write_failed() -> Failure {
    Failure {
        reason: "GENERIC_INTERNAL_ERROR: the sandbox could not write its catalog".to_owned(),
        category: 1,
        error_type: 401,
        retryable: false,
    }
}

pub(super) fn table(catalog: &Arc<Catalog>, database: &str, name: &str) -> Result<TableInfo, Failure> {
    if !catalog.has_database(database) {
        return Err(no_schema(database));
    }
    catalog.table_info(database, name).ok_or_else(|| missing(database, name))
}

fn table_names(catalog: &Arc<Catalog>, database: &str) -> Result<Vec<String>, Failure> {
    catalog.table_names(database).ok_or_else(|| no_schema(database))
}

fn no_schema(database: &str) -> Failure {
    failure::user("SCHEMA_NOT_FOUND", &format!("line 1:1: Schema '{database}' does not exist"))
}

pub(super) fn no_database(name: &str) -> Failure {
    semantic(10072, &format!("Database does not exist: {name}"), 1301)
}

pub(super) fn semantic(number: u32, message: &str, error_type: i32) -> Failure {
    Failure {
        reason: format!("FAILED: SemanticException [Error {number}]: {message}"),
        category: 2,
        error_type,
        retryable: false,
    }
}

pub(super) fn missing(database: &str, name: &str) -> Failure {
    semantic(10001, &format!("Table not found {database}.{name}"), 1301)
}

pub(super) fn hive(message: &str) -> Failure {
    Failure {
        reason: format!(
            "FAILED: Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask. {message}"
        ),
        category: 2,
        error_type: 1003,
        retryable: false,
    }
}

/// `SHOW FUNCTIONS`: one row per signature, ordered by name.
fn show_functions(pattern: Option<&(String, Option<char>)>) -> Result<Running, Failure> {
    const COLUMNS: [&str; 6] =
        ["Function", "Return Type", "Argument Types", "Function Type", "Deterministic", "Description"];
    let matches = match pattern {
        None => regex("", "")?,
        Some((pattern, escape)) => regex(&like::to_regex(pattern, *escape), pattern)?,
    };
    let mut signatures: Vec<_> = registry::signatures().iter().filter(|s| matches.is_match(s.name)).collect();
    signatures.sort_by_key(|signature| signature.name);
    let cells = signatures.into_iter().flat_map(|signature| {
        let deterministic = if signature.is_deterministic() { "true" } else { "false" };
        let cells = [signature.name, signature.returns, signature.arguments, signature.kind, deterministic];
        cells.into_iter().chain([signature.description]).map(str::to_owned)
    });
    let mut shown = running(&COLUMNS, COLUMNS.len(), cells, Some(0));
    for column in &mut shown.columns {
        (column.type_name, column.precision, column.case_sensitive) = ("varchar".to_owned(), i32::MAX, true);
    }
    Ok(shown)
}

/// `SHOW TABLES`: `*` and `.*` are wildcards, `|` separates alternatives.
fn wildcard(pattern: Option<&str>) -> Result<Regex, Failure> {
    let text = pattern.map_or_else(|| ".*".to_owned(), |p| p.replace(".*", "*").replace('*', ".*"));
    regex(&format!("(?i)^(?:{text})$"), &text)
}

/// `SHOW DATABASES`: a regular expression for the whole name; a lone `*` means all.
fn java_pattern(pattern: Option<&str>) -> Result<Regex, Failure> {
    match pattern {
        None | Some("*") => regex("", ""),
        Some(text) => regex(&format!("^(?:{text})$"), text),
    }
}

fn regex(pattern: &str, written: &str) -> Result<Regex, Failure> {
    Regex::new(pattern).map_err(|_| {
        hive(&format!("java.util.regex.PatternSyntaxException: Dangling meta character near index 0\n{written}"))
    })
}

pub(super) fn nothing() -> Running {
    running(&[], 0, std::iter::empty(), None)
}

fn list(column: &str, values: impl Iterator<Item = String>) -> Running {
    running(&[column], 1, values, Some(0))
}

/// A row has `width` cells, which may differ from the number of columns.
pub(super) fn running(
    names: &[&str],
    width: usize,
    cells: impl Iterator<Item = String>,
    update_count: Option<i64>,
) -> Running {
    let mut batch = TextBatch::new(width);
    for cell in cells {
        batch.push(Some(&cell));
    }
    let column = |name: &&str| ColumnInfo {
        name: (*name).to_owned(),
        type_name: "string".to_owned(),
        precision: 0,
        scale: 0,
        case_sensitive: false,
    };
    let batches = if batch.num_rows() == 0 { Vec::new() } else { vec![Ok(batch)] };
    Running {
        columns: names.iter().map(column).collect(),
        rows: Box::pin(futures::stream::iter(batches)),
        update_count,
        scanned: Arc::new(AtomicU64::new(0)),
        rows_read: Arc::new(AtomicU64::new(0)),
        planning_ms: 0,
    }
}

/// Drops a database. The data of its Iceberg tables is deleted as well.
fn drop_database(catalog: &Catalog, name: &str, cascade: bool) -> Result<(), Refusal> {
    let tables = catalog.table_names(name).unwrap_or_default();
    let stored: Vec<_> = tables.iter().filter_map(|table| catalog.stored_table(name, table)).collect();
    catalog.drop_database(name, cascade)?;
    stored.iter().for_each(|table| change::remove_data(catalog, table));
    Ok(())
}
