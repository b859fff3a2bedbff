//! The drivers of this project, so that a message can name the cargo feature that is missing.

/// Scheme suffixes of a driver and the facade's cargo feature for it.
const KNOWN: &[(&[&str], &str)] = &[
    (&["awsathena", "awsathena+rest", "awsathena+aiorest"], "rest"),
    (&["awsathena+s3fs", "awsathena+aios3fs"], "s3"),
    (&["awsathena+arrow", "awsathena+aioarrow"], "arrow"),
    (&["awsathena+polars", "awsathena+aiopolars"], "polars"),
    (&["awsathena+pandas", "awsathena+aiopandas"], "pandas"),
];

/// The cargo feature that brings the driver of `scheme`, which is in lower case.
pub(crate) fn feature_of(scheme: &str) -> Option<&'static str> {
    KNOWN.iter().find(|(schemes, _)| schemes.contains(&scheme)).map(|(_, feature)| *feature)
}

/// Every scheme of this project.
pub(crate) fn schemes<'a>() -> impl Iterator<Item = &'a str> {
    KNOWN.iter().flat_map(|(schemes, _)| schemes.iter().copied())
}
