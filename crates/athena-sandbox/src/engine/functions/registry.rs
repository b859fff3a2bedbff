//! Registry of function signatures: the functions that a statement may call, the rows of `SHOW FUNCTIONS`, and the
//! functions that the documentation must list.

use std::collections::HashMap;
use std::sync::LazyLock;

/// One signature of a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Signature {
    pub(crate) family: &'static str,
    /// `scalar`, `aggregate` or `window`.
    pub(crate) kind: &'static str,
    pub(crate) name: &'static str,
    /// The arguments as written, separated by `, `.
    pub(crate) arguments: &'static str,
    pub(crate) returns: &'static str,
    pub(crate) description: &'static str,
}

impl Signature {
    fn parse(family: &'static str, kind: &'static str, line: &'static str) -> Option<Self> {
        let (call, rest) = line.split_once(" -> ")?;
        let (returns, description) = rest.split_once(" | ")?;
        let (name, arguments) = call.strip_suffix(')')?.split_once('(')?;
        Some(Self { family, kind, name, arguments, returns, description })
    }

    /// Returns whether the signature accepts this number of arguments.
    fn takes(&self, count: usize) -> bool {
        let named = top_level(self.arguments);
        match named.split_last() {
            None => count == 0,
            Some((&"...", fixed)) => count >= fixed.len(),
            Some(_) => count == named.len(),
        }
    }

    pub(crate) fn is_deterministic(&self) -> bool {
        !["rand", "random", "shuffle", "uuid"].contains(&self.name)
    }
}

/// Splits at the commas outside of parentheses.
fn top_level(arguments: &'static str) -> Vec<&'static str> {
    let (mut parts, mut depth, mut start) = (Vec::new(), 0_usize, 0);
    for (at, letter) in arguments.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                parts.push(arguments[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    let last = arguments[start..].trim();
    if !last.is_empty() {
        parts.push(last);
    }
    parts
}

static SIGNATURES: LazyLock<Vec<Signature>> = LazyLock::new(|| {
    let (mut family, mut kind) = ("", "");
    let mut signatures = Vec::new();
    for line in include_str!("registry.txt").lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            (family, kind) = heading.strip_suffix(')').and_then(|text| text.split_once(" (")).unwrap_or((heading, ""));
        } else if !line.starts_with('#') {
            signatures.extend(Signature::parse(family, kind, line));
        }
    }
    signatures
});

static BY_NAME: LazyLock<HashMap<&'static str, Vec<Signature>>> = LazyLock::new(|| {
    let mut names: HashMap<_, Vec<_>> = HashMap::new();
    for signature in SIGNATURES.iter() {
        names.entry(signature.name).or_default().push(*signature);
    }
    names
});

/// All signatures, grouped by family.
pub(crate) fn signatures() -> &'static [Signature] {
    &SIGNATURES
}

/// The error message of a call, if the function is unknown or no signature accepts this number of arguments.
pub(crate) fn call_error(name: &str, arguments: &[String]) -> Option<String> {
    let Some(known) = BY_NAME.get(name) else {
        return Some(format!("Function '{name}' not registered"));
    };
    if known.iter().any(|signature| signature.takes(arguments.len())) {
        return None;
    }
    if name == "concat" {
        return Some("There must be two or more concatenation arguments".to_owned());
    }
    Some(unexpected(name, arguments))
}

/// `Unexpected parameters (integer) for function lower. Expected: lower(varchar)`
pub(crate) fn unexpected(name: &str, arguments: &[String]) -> String {
    let name = name.trim_start_matches('$');
    let known = BY_NAME.get(name).map_or(&[][..], Vec::as_slice);
    let expected: Vec<_> = known.iter().map(|signature| format!("{name}({})", signature.arguments)).collect();
    format!("Unexpected parameters ({}) for function {name}. Expected: {}", arguments.join(", "), expected.join(", "))
}

/// Returns whether the function exists as a window function only.
pub(crate) fn is_window(name: &str) -> bool {
    BY_NAME.get(name).is_some_and(|known| known.iter().all(|signature| signature.kind == "window"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_registry_line_parses() {
        let lines = include_str!("registry.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        assert_eq!(lines.count(), signatures().len());
        assert!(BY_NAME.len() >= 200, "{}", BY_NAME.len());
    }

    #[test]
    fn arguments_are_counted() {
        assert_eq!(call_error("reduce", &vec!["x".to_owned(); 4]), None);
        assert_eq!(call_error("coalesce", &vec!["x".to_owned(); 7]), None);
        assert_eq!(call_error("pi", &[]), None);
        assert!(call_error("pi", &["integer".to_owned()]).is_some());
        assert_eq!(call_error("nope", &[]).as_deref(), Some("Function 'nope' not registered"));
    }
}
