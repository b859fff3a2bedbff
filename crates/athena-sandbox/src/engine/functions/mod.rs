//! Trino's functions on DataFusion: a table of names for those that only differ in name or type, and our own functions
//! for those that DataFusion does not have.

mod arithmetic;
mod cast;
mod cast_nested;
mod cast_text;
mod cast_time;
mod datetime;
mod instants;
mod json;
mod math;
mod misc;
mod nested;
mod simple;
mod table;
mod text;

use std::sync::Arc;

use datafusion::logical_expr::{HigherOrderUDF, ScalarUDF};

pub(crate) use arithmetic::arithmetic;
pub(crate) use table::rewrite;

/// All scalar functions of our own.
pub(crate) fn scalar() -> Vec<Arc<ScalarUDF>> {
    [
        arithmetic::functions(),
        cast::functions(),
        datetime::functions(),
        instants::functions(),
        json::functions(),
        math::functions(),
        misc::functions(),
        nested::functions(),
        text::functions(),
    ]
    .into_iter()
    .flatten()
    .map(|function| Arc::new(ScalarUDF::new_from_impl(function)))
    .collect()
}

/// All functions of our own that take lambdas.
pub(crate) fn higher_order() -> Vec<Arc<HigherOrderUDF>> {
    nested::higher_order().into_iter().map(|function| Arc::new(HigherOrderUDF::new_from_impl(function))).collect()
}
