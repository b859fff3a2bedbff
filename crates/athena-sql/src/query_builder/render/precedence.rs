//! Precedence of operators: whether an operand needs parentheses. In doubt it gets them.
//!
//! Source: Trino's grammar, `SqlBase.g4`: a comparison, `BETWEEN`, `IN`, `LIKE` and `IS` take arithmetic on both sides
//! and cannot be chained; `NOT`, `AND` and `OR` take any of these.

use sea_query::{BinOper, Expr, Oper, UnOper};

/// Whether `inner` needs no parentheses as an operand of `outer`.
pub(super) fn binds_tighter(inner: &Expr, outer: &Oper) -> bool {
    match inner {
        Expr::Binary(_, inner, _) if is_arithmetic(*inner) => is_logical(outer) || takes_values(outer),
        Expr::Binary(_, inner, _) if is_comparison(*inner) => is_logical(outer),
        inner => is_atom(inner),
    }
}

/// Whether `a op b op c` can be written for `(a op b) op c`.
pub(super) fn is_left_associative(operator: BinOper) -> bool {
    matches!(operator, BinOper::And | BinOper::Or | BinOper::Add | BinOper::Sub | BinOper::Mul)
}

/// Whether the expression is a `valueExpression` of the grammar, such as a bound of `BETWEEN`.
pub(super) fn is_value(expr: &Expr) -> bool {
    is_atom(expr) || matches!(expr, Expr::Binary(_, operator, _) if is_arithmetic(*operator))
}

/// Whether the expression is a name, a literal, a call, or something in parentheses, which never needs more
/// parentheses.
fn is_atom(expr: &Expr) -> bool {
    match expr {
        Expr::Column(_)
        | Expr::Tuple(_)
        | Expr::FunctionCall(_)
        | Expr::SubQuery(..)
        | Expr::Value(_)
        | Expr::Values(_)
        | Expr::Keyword(_)
        | Expr::Case(_)
        | Expr::Constant(_)
        | Expr::TypeName(_) => true,
        Expr::AsEnum(_, inner) => is_atom(inner),
        // Written as functions.
        Expr::Binary(_, BinOper::BitAnd | BinOper::BitOr | BinOper::LShift | BinOper::RShift, _) => true,
        _ => false,
    }
}

fn is_arithmetic(operator: BinOper) -> bool {
    matches!(operator, BinOper::Add | BinOper::Sub | BinOper::Mul | BinOper::Div | BinOper::Mod)
}

fn is_comparison(operator: BinOper) -> bool {
    matches!(
        operator,
        BinOper::Equal
            | BinOper::NotEqual
            | BinOper::SmallerThan
            | BinOper::SmallerThanOrEqual
            | BinOper::GreaterThan
            | BinOper::GreaterThanOrEqual
            | BinOper::In
            | BinOper::NotIn
            | BinOper::Like
            | BinOper::NotLike
            | BinOper::Is
            | BinOper::IsNot
    )
}

fn takes_values(operator: &Oper) -> bool {
    matches!(operator, Oper::BinOper(operator) if is_comparison(*operator))
}

fn is_logical(operator: &Oper) -> bool {
    matches!(operator, Oper::UnOper(UnOper::Not) | Oper::BinOper(BinOper::And | BinOper::Or))
}
