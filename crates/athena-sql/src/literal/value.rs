//! A value to be written into a statement.

use crate::{AthenaType, Grammar, LiteralError};

/// A value of any of Athena's types, or a name, to be written into a statement.
///
/// Values that Rust's own types hold exactly are those; the others are Athena's text of them, which is always quoted,
/// whatever it is: a text that is no date makes a statement that Athena refuses, never another statement.
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
    /// NULL of no particular type.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// Digits; the engine takes them as `integer` or `bigint` by their size.
    Integer(i64),
    /// `REAL '1.5'`, and casts of `nan()` and `infinity()`.
    Real(f32),
    /// `DOUBLE '1.5'`, `nan()`, `infinity()`. A bare `1.5` is a decimal to Trino.
    Double(f64),
    /// `DECIMAL '1.50'`: a sign, digits, and a point among them. The digits behind the point are the scale.
    Decimal(String),
    /// A string.
    Varchar(String),
    /// `X'00ff'`.
    Varbinary(Vec<u8>),
    /// `DATE '2024-02-29'`.
    Date(String),
    /// `TIME '12:34:56.789'`, with a zone in the text `time with time zone`.
    Time(String),
    /// `TIMESTAMP '2024-02-29 12:34:56.789'`, with a zone in the text `timestamp with time zone`.
    Timestamp(String),
    /// `INTERVAL '2 03:04:05.321' DAY TO SECOND`; a sign in front of the text goes in front of the literal.
    IntervalDayToSecond(String),
    /// `INTERVAL '1-2' YEAR TO MONTH`; a sign in front of the text goes in front of the literal.
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
    /// `ROW(…)`: fields without names; [`Typed`](Self::Typed) gives them some.
    Row(Vec<Literal>),
    /// `CAST(… AS type)`.
    Typed(Box<Literal>, AthenaType),
    /// `(…)`, to stand behind `IN`. An empty list is a query without rows, since `()` is not SQL: `IN` is false of it
    /// and `NOT IN` true, as of any empty set.
    List(Vec<Literal>),
    /// A name of one or more parts, such as catalog, database and table, each in quotes where it needs them.
    Identifier(Vec<String>),
}

impl Literal {
    /// The value, cast to a type. What an empty array, NULL or a row with named fields needs to be known by its type.
    #[must_use]
    pub fn cast(self, data_type: AthenaType) -> Self {
        Self::Typed(Box::new(self), data_type)
    }

    /// The text of the value in a statement of that grammar.
    ///
    /// # Errors
    ///
    /// The grammar has no literal of the type, or the value cannot be one of its type; see [`LiteralError`].
    pub fn to_sql(&self, grammar: Grammar) -> Result<String, LiteralError> {
        let mut sql = String::new();
        super::render::write(&mut sql, self, grammar)?;
        Ok(sql)
    }
}
