//! Functions for JSON, with paths.

use std::fmt::{self, Write};

use sea_query::{Expr, Func};

/// `json_extract(json, path)`: the JSON at a path; NULL if there is none.
///
/// ```
/// use athena_sql::query_builder::{AthenaStatement, JsonPath, json_extract};
/// use athena_sql::sea_query::{Expr, Query};
///
/// let path = JsonPath::root().key("items").index(0).key("it's \"new\"");
/// let sql = Query::select().expr(json_extract(Expr::col("doc"), &path)).to_athena()?;
/// assert_eq!(sql, r#"SELECT json_extract("doc", '$.items[0]["it''s \"new\""]')"#);
/// # Ok::<(), athena_sql::query_builder::UnsupportedError>(())
/// ```
pub fn json_extract(json: impl Into<Expr>, path: &JsonPath) -> Expr {
    Func::cust("json_extract").arg(json).arg(path_literal(path)).into()
}

/// `json_extract_scalar(json, path)`: the string, number or boolean at a path as text; NULL for other JSON.
pub fn json_extract_scalar(json: impl Into<Expr>, path: &JsonPath) -> Expr {
    Func::cust("json_extract_scalar").arg(json).arg(path_literal(path)).into()
}

/// The path as a constant in the SQL, never a `?`, so that the engine parses it once and not per row.
fn path_literal(path: &JsonPath) -> Expr {
    Expr::Constant(path.text.as_str().into())
}

/// A path in JSON, for [`json_extract`] and [`json_extract_scalar`]. Keys are escaped, so any text is a single key.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct JsonPath {
    text: String,
}

impl JsonPath {
    /// `$`: the whole document.
    pub fn root() -> Self {
        Self { text: "$".to_owned() }
    }

    /// The value of a key. A key that is not a plain word is written as `["key"]`, with a backslash before `"` and `\`.
    #[must_use]
    pub fn key(mut self, key: &str) -> Self {
        let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        if key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && key.chars().all(word) {
            self.text.push('.');
            self.text.push_str(key);
            return self;
        }
        self.text.push_str("[\"");
        for c in key.chars() {
            if matches!(c, '"' | '\\') {
                self.text.push('\\');
            }
            self.text.push(c);
        }
        self.text.push_str("\"]");
        self
    }

    /// The element of an array; 0 is the first.
    #[must_use]
    pub fn index(mut self, index: u32) -> Self {
        write!(self.text, "[{index}]").expect("writing to a string does not fail");
        self
    }
}

impl fmt::Display for JsonPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
