//! Errors on the way from a type to parameters

use std::fmt;

/// A message that shows no value.
#[derive(Debug)]
pub(super) struct BindError(String);

impl BindError {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }

    /// Names the parameter.
    pub(super) fn of(self, parameter: impl fmt::Display) -> Self {
        Self(format!("the value of {parameter} cannot be bound: {}", self.0))
    }
}

impl serde::ser::Error for BindError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

impl std::error::Error for BindError {}

impl fmt::Display for BindError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
