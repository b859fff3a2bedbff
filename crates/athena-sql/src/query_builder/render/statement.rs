//! Rendering of statements, with their clauses in Athena's order.

use std::cell::{Cell, RefCell};

use sea_query::{
    CommonTableExpression, DeleteStatement, InsertStatement, QueryBuilder, QuotedBuilder, SelectExpr, SelectStatement,
    SqlWriter, SubQueryStatement, UnionType, UpdateStatement, WindowSelectType, WindowStatement, WithClause, WithQuery,
};

use super::parts::{Clause, Select, Whole, With};
use super::{Renderer, put};
use crate::query_builder::inspect;
use crate::query_builder::recording::Recording;

impl Renderer {
    /// Moves `WINDOW`, which sea-query writes at the end and Trino expects behind `HAVING`.
    pub(super) fn select(&self, select: &SelectStatement, sql: &mut impl SqlWriter) {
        let written = Cell::new(0);
        let mut text = Recording::new(&written);
        let parts = Select(Whole::new(self, &written));
        parts.prepare_select_statement(select, &mut text);
        let Select(Whole { head, tail, .. }) = parts;
        let (head, tail) = (head.get(), tail.get());
        text.replay(0..head, self, sql);
        for part in [tail..text.len(), head..tail] {
            if !part.is_empty() {
                put(sql, " ");
                text.replay(part, self, sql);
            }
        }
    }

    /// `INSERT INTO t (…) WITH … SELECT …`: moves `WITH`, which sea-query writes first and Trino expects in the query.
    pub(super) fn insert(&self, with: Option<&Recording<'_>>, insert: &InsertStatement, sql: &mut impl SqlWriter) {
        let written = Cell::new(0);
        let mut text = Recording::new(&written);
        let parts = Whole::new(self, &written);
        parts.prepare_insert_statement_common(insert, &mut text);
        let (head, tail) = (parts.head.get(), parts.tail.get());
        text.replay(head..tail, self, sql);
        if let Some(with) = with {
            put(sql, " ");
            with.replay_all(self, sql);
        }
        if head > 0 {
            put(sql, " ");
            text.replay(0..head, self, sql);
        }
        if tail < text.len() {
            put(sql, " ");
            text.replay(tail..text.len(), self, sql);
        }
        // The piece at `tail` is a space; the rows begin behind it.
        let of_rows = text.has("WITH ", tail + 1);
        if [with.is_some(), head > 0, of_rows].into_iter().filter(|has| *has).count() > 1 {
            self.refuse_named("WITH inside WITH", "put its queries in the first", sql);
        }
    }

    pub(super) fn update(&self, update: &UpdateStatement, sql: &mut impl SqlWriter) {
        let written = Cell::new(0);
        let mut text = Recording::new(&written);
        Whole::new(self, &written).prepare_update_statement(update, &mut text);
        self.without_with(&text, sql);
    }

    pub(super) fn delete(&self, delete: &DeleteStatement, sql: &mut impl SqlWriter) {
        let written = Cell::new(0);
        let mut text = Recording::new(&written);
        Whole::new(self, &written).prepare_delete_statement(delete, &mut text);
        self.without_with(&text, sql);
    }

    fn without_with(&self, text: &Recording<'_>, sql: &mut impl SqlWriter) {
        if text.has("WITH ", 0) {
            self.refuse_named("WITH before UPDATE or DELETE", "put the query into WHERE, or use MERGE", sql);
        }
        text.replay_all(self, sql);
    }

    pub(super) fn with_query(&self, query: &WithQuery, sql: &mut impl SqlWriter) {
        if inspect::ends_with(query, "query: None }") {
            return self.refuse_named("WITH without a statement", "give it one with `query`", sql);
        }
        let written = Cell::new(0);
        let clause = RefCell::new(Recording::new(&written));
        With { renderer: self, clause }.prepare_with_query(query, sql);
    }

    /// Writes a `WITH` clause and its statement.
    pub(super) fn with(&self, clause: &Recording<'_>, query: &SubQueryStatement, sql: &mut impl SqlWriter) {
        match query {
            SubQueryStatement::SelectStatement(select) => {
                clause.replay_all(self, sql);
                put(sql, " ");
                self.select_without_with(select, "WITH inside WITH", sql);
            }
            SubQueryStatement::InsertStatement(insert) => self.insert(Some(clause), insert, sql),
            SubQueryStatement::UpdateStatement(_) | SubQueryStatement::DeleteStatement(_) => {
                self.refuse_named("WITH before UPDATE or DELETE", "put the query into WHERE, or use MERGE", sql);
            }
            SubQueryStatement::WithStatement(_) => {
                self.refuse_named("WITH inside WITH", "put its queries in the first", sql);
            }
        }
    }

