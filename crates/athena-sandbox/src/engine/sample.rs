//! `TABLESAMPLE` percentages: expressions, evaluated before the query is planned.

use std::ops::ControlFlow;

use datafusion::arrow::array::{Array, AsArray};
use datafusion::arrow::datatypes::{DataType, Float64Type};
use datafusion::execution::SessionState;
use datafusion::sql::sqlparser::ast::{
    Expr, Query, Spanned, TableFactor, TableSample, TableSampleKind, TableSampleMethod, VisitMut, VisitorMut,
    visit_expressions, visit_relations,
};

use super::contract::Failure;
use super::failure::{self, not_supported, user};
use super::types::AthenaType;
use super::{sql, time_travel};

/// Replaces the percentages by numbers.
///
/// # Errors
/// A percentage is not a number from 0 to 100.
pub(crate) async fn resolve(state: &SessionState, query: &mut Query) -> Result<(), Failure> {
    let mut samples = Samples::default();
    let _: ControlFlow<()> = query.visit(&mut samples);
    let mut numbers = Vec::new();
    for sample in samples.0 {
        numbers.push(percent(state, &sample).await?);
    }
    if !numbers.is_empty() {
        let _: ControlFlow<()> = query.visit(&mut SetPercentages(numbers.into_iter()));
    }
    Ok(())
}

#[derive(Default)]
struct Samples(Vec<TableSample>);

impl VisitorMut for Samples {
    type Break = ();

    fn post_visit_table_factor(&mut self, factor: &mut TableFactor) -> ControlFlow<()> {
        self.0.extend(sample(factor).cloned());
        ControlFlow::Continue(())
    }
}

/// Sets the evaluated numbers, in the order in which the samples were found.
struct SetPercentages(std::vec::IntoIter<f64>);

impl VisitorMut for SetPercentages {
    type Break = ();

    fn post_visit_table_factor(&mut self, factor: &mut TableFactor) -> ControlFlow<()> {
        if let Some(TableSample { quantity: Some(quantity), .. }) = sample(factor)
            && let Some(number) = self.0.next()
        {
            quantity.value = sql::number(&number.to_string());
        }
        ControlFlow::Continue(())
    }
}

fn sample(factor: &mut TableFactor) -> Option<&mut TableSample> {
    let (TableFactor::Table { sample, .. } | TableFactor::Derived { sample, .. }) = factor else { return None };
    match sample.as_mut()? {
        TableSampleKind::BeforeTableAlias(sample) | TableSampleKind::AfterTableAlias(sample) => Some(sample),
    }
}

async fn percent(state: &SessionState, sample: &TableSample) -> Result<f64, Failure> {
    let known = matches!(sample.name, Some(TableSampleMethod::Bernoulli | TableSampleMethod::System));
    let bare = sample.seed.is_none() && sample.bucket.is_none() && sample.offset.is_none();
    let quantity = sample.quantity.as_ref().filter(|quantity| known && bare && quantity.unit.is_none());
    let Some(quantity) = quantity else {
        return Err(user("SYNTAX_ERROR", "TABLESAMPLE is BERNOULLI or SYSTEM, and a percentage in parentheses"));
    };
    let at = failure::position(quantity.value.span());
    if names_columns(&quantity.value) {
        return Err(user(
            "EXPRESSION_NOT_CONSTANT",
            &format!("{at}Sample percentage cannot contain column references"),
        ));
    }
    if visit_relations(&quantity.value, |_| ControlFlow::Break(())).is_break() {
        return Err(not_supported(&format!("{at}a percentage that is read from a table is not supported")));
    }
    let (ty, value) = time_travel::scalar(state, quantity.value.clone()).await.map_err(|e| failure::of_running(&e))?;
    let numeric = matches!(
        ty,
        AthenaType::TinyInt
            | AthenaType::SmallInt
            | AthenaType::Integer
            | AthenaType::BigInt
            | AthenaType::Decimal(..)
            | AthenaType::Real
            | AthenaType::Double
            | AthenaType::Unknown
    );
    if !numeric {
        return Err(user("TYPE_MISMATCH", &format!("{at}Sample percentage should be a numeric expression")));
    }
    let value = datafusion::arrow::compute::cast(&value, &DataType::Float64);
    let value = value.map_err(|e| failure::of_running(&e.into()))?;
    if value.is_empty() || value.is_null(0) {
        return Err(user("INVALID_ARGUMENTS", &format!("{at}Sample percentage cannot be NULL")));
    }
    let percent = value.as_primitive::<Float64Type>().value(0);
    // Trino's messages. NaN passes both comparisons.
    let wrong = match percent {
        percent if percent < 0.0 => "greater than or equal to 0",
        percent if percent > 100.0 => "less than or equal to 100",
        _ => return Ok(percent),
    };
    Err(user("NUMERIC_VALUE_OUT_OF_RANGE", &format!("{at}Sample percentage must be {wrong}")))
}

fn names_columns(e: &Expr) -> bool {
    visit_expressions(e, |e| match e {
        Expr::Identifier(_) | Expr::CompoundIdentifier(_) => ControlFlow::Break(()),
        _ => ControlFlow::Continue(()),
    })
    .is_break()
}
