//! Trino's functions on DataFusion: a table of names for those that only differ in name or type, and our own functions
//! for those that DataFusion does not have.

mod cast;
mod cast_nested;
mod cast_text;
mod cast_time;
mod datetime;
mod json;
mod math;
mod misc;
mod simple;
mod table;

use std::sync::Arc;

use datafusion::logical_expr::ScalarUDF;

pub(crate) use table::rewrite;

/// All scalar functions of our own.
pub(crate) fn scalar() -> Vec<Arc<ScalarUDF>> {
    [cast::functions(), datetime::functions(), json::functions(), math::functions(), misc::functions()]
        .into_iter()
        .flatten()
        .map(|function| Arc::new(ScalarUDF::new_from_impl(function)))
        .collect()
}