    pub(super) fn with_clause(&self, with: &WithClause, sql: &mut impl SqlWriter) {
        if inspect::ends_with(with, "cte_expressions: [] }") {
            return self.refuse_named("WITH without queries", "give it some with `cte`", sql);
        }
        self.prepare_with_clause_start(with, sql);
        self.prepare_with_clause_common_tables(with, sql);
        put(sql, " ");
        let plain = |recursive| format!("WithClause {{ recursive: {recursive}, search: None, cycle: None,");
        if !inspect::starts_with(with, &plain(false)) && !inspect::starts_with(with, &plain(true)) {
            self.refuse_named("SEARCH and CYCLE of a recursive WITH", "count the depth in a column", sql);
        }
    }

    pub(super) fn common_table(&self, cte: &CommonTableExpression, sql: &mut impl SqlWriter) {
        if inspect::starts_with(cte, "CommonTableExpression { table_name: None,") {
            return self.refuse_named("WITH of a query without a name", "give it one with `table_name`", sql);
        }
        let written = Cell::new(0);
        let mut text = Recording::new(&written);
        Clause(self).prepare_with_query_clause_common_table(cte, &mut text);
        text.replay_all(self, sql);
    }

    /// Refuses the fields that other features of sea-query add to a `SELECT`, for other engines. These are its last
    /// fields, so the `Debug` text of a statement without them ends as that of an empty statement.
    pub(super) fn select_extensions(&self, select: &SelectStatement, sql: &mut impl SqlWriter) {
        let empty = format!("{:?}", SelectStatement::new());
        let Some((_, extensions)) = empty.rsplit_once("with: None") else { return };
        if extensions != " }" && !inspect::ends_with(select, extensions) {
            self.refuse_named("index hints, or `table_sample`", "use `query_builder::table_sample`", sql);
        }
    }

    /// An operand in parentheses, in which Trino accepts no `WITH`.
    pub(super) fn union_operand(&self, union: UnionType, select: &SelectStatement, sql: &mut impl SqlWriter) {
        match union {
            UnionType::Intersect => put(sql, " INTERSECT ("),
            UnionType::Distinct => put(sql, " UNION ("),
            UnionType::Except => put(sql, " EXCEPT ("),
            UnionType::All => put(sql, " UNION ALL ("),
            _ => self.refuse_named("this kind of union", "use UNION, INTERSECT or EXCEPT", sql),
        }
        self.select_without_with(select, "WITH in an operand of UNION, INTERSECT or EXCEPT", sql);
        put(sql, ")");
    }

    fn select_without_with(&self, select: &SelectStatement, construct: &'static str, sql: &mut impl SqlWriter) {
        let written = Cell::new(0);
        let mut text = Recording::new(&written);
        self.prepare_select_statement(select, &mut text);
        if text.has("WITH ", 0) {
            self.refuse_named(construct, "put it in front of the whole query", sql);
        }
        text.replay_all(self, sql);
    }

    /// `OFFSET n LIMIT m`, in Trino's order. The numbers stay in the text, since by the user guide ("Use parameterized
    /// queries") Athena accepts parameters in conditions only.
    pub(super) fn limit_offset(&self, select: &SelectStatement, sql: &mut impl SqlWriter) {
        let mut text = String::new();
        Clause(self).prepare_select_limit_offset(select, &mut text);
        match text.split_once(" OFFSET ") {
            Some((limit, offset)) => {
                put(sql, " OFFSET ");
                put(sql, offset);
                put(sql, limit);
            }
            None => put(sql, &text),
        }
    }

    pub(super) fn selected(&self, select: &SelectExpr, sql: &mut impl SqlWriter) {
        self.prepare_expr(&select.expr, sql);
        match &select.window {
            Some(WindowSelectType::Name(name)) => {
                put(sql, " OVER ");
                self.prepare_iden(name, sql);
            }
            Some(WindowSelectType::Query(window)) => {
                put(sql, " OVER (");
                self.window(window, sql);
                put(sql, ")");
            }
            Some(_) => self.refuse_named("this kind of window", "use a window, or the name of one", sql),
            None => {}
        }
        if let Some(alias) = &select.alias {
            put(sql, " AS ");
            self.prepare_iden(alias, sql);
        }
    }

    /// Writes a window without the space that sea-query puts in front of a window without partitions.
    pub(super) fn window(&self, window: &WindowStatement, sql: &mut impl SqlWriter) {
        let written = Cell::new(0);
        let mut text = Recording::new(&written);
        self.prepare_window_statement(window, &mut text);
        text.replay_all(self, sql);
    }

    pub(super) fn refuse_clause(
        &self,
        found: &str,
        construct: &'static str,
        hint: &'static str,
        sql: &mut impl SqlWriter,
    ) {
        if !found.is_empty() {
            self.refuse_named(construct, hint, sql);
        }
    }
}
