//! The nearest match for a name that does not exist.

/// The candidate most like `wanted`, if one is alike enough to be what was meant: a typing mistake in three letters, or
/// a good part of the same word (`region` for `region_name`). Case does not count.
pub fn nearest<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = wanted.to_lowercase();
    let alike = |candidate: &str| {
        let candidate = candidate.to_lowercase();
        let score = strsim::jaro_winkler(&wanted, &candidate);
        let most_mistakes = wanted.len().max(candidate.len()) / 3;
        (score > 0.9 || strsim::damerau_levenshtein(&wanted, &candidate) <= most_mistakes).then_some(score)
    };
    let scored = candidates.into_iter().filter_map(|candidate| alike(candidate).map(|score| (score, candidate)));
    scored.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn finds_typos_and_leaves_the_rest() {
        assert_eq!(nearest("unlod", ["chunksize", "unload", "engine"]), Some("unload"));
        assert_eq!(nearest("awsathena+airest", ["awsathena+aiorest", "awsathena+aioarrow"]), Some("awsathena+aiorest"));
        assert_eq!(nearest("zzz", ["unload"]), None);
    }
}
