//! The JSON paths of the SQL standard: `lax $.a[*].b`, as `json_value`, `json_query` and `json_exists` take them.

use serde_json::Value;

/// A path, with what it does about structures that do not fit.
#[derive(Debug, PartialEq)]
pub(crate) struct Path {
    strict: bool,
    steps: Vec<Step>,
}

#[derive(Debug, PartialEq)]
enum Step {
    Field(String),
    AllFields,
    /// Each from one place to another.
    Items(Vec<(Place, Place)>),
    AllItems,
    Size,
    Type,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    At(usize),
    BeforeLast(usize),
}

impl Path {
    /// `None`: not a path, or one with parts that are not read here.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (strict, rest) = match text.strip_prefix("strict") {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix("lax").unwrap_or(text)),
        };
        let mut rest = rest.trim().strip_prefix('$')?;
        let mut steps = Vec::new();
        while !rest.is_empty() {
            if let Some(after) = rest.strip_prefix('.') {
                let (step, left) = member(after)?;
                steps.push(step);
                rest = left.trim_start();
            } else {
                let (inside, after) = rest.strip_prefix('[')?.split_once(']')?;
                steps.push(items(inside)?);
                rest = after.trim_start();
            }
        }
        Some(Self { strict, steps })
    }

    /// What the path finds; `Err` where a strict path does not fit.
    pub(crate) fn find(&self, root: &Value) -> Result<Vec<Value>, String> {
        let mut found = vec![root.clone()];
        for step in &self.steps {
            let mut next = Vec::new();
            for value in found {
                self.follow(step, value, &mut next)?;
            }
            found = next;
        }
        Ok(found)
    }

    fn follow(&self, step: &Step, value: Value, out: &mut Vec<Value>) -> Result<(), String> {
        match (step, value) {
            // A lax path opens an array where a field is wanted.
            (Step::Field(_) | Step::AllFields, Value::Array(items)) if !self.strict => {
                items.into_iter().filter(|item| !item.is_array()).try_for_each(|item| self.follow(step, item, out))?;
            }
            (Step::Field(name), Value::Object(mut fields)) => match fields.remove(name) {
                Some(value) => out.push(value),
                None if self.strict => return Err(format!("missing member: '{name}'")),
                None => {}
            },
            (Step::AllFields, Value::Object(fields)) => out.extend(fields.into_iter().map(|(_, value)| value)),
            (Step::AllItems, Value::Array(items)) => out.extend(items),
            (Step::Items(ranges), Value::Array(items)) => {
                for (from, to) in ranges {
                    let place = |place: &Place| match place {
                        Place::At(at) => Some(*at),
                        Place::BeforeLast(by) => (items.len() + 1).checked_sub(by + 2),
                    };
                    let (Some(from), Some(to)) = (place(from), place(to)) else { continue };
                    if self.strict && to >= items.len() {
                        return Err("array index out of bounds".to_owned());
                    }
                    out.extend(items.iter().take(to.saturating_add(1)).skip(from).cloned());
                }
            }
            (Step::Size, Value::Array(items)) => out.push(items.len().into()),
            (Step::Size, _) if !self.strict => out.push(1.into()),
            (Step::Type, value) => out.push(type_name(&value).into()),
            // A lax path takes a value for an array of one.
            (Step::AllItems, value) if !self.strict => out.push(value),
            (Step::Items(_), value) if !self.strict => {
                self.follow(step, Value::Array(vec![value]), out)?;
            }
            (_, value) if self.strict => return Err(format!("invalid item type: {}", type_name(&value))),
            _ => {}
        }
        Ok(())
    }
}

fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

fn member(text: &str) -> Option<(Step, &str)> {
    if let Some(rest) = text.strip_prefix('*') {
        return Some((Step::AllFields, rest));
    }
    if let Some(quoted) = text.strip_prefix('"') {
        let (name, rest) = quoted.split_once('"')?;
        return Some((Step::Field(name.to_owned()), rest));
    }
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    match (name, rest.strip_prefix("()")) {
        ("", _) => None,
        ("size", Some(rest)) => Some((Step::Size, rest)),
        ("type", Some(rest)) => Some((Step::Type, rest)),
        (_, Some(_)) => None,
        _ => Some((Step::Field(name.to_owned()), rest)),
    }
}

fn items(text: &str) -> Option<Step> {
    if text.trim() == "*" {
        return Some(Step::AllItems);
    }
    let place = |text: &str| -> Option<Place> {
        let text = text.trim();
        match text.strip_prefix("last") {
            Some("") => Some(Place::BeforeLast(0)),
            Some(rest) => rest.trim().strip_prefix('-')?.trim().parse().ok().map(Place::BeforeLast),
            None => text.parse().ok().map(Place::At),
        }
    };
    let range = |text: &str| match text.split_once(" to ") {
        Some((from, to)) => Some((place(from)?, place(to)?)),
        None => place(text).map(|at| (at, at)),
    };
    text.split(',').map(range).collect::<Option<Vec<_>>>().map(Step::Items)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn paths_find() {
        let value = json!({"a": [{"b": 1}, {"b": 2}, {"c": 3}], "d": {"e f": [1, 2, 3]}});
        for (path, expected) in [
            ("lax $.a.b", "[1,2]"),
            ("$.a[*].b", "[1,2]"),
            ("lax $.a[last]", r#"[{"c":3}]"#),
            ("lax $.a[0 to 1].b", "[1,2]"),
            ("lax $.d.\"e f\"[0, last]", "[1,3]"),
            ("strict $.d.*", "[[1,2,3]]"),
            ("lax $.a.size()", "[3]"),
            ("lax $.nope", "[]"),
        ] {
            let found = Path::parse(path).unwrap().find(&value);
            assert_eq!(found.map(|found| serde_json::to_string(&found).unwrap()), Ok(expected.to_owned()), "{path}");
        }
        assert!(Path::parse("strict $.nope").unwrap().find(&value).is_err());
        assert_eq!(Path::parse("lax $.a ? (@ > 1)"), None);
    }
}
