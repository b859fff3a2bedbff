//! Athena's SQL for the statements of [sea-query](sea_query).
//!
//! The trait [`AthenaStatement`] writes a statement, and returns an error for a construct that Athena has no SQL for.
//! It is implemented for every statement type of sea-query, and for [`Merge`], which sea-query lacks.
//! [`AthenaQueryBuilder`] is for code that calls sea-query's own `to_string` and `build`, which cannot return errors.
//! The functions build expressions and tables that sea-query lacks: lambdas, `UNNEST`, time travel, JSON paths, fields
//! of rows. `TryFrom` converts values to [`Literal`](crate::Literal)s, and between
//! [`ColumnType`](sea_query::ColumnType) and [`AthenaType`](crate::AthenaType).
//!
//! ```
//! use athena_sql::query_builder::{AthenaStatement, any_match, unnest_with_ordinality};
//! use athena_sql::sea_query::{Expr, ExprTrait, Order, Query};
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
//! Names are always quoted. Values are literals of their type, or a `?` each; quotes in strings are doubled, as Trino
//! reads them. SQL that is passed as text (`Expr::cust` and similar) is written unchanged.
//!
//! [`AthenaQueryBuilder`] builds no `CREATE TABLE`, which has Hive's grammar: use [`ddl`](crate::ddl).

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
