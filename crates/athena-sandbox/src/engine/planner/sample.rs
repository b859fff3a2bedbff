//! `TABLESAMPLE`, as a filter on random numbers.

use datafusion::common::plan_err;
use datafusion::error::Result;
use datafusion::logical_expr::planner::{PlannedRelation, RelationPlanner, RelationPlannerContext, RelationPlanning};
use datafusion::logical_expr::{LogicalPlanBuilder, lit};
use datafusion::sql::sqlparser::ast::{
    Expr, TableFactor, TableSample, TableSampleKind, TableSampleMethod, Value, ValueWithSpan,
};

#[derive(Debug)]
pub(super) struct Sample;

impl RelationPlanner for Sample {
    fn plan_relation(
        &self,
        mut relation: TableFactor,
        context: &mut dyn RelationPlannerContext,
    ) -> Result<RelationPlanning> {
        let taken = match &mut relation {
            TableFactor::Table { sample, .. } | TableFactor::Derived { sample, .. } => sample.take(),
            _ => None,
        };
        let Some(TableSampleKind::BeforeTableAlias(sample) | TableSampleKind::AfterTableAlias(sample)) = taken else {
            return Ok(RelationPlanning::Original(Box::new(relation)));
        };
        let Some(percent) = percent(&sample) else {
            return plan_err!("the TABLESAMPLE percentage is not a number");
        };
        let plan = context.plan(relation)?;
        // BERNOULLI draws for each row, SYSTEM for each batch.
        let name = if sample.name == Some(TableSampleMethod::System) { "$segment" } else { "random" };
        let Some(chance) = context.context_provider().get_function_meta(name) else {
            return plan_err!("no function {name}");
        };
        let kept = LogicalPlanBuilder::from(plan).filter(chance.call(Vec::new()).lt(lit(percent / 100.0)))?.build()?;
        Ok(RelationPlanning::Planned(Box::new(PlannedRelation::new(kept, None))))
    }
}

/// The percentage that `engine::sample` has evaluated.
fn percent(sample: &TableSample) -> Option<f64> {
    match &sample.quantity.as_ref()?.value {
        Expr::Value(ValueWithSpan { value: Value::Number(text, _), .. }) => text.parse().ok(),
        _ => None,
    }
}
