//! Statements that say what Athena lacks.

use sea_query::{QueryStatementWriter, SqlWriterValues, Values};

use super::UnsupportedError;
use super::render::Renderer;
use crate::Literal;

/// A statement, to be written as Athena's SQL: sea-query's, and [`Merge`](super::Merge).
///
/// ```
/// use athena_sql::Literal;
/// use athena_sql::query_builder::AthenaStatement;
/// use athena_sql::query_builder::sea_query::{Expr, ExprTrait, OnConflict, Query};
///
/// let query = Query::select().column("name").from("region").and_where(Expr::col("regionkey").eq(3)).to_owned();
/// let (sql, parameters) = query.build_athena()?;
/// assert_eq!(sql, r#"SELECT "name" FROM "region" WHERE "regionkey" = ?"#);
/// assert_eq!(parameters, [Literal::Integer(3)]);
///
/// let mut insert = Query::insert().into_table("t").columns(["a"]).values_panic([1.into()]).to_owned();
/// insert.on_conflict(OnConflict::column("a").do_nothing().to_owned());
/// assert_eq!(insert.to_athena().unwrap_err().to_string(), "athena has no ON CONFLICT; use MERGE on an Iceberg table");
/// # Ok::<(), athena_sql::query_builder::UnsupportedError>(())
/// ```
pub trait AthenaStatement {
    /// The statement with its values in it, as literals.
    ///
    /// # Errors
    ///
    /// Something in the statement has no SQL in Athena; the error names the first of what has none.
    fn to_athena(&self) -> Result<String, UnsupportedError>;

    /// The statement with `?` in place of its values, and the values, in order: for `ExecutionParameters` of
    /// `StartQueryExecution`, which are literals.
    ///
    /// `LIMIT`, `OFFSET` and the frames of windows keep their numbers. Of the statements here the user guide ("Use
    /// parameterized queries") takes parameters in `SELECT` and `INSERT` only, and in conditions; the service takes them
    /// in more places. [`to_athena`](Self::to_athena) needs none.
    ///
    /// # Errors
    ///
    /// As [`to_athena`](Self::to_athena).
    fn build_athena(&self) -> Result<(String, Vec<Literal>), UnsupportedError>;
}

impl<S: QueryStatementWriter> AthenaStatement for S {
    fn to_athena(&self) -> Result<String, UnsupportedError> {
        let renderer = Renderer::default();
        let mut sql = String::new();
        self.build_collect_any_into(&renderer, &mut sql);
        renderer.finish()?;
        Ok(sql)
    }

    fn build_athena(&self) -> Result<(String, Vec<Literal>), UnsupportedError> {
        let renderer = Renderer::default();
        let mut sql = SqlWriterValues::new("?", false);
        self.build_collect_any_into(&renderer, &mut sql);
        renderer.finish()?;
        let (sql, values) = sql.into_parts();
        Ok((sql, literals(&values)?))
    }
}

/// The values of a built statement as literals, in order.
///
/// # Errors
///
/// A value is of a type that Athena lacks.
pub fn literals(values: &Values) -> Result<Vec<Literal>, UnsupportedError> {
    values.iter().map(Literal::try_from).collect()
}
