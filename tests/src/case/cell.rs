//! Cells and parameters of a case file.

use std::collections::BTreeMap;
use std::fmt;

use awsathena::{Parameter, Value};
use serde::Deserialize;

/// The expected value of a cell. TOML has no null; a table stands for it, since no text can be one.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged, expecting = "a cell is a string, or { null = true }")]
pub(super) enum Cell {
    /// The value as Athena prints it.
    Text(String),
    Null(Null),
}

/// `{ null = true }`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Null {
    null: True,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct True;

impl<'de> Deserialize<'de> for True {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match bool::deserialize(deserializer)? {
            true => Ok(Self),
            false => Err(serde::de::Error::custom("`null` must be true")),
        }
    }
}

impl Cell {
    pub(super) fn of(value: &Value<'_>) -> Self {
        match value {
            Value::Null => Self::Null(Null { null: True }),
            value => Self::Text(value.to_string()),
        }
    }
}

/// The form in a case file.
impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null(_) => f.write_str("{ null = true }"),
            Self::Text(text) => toml::Value::String(text.clone()).fmt(f),
        }
    }
}

/// Values for the markers of a statement.
#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "parameters are a table of named ones, or an array for the `?` markers")]
pub(super) enum Parameters {
    Positional(Vec<ParameterValue>),
    Named(BTreeMap<String, ParameterValue>),
}

impl Default for Parameters {
    fn default() -> Self {
        Self::Positional(Vec::new())
    }
}

#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "a parameter is a boolean, a number, a string, { null = true } or { bytes = [1, 2] }")]
pub(super) enum ParameterValue {
    Boolean(bool),
    Integer(i64),
    Double(f64),
    Text(String),
    Null(Null),
    Bytes(Bytes),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Bytes {
    bytes: Vec<u8>,
}

impl ParameterValue {
    pub(super) fn parameter(&self) -> Parameter {
        match self {
            Self::Boolean(value) => (*value).into(),
            Self::Integer(value) => (*value).into(),
            Self::Double(value) => (*value).into(),
            Self::Text(value) => value.as_str().into(),
            Self::Null(_) => Parameter::null(),
            Self::Bytes(value) => value.bytes.as_slice().into(),
        }
    }
}
