//! `Literal`: a value or a name in a statement.

use crate::{AthenaType, Grammar, LiteralError};

/// A value of any of Athena's types, or a name, in a statement.
///
/// Types that Rust's own types hold without loss have those; the others hold Athena's text of the value, which is
/// always quoted. So a text that is not a date makes a statement that Athena refuses, and can do no other harm.
///
/// ```
/// use athena_sql::{Grammar, Literal};
///
/// let sql = |literal: Literal| literal.to_sql(Grammar::Trino);
/// assert_eq!(sql(Literal::Varchar("it's".to_owned()))?, "'it''s'");
/// assert_eq!(sql(Literal::Double(f64::NAN))?, "nan()");
/// assert_eq!(sql(Literal::Array(vec![Literal::Integer(1), Literal::Null]))?, "ARRAY[1, NULL]");
/// assert_eq!(sql(Literal::Identifier(vec!["sales".to_owned(), "order".to_owned()]))?, "sales.\"order\"");
/// # Ok::<(), athena_sql::LiteralError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Literal {
    /// `NULL`, without a type.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// Digits; the engine reads them as `integer` or `bigint`, by their size.
    Integer(i64),
    /// `REAL '1.5'`, or a cast of `nan()` or `infinity()`.
    Real(f32),
    /// `DOUBLE '1.5'`, `nan()` or `infinity()`. Trino reads a bare `1.5` as a decimal.
    Double(f64),
    /// `DECIMAL '1.50'`: an optional sign, and digits with an optional decimal point. The digits after it are the
    /// scale.
    Decimal(String),
    /// A string in quotes.
    Varchar(String),
    /// `X'00ff'`.
    Varbinary(Vec<u8>),
    /// `DATE '2024-02-29'`.
    Date(String),
    /// `TIME '12:34:56.789'`; with a time zone in the text it is a `time with time zone`.
    Time(String),
    /// `TIMESTAMP '2024-02-29 12:34:56.789'`; with a time zone in the text it is a `timestamp with time zone`.
    Timestamp(String),
    /// `INTERVAL '2 03:04:05.321' DAY TO SECOND`; a sign in front of the text is written in front of the quotes.
    IntervalDayToSecond(String),
    /// `INTERVAL '1-2' YEAR TO MONTH`; a sign in front of the text is written in front of the quotes.
    IntervalYearToMonth(String),
    /// `UUID '…'`.
    Uuid(String),
    /// `IPADDRESS '10.0.0.1'`.
    IpAddress(String),
    /// `JSON '{"a":1}'`: JSON text.
    Json(String),
    /// `ARRAY[…]`.
    Array(Vec<Literal>),
    /// `MAP(ARRAY[…], ARRAY[…])`: the keys, then the values.
    Map(Vec<(Literal, Literal)>),
    /// `ROW(…)`: fields without names; [`Typed`](Self::Typed) gives them names.
    Row(Vec<Literal>),
    /// `CAST(… AS type)`.
    Typed(Box<Literal>, AthenaType),
    /// `(…)`: the right side of `IN`. An empty list is written as a query without rows, since `()` is not SQL: `IN` is
    /// false and `NOT IN` is true.
    List(Vec<Literal>),
    /// A name of one or more parts, such as catalog, database and table, each quoted if it needs quotes.
    Identifier(Vec<String>),
}

impl Literal {
    /// The value, cast to a type. An empty array, `NULL` and a row with named fields need a cast to have a type.
    #[must_use]
    pub fn cast(self, data_type: AthenaType) -> Self {
        Self::Typed(Box::new(self), data_type)
    }

    /// The literal in a statement of the grammar.
    ///
    /// # Errors
    ///
    /// The grammar has no literal of the type, or the value is not valid for its type; see [`LiteralError`].
    pub fn to_sql(&self, grammar: Grammar) -> Result<String, LiteralError> {
        let mut sql = String::new();
        super::render::write(&mut sql, self, grammar)?;
        Ok(sql)
    }
}
