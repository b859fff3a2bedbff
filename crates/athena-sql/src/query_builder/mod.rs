//! Statements of [sea-query](sea_query) as Athena's SQL.
//!
//! [`AthenaQueryBuilder`] is given to sea-query's own `to_string` and `build`. [`AthenaStatement`] does the same, and
//! says by an error what Athena has no SQL for. [`Merge`] is a statement that sea-query lacks; the functions give
//! expressions and tables that it lacks: lambdas, `UNNEST`, time travel, JSON paths, fields of rows. Values become
//! [`Literal`](crate::Literal)s by `TryFrom`, and [`ColumnType`](sea_query::ColumnType)s
//! [`AthenaType`](crate::AthenaType)s and back.
//!
//! ```
//! use athena_sql::query_builder::sea_query::{Expr, ExprTrait, Order, Query};
//! use athena_sql::query_builder::{AthenaStatement, any_match, unnest_with_ordinality};
//!
//! let query = Query::select()
//!     .columns(["id", "tag", "position"])
//!     .from("posts")
//!     .cross_join(unnest_with_ordinality([Expr::col("tags")], "t", ["tag", "position"]))
//!     .and_where(any_match(Expr::col("tags"), |tag| tag.eq("athena")))
//!     .order_by("id", Order::Asc)
//!     .to_owned();
//! assert_eq!(
//!     query.to_athena()?,
//!     "SELECT \"id\", \"tag\", \"position\" FROM \"posts\" \
//!      CROSS JOIN UNNEST(\"tags\") WITH ORDINALITY AS \"t\" (\"tag\", \"position\") \
//!      WHERE any_match(\"tags\", \"_element_0\" -> \"_element_0\" = 'athena') ORDER BY \"id\" ASC"
//! );
//! # Ok::<(), athena_sql::query_builder::UnsupportedError>(())
//! ```
//!
//! Names are always quoted. Values are literals that say their type, and in `build` a `?` each; strings are escaped by
//! doubling `'`, as Trino reads them. What sea-query takes as SQL (`Expr::cust` and its like) is written as it is.
//!
//! Tables are created by Hive's grammar, not this one: [`AthenaQueryBuilder`] builds no `CREATE TABLE`.

mod builder;
mod column_type;
mod error;
mod functions;
mod inspect;
mod merge;
mod node;
mod recording;
mod render;
mod statement;
mod value;

pub use sea_query;

pub use builder::AthenaQueryBuilder;
pub use error::UnsupportedError;
pub use functions::{
    JsonPath, Sample, all_match, any_match, approx_distinct, approx_percentile, array, array_sort, cast, concat,
    element_at, field, filter, ilike, json_extract, json_extract_scalar, literal, map_filter, map_from, map_zip_with,
    none_match, nth, reduce, regexp_like, row, slice, table_sample, timestamp_as_of, transform, transform_keys,
    transform_values, true_division, try_cast, try_expr, unnest, unnest_with_ordinality, values, version_as_of,
    zip_with,
};
pub use merge::{Branch, Matched, Merge, NotMatched, When};
pub use statement::{AthenaStatement, literals};

use node::Node;

#[cfg(test)]
mod tests;
