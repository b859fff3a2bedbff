//! `AthenaQueryBuilder`: sea-query's `QueryBuilder` for Athena.

use std::fmt::{self, Write};

use sea_query::{
    BinOper, ConditionHolder, DeleteStatement, DynIden, EscapeBuilder, ExplainStatement, Expr, Frame, Func,
    InsertStatement, JoinExpr, JoinOn, Oper, OperLeftAssocDecider, OrderExpr, PrecedenceDecider, QueryBuilder, Quote,
    QuotedBuilder, SelectExpr, SelectInto, SelectStatement, SqlWriter, SubQueryStatement, TableRef, TableRefBuilder,
    TypeRef, UpdateStatement, Value, WithClause, WithQuery,
};

use super::render::{Renderer, as_renderer, forward};

/// The [`QueryBuilder`] of Athena, for sea-query's own methods `to_string` and `build`.
///
/// These methods cannot return an error. In place of a construct that Athena lacks they write `}unsupported …{`: the
/// brace closes nothing, so Athena refuses the statement. [`AthenaStatement`](super::AthenaStatement) returns an error
/// that names the construct.
///
/// ```
/// use athena_sql::query_builder::AthenaQueryBuilder;
/// use athena_sql::sea_query::{Expr, ExprTrait, Order, Query};
///
/// let query = Query::select()
///     .column("name")
///     .from(("tpch", "nation"))
///     .and_where(Expr::col("comment").like("it's %"))
///     .order_by("name", Order::Asc)
///     .limit(5)
///     .offset(10)
///     .to_owned();
/// assert_eq!(
///     query.to_string(AthenaQueryBuilder),
///     r#"SELECT "name" FROM "tpch"."nation" WHERE "comment" LIKE 'it''s %' ORDER BY "name" ASC OFFSET 10 LIMIT 5"#
/// );
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct AthenaQueryBuilder;

as_renderer!(AthenaQueryBuilder, self => Renderer::default());

impl QueryBuilder for AthenaQueryBuilder {
    forward! { self => Renderer::default();
        prepare_insert_statement(insert: &InsertStatement);
        prepare_select_statement(select: &SelectStatement);
        prepare_update_statement(update: &UpdateStatement);
        prepare_delete_statement(delete: &DeleteStatement);
        prepare_query_statement(query: &SubQueryStatement);
        prepare_explain_statement(explain: &ExplainStatement);
        prepare_with_query(query: &WithQuery);
        prepare_with_clause(with: &WithClause);
        prepare_select_into(table: &SelectInto);
        prepare_select_expr(select: &SelectExpr);
        prepare_table_ref(table: &TableRef);
        prepare_join_expr(join: &JoinExpr);
        prepare_join_on(on: &JoinOn);
        prepare_condition(condition: &ConditionHolder, keyword: &str);
        prepare_expr(expr: &Expr);
        prepare_bin_oper(operator: &BinOper);
        prepare_function_name(function: &Func);
        prepare_type_ref(name: &TypeRef);
        prepare_order_expr(order: &OrderExpr);
        prepare_frame(frame: &Frame);
        prepare_value(value: Value);
    }

    fn write_value(&self, sql: &mut impl Write, value: &Value) -> fmt::Result {
        Renderer::default().write_value(sql, value)
    }
}
