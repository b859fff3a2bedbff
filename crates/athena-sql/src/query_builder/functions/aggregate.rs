//! Aggregates. They are calls, so that `FILTER (WHERE …)` can be added.

use sea_query::{Expr, Func, FunctionCall};

use super::number::digits;

/// `approx_distinct(x)`: about how many different values there are, with a standard error of 2.3 %.
pub fn approx_distinct(value: impl Into<Expr>) -> FunctionCall {
    Func::cust("approx_distinct").arg(value)
}

/// `approx_percentile(x, p)`: the value that about `percentage` (0 to 1) of the values are below.
pub fn approx_percentile(value: impl Into<Expr>, percentage: f64) -> FunctionCall {
    Func::cust("approx_percentile").arg(value).arg(digits(percentage))
}
