//! Values for markers.

mod element;
#[cfg(any(feature = "chrono", feature = "time", feature = "rust_decimal"))]
mod foreign;
mod shape;
mod std_types;
mod value;

#[cfg(test)]
mod tests;

use std::fmt;

use athena_sql::{AthenaType, Literal};

pub use self::element::Element;

use crate::error::{Error, ErrorKind, Result};

/// A value for a marker: a value of any of Athena's types, or a name.
///
/// Rust's own types, `Uuid`, `IpAddr` and the types in [`value`](crate::value) convert into it by `From`, and with the
/// features `chrono`, `time` and `rust_decimal` the types of these crates; a [`Value`](crate::Value) keeps its type
/// exactly. `None` is NULL. A `Vec` or a slice is an array, except that bytes are `varbinary`. The constructors make
/// the values that Rust has no type for.
///
/// `Debug` shows the type and never the value.
///
/// ```
/// use athena_core::sql::Grammar;
/// use athena_core::{AthenaType, Parameter};
///
/// let sql = |parameter: Parameter| parameter.literal()?.to_sql(Grammar::Trino).map_err(athena_core::Error::from);
/// assert_eq!(sql("it's".into())?, "'it''s'");
/// assert_eq!(sql(0.1.into())?, "DOUBLE '0.1'");
/// assert_eq!(sql(None::<i64>.into())?, "NULL");
/// assert_eq!(sql(vec![1, 2].into())?, "ARRAY[1, 2]");
/// assert_eq!(sql(Vec::<i64>::new().into())?, "CAST(ARRAY[] AS array(bigint))");
/// assert_eq!(sql(Parameter::identifier(["sales", "order"]))?, "sales.\"order\"");
/// assert_eq!(sql(Parameter::null().cast(AthenaType::Date))?, "CAST(NULL AS date)");
/// # Ok::<(), athena_core::Error>(())
/// ```
#[derive(Clone, PartialEq)]
pub struct Parameter(Inner);

#[derive(Clone, PartialEq)]
enum Inner {
    Literal(Literal),
    /// Why no literal can be made of the value.
    Impossible(String),
}

impl Parameter {
    /// NULL of no particular type.
    pub fn null() -> Self {
        Literal::Null.into()
    }

    /// An array. The type of an empty array is not known; convert a `Vec` of a Rust type, or [`cast`](Self::cast) the
    /// array.
    pub fn array<P: Into<Self>>(values: impl IntoIterator<Item = P>) -> Self {
        Self::nested(values, Literal::Array)
    }

    /// A map.
    pub fn map<K: Into<Self>, V: Into<Self>>(entries: impl IntoIterator<Item = (K, V)>) -> Self {
        let entries =
            entries.into_iter().map(|(key, value)| Ok((key.into().into_literal()?, value.into().into_literal()?)));
        Self::of(entries.collect::<Result<_, String>>().map(Literal::Map))
    }

    /// A row of at least one field. The fields have no names unless [`cast`](Self::cast) names them.
    pub fn row<P: Into<Self>>(fields: impl IntoIterator<Item = P>) -> Self {
        Self::nested(fields, Literal::Row)
    }

    /// The members of an `IN`. `IN :ids` and `IN (:ids)` both become `IN (1, 2)`. A list is the only member of its
    /// `IN`; members that are rows are bound as [`row`](Self::row). It cannot be bound to a `?`.
    ///
    /// An empty list is a query without rows: `IN` is false for every value and `NOT IN` is true. A `Vec` or a slice is
    /// an array, but directly behind `IN`, where SQL takes no array, `IN :ids` makes a list of it. `IN (:ids)` with an
    /// array is refused, because its only member would be the array itself.
    ///
    /// ```
    /// use athena_core::{Parameter, Statement};
    ///
    /// for sql in ["SELECT * FROM orders WHERE id IN :ids", "SELECT * FROM orders WHERE id IN (:ids)"] {
    ///     let statement = Statement::new(sql).bind("ids", Parameter::list([1, 2]));
    ///     assert_eq!(statement.to_sql()?, "SELECT * FROM orders WHERE id IN (1, 2)");
    /// }
    /// let statement = Statement::new("SELECT * FROM orders WHERE contains(:ids, id)").bind("ids", vec![1, 2]);
    /// assert_eq!(statement.to_sql()?, "SELECT * FROM orders WHERE contains(ARRAY[1, 2], id)");
    /// # Ok::<(), athena_core::Error>(())
    /// ```
    pub fn list<P: Into<Self>>(values: impl IntoIterator<Item = P>) -> Self {
        Self::nested(values, Literal::List)
    }

