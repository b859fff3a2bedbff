//! Trino's functions on DataFusion: translations for functions that differ only in name or type, and implementations of
//! those that DataFusion lacks.

mod aggregates;
mod arithmetic;
mod cast;
mod cast_nested;
mod cast_text;
mod cast_time;
mod columns;
mod datetime;
mod format;
mod hash;
mod json;
mod json_constructors;
mod json_path;
mod json_path_eval;
mod json_path_parser;
mod math;
mod misc;
mod nested;
mod network;
pub(crate) mod registry;
mod simple;
mod stats;
mod strings;
mod text_arguments;
mod translations;

use std::sync::Arc;

use datafusion::logical_expr::{HigherOrderUDF, ScalarUDF};

pub(crate) use arithmetic::arithmetic;
pub(crate) use cast_time::{Local, locals};
pub(crate) use translations::rewrite;

/// All scalar functions that the engine implements.
pub(crate) fn scalar() -> Vec<Arc<ScalarUDF>> {
    [
        arithmetic::functions(),
        cast::functions(),
        datetime::functions(),
        format::functions(),
        hash::functions(),
        json::functions(),
        json_constructors::functions(),
        math::functions(),
        misc::functions(),
        nested::functions(),
        stats::functions(),
        text_arguments::functions(),
        strings::functions(),
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
