//! Functions with lambda arguments.
//!
//! The body of a lambda is a closure over its parameters. It is called twice: first to find the names that it contains,
//! then with parameters whose names differ from these. So a parameter never hides a column or a parameter of an outer
//! lambda.
//!
//! Source: Trino documentation, "Lambda expressions", "Array functions and operators", "Map functions and operators".

use sea_query::{Expr, Func};

use crate::query_builder::Node;

/// `transform(array, x -> …)`: an array of the results of the body for each element.
///
/// ```
/// use athena_sql::query_builder::{AthenaStatement, transform};
/// use athena_sql::sea_query::{Expr, ExprTrait, Query};
///
/// let prices = transform(Expr::col("prices"), |price| price.mul(Expr::col("rate")));
/// let sql = Query::select().expr(prices).to_athena()?;
/// assert_eq!(sql, r#"SELECT transform("prices", "_element_0" -> "_element_0" * "rate")"#);
/// # Ok::<(), athena_sql::query_builder::UnsupportedError>(())
/// ```
pub fn transform(array: impl Into<Expr>, body: impl Fn(Expr) -> Expr) -> Expr {
    Func::cust("transform").arg(array).arg(unary(ELEMENT, body)).into()
}

/// `filter(array, x -> …)`: the elements for which the body is true.
pub fn filter(array: impl Into<Expr>, body: impl Fn(Expr) -> Expr) -> Expr {
    Func::cust("filter").arg(array).arg(unary(ELEMENT, body)).into()
}

/// `any_match(array, x -> …)`: whether the body is true for at least one element.
pub fn any_match(array: impl Into<Expr>, body: impl Fn(Expr) -> Expr) -> Expr {
    Func::cust("any_match").arg(array).arg(unary(ELEMENT, body)).into()
}

/// `all_match(array, x -> …)`: whether the body is true for all elements.
pub fn all_match(array: impl Into<Expr>, body: impl Fn(Expr) -> Expr) -> Expr {
    Func::cust("all_match").arg(array).arg(unary(ELEMENT, body)).into()
}

/// `none_match(array, x -> …)`: whether the body is true for no element.
pub fn none_match(array: impl Into<Expr>, body: impl Fn(Expr) -> Expr) -> Expr {
    Func::cust("none_match").arg(array).arg(unary(ELEMENT, body)).into()
}

/// `array_sort(array, (a, b) -> …)`: the array sorted by a comparison that returns -1, 0 or 1.
pub fn array_sort(array: impl Into<Expr>, body: impl Fn(Expr, Expr) -> Expr) -> Expr {
    Func::cust("array_sort").arg(array).arg(binary([LEFT, RIGHT], body)).into()
}

/// `zip_with(array, array, (a, b) -> …)`: an array of the results of the body for each pair of elements. The shorter
/// array is padded with NULL.
pub fn zip_with(left: impl Into<Expr>, right: impl Into<Expr>, body: impl Fn(Expr, Expr) -> Expr) -> Expr {
    Func::cust("zip_with").arg(left).arg(right).arg(binary([LEFT, RIGHT], body)).into()
}

/// `reduce(array, start, (state, x) -> …, state -> …)`: the elements combined one after another into a state, which
/// begins with `start`; the result is that of `finish` for the last state.
pub fn reduce(
    array: impl Into<Expr>,
    start: impl Into<Expr>,
    step: impl Fn(Expr, Expr) -> Expr,
    finish: impl Fn(Expr) -> Expr,
) -> Expr {
    let call = Func::cust("reduce").arg(array).arg(start);
    call.arg(binary([STATE, ELEMENT], step)).arg(unary(STATE, finish)).into()
}

/// `map_filter(map, (key, value) -> …)`: the entries for which the body is true.
pub fn map_filter(map: impl Into<Expr>, body: impl Fn(Expr, Expr) -> Expr) -> Expr {
    Func::cust("map_filter").arg(map).arg(binary([KEY, VALUE], body)).into()
}

/// `transform_keys(map, (key, value) -> …)`: a map with the results of the body as its keys.
pub fn transform_keys(map: impl Into<Expr>, body: impl Fn(Expr, Expr) -> Expr) -> Expr {
    Func::cust("transform_keys").arg(map).arg(binary([KEY, VALUE], body)).into()
}

/// `transform_values(map, (key, value) -> …)`: a map with the results of the body as its values.
pub fn transform_values(map: impl Into<Expr>, body: impl Fn(Expr, Expr) -> Expr) -> Expr {
    Func::cust("transform_values").arg(map).arg(binary([KEY, VALUE], body)).into()
}

/// `map_zip_with(map, map, (key, a, b) -> …)`: a map with the keys of both maps and the results of the body as its
/// values. The value of a missing key is NULL.
pub fn map_zip_with(left: impl Into<Expr>, right: impl Into<Expr>, body: impl Fn(Expr, Expr, Expr) -> Expr) -> Expr {
    let lambda = lambda([KEY, LEFT, RIGHT], |[key, left, right]| body(key, left, right));
    Func::cust("map_zip_with").arg(left).arg(right).arg(lambda).into()
}

const ELEMENT: &str = "element";
const STATE: &str = "state";
const KEY: &str = "key";
const VALUE: &str = "value";
const LEFT: &str = "left";
const RIGHT: &str = "right";

fn unary(name: &str, body: impl Fn(Expr) -> Expr) -> Expr {
    lambda([name], |[parameter]| body(parameter))
}

fn binary(names: [&str; 2], body: impl Fn(Expr, Expr) -> Expr) -> Expr {
    lambda(names, |[first, second]| body(first, second))
}

fn lambda<const N: usize>(names: [&str; N], body: impl Fn([Expr; N]) -> Expr) -> Expr {
    let columns = |names: &[String; N]| names.each_ref().map(|name| Expr::col(name.clone()));
    // The `Debug` text of the body contains all of its names and its custom SQL.
    let seen = format!("{:?}", body(columns(&names.map(|name| format!("_{name}"))))).to_lowercase();
    let numbered = |number: usize| names.map(|name| format!("_{name}_{number}"));
    let mut number = 0;
    while numbered(number).iter().any(|name| seen.contains(name)) {
        number += 1;
    }
    let parameters = columns(&numbered(number));
    Node::Lambda.call([Expr::tuple(parameters.clone()), body(parameters)]).into()
}
