//! Trino's functions on DataFusion: a table of names for functions that differ only in name or type, and
//! implementations of those that DataFusion lacks.

mod aggregates;
mod arithmetic;
mod calendar;
mod cast;
mod cast_nested;
mod cast_text;
mod cast_time;
mod columns;
mod datetime;
mod format;
mod hash;
mod instants;
mod json;
mod json_find;
mod json_make;
mod json_path;
mod json_reader;
mod math;
mod misc;
mod nested;
mod network;
pub(crate) mod registry;
mod simple;
mod stats;
mod table;
mod text;
mod words;

use std::sync::Arc;

use datafusion::logical_expr::{HigherOrderUDF, ScalarUDF};

pub(crate) use arithmetic::arithmetic;
pub(crate) use cast_time::{Local, locals};
pub(crate) use table::rewrite;

/// All scalar functions that the engine implements.
pub(crate) fn scalar() -> Vec<Arc<ScalarUDF>> {
    [
        arithmetic::functions(),
        calendar::functions(),
        cast::functions(),
        datetime::functions(),
        format::functions(),
        hash::functions(),
        instants::functions(),
        json::functions(),
        json_make::functions(),
        math::functions(),
        misc::functions(),
        nested::functions(),
        stats::functions(),
        text::functions(),
        words::functions(),
    ]
    .into_iter()
    .flatten()
    .map(|function| Arc::new(ScalarUDF::new_from_impl(function)))
    .collect()
}

/// All functions with lambda parameters that the engine implements.
pub(crate) fn higher_order() -> Vec<Arc<HigherOrderUDF>> {
    nested::higher_order().into_iter().map(|function| Arc::new(HigherOrderUDF::new_from_impl(function))).collect()
}
