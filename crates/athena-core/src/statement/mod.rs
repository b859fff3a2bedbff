//! A statement to run: SQL, parameters, and what differs from the connection's defaults.

mod bind;
mod options;
mod parameter;

use std::fmt;

pub use self::options::ExecuteOptions;
pub use self::parameter::Parameter;

use crate::error::{Error, ErrorKind, Result};

/// The longest statement that Athena accepts, in bytes of UTF-8
/// ([service quotas](https://docs.aws.amazon.com/athena/latest/ug/service-limits.html)).
pub const MAX_STATEMENT_BYTES: usize = 262_144;

/// SQL with its parameters and execute options.
///
/// `:name` markers are filled in by [`bind`](Statement::bind) before the statement is sent; `?` markers by
/// [`bind_next`](Statement::bind_next), which lets Athena fill them in. Both are found by a lexer, never inside
/// strings, comments or quoted identifiers. A statement without parameters is sent as it is.
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
    named: Vec<(String, Parameter)>,
    positional: Vec<Parameter>,
    options: ExecuteOptions,
}

impl Statement {
    /// A statement without parameters.
    pub fn new(sql: impl Into<String>) -> Self {
        Self { sql: sql.into(), named: Vec::new(), positional: Vec::new(), options: ExecuteOptions::default() }
    }

    /// Gives every `:name` marker of this name a value. The last value given for a name counts.
    #[must_use]
    pub fn bind(mut self, name: impl Into<String>, value: impl Into<Parameter>) -> Self {
        let name = name.into();
        self.named.retain(|(bound, _)| *bound != name);
        self.named.push((name, value.into()));
        self
    }

    /// Gives the next `?` marker a value.
    #[must_use]
    pub fn bind_next(mut self, value: impl Into<Parameter>) -> Self {
        self.positional.push(value.into());
        self
    }

    /// Sets what differs from the connection's defaults for this statement.
    #[must_use]
    pub fn with_options(mut self, options: ExecuteOptions) -> Self {
        self.options = options;
        self
    }

    /// The SQL as it was given, markers and all.
    pub fn sql(&self) -> &str {
        &self.sql
    }

    /// What differs from the connection's defaults.
    pub fn options(&self) -> &ExecuteOptions {
        &self.options
    }

    /// The SQL as it is sent, with named parameters filled in.
    ///
    /// # Errors
    /// `InvalidStatement` when the statement is empty or too long, when a marker has no value, or a value no marker.
    pub fn to_sql(&self) -> Result<String> {
        if athena_sql::trim_statement(&self.sql).is_empty() {
            return Err(Error::new(ErrorKind::InvalidStatement, "the statement is empty"));
        }
        let sql = bind::fill_in(&self.sql, &self.named)?;
        if sql.len() > MAX_STATEMENT_BYTES {
            return Err(Error::new(
                ErrorKind::InvalidStatement,
                format!("the statement has {} bytes, Athena accepts {MAX_STATEMENT_BYTES}", sql.len()),
            ));
        }
        Ok(sql)
    }

    /// The values of the `?` markers as SQL literals, as `ExecutionParameters` sends them.
    ///
    /// # Errors
    /// `InvalidStatement` when there are more or fewer values than markers, or a value is too long for this way.
    pub fn to_execution_parameters(&self) -> Result<Vec<String>> {
        bind::positional(&self.sql, &self.positional)
    }
}

/// Shows the SQL with its markers, and never the values that are bound to them.
impl fmt::Debug for Statement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Statement")
            .field("sql", &self.sql)
            .field("named", &self.named.iter().map(|(name, _)| name).collect::<Vec<_>>())
            .field("positional", &self.positional.len())
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
