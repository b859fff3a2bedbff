//! Names of columns, each once.

use std::collections::HashSet;

/// The names as `pandas.read_csv` and PyAthena have them: the second `a` is `a.1`, the third `a.2`.
///
/// A name that comes twice would otherwise be of one dtype for both of its columns in pyarrow, and no Parquet file at
/// all.
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
    fn each_name_is_there_once() {
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
