//! Types of expressions.

use sea_query::{BinOper, Expr, ExprTrait, Func};

use crate::query_builder::Node;
use crate::{AthenaType, Grammar, Literal, LiteralError};

/// `CAST(x AS type)`.
pub fn cast(value: impl Into<Expr>, data_type: &AthenaType) -> Expr {
    Func::cust("CAST").arg(typed(value, data_type)).into()
}

/// `TRY_CAST(x AS type)`: NULL where the cast fails.
pub fn try_cast(value: impl Into<Expr>, data_type: &AthenaType) -> Expr {
    Func::cust("TRY_CAST").arg(typed(value, data_type)).into()
}

fn typed(value: impl Into<Expr>, data_type: &AthenaType) -> Expr {
    value.into().binary(BinOper::As, Expr::cust(data_type.to_string()))
}

/// `TRY(x)`: NULL where the expression fails by a division by zero, a wrong cast or argument, or a number out of range.
pub fn try_expr(value: impl Into<Expr>) -> Expr {
    Func::cust("TRY").arg(value).into()
}

/// A division that keeps the fraction, as a `double`: Trino's own of two integers is an integer. Decimals keep more
/// digits by `/` itself.
pub fn true_division(dividend: impl Into<Expr>, divisor: impl Into<Expr>) -> Expr {
    dividend.into().div(cast(divisor, &AthenaType::Double))
}

/// A literal of any of Athena's types, in the text and never a `?`: intervals, maps, rows, addresses.
///
/// # Errors
///
/// The value cannot be one of its type; see [`LiteralError`].
pub fn literal(value: &Literal) -> Result<Expr, LiteralError> {
    Ok(Node::Literal.call([Expr::cust(value.to_sql(Grammar::Trino)?)]).into())
}
