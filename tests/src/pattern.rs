//! Patterns for the names of trials.

/// True if `name` contains `pattern`; `*` matches any text.
pub(crate) fn matches(pattern: &str, name: &str) -> bool {
    let mut rest = name;
    pattern.split('*').all(|part| match rest.find(part) {
        Some(at) => {
            rest = &rest[at + part.len()..];
            true
        }
        None => false,
    })
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn the_parts_of_a_pattern_match_in_order() {
        for (pattern, name, expected) in [
            ("types", "rest::types::bigint", true),
            ("rest::*::bigint", "rest::types::bigint", true),
            ("big*types", "rest::types::bigint", false),
            ("", "x", true),
        ] {
            assert_eq!(matches(pattern, name), expected, "{pattern} in {name}");
        }
    }
}
