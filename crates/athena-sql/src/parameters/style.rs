//! `ParamStyle`: the syntax of markers.

use std::fmt;
use std::str::FromStr;

/// The syntax of markers for values. The names are those of Python's DB-API
/// ([PEP 249](https://peps.python.org/pep-0249/#paramstyle)).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum ParamStyle {
    /// `:name`.
    #[default]
    Named,
    /// `?`: values in order.
    Qmark,
    /// `%(name)s`, as in Python; `%%` stands for `%`.
    ///
    /// `%(name)d` takes integers; `%(name)f` and `%(name).2f` take numbers and round them to 6 and to 2 digits.
    /// Python's other conversions, flags and widths are errors. Unlike in Python, a marker inside a string or comment
    /// is text, and a single `%` is the remainder operator. `%%` becomes `%` everywhere, in strings and comments too,
    /// so `LIKE 'a%%'` means the same as in Python.
    Pyformat,
}

impl ParamStyle {
    /// The names, in the order of the variants.
    pub const WORDS: &'static [&'static str] = &["named", "qmark", "pyformat"];

    /// The name of the style.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Named => "named",
            Self::Qmark => "qmark",
            Self::Pyformat => "pyformat",
        }
    }
}

impl fmt::Display for ParamStyle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for ParamStyle {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        [Self::Named, Self::Qmark, Self::Pyformat]
            .into_iter()
            .find(|style| text.eq_ignore_ascii_case(style.as_str()))
            .ok_or_else(|| format!("it must be one of {}", Self::WORDS.join(", ")))
    }
}
