//! Builders that use sea-query's default methods to write fields that are private to sea-query.
//!
//! The fields of sea-query's statements cannot be read from outside. But its default methods write them piece by piece,
//! through methods of the trait. The builders here forward these methods to the [`Renderer`], which so controls each
//! piece.

use std::cell::{Cell, RefCell};
use std::fmt::{self, Write};

use sea_query::{
    BinOper, CommonTableExpression, ConditionHolder, DeleteStatement, DynIden, EscapeBuilder, ExplainStatement, Expr,
    JoinExpr, LockClause, OnConflict, Oper, OperLeftAssocDecider, OrderExpr, PrecedenceDecider, QueryBuilder, Quote,
    QuotedBuilder, ReturningClause, SelectDistinct, SelectExpr, SelectInto, SelectStatement, SqlWriter,
    SubQueryStatement, TableRef, TableRefBuilder, UnionType, UpdateStatement, Value, WindowStatement, WithClause,
};

use super::{Renderer, as_renderer, forward};
use crate::query_builder::recording::Recording;

/// Builder for whole statements; the renderer writes all of their parts.
#[derive(Debug)]
pub(super) struct Whole<'a> {
    renderer: &'a Renderer,
    /// The number of pieces in the [`Recording`] to which the statement is written.
    written: &'a Cell<usize>,
    /// The end of the first part of the statement: the `WITH` of an `INSERT`, the `HAVING` of a `SELECT`.
    pub(super) head: Cell<usize>,
    /// The start of the last part: the rows of an `INSERT`, the clauses behind `LIMIT` in a `SELECT`.
    pub(super) tail: Cell<usize>,
}

impl<'a> Whole<'a> {
    pub(super) fn new(renderer: &'a Renderer, written: &'a Cell<usize>) -> Self {
        Self { renderer, written, head: Cell::new(0), tail: Cell::new(0) }
    }
}

as_renderer!(Whole<'_>, self => self.renderer);

impl QueryBuilder for Whole<'_> {
    forward! { self => self.renderer;
        prepare_query_statement(query: &SubQueryStatement);
        prepare_explain_statement(explain: &ExplainStatement);
        prepare_value(value: Value);
        prepare_select_into(table: &SelectInto);
        prepare_expr(expr: &Expr);
        prepare_with_clause(with: &WithClause);
        prepare_condition(condition: &ConditionHolder, keyword: &str);
        prepare_select_distinct(distinct: &SelectDistinct);
        prepare_select_expr(select: &SelectExpr);
        prepare_index_hints(table: &TableRef, select: &SelectStatement);
        prepare_join_expr(join: &JoinExpr);
        prepare_union_statement(union: UnionType, select: &SelectStatement);
        prepare_order_expr(order: &OrderExpr);
        prepare_select_lock(lock: &LockClause);
        prepare_window_statement(window: &WindowStatement);
        prepare_update_from(from: &[TableRef]);
        prepare_update_order_by(update: &UpdateStatement);
        prepare_update_limit(update: &UpdateStatement);
        prepare_delete_order_by(delete: &DeleteStatement);
        prepare_delete_limit(delete: &DeleteStatement);
        prepare_on_conflict(conflict: &Option<OnConflict>);
        prepare_returning(returning: &Option<ReturningClause>);
        insert_default_values(rows: u32);
    }

    // Also called for the SELECT of an INSERT, whose tables are not the target of the INSERT.
    fn prepare_select_statement(&self, select: &SelectStatement, sql: &mut impl SqlWriter) {
        self.renderer.prepare_select_statement(select, sql);
    }

    fn prepare_table_ref(&self, table: &TableRef, sql: &mut impl SqlWriter) {
        self.renderer.target(table, sql);
    }

    fn prepare_insert(&self, replace: bool, sql: &mut impl SqlWriter) {
        self.head.set(self.written.get());
        self.renderer.prepare_insert(replace, sql);
    }

    fn prepare_output(&self, _: &Option<ReturningClause>, _: &mut impl SqlWriter) {
        self.tail.set(self.written.get());
    }

    fn write_value(&self, sql: &mut impl Write, value: &Value) -> fmt::Result {
        self.renderer.write_value(sql, value)
    }
}

