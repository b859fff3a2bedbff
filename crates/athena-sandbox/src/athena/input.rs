//! Request members: JSON types, then the constraints of the service model

use serde_json::{Map, Value};

use super::error::ApiError;
use super::shape;

/// Parses a request body. A body that is not JSON is refused without a message, as the service does.
pub(super) fn parse(body: &[u8]) -> Result<Value, ApiError> {
    match serde_json::from_slice(body) {
        Ok(value @ Value::Object(_)) => Ok(value),
        Ok(Value::Array(_)) => Err(ApiError::serialization(Some("Start of list found where not expected"))),
        _ => Err(ApiError::serialization(None)),
    }
}

/// One structure of the request. Unknown members are ignored, and `null` means absent.
#[derive(Clone, Copy, Debug)]
pub(super) struct Input<'a> {
    members: Option<&'a Map<String, Value>>,
}

/// The JSON type that a value must have.
#[derive(Clone, Copy)]
pub(super) enum Wanted {
    String,
    Integer,
    Boolean,
    List,
    Structure,
}

impl<'a> Input<'a> {
    pub(super) fn new(value: &'a Value) -> Self {
        Self { members: value.as_object() }
    }

    pub(super) fn string(self, name: &str) -> Result<Option<&'a str>, ApiError> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(other) => Err(mismatch(other, Wanted::String)),
        }
    }

    /// An integer. Like the service, this cuts off fractions and clamps numbers that are out of range.
    pub(super) fn integer(self, name: &str) -> Result<Option<i64>, ApiError> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::Number(number)) => Ok(Some(truncate(number))),
            Some(other) => Err(mismatch(other, Wanted::Integer)),
        }
    }

    pub(super) fn boolean(self, name: &str) -> Result<Option<bool>, ApiError> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::Bool(value)) => Ok(Some(*value)),
            Some(other) => Err(mismatch(other, Wanted::Boolean)),
        }
    }

    pub(super) fn structure(self, name: &str) -> Result<Option<Input<'a>>, ApiError> {
        match self.get(name) {
            None => Ok(None),
            Some(value @ Value::Object(_)) => Ok(Some(Input::new(value))),
            Some(other) => Err(mismatch(other, Wanted::Structure)),
        }
    }

    /// A list of strings, without its `null` elements.
    pub(super) fn strings(self, name: &str) -> Result<Option<Vec<&'a str>>, ApiError> {
        let items = match self.get(name) {
            None => return Ok(None),
            Some(Value::Array(items)) => items,
            Some(other) => return Err(mismatch(other, Wanted::List)),
        };
        let mut strings = Vec::with_capacity(items.len());
        for item in items {
            match item {
                Value::Null => {}
                Value::String(text) => strings.push(text.as_str()),
                other => return Err(mismatch(other, Wanted::String)),
            }
        }
        Ok(Some(strings))
    }

    pub(super) fn get(self, name: &str) -> Option<&'a Value> {
        self.members?.get(name).filter(|value| !value.is_null())
    }
}

pub(super) fn truncate(number: &serde_json::Number) -> i64 {
    if let Some(integer) = number.as_i64() {
        return integer;
    }
    let text = number.as_f64().unwrap_or(f64::MAX).trunc().to_string();
    text.parse().unwrap_or(if text.starts_with('-') { i64::MIN } else { i64::MAX })
}

pub(super) fn mismatch(value: &Value, wanted: Wanted) -> ApiError {
    let found = match value {
        Value::Array(_) => return ApiError::serialization(Some("Start of list found where not expected")),
        Value::Object(_) if matches!(wanted, Wanted::List) => "",
        Value::Object(_) => {
            return ApiError::serialization(Some("Start of structure or map found where not expected."));
        }
        Value::String(_) => "STRING_VALUE",
        Value::Number(_) => "NUMBER_VALUE",
        Value::Bool(true) => "TRUE_VALUE",
        Value::Bool(false) => "FALSE_VALUE",
        Value::Null => "",
    };
    let target = match wanted {
        Wanted::String => "a String",
        Wanted::Integer => "an Integer",
        Wanted::Boolean => "a Boolean",
        Wanted::List => return ApiError::serialization(Some("Expected list or null")),
        Wanted::Structure => return ApiError::serialization(Some("Expected null")),
    };
    ApiError::serialization(Some(&format!("{found} can not be converted to {target}")))
}

