//! Unique names of columns.

use std::collections::HashSet;

/// Unique names in the form of `pandas.read_csv` and PyAthena: the second `a` is `a.1`, the third `a.2`.
///
/// Otherwise, pyarrow would give two columns of the same name the same dtype, and a Parquet file could not be written.
pub(crate) fn unique(names: &[&str]) -> Vec<String> {
    let mut taken: HashSet<String> = HashSet::new();
    let given: HashSet<&str> = names.iter().copied().collect();
    let mut unique = Vec::with_capacity(names.len());
    for name in names {
        let mut candidate = (*name).to_owned();
        let mut number = 0;
        while taken.contains(&candidate) || (number > 0 && given.contains(candidate.as_str())) {
            number += 1;
            candidate = format!("{name}.{number}");
        }
        taken.insert(candidate.clone());
        unique.push(candidate);
    }
    unique
}

#[cfg(test)]
mod tests {
    use super::unique;

    #[test]
    fn every_name_occurs_once() {
        for (names, expected) in [
            (vec![], vec![]),
            (vec!["a", "b"], vec!["a", "b"]),
            (vec!["a", "b", "a", "a"], vec!["a", "b", "a.1", "a.2"]),
            (vec!["a", "a", "a.1"], vec!["a", "a.2", "a.1"]),
            (vec!["a.1", "a", "a", "a.1"], vec!["a.1", "a", "a.2", "a.1.1"]),
            (vec!["", ""], vec!["", ".1"]),
        ] {
            assert_eq!(unique(&names), expected);
        }
    }
}
