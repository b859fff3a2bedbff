//! Aggregate functions, returned as calls so that `FILTER (WHERE …)` can be added.

use sea_query::{Expr, Func, FunctionCall};

use crate::query_builder::Node;

/// `approx_distinct(x)`: the approximate number of distinct values, with a standard error of 2.3 %.
pub fn approx_distinct(value: impl Into<Expr>) -> FunctionCall {
    Func::cust("approx_distinct").arg(value)
}

/// `approx_percentile(x, p)`: the approximate percentile; `percentage` is from 0 to 1.
pub fn approx_percentile(value: impl Into<Expr>, percentage: f64) -> FunctionCall {
    Func::cust("approx_percentile").arg(value).arg(digits(percentage))
}

/// The digits of a finite number; a number that is not finite is a `double` constant.
pub(super) fn digits(number: f64) -> Expr {
    if number.is_finite() {
        Node::Literal.call([Expr::cust(number.to_string())]).into()
    } else {
        Expr::Constant(number.into())
    }
}
