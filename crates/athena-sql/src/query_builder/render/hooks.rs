//! `QueryBuilder` for the renderer: the methods of sea-query that differ for Athena.

use std::fmt::{self, Write};

use sea_query::{
    BinOper, CommonTableExpression, DeleteStatement, ExplainStatement, Expr, Frame, Func, InsertStatement, JoinExpr,
    JoinOn, JoinType, LockClause, LogicalChainOper, OnConflict, OrderExpr, QueryBuilder, ReturningClause,
    SelectDistinct, SelectExpr, SelectInto, SelectStatement, SqlWriter, SubQueryStatement, TableRef, TypeRef,
    UnionType, UpdateStatement, Value, WithClause, WithQuery,
};

use super::parts::Clause;
use super::{Renderer, put};
use crate::query_builder::inspect;

impl QueryBuilder for Renderer {
    fn prepare_insert_statement(&self, insert: &InsertStatement, sql: &mut impl SqlWriter) {
        self.insert(None, insert, sql);
    }

    fn prepare_select_statement(&self, select: &SelectStatement, sql: &mut impl SqlWriter) {
        self.select(select, sql);
    }

    fn prepare_update_statement(&self, update: &UpdateStatement, sql: &mut impl SqlWriter) {
        self.update(update, sql);
    }

    fn prepare_delete_statement(&self, delete: &DeleteStatement, sql: &mut impl SqlWriter) {
        self.delete(delete, sql);
    }

    fn prepare_query_statement(&self, query: &SubQueryStatement, sql: &mut impl SqlWriter) {
        self.query(query, sql);
    }

    fn prepare_explain_statement(&self, _: &ExplainStatement, sql: &mut impl SqlWriter) {
        // The inner statement is private to sea-query.
        self.refuse_named("EXPLAIN from sea-query", "write EXPLAIN in front of the text of the statement", sql);
    }

    fn prepare_expr(&self, expr: &Expr, sql: &mut impl SqlWriter) {
        self.expression(expr, sql);
    }

    fn prepare_logical_chain_oper(&self, link: &LogicalChainOper, i: usize, length: usize, sql: &mut impl SqlWriter) {
        self.link(link, i == 0, length == 1, sql);
    }

    fn prepare_bin_oper(&self, operator: &BinOper, sql: &mut impl SqlWriter) {
        self.operator(*operator, sql);
    }

    fn prepare_function_name(&self, function: &Func, sql: &mut impl SqlWriter) {
        self.function_name(function, sql);
    }

    fn prepare_type_ref(&self, name: &TypeRef, sql: &mut impl SqlWriter) {
        self.type_ref(name, sql);
    }

    fn prepare_value(&self, value: Value, sql: &mut impl SqlWriter) {
        sql.push_param(value, self);
    }

    fn write_value(&self, sql: &mut impl Write, value: &Value) -> fmt::Result {
        self.value(value, sql);
        Ok(())
    }

    fn prepare_table_ref(&self, table: &TableRef, sql: &mut impl SqlWriter) {
        self.table(table, sql);
    }

    fn prepare_join_type(&self, join: &JoinType, sql: &mut impl SqlWriter) {
        self.join_type(join, sql);
    }

    fn prepare_join_expr(&self, join: &JoinExpr, sql: &mut impl SqlWriter) {
        self.join(join, sql);
    }

    fn prepare_join_on(&self, on: &JoinOn, sql: &mut impl SqlWriter) {
        self.join_on(on, sql);
    }

    fn prepare_select_expr(&self, select: &SelectExpr, sql: &mut impl SqlWriter) {
        self.selected(select, sql);
    }

    fn prepare_select_distinct(&self, distinct: &SelectDistinct, sql: &mut impl SqlWriter) {
        match distinct {
            SelectDistinct::All => put(sql, "ALL"),
            SelectDistinct::Distinct => put(sql, "DISTINCT"),
            SelectDistinct::DistinctRow => self.refuse_named("DISTINCTROW", "use DISTINCT", sql),
            _ => self.refuse_named("DISTINCT ON", "number the rows with row_number() and keep the first", sql),
        }
    }

    fn prepare_select_into(&self, _: &SelectInto, sql: &mut impl SqlWriter) {
        self.refuse_named("SELECT INTO", "use CREATE TABLE AS or INSERT", sql);
    }

    fn prepare_select_lock(&self, _: &LockClause, sql: &mut impl SqlWriter) {
        self.refuse_named("row locks (FOR UPDATE, FOR SHARE)", "leave them out; it has no transactions", sql);
    }

    fn prepare_select_limit_offset(&self, select: &SelectStatement, sql: &mut impl SqlWriter) {
        self.limit_offset(select, sql);
    }

