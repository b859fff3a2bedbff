//! Rendering of expressions: operators, subqueries, custom SQL.

use sea_query::{
    BinOper, Expr, Keyword, LogicalChainOper, Oper, QueryBuilder, SqlWriter, SubQueryOper, SubQueryStatement,
};

use super::{Renderer, precedence, put};
use crate::query_builder::UnsupportedError;
use crate::{TokenKind, tokenize};

impl Renderer {
    pub(super) fn expression(&self, expr: &Expr, sql: &mut impl SqlWriter) {
        match expr {
            Expr::FunctionCall(call) => self.function(call, sql),
            Expr::Binary(left, operator, right) => self.binary(left, *operator, right, sql),
            Expr::SubQuery(operator, query) => self.sub_query(operator.as_ref(), query, sql),
            Expr::CustomWithExpr(text, values) => self.custom(text, values, sql),
            Expr::Keyword(Keyword::Default) => {
                self.refuse_named("DEFAULT", "write the value, or leave the column out", sql);
            }
            expr => self.prepare_expr_common(expr, sql),
        }
    }

    fn binary(&self, left: &Expr, operator: BinOper, right: &Expr, sql: &mut impl SqlWriter) {
        use BinOper as Op;
        match operator {
            Op::In if is_empty(right) => put(sql, "false"),
            Op::NotIn if is_empty(right) => put(sql, "true"),
            Op::Between => self.between(left, "BETWEEN", right, sql),
            Op::NotBetween => self.between(left, "NOT BETWEEN", right, sql),
            Op::Like => self.like(left, "LIKE", right, sql),
            Op::NotLike => self.like(left, "NOT LIKE", right, sql),
            Op::Is if is_null(right) => self.infix(left, "IS", right, sql),
            Op::IsNot if is_null(right) => self.infix(left, "IS NOT", right, sql),
            // Trino has `IS` for NULL only. For other values `IS NOT DISTINCT FROM` means the same.
            Op::Is => self.infix(left, "IS NOT DISTINCT FROM", right, sql),
            Op::IsNot => self.infix(left, "IS DISTINCT FROM", right, sql),
            Op::BitAnd => self.call("bitwise_and", [left, right], sql),
            Op::BitOr => self.call("bitwise_or", [left, right], sql),
            Op::LShift => self.call("bitwise_left_shift", [left, right], sql),
            // The arithmetic shift keeps the sign, as shifts of signed numbers do in other engines.
            Op::RShift => self.call("bitwise_right_shift_arithmetic", [left, right], sql),
            Op::As => {
                self.prepare_expr(left, sql);
                put(sql, " AS ");
                match right {
                    Expr::Custom(name) => self.type_name(name, sql),
                    right => self.prepare_expr(right, sql),
                }
            }
            operator => self.binary_expr(left, &operator, right, sql),
        }
    }

    fn infix(&self, left: &Expr, operator: &str, right: &Expr, sql: &mut impl SqlWriter) {
        self.operand(left, sql);
        put(sql, " ");
        put(sql, operator);
        put(sql, " ");
        self.operand(right, sql);
    }

    fn operand(&self, expr: &Expr, sql: &mut impl SqlWriter) {
        if precedence::is_value(expr) {
            self.prepare_expr(expr, sql);
        } else {
            put(sql, "(");
            self.prepare_expr(expr, sql);
            put(sql, ")");
        }
    }

    /// One condition of a chain, in parentheses if it is an `AND` or `OR` itself.
    pub(super) fn link(&self, link: &LogicalChainOper, first: bool, only: bool, sql: &mut impl SqlWriter) {
        let (word, expr) = match link {
            LogicalChainOper::And(expr) => (" AND ", expr),
            LogicalChainOper::Or(expr) => (" OR ", expr),
        };
        put(sql, if first { "" } else { word });
        if only || precedence::binds_tighter(expr, &Oper::BinOper(BinOper::And)) {
            self.prepare_expr(expr, sql);
        } else {
            put(sql, "(");
            self.prepare_expr(expr, sql);
            put(sql, ")");
        }
    }

