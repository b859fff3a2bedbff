//! Statements that answer where no metadata call does: `SHOW CREATE`, and `information_schema.columns`.

use std::sync::Arc;

use super::scope::Scope;
use crate::driver::api::{TableColumn, TableMetadata};
use crate::driver::results::ResultPages;
use crate::error::{Error, ErrorKind, Result};
use crate::execution::QueryRunner;
use crate::query::ResultReuse;
use crate::session::Session;
use crate::sql::identifier::quote;
use crate::sql::literal::trino_string;
use crate::sql::{AthenaType, Grammar};
use crate::statement::{Statement, StatementOptions};

/// The kind of definition that a `SHOW CREATE` statement returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Definition {
    View,
    Table,
}

impl Definition {
    /// The definition text: the rows of the statement, joined by line ends.
    pub(super) async fn fetch(self, session: &Session, scope: &Scope<'_>, schema: &str, name: &str) -> Result<String> {
        let rows = rows(session, self.sql(schema, name), scope.catalog, Some(schema)).await?;
        let first_cells = rows.into_iter().filter_map(|row| row.into_iter().next());
        Ok(first_cells.map(Option::unwrap_or_default).collect::<Vec<_>>().join("\n"))
    }

    /// `SHOW CREATE VIEW` is Trino's and `SHOW CREATE TABLE` is Hive's, and each quotes names in its own way.
    fn sql(self, schema: &str, name: &str) -> String {
        let (what, grammar) = match self {
            Self::View => ("VIEW", Grammar::Trino),
            Self::Table => ("TABLE", Grammar::Hive),
        };
        format!("SHOW CREATE {what} {}.{}", quote(schema, grammar), quote(name, grammar))
    }
}

/// A table of which only the columns are known; `NotFound` if it does not exist. If the query fails too, the result is
/// `error`, the one that led here, with the query's own error in its context.
pub(super) async fn columns(
    session: &Session,
    scope: &Scope<'_>,
    schema: &str,
    name: &str,
    error: Error,
) -> Result<TableMetadata> {
    tracing::debug!(%error, "querying information_schema");
    let answer = rows(session, columns_sql(schema, name), scope.catalog, None).await;
    match answer.and_then(|rows| read_columns(name, rows)) {
        Err(second) if second.kind() != ErrorKind::NotFound => Err(error.with_context("information_schema", second)),
        answer => answer,
    }
}

/// `information_schema` has all names in lower case, even those of catalogs that keep their case.
fn columns_sql(schema: &str, name: &str) -> String {
    let [schema, name] = [schema, name].map(|name| trino_string(&name.to_lowercase()));
    format!(
        "SELECT column_name, data_type, ordinal_position, comment, extra_info FROM information_schema.columns \
         WHERE table_schema = {schema} AND table_name = {name}"
    )
}

fn read_columns(name: &str, rows: Vec<Vec<Option<String>>>) -> Result<TableMetadata> {
    if rows.is_empty() {
        return Err(Error::new(ErrorKind::NotFound, "`information_schema.columns` has no column of the table"));
    }
    let mut columns = rows.into_iter().map(read_column).collect::<Result<Vec<_>>>()?;
    columns.sort_by_key(|(position, ..)| *position);
    let mut table = TableMetadata { name: name.to_lowercase(), ..TableMetadata::default() };
    for (_, column, is_partition) in columns {
        if is_partition { table.partition_keys.push(column) } else { table.columns.push(column) }
    }
    Ok(table)
}

/// One row: the position of the column, the column, and whether the table is partitioned by it.
fn read_column(row: Vec<Option<String>>) -> Result<(u64, TableColumn, bool)> {
    let unreadable = || Error::new(ErrorKind::Unexpected, "`information_schema.columns` has an unexpected form");
    let [Some(name), Some(data_type), Some(position), comment, extra_info] =
        <[Option<String>; 5]>::try_from(row).map_err(|_| unreadable())?
    else {
        return Err(unreadable());
    };
    let position = position.parse().map_err(|_| unreadable())?;
    // The types have Trino's spelling here, and Hive's in the metadata calls.
    let type_text = AthenaType::parse(&data_type).map_or(data_type, |data_type| data_type.hive().to_string());
    let mut column = TableColumn::new(name, type_text);
    column.comment = comment;
    Ok((position, column, extra_info.is_some_and(|text| text.contains("partition key"))))
}

/// All rows of a statement, as text; `None` is NULL. Result reuse is off: the answer must be current.
async fn rows(session: &Session, sql: String, catalog: &str, schema: Option<&str>) -> Result<Vec<Vec<Option<String>>>> {
    let mut options = StatementOptions::default().with_catalog_name(catalog).with_result_reuse(ResultReuse::disabled());
    options.schema_name = schema.map(str::to_owned);
    let mut runner = QueryRunner::new(session, "inspector");
    let query = runner.run(&Statement::new(sql).with_options(options)).await?;
    let mut pages = ResultPages::open(Arc::clone(session.athena()), &query, None).await?;
    let width = pages.info().columns.len();
    let mut all = Vec::new();
    while let Some(page) = pages.next().await? {
        for row in 0..page.num_rows() {
            let cells = (0..width).map(|column| page.text(row, column).map(|text| text.map(str::to_owned)));
            all.push(cells.collect::<Result<Vec<_>>>()?);
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_string_literals_in_lower_case() {
        assert!(columns_sql("Sa'les", "É").ends_with("WHERE table_schema = 'sa''les' AND table_name = 'é'"));
    }

    #[test]
    fn rows_in_any_order_become_a_table() {
        let row = |cells: [Option<&str>; 5]| cells.map(|cell| cell.map(str::to_owned)).to_vec();
        let rows = vec![
            row([Some("day"), Some("date"), Some("3"), None, Some("partition key")]),
            row([Some("tags"), Some("array(row(a integer, b varchar))"), Some("2"), None, None]),
            row([Some("id"), Some("varchar"), Some("1"), Some("the key"), Some("")]),
        ];
        let table = read_columns("T", rows).expect("a table");
        let text = |columns: &[TableColumn]| {
            columns.iter().map(|column| format!("{} {}", column.name, column.type_text)).collect::<Vec<_>>()
        };
        assert_eq!(text(&table.columns), ["id string", "tags array<struct<a:int,b:string>>"]);
        assert_eq!(text(&table.partition_keys), ["day date"]);
        assert_eq!((table.name.as_str(), table.columns[0].comment.as_deref()), ("t", Some("the key")));
        assert_eq!(read_columns("t", Vec::new()).map_err(|error| error.kind()), Err(ErrorKind::NotFound));
        let wrong = [vec![None; 5], vec![Some("x".to_owned()); 4], vec![Some("x".to_owned()); 5]];
        for row in wrong {
            assert_eq!(read_columns("t", vec![row]).map_err(|error| error.kind()), Err(ErrorKind::Unexpected));
        }
    }
}
