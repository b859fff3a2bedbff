//! Numbers that belong to the text of a statement.

use sea_query::Expr;

use crate::query_builder::Node;

/// Digits, as a person would write them; what has none is written as its `double`.
pub(super) fn digits(number: f64) -> Expr {
    if number.is_finite() {
        Node::Literal.call([Expr::cust(number.to_string())]).into()
    } else {
        Expr::Constant(number.into())
    }
}