/// Builder for `SELECT`, which marks the parts to reorder at its end.
#[derive(Debug)]
pub(super) struct Select<'a>(pub(super) Whole<'a>);

as_renderer!(Select<'_>, self => self.0.renderer);

impl QueryBuilder for Select<'_> {
    forward! { self => self.0;
        prepare_query_statement(query: &SubQueryStatement);
        prepare_explain_statement(explain: &ExplainStatement);
        prepare_value(value: Value);
        prepare_select_into(table: &SelectInto);
        prepare_expr(expr: &Expr);
        prepare_with_clause(with: &WithClause);
        prepare_select_distinct(distinct: &SelectDistinct);
        prepare_select_expr(select: &SelectExpr);
        prepare_index_hints(table: &TableRef, select: &SelectStatement);
        prepare_join_expr(join: &JoinExpr);
        prepare_union_statement(union: UnionType, select: &SelectStatement);
        prepare_order_expr(order: &OrderExpr);
        prepare_select_lock(lock: &LockClause);
    }

    fn prepare_window_statement(&self, window: &WindowStatement, sql: &mut impl SqlWriter) {
        self.0.renderer.window(window, sql);
    }

    fn prepare_table_ref(&self, table: &TableRef, sql: &mut impl SqlWriter) {
        self.0.renderer.prepare_table_ref(table, sql);
    }

    fn prepare_condition(&self, condition: &ConditionHolder, keyword: &str, sql: &mut impl SqlWriter) {
        self.0.renderer.prepare_condition(condition, keyword, sql);
        if keyword == "HAVING" {
            self.0.head.set(self.0.written.get());
        }
    }

    fn prepare_select_limit_offset(&self, select: &SelectStatement, sql: &mut impl SqlWriter) {
        self.0.renderer.prepare_select_limit_offset(select, sql);
        self.0.tail.set(self.0.written.get());
    }

    fn write_value(&self, sql: &mut impl Write, value: &Value) -> fmt::Result {
        self.0.renderer.write_value(sql, value)
    }
}

/// Builder for a `WITH` and its query, which passes both to the renderer together.
#[derive(Debug)]
pub(super) struct With<'a> {
    pub(super) renderer: &'a Renderer,
    pub(super) clause: RefCell<Recording<'a>>,
}

as_renderer!(With<'_>, self => self.renderer);

impl QueryBuilder for With<'_> {
    forward! { self => self.renderer;
        prepare_explain_statement(explain: &ExplainStatement);
        prepare_value(value: Value);
        prepare_select_into(table: &SelectInto);
    }

    fn prepare_with_clause(&self, with: &WithClause, _: &mut impl SqlWriter) {
        self.renderer.prepare_with_clause(with, &mut *self.clause.borrow_mut());
    }

    fn prepare_query_statement(&self, query: &SubQueryStatement, sql: &mut impl SqlWriter) {
        self.renderer.with(&self.clause.borrow(), query, sql);
    }
}

/// Builder for single clauses: sea-query writes the clause, the renderer its parts.
#[derive(Debug)]
pub(super) struct Clause<'a>(pub(super) &'a Renderer);

as_renderer!(Clause<'_>, self => self.0);

impl QueryBuilder for Clause<'_> {
    forward! { self => self.0;
        prepare_query_statement(query: &SubQueryStatement);
        prepare_explain_statement(explain: &ExplainStatement);
        prepare_value(value: Value);
        prepare_select_into(table: &SelectInto);
        prepare_expr(expr: &Expr);
        prepare_with_query_clause_materialization(cte: &CommonTableExpression);
    }

    fn write_value(&self, sql: &mut impl Write, value: &Value) -> fmt::Result {
        self.0.write_value(sql, value)
    }
}
