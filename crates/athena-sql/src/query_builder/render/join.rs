//! Rendering of joins.

use sea_query::{Expr, JoinExpr, JoinOn, JoinType, QueryBuilder, SqlWriter};

use super::{Renderer, put};

impl Renderer {
    pub(super) fn join_type(&self, join: &JoinType, sql: &mut impl SqlWriter) {
        match join {
            JoinType::StraightJoin => self.refuse_named("STRAIGHT_JOIN", "use JOIN; the planner orders joins", sql),
            join => self.prepare_join_type_common(join, sql),
        }
    }

    /// Writes a cross join with a condition as an inner join: Trino's `CROSS JOIN` has no condition.
    pub(super) fn join(&self, join: &JoinExpr, sql: &mut impl SqlWriter) {
        match (join.join, &join.on) {
            (JoinType::CrossJoin, Some(_)) => self.join_type(&JoinType::InnerJoin, sql),
            (join, _) => self.join_type(&join, sql),
        }
        put(sql, " ");
        self.prepare_join_table_ref(join, sql);
        if let Some(on) = &join.on {
            self.prepare_join_on(on, sql);
        }
    }

    pub(super) fn join_on(&self, on: &JoinOn, sql: &mut impl SqlWriter) {
        match on {
            JoinOn::Condition(condition) => self.prepare_condition(condition, "ON", sql),
            JoinOn::Columns(columns) if columns.iter().all(|column| matches!(column, Expr::Column(_))) => {
                put(sql, " USING ");
                self.prepare_tuple(columns, sql);
            }
            _ => self.refuse_named("USING of something other than columns", "use ON", sql),
        }
    }
}
