//! Errors on the way from a row to a type

use std::fmt;

use serde::de::{Expected, Unexpected};

use crate::error::{Error, ErrorKind};
use crate::suggest::nearest;
use crate::value::{Value, does_not_fit, rust_type};

/// An error and the path to the value that caused it.
#[derive(Debug)]
pub(super) struct DeError(Box<Inner>);

#[derive(Debug)]
struct Inner {
    problem: Problem,
    path: String,
}

/// Serde's errors do not show the value, so they wait for [`DeError::explain`] to name it.
#[derive(Debug)]
enum Problem {
    /// A message of the type that was asked for.
    Custom(String),
    /// The value is of a wrong kind.
    Type {
        expected: String,
        got: &'static str,
    },
    /// The value is of the right kind and not acceptable; this was expected.
    Content(String),
    MissingField(&'static str),
    Explained(Error),
}

/// One step of a path.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step<'a> {
    Index(usize),
    /// A column, a field of a row, or a key of a map.
    Name(&'a str),
}

impl DeError {
    fn new(problem: Problem) -> Self {
        Self(Box::new(Inner { problem, path: String::new() }))
    }

    pub(super) fn decode(message: impl Into<String>) -> Self {
        Error::new(ErrorKind::Decode, message).into()
    }

    /// The value is of another type than `expected`.
    pub(super) fn mismatch(expected: &str, value: &Value<'_>) -> Self {
        let got = value.type_name();
        Self::decode(match value {
            Value::Null => format!("expected {expected}, got NULL: wrap the field in `Option`"),
            Value::Row(_) => format!("expected {expected}, got {got}: ask for a struct or a tuple"),
            Value::Json(_) => {
                format!("expected {expected}, got {got}: ask for `String`, `serde_json::Value` or a type that fits it")
            }
            _ => format!("expected {expected}, got {got}: ask for {}", rust_type(value)),
        })
    }

    /// The value is of the right type, and `target` cannot hold it; `why` says what would be lost.
    pub(super) fn does_not_fit(value: &Value<'_>, target: &str, why: &str) -> Self {
        does_not_fit(value, target, why).into()
    }

    /// Names the value in an error of serde. `Target` is the type that was asked for.
    pub(super) fn explain<Target>(self, value: &Value<'_>) -> Self {
        let Inner { problem, path } = *self.0;
        let target = || type_name::<Target>();
        let explained = match problem {
            Problem::Explained(error) => error.into(),
            Problem::Custom(why) => Self::does_not_fit(value, &target(), &why),
            Problem::Content(expected) => Self::does_not_fit(value, &target(), &format!("expected {expected}")),
            Problem::Type { expected, .. } => Self::mismatch(&expected, value),
            Problem::MissingField(field) => Self::missing_in(field, value),
        };
        Self(Box::new(Inner { path, ..*explained.0 }))
    }

    /// Names what there is, in an error of a type that wants something else.
    pub(super) fn got(self, what: &str) -> Self {
        match &self.0.problem {
            Problem::Type { expected, .. } => Self::decode(format!("expected {expected}, got {what}")),
            _ => self,
        }
    }

    fn missing_in(field: &str, value: &Value<'_>) -> Self {
        let names: Vec<&str> = match value {
            Value::Row(fields) => fields.iter().filter_map(|(name, _)| name.as_deref()).collect(),
            _ => Vec::new(),
        };
        let hint = nearest(field, names).map(|name| format!("; did you mean `{name}`?")).unwrap_or_default();
        Self::decode(format!("no field `{field}` in the {}{hint}", value.type_name()))
    }

    /// The field that a struct misses, if this is the error.
    pub(super) fn missing_field(&self) -> Option<&'static str> {
        match self.0.problem {
            Problem::MissingField(field) if self.0.path.is_empty() => Some(field),
            _ => None,
        }
    }

    /// Puts a step in front of the path.
    pub(super) fn at(mut self, step: Step<'_>) -> Self {
        let rest = &self.0.path;
        let dot = if rest.is_empty() || rest.starts_with('[') { "" } else { "." };
        self.0.path = format!("{step}{dot}{rest}");
        self
    }
}

impl fmt::Display for Step<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Index(index) => write!(f, "[{index}]"),
            Self::Name(name) => f.write_str(name),
        }
    }
}

impl From<Error> for DeError {
    fn from(error: Error) -> Self {
        Self::new(Problem::Explained(error))
    }
}

impl From<DeError> for Error {
    fn from(error: DeError) -> Self {
        let Inner { problem, path } = *error.0;
        let error = match problem {
            Problem::Explained(error) => error,
            Problem::Custom(message) => Self::new(ErrorKind::Decode, message),
            Problem::Type { expected, got } => Self::new(ErrorKind::Decode, format!("expected {expected}, got {got}")),
            Problem::Content(expected) => Self::new(ErrorKind::Decode, format!("expected {expected}")),
            Problem::MissingField(field) => {
                Self::new(ErrorKind::NoSuchColumn, format!("no column `{field}` in the result"))
            }
        };
        if path.is_empty() || error.context("column").is_some() { error } else { error.with_context("column", path) }
    }
}

impl serde::de::Error for DeError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(Problem::Custom(message.to_string()))
    }

    // The values that serde offers for the message are left out: a cell may hold a secret, and may be long.
    fn invalid_type(got: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(Problem::Type { expected: expected.to_string(), got: kind(got) })
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(Problem::Content(expected.to_string()))
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        Self::new(Problem::Content(match expected {
            [] => "nothing, as the enum has no variants".to_owned(),
            names => names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" or "),
        }))
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new(Problem::MissingField(field))
    }
}

impl std::error::Error for DeError {}

impl fmt::Display for DeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.problem {
            Problem::Custom(message) => f.write_str(message),
            Problem::Type { expected, got } => write!(f, "expected {expected}, got {got}"),
            Problem::Content(expected) => write!(f, "expected {expected}"),
            Problem::MissingField(field) => write!(f, "no field `{field}`"),
            Problem::Explained(error) => error.fmt(f),
        }
    }
}

fn kind(unexpected: Unexpected<'_>) -> &'static str {
    match unexpected {
        Unexpected::Bool(_) => "a boolean",
        Unexpected::Unsigned(_) | Unexpected::Signed(_) => "an integer",
        Unexpected::Float(_) => "a float",
        Unexpected::Char(_) | Unexpected::Str(_) => "a text",
        Unexpected::Bytes(_) => "bytes",
        Unexpected::Unit | Unexpected::Option => "NULL",
        Unexpected::Seq => "a sequence",
        Unexpected::Map => "a map",
        _ => "another kind of value",
    }
}

/// The name of a type without the paths of its modules: `Option<NaiveDate>`.
pub(super) fn type_name<T>() -> String {
    let mut name = String::new();
    let mut rest = std::any::type_name::<T>();
    while let Some(end) = rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')) {
        let (path, separator) = rest.split_at(end);
        name.push_str(last_segment(path));
        let mut characters = separator.chars();
        name.extend(characters.next());
        rest = characters.as_str();
    }
    name + last_segment(rest)
}

fn last_segment(path: &str) -> &str {
    path.rsplit("::").next().unwrap_or(path)
}
