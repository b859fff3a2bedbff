//! Arrays, maps and rows.

use sea_query::{ColumnRef, Expr, ExprTrait, Func, IntoColumnRef, IntoIden};

use crate::query_builder::Node;

/// `ARRAY[…]` of expressions.
pub fn array<E: Into<Expr>>(members: impl IntoIterator<Item = E>) -> Expr {
    Node::Array.call(members.into_iter().map(Into::into)).into()
}

/// `ROW(…)` of expressions; [`cast`](super::cast) gives its fields names.
pub fn row<E: Into<Expr>>(fields: impl IntoIterator<Item = E>) -> Expr {
    Func::cust("ROW").args(fields.into_iter().map(Into::into)).into()
}

/// `MAP(keys, values)` of two arrays.
pub fn map_from(keys: impl Into<Expr>, values: impl Into<Expr>) -> Expr {
    Func::cust("MAP").arg(keys).arg(values).into()
}

/// `element_at(map, key)`: the value of a key, NULL if the map has none. Of an array the element at an index, which
/// counts from 1, and from the end if it is below; index 0 is an error of the query: see [`nth`].
pub fn element_at(value: impl Into<Expr>, key: impl Into<Expr>) -> Expr {
    Func::cust("element_at").arg(value).arg(key).into()
}

/// The element of an array at an index that counts from 1; NULL if the array has none, also for an index below 1.
///
/// ```
/// use athena_sql::query_builder::sea_query::{Expr, Query};
/// use athena_sql::query_builder::{AthenaStatement, nth};
///
/// let sql = Query::select().expr(nth(Expr::col("a"), Expr::col("i"))).to_athena()?;
/// assert_eq!(sql, r#"SELECT element_at("a", NULLIF(GREATEST("i", 0), 0))"#);
/// # Ok::<(), athena_sql::query_builder::UnsupportedError>(())
/// ```
pub fn nth(array: impl Into<Expr>, index: impl Into<Expr>) -> Expr {
    let zero = || Expr::Constant(0.into());
    let index = Func::greatest([index.into(), zero()]);
    element_at(array, Func::cust("NULLIF").arg(index).arg(zero()))
}

/// The elements of an array from one index to another, both included and counted from 1; `None` is the first or the
/// last. Indexes outside of the array mean its ends, and an empty range an empty array. An index is written twice.
pub fn slice(array: impl Into<Expr>, from: Option<Expr>, to: Option<Expr>) -> Expr {
    let constant = |value: i32| Expr::Constant(value.into());
    let array = array.into();
    let length = || Expr::from(Func::cust("cardinality").arg(array.clone()));
    let from = from.map_or_else(|| constant(1), |from| Func::greatest([from, constant(1)]).into());
    let to = to.map_or_else(length, |to| Func::least([to, length()]).into());
    let count = Func::greatest([to.sub(from.clone()).add(constant(1)), constant(0)]);
    Func::cust("slice").arg(array.clone()).arg(from).arg(count).into()
}

/// `(value)."name"`: a field of a row.
pub fn field(value: impl Into<Expr>, name: impl IntoIden) -> Expr {
    let name: ColumnRef = name.into_iden().into_column_ref();
    Node::Field.call([value.into(), Expr::Column(name)]).into()
}
