//! Extensions of DataFusion's planner for Trino: arithmetic types, samples, and UNNEST with the tables it reads.

mod arithmetic;
mod sample;
mod unnest;

use std::sync::Arc;

use datafusion::error::Result;
use datafusion::execution::{FunctionRegistry, SessionState};

/// Registers the engine's functions and planner rules.
pub(crate) fn register(state: &mut SessionState) -> Result<()> {
    for function in super::functions::scalar() {
        // Otherwise, the aliases of DataFusion's function would replace ours when another session is built from this
        // one.
        if let Some(known) = state.deregister_udf(function.name())? {
            state.deregister_udf(known.name())?;
        }
        state.register_udf(function)?;
    }
    for function in super::functions::higher_order() {
        state.register_higher_order_function(function)?;
    }
    state.register_expr_planner(Arc::new(arithmetic::Arithmetic))?;
    state.register_relation_planner(Arc::new(unnest::Unnest))?;
    state.register_relation_planner(Arc::new(sample::Sample))?;
    Ok(())
}
