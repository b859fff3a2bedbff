//! Evaluation of a JSON path against a value.

use std::collections::BTreeMap;

use serde_json::{Number, Value, json};

use super::json_path::{Method, Node, Path, Step};
use crate::comparison::Comparison;

/// Prefix of the error for a path that uses a name without a `PASSING` value. The name follows.
pub(super) const NOT_PASSED: &str = "no value passed for parameter ";

type Found = Result<Vec<Value>, String>;

/// The names that a path can refer to.
struct Scope<'a> {
    strict: bool,
    context: &'a Value,
    variables: &'a BTreeMap<String, Value>,
    /// The current item, written `@`.
    item: Option<&'a Value>,
    /// The last index of the array whose elements are being selected.
    last: Option<usize>,
}

impl Path {
    /// Evaluates the path. Returns `Err` if the path does not match the structure of the value.
    pub(crate) fn find(&self, context: &Value, variables: &BTreeMap<String, Value>) -> Found {
        Scope { strict: self.strict, context, variables, item: None, last: None }.items(&self.root)
    }
}

impl Scope<'_> {
    fn items(&self, node: &Node) -> Found {
        Ok(match node {
            Node::Context => vec![self.context.clone()],
            Node::Variable(name) => {
                let value = self.variables.get(name);
                vec![value.cloned().ok_or_else(|| format!("{NOT_PASSED}{name}"))?]
            }
            Node::Item => vec![self.item.cloned().ok_or("no current item outside of a filter")?],
            Node::Last => vec![json!(self.last.ok_or("no last index outside of an array accessor")?)],
            Node::Literal(value) => vec![value.clone()],
            Node::Positive(inner) => self.numbers(inner)?.into_iter().map(Value::Number).collect(),
            Node::Negative(inner) => {
                let zero = Number::from(0);
                self.numbers(inner)?.iter().map(|number| calculated('-', &zero, number)).collect::<Found>()?
            }
            Node::Arithmetic(sign, left, right) => {
                match (self.numbers(left)?.as_slice(), self.numbers(right)?.as_slice()) {
                    ([left], [right]) => vec![calculated(*sign, left, right)?],
                    _ => return Err("arithmetic binary expression requires singleton operands".to_owned()),
                }
            }
            Node::Step(inner, step) => {
                let mut out = Vec::new();
                for (at, value) in self.stepped(step, self.items(inner)?).into_iter().enumerate() {
                    self.follow(step, at, value, &mut out)?;
                }
                out
            }
            _ => return Err("a condition outside of a filter".to_owned()),
        })
    }

    /// The items that a step applies to. A lax path unwraps arrays unless the step itself works on arrays.
    fn stepped(&self, step: &Step, values: Vec<Value>) -> Vec<Value> {
        match step {
            Step::Items(_) | Step::AllItems | Step::Descendants(_) | Step::Method(Method::Size | Method::Type) => {
                values
            }
            _ => self.opened(values),
        }
    }

    fn opened(&self, values: Vec<Value>) -> Vec<Value> {
        if self.strict {
            return values;
        }
        let open = |value| match value {
            Value::Array(items) => items,
            value => vec![value],
        };
        values.into_iter().flat_map(open).collect()
    }

    fn numbers(&self, node: &Node) -> Result<Vec<Number>, String> {
        let number = |value| match value {
            Value::Number(number) => Ok(number),
            other => Err(format!("invalid item type. Expected: NUMBER, actual: {}", type_name(&other))),
        };
        self.opened(self.items(node)?).into_iter().map(number).collect()
    }

    fn follow(&self, step: &Step, at: usize, value: Value, out: &mut Vec<Value>) -> Result<(), String> {
        match (step, value) {
            (Step::Field(name), Value::Object(mut fields)) => match fields.remove(name) {
                Some(value) => out.push(value),
                None if self.strict => return Err(format!("missing member: '{name}'")),
                None => {}
            },
            (Step::AllFields, Value::Object(fields)) => out.extend(fields.into_iter().map(|(_, value)| value)),
            (Step::Descendants(name), value) => descend(name, &value, out),
            (Step::AllItems, Value::Array(items)) => out.extend(items),
            (Step::Items(ranges), Value::Array(items)) => self.select_ranges(ranges, &items, out)?,
            // A lax path treats a single value as an array of one element.
            (Step::AllItems, value) if !self.strict => out.push(value),
            (Step::Items(ranges), value) if !self.strict => self.select_ranges(ranges, &[value], out)?,
            (Step::Filter(condition), value) => {
                let holds = Scope { item: Some(&value), ..*self }.holds(condition);
                out.extend((holds == Some(true)).then_some(value));
            }
            (Step::Method(method), value) => self.method(*method, at, value, out)?,
            (_, value) if self.strict => {
                return Err(format!("invalid item type: {}", type_name(&value)));
            }
            _ => {}
        }
        Ok(())
    }

    fn select_ranges(
        &self,
        ranges: &[(Node, Option<Node>)],
        items: &[Value],
        out: &mut Vec<Value>,
    ) -> Result<(), String> {
        let scope = Scope { last: Some(items.len().saturating_sub(1)), ..*self };
        let index_of = |node: &Node| match (scope.numbers(node)?.as_slice(), items.is_empty()) {
            // An empty array has no last index.
            (_, true) if *node == Node::Last => Ok(-1),
            ([number], _) => whole(number).ok_or_else(|| "array subscript is not an integer".to_owned()),
            _ => Err("array subscript is not one number".to_owned()),
        };
        for (from, to) in ranges {
            let from = index_of(from)?;
            let to = to.as_ref().map_or(Ok(from), &index_of)?;
            let size = i64::try_from(items.len()).unwrap_or(i64::MAX);
            if self.strict && (from < 0 || to < from || to >= size) {
                return Err("structural error: invalid array subscript".to_owned());
            }
            let wanted = (0_i64..).zip(items).filter(|(at, _)| (from..=to).contains(at));
            out.extend(wanted.map(|(_, item)| item.clone()));
        }
        Ok(())
    }

    fn method(&self, method: Method, at: usize, value: Value, out: &mut Vec<Value>) -> Result<(), String> {
        let rounded = |number: &Number, round: fn(f64) -> f64| match number.as_i64() {
            Some(_) => Value::Number(number.clone()),
            None => number.as_f64().map_or(Value::Null, |number| json!(round(number))),
        };
        out.push(match (method, value) {
            (Method::Type, value) => json!(type_name(&value)),
            (Method::Size, Value::Array(items)) => json!(items.len()),
            (Method::Size, _) if !self.strict => json!(1),
            (Method::KeyValue, Value::Object(fields)) => {
                let pair = |(name, value)| json!({"name": name, "value": value, "id": at});
                out.extend(fields.into_iter().map(pair));
                return Ok(());
            }
            (Method::Ceiling, Value::Number(number)) => rounded(&number, f64::ceil),
            (Method::Floor, Value::Number(number)) => rounded(&number, f64::floor),
            (Method::Abs, Value::Number(number)) => match number.as_i64() {
                Some(number) => json!(number.checked_abs().ok_or("bigint overflow")?),
                None => rounded(&number, f64::abs),
            },
            (Method::Double, Value::Number(number)) => json!(number.as_f64()),
            (Method::Double, Value::String(text)) => {
                let number: f64 = text.trim().parse().map_err(|_| format!("Cannot cast '{text}' to DOUBLE"))?;
                json!(number)
            }
            (_, value) => return Err(format!("invalid item type: {}", type_name(&value))),
        });
        Ok(())
    }

    /// Evaluates a condition; `None` means unknown. A condition never fails.
    fn holds(&self, node: &Node) -> Option<bool> {
        match node {
            Node::And(left, right) => match (self.holds(left), self.holds(right)) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (left, right) => left.and(right),
            },
            Node::Or(left, right) => match (self.holds(left), self.holds(right)) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (left, right) => left.and(right),
            },
            Node::Not(inner) => self.holds(inner).map(|holds| !holds),
            Node::IsUnknown(inner) => Some(self.holds(inner).is_none()),
            Node::Exists(path) => self.items(path).ok().map(|items| !items.is_empty()),
            Node::StartsWith(path, start) => {
                let start = match self.items(start).ok()?.as_slice() {
                    [Value::String(start)] => start.clone(),
                    _ => return None,
                };
                let left = self.opened(self.items(path).ok()?);
                self.any(left.iter().map(|value| value.as_str().map(|text| text.starts_with(&start))))
            }
            Node::Compare(comparison, left, right) => {
                let (left, right) = (self.opened(self.items(left).ok()?), self.opened(self.items(right).ok()?));
                let pairs = left.iter().flat_map(|left| right.iter().map(move |right| (left, right)));
                self.any(pairs.map(|(left, right)| compared(*comparison, left, right)))
            }
            _ => None,
        }
    }

    /// Returns whether any answer is true. A strict path evaluates all of them; a lax path stops at the first that
    /// decides.
    fn any(&self, answers: impl Iterator<Item = Option<bool>>) -> Option<bool> {
        let mut combined = Some(false);
        for answer in answers {
            match answer {
                None => return None,
                Some(true) if !self.strict => return Some(true),
                Some(true) => combined = Some(true),
                Some(false) => {}
            }
        }
        combined
    }
}

