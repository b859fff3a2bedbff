//! Statements of sea-query as [`Statement`]s.

use athena_sql::query_builder::AthenaStatement;

use super::Statement;
use crate::error::Result;

impl Statement {
    /// A statement of sea-query, or a [`Merge`](athena_sql::query_builder::Merge), with its values bound to `?`
    /// markers.
    ///
    /// Where Athena accepts one of the values in the text only, such as a string of more than 1024 characters, all of
    /// them are literals in the text.
    ///
    /// ```
    /// use athena_core::Statement;
    /// use athena_core::sql::query_builder::sea_query::{Expr, ExprTrait, Query};
    ///
    /// let query = Query::select().column("name").from("region").and_where(Expr::col("regionkey").eq(3)).to_owned();
    /// let statement = Statement::from_query(&query)?;
    /// assert_eq!(statement.sql(), r#"SELECT "name" FROM "region" WHERE "regionkey" = ?"#);
    /// assert_eq!(statement.to_execution_parameters()?, ["3"]);
    /// // cursor.execute(Statement::from_query(&query)?).await?;
    /// # Ok::<(), athena_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// `Unsupported` when Athena has no SQL for something in the statement; the message names it.
    pub fn from_query(query: &impl AthenaStatement) -> Result<Self> {
        let (sql, values) = query.build_athena()?;
        let bound = values.into_iter().fold(Self::new(sql), Self::bind_next);
        match bound.to_execution_parameters() {
            Ok(_) => Ok(bound),
            Err(_) => Ok(Self::new(query.to_athena()?).made_from(bound.sql)),
        }
    }
}

#[cfg(test)]
mod tests {
    use athena_sql::query_builder::sea_query::{Expr, ExprTrait, OnConflict, Query};

    use crate::{ErrorKind, Result, Statement};

    #[test]
    fn values_are_bound_where_athena_takes_them_and_literals_elsewhere() -> Result<()> {
        let insert = |text: &str| {
            Query::insert().into_table("t").columns(["a", "b"]).values_panic([1.into(), text.into()]).to_owned()
        };
        let statement = Statement::from_query(&insert("it's"))?;
        assert_eq!(statement.to_sql()?, r#"INSERT INTO "t" ("a", "b") VALUES (?, ?)"#);
        assert_eq!(statement.to_execution_parameters()?, ["1", "'it''s'"]);

        let long = "x".repeat(2000);
        let statement = Statement::from_query(&insert(&long))?;
        assert_eq!(statement.to_sql()?, format!(r#"INSERT INTO "t" ("a", "b") VALUES (1, '{long}')"#));
        assert!(statement.to_execution_parameters()?.is_empty());
        assert_eq!(statement.text_without_values(), r#"INSERT INTO "t" ("a", "b") VALUES (?, ?)"#);
        assert!(!format!("{statement:?}").contains(&long), "{statement:?}");

        let none = Query::delete().from_table("t").and_where(Expr::col("a").is_null()).to_owned();
        assert_eq!(Statement::from_query(&none)?.to_sql()?, r#"DELETE FROM "t" WHERE "a" IS NULL"#);
        Ok(())
    }

    #[test]
    fn names_what_athena_has_no_sql_for() {
        let mut insert = Query::insert().into_table("t").columns(["a"]).values_panic([1.into()]).to_owned();
        insert.on_conflict(OnConflict::column("a").do_nothing().to_owned());
        let error = Statement::from_query(&insert).expect_err("Athena has no ON CONFLICT");
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert!(error.message().contains("ON CONFLICT"), "{error}");
    }
}
