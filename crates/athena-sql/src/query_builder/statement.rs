//! `AthenaStatement`: sea-query's statements as SQL, or as SQL with `?` and literals.

use sea_query::{QueryStatementWriter, SqlWriterValues, Values};

use super::UnsupportedError;
use super::render::Renderer;
use crate::Literal;

/// A statement that can be written as Athena's SQL.
///
/// The trait is implemented for every statement type of sea-query (`SelectStatement`, `InsertStatement`,
/// `UpdateStatement`, `DeleteStatement`, `WithQuery`) and for [`Merge`](super::Merge). It is dyn compatible.
///
/// ```
/// use athena_sql::Literal;
/// use athena_sql::query_builder::AthenaStatement;
/// use athena_sql::sea_query::{Expr, ExprTrait, OnConflict, Query};
///
/// let query = Query::select().column("name").from("region").and_where(Expr::col("regionkey").eq(3)).to_owned();
/// assert_eq!(query.to_athena()?, r#"SELECT "name" FROM "region" WHERE "regionkey" = 3"#);
///
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
    /// The statement with its values as literals.
    ///
    /// # Errors
    ///
    /// Athena has no SQL for a construct in the statement; the error names the first one.
    fn to_athena(&self) -> Result<String, UnsupportedError>;

    /// The statement with a `?` in place of each value, and the values as literals, in order. This is the form of
    /// `StartQueryExecution`: its `ExecutionParameters` are the text of the literals
    /// ([`Literal::to_sql`](crate::Literal::to_sql)).
    ///
    /// There are as many `?` markers as literals, unless custom SQL has a question mark (`??`). `LIMIT`, `OFFSET` and
    /// the frames of windows keep their numbers. By the user guide ("Use parameterized queries") Athena accepts
    /// parameters in conditions of `SELECT` and `INSERT` only; the service accepts them in more places. Use
    /// [`to_athena`](Self::to_athena) to avoid parameters.
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

/// Converts the values of a statement that sea-query's `build` returns to literals, in order.
///
/// # Errors
///
/// A value has a type that Athena lacks.
pub fn literals(values: &Values) -> Result<Vec<Literal>, UnsupportedError> {
    values.iter().map(Literal::try_from).collect()
}
