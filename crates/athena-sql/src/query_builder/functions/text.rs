//! Functions for text.

use sea_query::{BinOper, Expr, ExprTrait, Func, IntoLikeExpr};

/// `a || b`: the concatenation of two texts, arrays or bytes; NULL if one of them is NULL.
pub fn concat(left: impl Into<Expr>, right: impl Into<Expr>) -> Expr {
    left.into().binary(BinOper::Custom("||"), right)
}

/// `LIKE` that ignores case. Trino has no `ILIKE`, so both sides are converted to lower case.
pub fn ilike(value: impl Into<Expr>, pattern: impl IntoLikeExpr) -> Expr {
    let pattern = match pattern.into_like_expr().into() {
        Expr::Binary(pattern, BinOper::Escape, escape) => {
            Expr::from(Func::lower(*pattern)).binary(BinOper::Escape, Expr::from(Func::lower(*escape)))
        }
        pattern => Func::lower(pattern).into(),
    };
    Expr::from(Func::lower(value)).binary(BinOper::Like, pattern)
}

/// `regexp_like(text, pattern)`: whether the pattern, in Java's syntax, matches a part of the text.
pub fn regexp_like(value: impl Into<Expr>, pattern: impl Into<Expr>) -> Expr {
    Func::cust("regexp_like").arg(value).arg(pattern).into()
}