    fn prepare_index_hints(&self, _: &TableRef, select: &SelectStatement, sql: &mut impl SqlWriter) {
        self.select_extensions(select, sql);
    }

    fn prepare_union_statement(&self, union: UnionType, select: &SelectStatement, sql: &mut impl SqlWriter) {
        self.union_operand(union, select, sql);
    }

    fn prepare_order_expr(&self, order: &OrderExpr, sql: &mut impl SqlWriter) {
        Clause(self).prepare_order_expr(order, sql);
        if inspect::ends_with(order, "nulls: Some(First) }") {
            put(sql, " NULLS FIRST");
        } else if inspect::ends_with(order, "nulls: Some(Last) }") {
            put(sql, " NULLS LAST");
        }
    }

    // The numbers stay in the text: like `ROWS`, they are part of the query's structure.
    fn prepare_frame(&self, frame: &Frame, sql: &mut impl SqlWriter) {
        match frame {
            Frame::UnboundedPreceding => put(sql, "UNBOUNDED PRECEDING"),
            Frame::Preceding(rows) => put(sql, &format!("{rows} PRECEDING")),
            Frame::CurrentRow => put(sql, "CURRENT ROW"),
            Frame::Following(rows) => put(sql, &format!("{rows} FOLLOWING")),
            Frame::UnboundedFollowing => put(sql, "UNBOUNDED FOLLOWING"),
        }
    }

    fn prepare_with_query(&self, query: &WithQuery, sql: &mut impl SqlWriter) {
        self.with_query(query, sql);
    }

    fn prepare_with_clause(&self, with: &WithClause, sql: &mut impl SqlWriter) {
        self.with_clause(with, sql);
    }

    fn prepare_with_query_clause_common_table(&self, cte: &CommonTableExpression, sql: &mut impl SqlWriter) {
        self.common_table(cte, sql);
    }

    fn prepare_with_query_clause_materialization(&self, cte: &CommonTableExpression, sql: &mut impl SqlWriter) {
        if !inspect::ends_with(cte, "materialized: None }") {
            self.refuse_named("MATERIALIZED", "leave it out", sql);
        }
    }

    fn prepare_insert(&self, replace: bool, sql: &mut impl SqlWriter) {
        if replace {
            self.refuse_named("REPLACE", "use MERGE on an Iceberg table", sql);
        } else {
            put(sql, "INSERT");
        }
    }

    fn insert_default_values(&self, _: u32, sql: &mut impl SqlWriter) {
        self.refuse_named("DEFAULT VALUES", "write the values", sql);
    }

    fn prepare_on_conflict(&self, conflict: &Option<OnConflict>, sql: &mut impl SqlWriter) {
        if conflict.is_some() {
            self.refuse_named("ON CONFLICT", "use MERGE on an Iceberg table", sql);
        }
    }

    fn prepare_returning(&self, returning: &Option<ReturningClause>, sql: &mut impl SqlWriter) {
        if returning.is_some() {
            self.refuse_named("RETURNING", "query the table afterwards", sql);
        }
    }

    fn prepare_update_from(&self, from: &[TableRef], sql: &mut impl SqlWriter) {
        if !from.is_empty() {
            self.refuse_named("UPDATE of a join (FROM)", "use MERGE", sql);
        }
    }

    fn prepare_update_order_by(&self, update: &UpdateStatement, sql: &mut impl SqlWriter) {
        let mut found = String::new();
        Clause(self).prepare_update_order_by(update, &mut found);
        self.refuse_clause(&found, "ORDER BY in UPDATE", "choose the rows in WHERE", sql);
    }

    fn prepare_update_limit(&self, update: &UpdateStatement, sql: &mut impl SqlWriter) {
        let mut found = String::new();
        Clause(self).prepare_update_limit(update, &mut found);
        self.refuse_clause(&found, "LIMIT in UPDATE", "choose the rows in WHERE", sql);
    }

    fn prepare_delete_order_by(&self, delete: &DeleteStatement, sql: &mut impl SqlWriter) {
        let mut found = String::new();
        Clause(self).prepare_delete_order_by(delete, &mut found);
        self.refuse_clause(&found, "ORDER BY in DELETE", "choose the rows in WHERE", sql);
    }

    fn prepare_delete_limit(&self, delete: &DeleteStatement, sql: &mut impl SqlWriter) {
        let mut found = String::new();
        Clause(self).prepare_delete_limit(delete, &mut found);
        self.refuse_clause(&found, "LIMIT in DELETE", "choose the rows in WHERE", sql);
    }
}
