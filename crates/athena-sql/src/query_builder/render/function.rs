//! Rendering of function calls, and of the calls that represent syntax nodes.

use sea_query::{Expr, Func, FunctionCall, QueryBuilder, SqlWriter};

use super::{Renderer, put};
use crate::query_builder::{Node, UnsupportedError};
use crate::{Grammar, identifier};

impl Renderer {
    pub(super) fn function(&self, call: &FunctionCall, sql: &mut impl SqlWriter) {
        if let Some(node) = Node::of(call) {
            return self.node(node, call.get_args(), sql);
        }
        match call.get_func() {
            // Trino's MD5 takes and returns bytes; in other engines it takes text and returns hexadecimal text.
            Func::Md5 => {
                put(sql, "lower(to_hex(md5(to_utf8");
                self.prepare_function_arguments(call, sql);
                put(sql, ")))");
            }
            function => {
                self.prepare_function_name(function, sql);
                self.prepare_function_arguments(call, sql);
            }
        }
    }

    pub(super) fn function_name(&self, function: &Func, sql: &mut impl SqlWriter) {
        match function {
            Func::Custom(name) => self.custom_name(&name.inner(), sql),
            Func::IfNull => put(sql, "COALESCE"),
            Func::CharLength => put(sql, "LENGTH"),
            Func::BitAnd => put(sql, "bitwise_and_agg"),
            Func::BitOr => put(sql, "bitwise_or_agg"),
            Func::Max
            | Func::Min
            | Func::Sum
            | Func::Avg
            | Func::Abs
            | Func::Count
            | Func::Greatest
            | Func::Least
            | Func::Cast
            | Func::Coalesce
            | Func::Lower
            | Func::Upper
            | Func::Random
            | Func::Round
            | Func::Md5 => self.prepare_function_name_common(function, sql),
            other => {
                let error = UnsupportedError::new(format!("function {other:?}"), "use a function of Trino");
                self.refuse(error, sql);
            }
        }
    }

    /// Writes a word, or words joined by dots, without quotes, since `"TRY_CAST"` would not be the function. Any other
    /// name is quoted, so that it stays one name.
    fn custom_name(&self, name: &str, sql: &mut impl SqlWriter) {
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
        let plain = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && name.chars().all(fits);
        if plain { put(sql, name) } else { put(sql, &identifier::quote(name, Grammar::Trino)) }
    }

    pub(super) fn call<'a>(&self, name: &str, args: impl IntoIterator<Item = &'a Expr>, sql: &mut impl SqlWriter) {
        put(sql, name);
        put(sql, "(");
        self.list(args, sql);
        put(sql, ")");
    }

    pub(in crate::query_builder) fn list<'a>(
        &self,
        exprs: impl IntoIterator<Item = &'a Expr>,
        sql: &mut impl SqlWriter,
    ) {
        for (position, expr) in exprs.into_iter().enumerate() {
            if position > 0 {
                put(sql, ", ");
            }
            self.prepare_expr(expr, sql);
        }
    }

    fn node(&self, node: Node, args: &[Expr], sql: &mut impl SqlWriter) {
        match (node, args) {
            (Node::Array, members) => {
                put(sql, "ARRAY[");
                self.list(members, sql);
                put(sql, "]");
            }
            (Node::Field, [value, Expr::Column(name)]) => {
                put(sql, "(");
                self.prepare_expr(value, sql);
                put(sql, ").");
                self.prepare_column_ref(name, sql);
            }
            (Node::Lambda, [Expr::Tuple(parameters), body]) => {
                match parameters.as_slice() {
                    [parameter] => self.prepare_expr(parameter, sql),
                    parameters => self.prepare_tuple(parameters, sql),
                }
                put(sql, " -> ");
                self.prepare_expr(body, sql);
            }
            (Node::Literal, [Expr::Custom(text)]) => put(sql, text),
            _ => self.refuse_named("table where a value should be", "put it behind FROM or JOIN", sql),
        }
    }
}
