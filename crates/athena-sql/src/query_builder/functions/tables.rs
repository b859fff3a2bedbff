//! Table expressions: `UNNEST`, `VALUES`, `TABLESAMPLE`.

use sea_query::{ColumnRef, DynIden, Expr, IntoIden, NullAlias, TableName, TableRef};

use super::aggregate::digits;
use crate::query_builder::Node;

/// `UNNEST(…) AS alias (columns)`: the elements of arrays as rows of a table. A map has two columns, an array of rows
/// one per field.
///
/// ```
/// use athena_sql::query_builder::{AthenaStatement, unnest};
/// use athena_sql::sea_query::{Expr, Query};
///
/// let query = Query::select()
///     .columns(["id", "tag"])
///     .from("posts")
///     .cross_join(unnest([Expr::col("tags")], "t", ["tag"]))
///     .to_owned();
/// assert_eq!(query.to_athena()?, r#"SELECT "id", "tag" FROM "posts" CROSS JOIN UNNEST("tags") AS "t" ("tag")"#);
/// # Ok::<(), athena_sql::query_builder::UnsupportedError>(())
/// ```
pub fn unnest<C: IntoIden>(
    values: impl IntoIterator<Item = Expr>,
    alias: impl IntoIden,
    columns: impl IntoIterator<Item = C>,
) -> TableRef {
    unnested(values, alias, columns, false)
}

/// `UNNEST(…) WITH ORDINALITY AS alias (columns)`: [`unnest`] with a last column that numbers the rows from 1.
pub fn unnest_with_ordinality<C: IntoIden>(
    values: impl IntoIterator<Item = Expr>,
    alias: impl IntoIden,
    columns: impl IntoIterator<Item = C>,
) -> TableRef {
    unnested(values, alias, columns, true)
}

fn unnested<C: IntoIden>(
    values: impl IntoIterator<Item = Expr>,
    alias: impl IntoIden,
    columns: impl IntoIterator<Item = C>,
    counted: bool,
) -> TableRef {
    let args = [Expr::tuple(values), names(columns), Expr::Constant(counted.into())];
    TableRef::FunctionCall(Node::Unnest.call(args), alias.into_iden())
}

/// `(VALUES …) AS alias (columns)`: rows as a table with named columns, which sea-query's own `VALUES` lacks.
pub fn values<C: IntoIden, R: IntoIterator<Item = Expr>>(
    rows: impl IntoIterator<Item = R>,
    alias: impl IntoIden,
    columns: impl IntoIterator<Item = C>,
) -> TableRef {
    let rows = rows.into_iter().map(Expr::tuple);
    TableRef::FunctionCall(Node::Values.call([names(columns)].into_iter().chain(rows)), alias.into_iden())
}

fn names<C: IntoIden>(columns: impl IntoIterator<Item = C>) -> Expr {
    Expr::tuple(columns.into_iter().map(|name| Expr::col(name.into_iden())))
}

/// The sampling method of [`table_sample`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Sample {
    /// Chooses each row with the same probability; reads the whole table.
    Bernoulli,
    /// Chooses each block of rows with the same probability; reads the chosen blocks only.
    System,
}

/// `table TABLESAMPLE method (percentage)`: a random sample of a table; the percentage is from 0 to 100. Add an alias
/// with [`TableRef::alias`].
pub fn table_sample(table: impl Into<TableName>, method: Sample, percentage: f64) -> TableRef {
    let node = match method {
        Sample::Bernoulli => Node::Bernoulli,
        Sample::System => Node::System,
    };
    let args = [of_table(table), digits(percentage)];
    TableRef::FunctionCall(node.call(args), no_alias())
}

/// A table as an expression: its `*`.
pub(super) fn of_table(table: impl Into<TableName>) -> Expr {
    Expr::Column(ColumnRef::Asterisk(Some(table.into())))
}

/// An empty alias, which is not written.
pub(super) fn no_alias() -> DynIden {
    NullAlias.into_iden()
}