/// Validation as the service's framework does it: all violations are reported in one message.
#[derive(Debug, Default)]
pub(super) struct Validation {
    errors: Vec<String>,
}

impl Validation {
    pub(super) fn required<T>(&mut self, member: &str, value: Option<&T>) -> &mut Self {
        if value.is_none() {
            self.errors.push(format!("Value null at '{member}' failed to satisfy constraint: Member must not be null"));
        }
        self
    }

    /// Checks the length in characters.
    pub(super) fn length(&mut self, member: &str, value: Option<&str>, least: usize, most: usize) -> &mut Self {
        let Some(value) = value else { return self };
        let length = value.chars().count();
        if length < least {
            self.fail(member, &format!("Member must have length greater than or equal to {least}"));
        }
        if length > most {
            self.fail(member, &format!("Member must have length less than or equal to {most}"));
        }
        self
    }

    pub(super) fn range(&mut self, member: &str, value: Option<i64>, least: i64, most: i64) -> &mut Self {
        let Some(value) = value else { return self };
        if value < least {
            self.fail(member, &format!("Member must have value greater than or equal to {least}"));
        }
        if value > most {
            self.fail(member, &format!("Member must have value less than or equal to {most}"));
        }
        self
    }

    /// Checks that the pattern matches the whole string.
    pub(super) fn pattern(&mut self, member: &str, value: Option<&str>, pattern: &str) -> &mut Self {
        if value.is_some_and(|value| !shape::matches(value, pattern)) {
            self.fail(member, &format!("Member must satisfy regular expression pattern: {pattern}"));
        }
        self
    }

    pub(super) fn fail(&mut self, member: &str, constraint: &str) {
        self.errors.push(format!("Value at '{member}' failed to satisfy constraint: {constraint}"));
    }

    pub(super) fn check(&self) -> Result<(), ApiError> {
        let count = self.errors.len();
        if count == 0 {
            return Ok(());
        }
        let noun = if count == 1 { "error" } else { "errors" };
        Err(ApiError::invalid_input(format!("{count} validation {noun} detected: {}", self.errors.join("; "))))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn message(error: &ApiError) -> Value {
        error.to_json()["Message"].clone()
    }

    #[test]
    fn wrong_types_are_named_as_the_service_does() {
        let body = json!({ "a": "1", "b": 1, "c": true, "d": [], "e": {}, "f": 1.5, "g": null, "h": [1], "i": 1e30 });
        let input = Input::new(&body);
        let of = |error: Result<Option<i64>, ApiError>| message(&error.expect_err("a wrong type"));
        assert_eq!(of(input.integer("a")), "STRING_VALUE can not be converted to an Integer");
        assert_eq!(of(input.integer("c")), "TRUE_VALUE can not be converted to an Integer");
        assert_eq!(of(input.integer("d")), "Start of list found where not expected");
        assert_eq!(of(input.integer("e")), "Start of structure or map found where not expected.");
        let error = input.string("b").expect_err("a wrong type");
        assert_eq!(message(&error), "NUMBER_VALUE can not be converted to a String");
        let error = input.strings("a").expect_err("a wrong type");
        assert_eq!(message(&error), "Expected list or null");
        let error = input.structure("a").expect_err("a wrong type");
        assert_eq!(message(&error), "Expected null");
        let error = input.strings("h").expect_err("a wrong type");
        assert_eq!(message(&error), "NUMBER_VALUE can not be converted to a String");
        assert_eq!(input.integer("f"), Ok(Some(1)));
        assert_eq!(input.integer("g"), Ok(None));
        assert_eq!(input.integer("i"), Ok(Some(i64::MAX)));
    }

    #[test]
    fn several_violations_are_one_message() {
        let mut validation = Validation::default();
        validation.required::<&str>("a", None).range("b", Some(0), 1, 50);
        let error = validation.check().expect_err("two violations");
        assert_eq!(
            message(&error),
            "2 validation errors detected: Value null at 'a' failed to satisfy constraint: Member must not be null; \
             Value at 'b' failed to satisfy constraint: Member must have value greater than or equal to 1"
        );
    }
}
