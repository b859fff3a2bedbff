//! Numbers that stay in the SQL of a statement.

use sea_query::Expr;

use crate::query_builder::Node;

/// The digits of a finite number; a number that is not finite is a `double` constant.
pub(super) fn digits(number: f64) -> Expr {
    if number.is_finite() {
        Node::Literal.call([Expr::cust(number.to_string())]).into()
    } else {
        Expr::Constant(number.into())
    }
}
