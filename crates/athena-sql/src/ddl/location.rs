//! Locations in S3.

use super::DdlError;

/// The location with a `/` at its end.
pub(super) fn directory(location: impl Into<String>) -> String {
    let mut location = location.into();
    if !location.is_empty() && !location.ends_with('/') {
        location.push('/');
    }
    location
}

/// Checks a location without a look into the bucket (user guide, "Specify a table location in Amazon S3": no access
/// points or HTTP notation, no empty folders, no wildcards).
pub(super) fn check(location: &str) -> Result<(), DdlError> {
    let error = |message: &str| Err(DdlError::new(format!("{message}: `{location}`")));
    let Some(path) = location.strip_prefix("s3://") else {
        return error("a location has the form `s3://bucket/folder/`");
    };
    if path.starts_with('/') || path.is_empty() {
        return error("the location has no bucket; add it after `s3://`");
    }
    if path.contains("//") {
        return error("the location has an empty folder; remove one of the two slashes");
    }
    if path.contains('*') {
        return error("a location is one folder; remove the `*`");
    }
    Ok(())
}
