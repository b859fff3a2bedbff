//! Functions for arrays, maps and rows.

use sea_query::{ColumnRef, Expr, ExprTrait, Func, IntoColumnRef, IntoIden};

use crate::query_builder::Node;

/// `ARRAY[…]` of expressions.
pub fn array<E: Into<Expr>>(members: impl IntoIterator<Item = E>) -> Expr {
    Node::Array.call(members.into_iter().map(Into::into)).into()
}

/// `ROW(…)` of expressions. [`cast`](super::cast) gives names to the fields.
pub fn row<E: Into<Expr>>(fields: impl IntoIterator<Item = E>) -> Expr {
    Func::cust("ROW").args(fields.into_iter().map(Into::into)).into()
}

/// `MAP(keys, values)` of two arrays.
pub fn map_from(keys: impl Into<Expr>, values: impl Into<Expr>) -> Expr {
    Func::cust("MAP").arg(keys).arg(values).into()
}

/// `element_at(map, key)`: the value of a key; NULL if the map does not have the key. For an array: the element at an
/// index, counted from 1, or from the end if the index is negative. Index 0 makes the query fail; [`nth`] does not.
pub fn element_at(value: impl Into<Expr>, key: impl Into<Expr>) -> Expr {
    Func::cust("element_at").arg(value).arg(key).into()
}

/// The element of an array at an index counted from 1; NULL if there is none, including for an index below 1.
///
/// ```
/// use athena_sql::query_builder::{AthenaStatement, nth};
/// use athena_sql::sea_query::{Expr, Query};
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

/// The elements of an array between two indexes, both inclusive and counted from 1; `None` is the first or the last
/// element. Indexes outside the array are moved to its ends; an empty range gives an empty array. The expression of an
/// index can appear twice in the SQL.
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
