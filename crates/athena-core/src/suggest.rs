//! The nearest match for a name that does not exist.

/// The candidate most like `wanted`, if one is alike enough to be what was meant.
pub fn nearest<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const ALIKE: f64 = 0.75;
    let wanted = wanted.to_ascii_lowercase();
    candidates
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(&wanted, &candidate.to_ascii_lowercase()), candidate))
        .filter(|(score, _)| *score >= ALIKE)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
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
