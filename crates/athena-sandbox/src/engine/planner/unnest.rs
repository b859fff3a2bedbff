//! `UNNEST`, alone or joined to the relation whose columns it reads, with ordinality, for maps and several arrays.
//!
//! The arguments become a single column, an array of rows, which is computed beside the other columns of the relation
//! and then unnested. `sql::rewrite` puts a relation and its UNNESTs in parentheses, so that the planner sees them
//! together.

use datafusion::arrow::datatypes::DataType;
use datafusion::common::{Column, NullHandling, TableReference, UnnestOptions, not_impl_err, plan_err};
use datafusion::error::Result;
use datafusion::logical_expr::planner::{PlannedRelation, RelationPlanner, RelationPlannerContext, RelationPlanning};
use datafusion::logical_expr::{Expr, ExprSchemable, LogicalPlan, LogicalPlanBuilder, lit};
use datafusion::sql::sqlparser::ast::{
    self, JoinConstraint, JoinOperator, TableAlias, TableFactor, TableWithJoins, Value,
};

use crate::engine::types::UNNAMED;

#[derive(Debug)]
pub(super) struct Unnest;

impl RelationPlanner for Unnest {
    fn plan_relation(
        &self,
        relation: TableFactor,
        context: &mut dyn RelationPlannerContext,
    ) -> Result<RelationPlanning> {
        let planned = match relation {
            TableFactor::UNNEST { alias, array_exprs, with_ordinality, .. } => {
                let one_row = LogicalPlanBuilder::empty(true).build()?;
                let unnest = Arguments { alias, arrays: array_exprs, ordinality: with_ordinality, outer: false };
                unnest.plan_over(one_row, context)?
            }
            TableFactor::NestedJoin { table_with_joins, alias: None } if has_unnest(&table_with_joins) => {
                plan_joined(*table_with_joins, context)?
            }
            other => return Ok(RelationPlanning::Original(Box::new(other))),
        };
        Ok(RelationPlanning::Planned(Box::new(PlannedRelation::new(planned, None))))
    }
}

fn is_unnest(join: &ast::Join) -> bool {
    matches!(join.relation, TableFactor::UNNEST { .. })
}

fn has_unnest(tables: &TableWithJoins) -> bool {
    tables.joins.iter().any(is_unnest)
}

fn nested_join(relation: TableFactor, joins: Vec<ast::Join>) -> TableFactor {
    if joins.is_empty() {
        return relation;
    }
    TableFactor::NestedJoin { table_with_joins: Box::new(TableWithJoins { relation, joins }), alias: None }
}

/// The relations before the last UNNEST are its left side; those after it are joined in the usual way.
fn plan_joined(tables: TableWithJoins, context: &mut dyn RelationPlannerContext) -> Result<LogicalPlan> {
    let TableWithJoins { relation, mut joins } = tables;
    let Some(last) = joins.iter().rposition(is_unnest) else {
        return context.plan(nested_join(relation, joins));
    };
    let after = joins.split_off(last + 1);
    if !after.is_empty() {
        return context.plan(nested_join(nested_join(relation, joins), after));
    }
    let Some(join) = joins.pop() else {
        return plan_err!("a join without a relation");
    };
    let left = context.plan(nested_join(relation, joins))?;
    let TableFactor::UNNEST { alias, array_exprs, with_ordinality, .. } = join.relation else {
        return plan_err!("a join without UNNEST");
    };
    let outer = match &join.join_operator {
        JoinOperator::CrossJoin(_) => false,
        JoinOperator::Join(on) | JoinOperator::Inner(on) if is_always_true(on) => false,
        JoinOperator::Left(on) | JoinOperator::LeftOuter(on) if is_always_true(on) => true,
        _ => return not_impl_err!("UNNEST in a join that is not CROSS JOIN, or LEFT JOIN with ON TRUE"),
    };
    Arguments { alias, arrays: array_exprs, ordinality: with_ordinality, outer }.plan_over(left, context)
}

fn is_always_true(on: &JoinConstraint) -> bool {
    matches!(on, JoinConstraint::On(ast::Expr::Value(value)) if value.value == Value::Boolean(true))
}

struct Arguments {
    alias: Option<TableAlias>,
    arrays: Vec<ast::Expr>,
    ordinality: bool,
    /// Whether a row of the left side stays if there is nothing to unnest.
    outer: bool,
}

impl Arguments {
    fn plan_over(self, left: LogicalPlan, context: &mut dyn RelationPlannerContext) -> Result<LogicalPlan> {
        let function = |context: &dyn RelationPlannerContext, name: &str| {
            let found = context.context_provider().get_function_meta(name);
            found.ok_or_else(|| datafusion::common::plan_datafusion_err!("no function {name}"))
        };
        let schema = left.schema().as_ref().clone();
        let arrays = self.arrays.into_iter().map(|e| context.sql_to_expr(e, &schema)).collect::<Result<Vec<_>>>()?;
        let whole = function(context, if self.outer { "$unnest_outer" } else { "$unnest" })?.call(arrays);
        let DataType::List(item) = whole.get_type(&schema)? else {
            return plan_err!("UNNEST supports only arrays and maps");
        };
        let DataType::Struct(fields) = item.data_type() else {
            return plan_err!("UNNEST supports only arrays and maps");
        };
        let columns = fields.len() - usize::from(!self.ordinality);
        let names: Vec<String> = match &self.alias {
            Some(alias) if !alias.columns.is_empty() => {
                if alias.columns.len() != columns {
                    let (given, name) = (alias.columns.len(), &alias.name.value);
                    return plan_err!(
                        "Column alias list has {given} entries but '{name}' has {columns} columns available"
                    );
                }
                alias.columns.iter().map(|column| context.normalize_ident(column.name.clone())).collect()
            }
            _ => (0..columns).map(|i| format!("{UNNAMED}{i}")).collect(),
        };
        let qualifier = self.alias.map(|alias| TableReference::bare(context.normalize_ident(alias.name)));
        let unnested = format!("{UNNAMED}unnest");
        let before: Vec<Expr> = schema.columns().into_iter().map(Expr::Column).collect();
        let with = before.iter().cloned().chain([whole.alias(&unnested)]);
        let null_handling = if self.outer { NullHandling::Preserve } else { NullHandling::Drop };
        let options = UnnestOptions { null_handling, recursions: Vec::new() };
        let rows = LogicalPlanBuilder::from(left)
            .project(with)?
            .unnest_column_with_options(Column::new_unqualified(unnested.as_str()), options)?;
        let field = function(context, "$field")?;
        let parts = names.into_iter().zip(fields).map(|(name, from)| {
            let part =
                field.call(vec![Expr::Column(Column::new_unqualified(unnested.as_str())), lit(from.name().as_str())]);
            part.alias_qualified(qualifier.clone(), name)
        });
        rows.project(before.into_iter().chain(parts.collect::<Vec<_>>()))?.build()
    }
}
