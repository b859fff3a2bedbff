//! Statements: SQL with bound values, and options of one execution.

mod bind;
mod bindings;
#[cfg(feature = "sea-query")]
mod from_query;
#[cfg(feature = "serde")]
mod from_serde;
mod in_list;
mod many;
mod options;
mod parameter;
mod unbound;

use std::fmt;

pub use athena_sql::MAX_STATEMENT_BYTES;

pub use self::bindings::{Bindings, IntoBindings};
pub(crate) use self::many::{InsertPlan, Page};
pub use self::options::StatementOptions;
pub use self::parameter::{Element, IntoParameter, Parameter};

use crate::error::Result;

/// SQL with its parameters and the options of its execution.
///
/// `:name` markers are filled in by [`bind`](Statement::bind) before the statement is sent; `?` markers by
/// [`bind_next`](Statement::bind_next), which lets Athena fill them in. Both are found by a lexer, never inside
/// strings, comments or quoted identifiers, and a value never runs together with its neighbours. With
/// [`ParamStyle::Pyformat`](athena_sql::ParamStyle::Pyformat) names are written `%(name)s`.
///
/// A statement without parameters is sent as it is, except that a `:name` without a value is an error. Two kinds of
/// `:name` are SQL if nothing is bound by name: the value in `json_object('k' :v)` and the type in `struct<a :int>`.
/// With [`ParamStyle::Qmark`](athena_sql::ParamStyle::Qmark) no `:name` is a marker.
///
/// ```
/// use athena_core::Statement;
///
/// let statement = Statement::new("SELECT * FROM orders WHERE state = :state AND total > :total")
///     .bind("state", "it's open")
///     .bind("total", 100);
/// assert_eq!(statement.to_sql()?, "SELECT * FROM orders WHERE state = 'it''s open' AND total > 100");
/// # Ok::<(), athena_core::Error>(())
/// ```
#[derive(Clone)]
pub struct Statement {
    sql: String,
    /// The text before bound values were put in, where `sql` has them.
    template: Option<String>,
    bindings: Bindings,
    options: StatementOptions,
}

impl Statement {
    /// A statement without parameters.
    pub fn new(sql: impl Into<String>) -> Self {
        Self { sql: sql.into(), template: None, bindings: Bindings::new(), options: StatementOptions::default() }
    }

    /// Gives every marker of this name a value. The last value given for a name counts.
    #[must_use]
    pub fn bind(mut self, name: impl Into<String>, value: impl IntoParameter) -> Self {
        self.bindings.insert(name.into(), value.into_parameter());
        self
    }

    /// Gives the next `?` marker a value.
    #[must_use]
    pub fn bind_next(mut self, value: impl IntoParameter) -> Self {
        self.bindings.positional.push(value.into_parameter());
        self
    }

    /// Gives several markers their values; names that are bound already get the new one.
    #[must_use]
    pub fn bind_all(mut self, values: impl IntoBindings) -> Self {
        self.bindings.extend(values.into_bindings());
        self
    }

    /// Sets the options of this statement, which take precedence over those of its cursor and its connection.
    #[must_use]
    pub fn with_options(mut self, options: StatementOptions) -> Self {
        self.options = options;
        self
    }

    /// The SQL as it was given, with its markers.
    pub fn sql(&self) -> &str {
        &self.sql
    }

    /// Notes the text before bound values were put in: this statement was made from another one, with its values.
    #[must_use]
    pub(crate) fn made_from(mut self, template: impl Into<String>) -> Self {
        self.template = Some(template.into());
        self
    }

    /// The text without bound values, which may be shown.
    pub(crate) fn text_without_values(&self) -> &str {
        self.template.as_deref().unwrap_or(&self.sql)
    }

    /// The options of this statement.
    pub fn options(&self) -> &StatementOptions {
        &self.options
    }

    /// The SQL as it is sent, with the values that are bound by name filled in, by the style of the options.
    ///
    /// # Errors
    /// `InvalidStatement` when the statement is empty or too long, when a marker has no value, when a value has no
    /// marker, and when a value cannot be written in a statement of this kind.
    pub fn to_sql(&self) -> Result<String> {
        if athena_sql::trim_statement(&self.sql).is_empty() {
            return Err(bind::invalid("the statement is empty"));
        }
        let sql = bind::named(&self.sql, self.options.paramstyle.unwrap_or_default(), &self.bindings)?;
        if sql.len() > MAX_STATEMENT_BYTES {
            let message = format!("the statement has {} bytes, Athena accepts {MAX_STATEMENT_BYTES}", sql.len());
            return Err(bind::invalid(message));
        }
        Ok(sql)
    }

    /// The values of the `?` markers as SQL literals, for `ExecutionParameters`. Athena reads each as an expression; a
    /// string is always quoted.
    ///
    /// # Errors
    /// `InvalidStatement` when there are more or fewer values than markers, when a value is longer than 1024
    /// characters, is a name or a list, or is an array behind `IN`, and when Athena takes no `?` in a statement of this
    /// kind.
    pub fn to_execution_parameters(&self) -> Result<Vec<String>> {
        bind::positional(&self.sql, &self.bindings.positional)
    }

    /// [`to_sql`](Self::to_sql) with the values of the `?` markers filled in as well.
    ///
    /// # Errors
    /// As [`to_sql`](Self::to_sql). Also when there are more or fewer values than `?` markers, and when a value of one
    /// is a name or a list, or is an array behind `IN`.
    pub fn to_inlined_sql(&self) -> Result<String> {
        bind::in_order(&self.to_sql()?, &self.bindings.positional)
    }
}

/// Shows the SQL with its markers, without the values that are bound to them.
impl fmt::Debug for Statement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Statement")
            .field("sql", &self.text_without_values())
            .field("bindings", &self.bindings)
            .finish_non_exhaustive()
    }
}

impl From<&str> for Statement {
    fn from(sql: &str) -> Self {
        Self::new(sql)
    }
}

impl From<String> for Statement {
    fn from(sql: String) -> Self {
        Self::new(sql)
    }
}

impl From<&String> for Statement {
    fn from(sql: &String) -> Self {
        Self::new(sql.as_str())
    }
}

impl From<&Statement> for Statement {
    fn from(statement: &Self) -> Self {
        statement.clone()
    }
}
