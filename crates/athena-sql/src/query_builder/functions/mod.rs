//! Functions and syntax that sea-query lacks, as its expressions and tables.

mod aggregate;
mod array;
mod cast;
mod json;
mod lambda;
mod tables;
mod text;
mod time_travel;

pub use aggregate::{approx_distinct, approx_percentile};
pub use array::{array, element_at, field, map_from, nth, row, slice};
pub use cast::{cast, literal, true_division, try_cast, try_expr};
pub use json::{JsonPath, json_extract, json_extract_scalar};
pub use lambda::{
    all_match, any_match, array_sort, filter, map_filter, map_zip_with, none_match, reduce, transform, transform_keys,
    transform_values, zip_with,
};
pub use tables::{Sample, table_sample, unnest, unnest_with_ordinality, values};
pub use text::{concat, ilike, regexp_like};
pub use time_travel::{timestamp_as_of, version_as_of};
