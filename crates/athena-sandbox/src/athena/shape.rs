//! Validation of nested request structures that are stored as they came

use regex::Regex;
use serde_json::{Map, Value};

use super::error::ApiError;
use super::input::{Input, Validation, Wanted, mismatch, truncate};

/// The constraint on a value.
#[derive(Debug)]
pub(super) enum Shape {
    /// A string with a minimum and a maximum length in characters.
    Text(usize, usize),
    /// A string that a pattern matches as a whole.
    Matching(&'static str),
    /// One of these strings.
    OneOf(&'static [&'static str]),
    /// An integer with a minimum and a maximum.
    Integer(i64, i64),
    Boolean,
    Structure(&'static [Member]),
    /// A map of strings.
    Texts,
    List(&'static Shape),
}

/// A member of a structure.
#[derive(Debug)]
pub(super) struct Member {
    name: &'static str,
    shape: Shape,
    required: bool,
}

pub(super) const fn optional(name: &'static str, shape: Shape) -> Member {
    Member { name, shape, required: false }
}

pub(super) const fn required(name: &'static str, shape: Shape) -> Member {
    Member { name, shape, required: true }
}

/// Reads a structure of a request. Unknown members are dropped.
pub(super) fn structure(
    input: Input<'_>,
    name: &str,
    members: &'static [Member],
    validation: &mut Validation,
) -> Result<Option<Map<String, Value>>, ApiError> {
    match input.structure(name)? {
        None => Ok(None),
        Some(inner) => read(inner, members, &camel(name), validation).map(Some),
    }
}

/// Reads any member of a request.
pub(super) fn member(
    input: Input<'_>,
    name: &str,
    shape: &Shape,
    validation: &mut Validation,
) -> Result<Option<Value>, ApiError> {
    input.get(name).map(|found| value(found, shape, &camel(name), validation)).transpose()
}

fn read(
    input: Input<'_>,
    members: &[Member],
    path: &str,
    validation: &mut Validation,
) -> Result<Map<String, Value>, ApiError> {
    let mut kept = Map::new();
    for member in members {
        let path = format!("{path}.{}", camel(member.name));
        match input.get(member.name) {
            Some(found) => {
                kept.insert(member.name.to_owned(), value(found, &member.shape, &path, validation)?);
            }
            None if member.required => {
                validation.required::<()>(&path, None);
            }
            None => {}
        }
    }
    Ok(kept)
}

fn value(found: &Value, shape: &Shape, path: &str, validation: &mut Validation) -> Result<Value, ApiError> {
    let text = || found.as_str().ok_or_else(|| mismatch(found, Wanted::String));
    match shape {
        Shape::Text(least, most) => {
            validation.length(path, Some(text()?), *least, *most);
        }
        Shape::Matching(pattern) => {
            validation.pattern(path, Some(text()?), pattern);
        }
        Shape::OneOf(names) => {
            let text = text()?;
            if !names.contains(&text) {
                validation.fail(path, &format!("Member must satisfy enum value set: [{}]", names.join(", ")));
            }
        }
        Shape::Integer(least, most) => {
            let Value::Number(number) = found else { return Err(mismatch(found, Wanted::Integer)) };
            let number = truncate(number);
            validation.range(path, Some(number), *least, *most);
            return Ok(number.into());
        }
        Shape::Boolean => {
            found.as_bool().ok_or_else(|| mismatch(found, Wanted::Boolean))?;
        }
        Shape::Structure(members) => {
            if !found.is_object() {
                return Err(mismatch(found, Wanted::Structure));
            }
            return read(Input::new(found), members, path, validation).map(Value::Object);
        }
        Shape::Texts => {
            let Value::Object(entries) = found else { return Err(mismatch(found, Wanted::Structure)) };
            for entry in entries.values().filter(|entry| !entry.is_null()) {
                entry.as_str().ok_or_else(|| mismatch(entry, Wanted::String))?;
            }
            let kept = entries.iter().filter(|(_, entry)| !entry.is_null());
            return Ok(Value::Object(kept.map(|(name, entry)| (name.clone(), entry.clone())).collect()));
        }
        Shape::List(shape) => {
            let Value::Array(items) = found else { return Err(mismatch(found, Wanted::List)) };
            let items = items.iter().filter(|item| !item.is_null()).enumerate();
            let kept: Result<Vec<Value>, ApiError> = items
                .map(|(index, item)| value(item, shape, &format!("{path}.{}.member", index + 1), validation))
                .collect();
            return kept.map(Value::Array);
        }
    }
    Ok(found.clone())
}

/// Whether the pattern matches the whole text.
pub(super) fn matches(text: &str, pattern: &str) -> bool {
    // All patterns are constants of this crate; one that does not compile would match nothing.
    Regex::new(&format!("^(?:{pattern})$")).is_ok_and(|pattern| pattern.is_match(text))
}

/// Lower camel case, as member names are written in messages.
fn camel(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