/// Collects members in document order, outer ones before inner ones.
fn descend(name: &str, value: &Value, out: &mut Vec<Value>) {
    // The recursion is bounded, because the JSON parser limits the nesting depth.
    match value {
        Value::Object(fields) => {
            out.extend(fields.get(name).cloned());
            fields.values().for_each(|value| descend(name, value, out));
        }
        Value::Array(items) => items.iter().for_each(|value| descend(name, value, out)),
        _ => {}
    }
}

fn compared(comparison: Comparison, left: &Value, right: &Value) -> Option<bool> {
    let order = match (left, right) {
        (Value::Null, Value::Null) => return Some(comparison == Comparison::Equal),
        (Value::Null, _) | (_, Value::Null) => return Some(false),
        (Value::Bool(left), Value::Bool(right)) => left.cmp(right),
        (Value::String(left), Value::String(right)) => left.cmp(right),
        (Value::Number(left), Value::Number(right)) => match (left.as_i64(), right.as_i64()) {
            (Some(left), Some(right)) => left.cmp(&right),
            _ => left.as_f64()?.partial_cmp(&right.as_f64()?)?,
        },
        _ => return None,
    };
    Some(comparison.holds(order))
}

fn calculated(sign: char, left: &Number, right: &Number) -> Result<Value, String> {
    if let (Some(left), Some(right)) = (left.as_i64(), right.as_i64()) {
        let number = match sign {
            '+' => left.checked_add(right),
            '-' => left.checked_sub(right),
            '*' => left.checked_mul(right),
            _ if right == 0 => return Err("division by zero".to_owned()),
            '/' => left.checked_div(right),
            _ => left.checked_rem(right),
        };
        return number.map(|number| json!(number)).ok_or_else(|| "bigint overflow".to_owned());
    }
    let (left, right) = left.as_f64().zip(right.as_f64()).ok_or("a number out of range")?;
    let number = match sign {
        '+' => left + right,
        '-' => left - right,
        '*' => left * right,
        _ if right == 0.0 => return Err("division by zero".to_owned()),
        '/' => left / right,
        _ => left % right,
    };
    Number::from_f64(number).map(Value::Number).ok_or_else(|| "a number out of range".to_owned())
}

