//! A result as a stream.

use polars_core::prelude::{DataFrame, SchemaRef};

/// What is left of a result, as a stream of data frames.
pub type BatchStream = athena_core::BatchStream<DataFrame, SchemaRef>;
