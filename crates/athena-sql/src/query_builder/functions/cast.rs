//! Casts, typed literals and division.

use sea_query::{BinOper, Expr, ExprTrait, Func};

use crate::query_builder::Node;
use crate::{AthenaType, Grammar, Literal, LiteralError};

/// `CAST(x AS type)`.
pub fn cast(value: impl Into<Expr>, data_type: &AthenaType) -> Expr {
    Func::cust("CAST").arg(typed(value, data_type)).into()
}

/// `TRY_CAST(x AS type)`: NULL if the cast fails.
pub fn try_cast(value: impl Into<Expr>, data_type: &AthenaType) -> Expr {
    Func::cust("TRY_CAST").arg(typed(value, data_type)).into()
}

fn typed(value: impl Into<Expr>, data_type: &AthenaType) -> Expr {
    value.into().binary(BinOper::As, Expr::cust(data_type.to_string()))
}

/// `TRY(x)`: NULL if the expression fails by a division by zero, an invalid cast or argument, or a number out of range.
pub fn try_expr(value: impl Into<Expr>) -> Expr {
    Func::cust("TRY").arg(value).into()
}

/// A division with a `double` as its result; Trino's `/` of two integers is an integer. For decimals prefer `/`, which
/// keeps more digits.
pub fn true_division(dividend: impl Into<Expr>, divisor: impl Into<Expr>) -> Expr {
    dividend.into().div(cast(divisor, &AthenaType::Double))
}

/// A literal of any of Athena's types, such as an interval, a map or a row. It is written into the SQL, never as a `?`.
///
/// # Errors
///
/// The value is not valid for its type; see [`LiteralError`].
pub fn literal(value: &Literal) -> Result<Expr, LiteralError> {
    Ok(Node::Literal.call([Expr::cust(value.to_sql(Grammar::Trino)?)]).into())
}