/// A number as an array index; its fraction is dropped.
fn whole(number: &Number) -> Option<i64> {
    #[allow(clippy::cast_possible_truncation, reason = "a double beyond the range is capped")]
    number.as_i64().or_else(|| number.as_f64().map(|number| number as i64))
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

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    fn evaluated(path: &str, value: &Value) -> String {
        let variables = BTreeMap::from([("least".to_owned(), json!(2)), ("Name".to_owned(), json!("a"))]);
        match Path::parse(path).map(|path| path.find(value, &variables)) {
            None => "no path".to_owned(),
            Some(Err(message)) => format!("error: {message}"),
            Some(Ok(items)) => Value::Array(items).to_string(),
        }
    }

    #[test]
    fn paths_find_their_items() {
        let value = json!({"a": [{"b": 1}, {"b": 2}, {"c": 3}], "d": {"e f": [1, 2, 3]}, "n": [-1.5, -1, 1.3]});
        for (path, expected) in [
            ("lax $.a.b", "[1,2]"),
            ("$.a[*].b", "[1,2]"),
            ("lax $.a[last]", r#"[{"c":3}]"#),
            ("lax $.a[last - 1, 0].b", "[2,1]"),
            ("lax $.a[0 to 1].b", "[1,2]"),
            ("lax $.d.\"e f\"[0, last]", "[1,3]"),
            ("lax $.a[2 to 7]", r#"[{"c":3}]"#),
            ("strict $.a[2 to 7]", "error: structural error: invalid array subscript"),
            ("strict $.d.*", "[[1,2,3]]"),
            ("lax $.a.size()", "[3]"),
            ("lax $.nope", "[]"),
            ("strict $.nope", "error: missing member: 'nope'"),
            ("lax $..b", "[1,2]"),
            ("lax $.n.ceiling()", "[-1.0,-1,2.0]"),
            ("lax $.n.floor()", "[-2.0,-1,1.0]"),
            ("lax $.n.abs()", "[1.5,1,1.3]"),
            ("lax -$.n[1] + 2 * 3 % 4", "[3]"),
            ("lax (-$.n)[*] ? (@ > 0)", "[1.5,1]"),
            ("lax $.a[0].b / 0", "error: division by zero"),
            ("lax \"5.6\".double()", "[5.6]"),
            ("lax $.a[*].b ? (@ >= $least)", "[2]"),
            ("lax $.nope ? (@ == $Least)", "[]"),
            ("lax $missing", "error: no value passed for parameter missing"),
            ("lax $.a ? (exists(@.b) && !(@.b == 1))", r#"[{"b":2}]"#),
            ("lax $.a ? (@.b == 1 || exists(@.c))", r#"[{"b":1},{"c":3}]"#),
            ("lax $.a ? ((@.b == \"x\") is unknown)", r#"[{"b":1},{"b":2}]"#),
            ("lax $.a[0].keyvalue() ? (@.name starts with \"b\").value", "[1]"),
            ("strict $.a[0].keyvalue() ? (@.name != $Name).id", "[0]"),
            ("lax $.a[*].type()", r#"["object","object","object"]"#),
            ("lax null ? (@ == null)", "[null]"),
            ("lax null ? (@ != 1)", "[]"),
            ("lax $ ? (@.a)", "no path"),
            ("lax $.a == 1", "no path"),
            ("lax $.a[", "no path"),
            ("lax $.a ? (@ like_regex \"x\")", "no path"),
            ("lax $.a.b()", "no path"),
            ("lax 1 $", "no path"),
            ("", "no path"),
        ] {
            assert_eq!(evaluated(path, &value), expected, "{path}");
        }
        let deep = format!("lax {}1{}", "(".repeat(100_000), ")".repeat(100_000));
        assert_eq!(evaluated(&deep, &value), "no path");
        for long in
            ["-".repeat(100_000) + "1", "$".to_owned() + &".a".repeat(100_000), "1".to_owned() + &"+1".repeat(100_000)]
        {
            assert_eq!(evaluated(&format!("lax {long}"), &value), "no path");
        }
        assert_eq!(evaluated(&format!("lax 1{}", "+1".repeat(199)), &value), "[200]");
    }
}
