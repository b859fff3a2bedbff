//! The nearest match for a name that does not exist.

/// The candidate that is most similar to `wanted`, if it is similar enough: up to one typing mistake per three letters,
/// or the same beginning (`region` for `region_name`). Case is ignored.
pub fn nearest<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = wanted.to_lowercase();
    let similar = |candidate: &str| {
        let candidate = candidate.to_lowercase();
        let score = strsim::jaro_winkler(&wanted, &candidate);
        let max_mistakes = wanted.len().max(candidate.len()) / 3;
        (score > 0.9 || strsim::damerau_levenshtein(&wanted, &candidate) <= max_mistakes).then_some(score)
    };
    let scored = candidates.into_iter().filter_map(|candidate| similar(candidate).map(|score| (score, candidate)));
    scored.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn typing_mistakes_are_found_and_other_words_are_not() {
        assert_eq!(nearest("unlod", ["chunksize", "unload", "engine"]), Some("unload"));
        assert_eq!(nearest("awsathena+airest", ["awsathena+aiorest", "awsathena+aioarrow"]), Some("awsathena+aiorest"));
        assert_eq!(nearest("zzz", ["unload"]), None);
    }
}