    /// A name of one or more parts, such as catalog, database and table, each in quotes where it needs them. It cannot
    /// be bound to a `?`.
    pub fn identifier<S: Into<String>>(parts: impl IntoIterator<Item = S>) -> Self {
        Literal::Identifier(parts.into_iter().map(Into::into).collect()).into()
    }

    /// A `json` value, from its text. Athena refuses a text that is not JSON.
    pub fn json(text: impl Into<String>) -> Self {
        Literal::Json(text.into()).into()
    }

    /// The value, cast to a type.
    #[must_use]
    pub fn cast(self, data_type: AthenaType) -> Self {
        Self::of(self.into_literal().map(|literal| literal.cast(data_type)))
    }

    /// The literal that is written for the value.
    ///
    /// # Errors
    /// `InvalidStatement` for a value that cannot be written, such as [`Value::Other`](crate::Value::Other) or a leap
    /// second. The message does not show the value.
    pub fn literal(&self) -> Result<&Literal> {
        match &self.0 {
            Inner::Literal(literal) => Ok(literal),
            Inner::Impossible(what) => Err(Error::new(ErrorKind::InvalidStatement, format!("cannot be bound: {what}"))),
        }
    }

    fn into_literal(self) -> Result<Literal, String> {
        match self.0 {
            Inner::Literal(literal) => Ok(literal),
            Inner::Impossible(what) => Err(what),
        }
    }

    fn of(literal: Result<Literal, String>) -> Self {
        match literal {
            Ok(literal) => literal.into(),
            Err(what) => Self(Inner::Impossible(what)),
        }
    }

    fn nested<P: Into<Self>>(values: impl IntoIterator<Item = P>, kind: fn(Vec<Literal>) -> Literal) -> Self {
        let literals = values.into_iter().map(|value| value.into().into_literal());
        Self::of(literals.collect::<Result<_, String>>().map(kind))
    }
}

/// A value for a marker: everything that converts into a [`Parameter`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be bound to a marker",
    label = "this is not a value for a marker",
    note = "the features `chrono`, `time`, `jiff` and `rust_decimal` of athena-core bind the types of these crates",
    note = "for a type of your own write `impl From<{Self}> for Parameter`"
)]
pub trait IntoParameter {
    /// The value as a [`Parameter`].
    fn into_parameter(self) -> Parameter;
}

#[diagnostic::do_not_recommend]
impl<T: Into<Parameter>> IntoParameter for T {
    fn into_parameter(self) -> Parameter {
        self.into()
    }
}

impl From<Literal> for Parameter {
    fn from(literal: Literal) -> Self {
        Self(Inner::Literal(literal))
    }
}

impl fmt::Debug for Parameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match &self.0 {
            Inner::Literal(literal) => kind(literal),
            Inner::Impossible(_) => "impossible",
        };
        write!(f, "Parameter({kind})")
    }
}

fn kind(literal: &Literal) -> &'static str {
    match literal {
        Literal::Null => "null",
        Literal::Boolean(_) => "boolean",
        Literal::Integer(_) => "integer",
        Literal::Real(_) => "real",
        Literal::Double(_) => "double",
        Literal::Decimal(_) => "decimal",
        Literal::Varchar(_) => "varchar",
        Literal::Varbinary(_) => "varbinary",
        Literal::Date(_) => "date",
        Literal::Time(_) => "time",
        Literal::Timestamp(_) => "timestamp",
        Literal::IntervalDayToSecond(_) => "interval day to second",
        Literal::IntervalYearToMonth(_) => "interval year to month",
        Literal::Uuid(_) => "uuid",
        Literal::IpAddress(_) => "ipaddress",
        Literal::Json(_) => "json",
        Literal::Array(_) => "array",
        Literal::Map(_) => "map",
        Literal::Row(_) => "row",
        Literal::Typed(inner, _) => kind(inner),
        Literal::List(_) => "list",
        Literal::Identifier(_) => "identifier",
        _ => "other",
    }
}
