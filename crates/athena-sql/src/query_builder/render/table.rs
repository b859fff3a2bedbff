//! Rendering of tables behind `FROM` and `JOIN`, and of the target of a change.

use sea_query::{
    ColumnRef, DynIden, Expr, Func, FunctionCall, QueryBuilder, QuotedBuilder, SqlWriter, TableName, TableRef,
    TableRefBuilder, Value,
};

use super::{Renderer, put};
use crate::query_builder::{Node, UnsupportedError};

impl Renderer {
    pub(super) fn table(&self, table: &TableRef, sql: &mut impl SqlWriter) {
        match table {
            TableRef::Table(..) => self.prepare_table_ref_iden(table, sql),
            TableRef::SubQuery(query, alias) => {
                put(sql, "(");
                self.prepare_select_statement(query, sql);
                put(sql, ")");
                self.alias(alias, sql);
            }
            TableRef::ValuesList(rows, alias) => {
                put(sql, "(");
                self.prepare_values_list(rows, sql);
                put(sql, ")");
                self.alias(alias, sql);
            }
            TableRef::FunctionCall(call, alias) => self.table_function(call, alias, sql),
            other => {
                self.refuse(UnsupportedError::new(format!("table {other:?}"), "use a table or a query"), sql);
            }
        }
    }

    /// The table that a statement changes, which must be a plain name.
    pub(super) fn target(&self, table: &TableRef, sql: &mut impl SqlWriter) {
        match table {
            TableRef::Table(name, None) => self.prepare_table_name(name, sql),
            TableRef::Table(..) => {
                self.refuse_named("alias of the table that INSERT, UPDATE or DELETE changes", "leave it out", sql);
            }
            _ => self.refuse_named("INSERT, UPDATE or DELETE of something other than a table", "name a table", sql),
        }
    }

    /// Writes an alias. An empty one is left out, as by sea-query.
    fn alias(&self, alias: &DynIden, sql: &mut impl SqlWriter) {
        if !alias.inner().is_empty() {
            put(sql, " AS ");
            self.prepare_iden(alias, sql);
        }
    }

    fn table_function(&self, call: &FunctionCall, alias: &DynIden, sql: &mut impl SqlWriter) {
        if let Some(node) = Node::of(call) {
            return self.table_node(node, call.get_args(), alias, sql);
        }
        match call.get_func() {
            Func::Custom(name) if name.inner().eq_ignore_ascii_case("unnest") => {
                self.prepare_expr(&Expr::FunctionCall(call.clone()), sql);
                self.alias(alias, sql);
            }
            _ => {
                put(sql, "TABLE(");
                self.prepare_expr(&Expr::FunctionCall(call.clone()), sql);
                put(sql, ")");
                self.alias(alias, sql);
            }
        }
    }

    fn table_node(&self, node: Node, args: &[Expr], alias: &DynIden, sql: &mut impl SqlWriter) {
        match (node, args) {
            (Node::Unnest, [Expr::Tuple(values), Expr::Tuple(columns), Expr::Constant(counted)]) => {
                self.call("UNNEST", values, sql);
                if *counted == Value::from(true) {
                    put(sql, " WITH ORDINALITY");
                }
                self.alias(alias, sql);
                self.columns(columns, sql);
            }
            (Node::Values, [Expr::Tuple(columns), rows @ ..]) => {
                put(sql, "(VALUES ");
                self.list(rows, sql);
                put(sql, ")");
                self.alias(alias, sql);
                self.columns(columns, sql);
            }
            (Node::TimestampAsOf, [Expr::Column(ColumnRef::Asterisk(Some(table))), timestamp]) => {
                self.versioned(table, " FOR TIMESTAMP AS OF ", timestamp, alias, sql);
            }
            (Node::VersionAsOf, [Expr::Column(ColumnRef::Asterisk(Some(table))), version]) => {
                self.versioned(table, " FOR VERSION AS OF ", version, alias, sql);
            }
            (Node::Bernoulli, [Expr::Column(ColumnRef::Asterisk(Some(table))), percentage]) => {
                self.sampled(table, " TABLESAMPLE BERNOULLI (", percentage, alias, sql);
            }
            (Node::System, [Expr::Column(ColumnRef::Asterisk(Some(table))), percentage]) => {
                self.sampled(table, " TABLESAMPLE SYSTEM (", percentage, alias, sql);
            }
            _ => self.refuse_named("value where a table should be", "select from a table", sql),
        }
    }

    fn columns(&self, columns: &[Expr], sql: &mut impl SqlWriter) {
        if !columns.is_empty() {
            put(sql, " ");
            self.prepare_tuple(columns, sql);
        }
    }

    fn versioned(&self, table: &TableName, clause: &str, version: &Expr, alias: &DynIden, sql: &mut impl SqlWriter) {
        self.prepare_table_name(table, sql);
        put(sql, clause);
        self.prepare_expr(version, sql);
        self.alias(alias, sql);
    }

    /// Writes a sampled table. Its alias comes in front of the clause.
    fn sampled(&self, table: &TableName, clause: &str, percentage: &Expr, alias: &DynIden, sql: &mut impl SqlWriter) {
        self.prepare_table_name(table, sql);
        self.alias(alias, sql);
        put(sql, clause);
        self.prepare_expr(percentage, sql);
        put(sql, ")");
    }
}