    /// sea-query passes the bounds as operands of `AND`. Each gets its own parentheses, since this `AND` is part of
    /// `BETWEEN`.
    fn between(&self, left: &Expr, operator: &str, bounds: &Expr, sql: &mut impl SqlWriter) {
        let Expr::Binary(low, BinOper::And, high) = bounds else {
            return self.refuse_named("BETWEEN without two bounds", "give it two bounds", sql);
        };
        self.infix(left, operator, low, sql);
        put(sql, " AND ");
        self.operand(high, sql);
    }

    fn like(&self, left: &Expr, operator: &str, pattern: &Expr, sql: &mut impl SqlWriter) {
        let (pattern, escape) = match pattern {
            Expr::Binary(pattern, BinOper::Escape, escape) => (pattern.as_ref(), Some(escape)),
            pattern => (pattern, None),
        };
        self.infix(left, operator, pattern, sql);
        if let Some(escape) = escape {
            put(sql, " ESCAPE ");
            self.operand(escape, sql);
        }
    }

    /// Writes an operator that is the same in sea-query and Athena, and refuses the others.
    pub(super) fn operator(&self, operator: BinOper, sql: &mut impl SqlWriter) {
        use BinOper as Op;
        match operator {
            Op::And
            | Op::Or
            | Op::Like
            | Op::NotLike
            | Op::Is
            | Op::IsNot
            | Op::In
            | Op::NotIn
            | Op::Between
            | Op::NotBetween
            | Op::Equal
            | Op::NotEqual
            | Op::SmallerThan
            | Op::GreaterThan
            | Op::SmallerThanOrEqual
            | Op::GreaterThanOrEqual
            | Op::Add
            | Op::Sub
            | Op::Mul
            | Op::Div
            | Op::Mod
            | Op::As
            | Op::Escape
            | Op::Custom(_) => self.prepare_bin_oper_common(&operator, sql),
            other => {
                let error = UnsupportedError::new(format!("operator {other:?}"), "use a function of Trino");
                self.refuse(error, sql);
            }
        }
    }

    fn sub_query(&self, operator: Option<&SubQueryOper>, query: &SubQueryStatement, sql: &mut impl SqlWriter) {
        if let Some(operator) = operator {
            self.prepare_sub_query_oper(operator, sql);
        }
        put(sql, "(");
        self.query(query, sql);
        put(sql, ")");
    }

    /// A query inside a statement, which must return rows.
    pub(super) fn query(&self, query: &SubQueryStatement, sql: &mut impl SqlWriter) {
        match query {
            SubQueryStatement::SelectStatement(select) => self.prepare_select_statement(select, sql),
            SubQueryStatement::WithStatement(with) => self.prepare_with_query(with, sql),
            SubQueryStatement::InsertStatement(_)
            | SubQueryStatement::UpdateStatement(_)
            | SubQueryStatement::DeleteStatement(_) => {
                self.refuse_named("INSERT, UPDATE or DELETE inside a query", "run it as a separate statement", sql);
            }
        }
    }

    /// Custom SQL with a `?` for each expression, and `??` for a question mark. A `?` in quotes or a comment is text.
    fn custom(&self, text: &str, values: &[Expr], sql: &mut impl SqlWriter) {
        let mut values = values.iter();
        let mut tokens = tokenize(text).peekable();
        while let Some(token) = tokens.next() {
            if token.kind != TokenKind::Question {
                put(sql, token.text);
            } else if tokens.next_if(|next| next.kind == TokenKind::Question).is_some() {
                put(sql, "?");
            } else if let Some(value) = values.next() {
                self.prepare_expr(value, sql);
            } else {
                self.refuse_named("custom SQL with more `?` than values", "give a value for each", sql);
            }
        }
        if values.next().is_some() {
            self.refuse_named("custom SQL with more values than `?`", "write a `?` for each", sql);
        }
    }
}

fn is_empty(expr: &Expr) -> bool {
    match expr {
        Expr::Tuple(members) => members.is_empty(),
        Expr::Values(members) => members.is_empty(),
        _ => false,
    }
}

fn is_null(expr: &Expr) -> bool {
    matches!(expr, Expr::Keyword(Keyword::Null))
}
