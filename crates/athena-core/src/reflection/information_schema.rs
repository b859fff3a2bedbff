//! The columns of a table by a query, where no metadata call answers.

use super::ask;
use super::scope::Scope;
use crate::driver::api::{TableColumn, TableMetadata};
use crate::error::{Error, ErrorKind, Result};
use crate::session::Session;
use crate::sql::AthenaType;
use crate::sql::literal::trino_string;

/// A table of which only the columns are known; `NotFound` if there is none. If the query fails too, the error is the
/// one that led here, with the query's beside it.
pub(super) async fn table(
    session: &Session,
    scope: &Scope<'_>,
    schema: &str,
    name: &str,
    error: Error,
) -> Result<TableMetadata> {
    tracing::debug!(%error, "asking information_schema");
    let asked = ask::rows(session, sql(schema, name), scope.catalog, None).await;
    match asked.and_then(|rows| read(name, rows)) {
        Err(second) if second.kind() != ErrorKind::NotFound => Err(error.with_context("information_schema", second)),
        found => found,
    }
}

/// Names are lower-cased in it, whatever their case where they come from.
fn sql(schema: &str, name: &str) -> String {
    let [schema, name] = [schema, name].map(|name| trino_string(&name.to_lowercase()));
    format!(
        "SELECT column_name, data_type, ordinal_position, comment, extra_info FROM information_schema.columns \
         WHERE table_schema = {schema} AND table_name = {name}"
    )
}

fn read(name: &str, rows: Vec<Vec<Option<String>>>) -> Result<TableMetadata> {
    if rows.is_empty() {
        return Err(Error::new(ErrorKind::NotFound, "`information_schema.columns` has no column of it"));
    }
    let mut columns = rows.into_iter().map(column).collect::<Result<Vec<_>>>()?;
    columns.sort_by_key(|(position, ..)| *position);
    let mut table = TableMetadata { name: name.to_lowercase(), ..TableMetadata::default() };
    for (_, column, is_partition) in columns {
        if is_partition { table.partition_keys.push(column) } else { table.columns.push(column) }
    }
    Ok(table)
}

/// A row: its place, the column, and whether the table is partitioned by it.
fn column(row: Vec<Option<String>>) -> Result<(u64, TableColumn, bool)> {
    let unreadable =
        || Error::new(ErrorKind::Unexpected, "`information_schema.columns` has another form than expected");
    let [Some(name), Some(data_type), Some(position), comment, extra_info] =
        <[Option<String>; 5]>::try_from(row).map_err(|_| unreadable())?
    else {
        return Err(unreadable());
    };
    let position = position.parse().map_err(|_| unreadable())?;
    // The types are spelled as in queries; reflection speaks the spelling of tables.
    let type_name = AthenaType::parse(&data_type).map_or(data_type, |data_type| data_type.hive().to_string());
    let mut column = TableColumn::new(name, type_name);
    column.comment = comment;
    Ok((position, column, extra_info.is_some_and(|text| text.contains("partition key"))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_text_in_lower_case() {
        assert!(sql("Sa'les", "É").ends_with("WHERE table_schema = 'sa''les' AND table_name = 'é'"));
    }

    #[test]
    fn rows_in_any_order_become_a_table() {
        let row = |cells: [Option<&str>; 5]| cells.map(|cell| cell.map(str::to_owned)).to_vec();
        let rows = vec![
            row([Some("day"), Some("date"), Some("3"), None, Some("partition key")]),
            row([Some("tags"), Some("array(row(a integer, b varchar))"), Some("2"), None, None]),
            row([Some("id"), Some("varchar"), Some("1"), Some("the key"), Some("")]),
        ];
        let table = read("T", rows).expect("a table");
        let text = |columns: &[TableColumn]| {
            columns.iter().map(|column| format!("{} {}", column.name, column.type_name)).collect::<Vec<_>>()
        };
        assert_eq!(text(&table.columns), ["id string", "tags array<struct<a:int,b:string>>"]);
        assert_eq!(text(&table.partition_keys), ["day date"]);
        assert_eq!((table.name.as_str(), table.columns[0].comment.as_deref()), ("t", Some("the key")));
        assert_eq!(read("t", Vec::new()).map_err(|error| error.kind()), Err(ErrorKind::NotFound));
        let wrong = [vec![None; 5], vec![Some("x".to_owned()); 4], vec![Some("x".to_owned()); 5]];
        for row in wrong {
            assert_eq!(read("t", vec![row]).map_err(|error| error.kind()), Err(ErrorKind::Unexpected));
        }
    }
}
