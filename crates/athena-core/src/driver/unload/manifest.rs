//! Manifest of an UNLOAD: the list of the files that it wrote.

use std::collections::HashSet;
use std::sync::Arc;

use crate::driver::api::GetQueryResults;
use crate::driver::objects::read_whole;
use crate::error::{Error, ErrorKind, Result};
use crate::options::S3Uri;
use crate::query::QueryExecution;
use crate::session::Session;

/// The files of an UNLOAD that has succeeded, as its manifest lists them.
///
/// The driver never lists the directory: other objects in it were not written by this query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ParquetFiles {
    /// The files, in the order of the manifest; none when the query returned no row.
    pub(super) uris: Vec<S3Uri>,
    /// The manifest, if there is one.
    pub(super) manifest: Option<S3Uri>,
    /// The number of rows that the query wrote, if the service says it.
    pub(super) rows: Option<u64>,
}

impl ParquetFiles {
    /// Reads the manifest of `query`, which wrote to `directory`. A result without rows has no manifest, or an empty
    /// one.
    ///
    /// # Errors
    /// `Unexpected` when the manifest names a file outside `directory`, or names a file twice; `ResultMissing`
    /// when there is no manifest or no file in it although the query wrote rows; otherwise the error of a call.
    pub(super) async fn find(session: &Session, query: &QueryExecution, directory: &S3Uri) -> Result<Self> {
        let located =
            |error: Error| error.with_operation("read the manifest of UNLOAD").with_query_id(query.id.as_str());
        let request = GetQueryResults::first(query.id.clone(), Some(1));
        let page = session.athena().get_query_results(&request);
        let (page, listed) = tokio::try_join!(page, read(session, query, directory)).map_err(located)?;
        // A count of 0 is also what the service sends where it has not counted.
        let rows = page.update_count.and_then(|count| u64::try_from(count).ok()).filter(|count| *count > 0);
        let (uris, manifest) = listed.unwrap_or_default();
        match rows {
            Some(rows) if uris.is_empty() => {
                let message = format!("the query wrote {rows} rows, but no manifest names their files");
                Err(located(Error::new(ErrorKind::ResultMissing, message)))
            }
            _ => Ok(Self { uris, manifest, rows }),
        }
    }
}

/// The files and the manifest; `None` where there is no manifest.
async fn read(
    session: &Session,
    query: &QueryExecution,
    directory: &S3Uri,
) -> Result<Option<(Vec<S3Uri>, Option<S3Uri>)>> {
    let Some(manifest) = manifest_uri(query)? else { return Ok(None) };
    match read_whole(Arc::clone(session.objects()?), manifest.clone()).await {
        Ok(text) => {
            let uris = parse_manifest(&text, directory).map_err(|error| error.with_context("manifest", &manifest))?;
            Ok(Some((uris, Some(manifest))))
        }
        Err(error) if error.kind() == ErrorKind::ResultMissing => Ok(None),
        Err(error) => Err(error),
    }
}

/// The address of the manifest of a query, if it has one.
///
/// # Errors
/// `Unexpected` for what is no address.
pub(super) fn manifest_uri(query: &QueryExecution) -> Result<Option<S3Uri>> {
    let Some(location) = &query.statistics.data_manifest_location else { return Ok(None) };
    location.parse().map(Some).map_err(|reason: Error| {
        let message = format!("the service gave an invalid location for the manifest: {reason}");
        Error::new(ErrorKind::Unexpected, message).with_context("manifest", location)
    })
}

/// The files that a manifest names, one `s3://` URI per line.
///
/// # Errors
/// `Unexpected` for a line that is not a URI, or is the URI of an object outside `directory`, or comes twice: a query
/// writes nowhere else, and each file once, so somebody has changed the manifest.
pub(crate) fn parse_manifest(text: &[u8], directory: &S3Uri) -> Result<Vec<S3Uri>> {
    let text = std::str::from_utf8(text)
        .map_err(|error| Error::new(ErrorKind::Unexpected, "the manifest is not text").with_source(error))?;
    let lines = text.lines().map(str::trim).enumerate().filter(|(_, line)| !line.is_empty());
    let mut seen = HashSet::new();
    let files = lines.map(|(number, line)| {
        let wrong = |message: String| Error::new(ErrorKind::Unexpected, message).with_context("line", number + 1);
        let uri: S3Uri = line.parse().map_err(|reason: Error| wrong(format!("an entry is not an object: {reason}")))?;
        let inside = uri.bucket() == directory.bucket()
            && uri.key().strip_prefix(directory.key()).is_some_and(|name| !name.is_empty());
        if !inside {
            return Err(wrong(format!("an entry is outside {directory}, the only place where the query wrote")));
        }
        if seen.insert(line) { Ok(uri) } else { Err(wrong("an entry comes twice".to_owned())) }
    });
    files.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Result<&[&str], (&str, &str)>) {
        let directory: S3Uri = "s3://bucket/out/q/".parse().expect("a location");
        let found = parse_manifest(text.as_bytes(), &directory);
        match (found, expected) {
            (Ok(found), Ok(expected)) => assert_eq!(found.iter().map(S3Uri::as_str).collect::<Vec<_>>(), expected),
            (Err(error), Err((message, line))) => {
                assert!(error.message().contains(message), "{error}");
                assert_eq!((error.kind(), error.context("line")), (ErrorKind::Unexpected, Some(line)));
            }
            (found, expected) => panic!("{found:?} for {expected:?}"),
        }
    }

    #[test]
    fn a_manifest_may_only_name_files_of_its_directory() {
        let files = ["s3://bucket/out/q/1 a.parquet", "s3://bucket/out/q/b/2"];
        check(&files.join("\n"), Ok(&files));
        check(&format!("{}\r\n\n{}\n", files[0], files[1]), Ok(&files));
        check("", Ok(&[]));
        check(&format!("{0}\n{1}\n{0}\n", files[0], files[1]), Err(("comes twice", "3")));
        let outside = "outside s3://bucket/out/q/";
        check("s3://bucket/out/q/1\ns3://other/out/q/1\n", Err((outside, "2")));
        check("s3://bucket/out/q2/1", Err((outside, "1")));
        check("s3://bucket/out/q/", Err((outside, "1")));
        check("out/q/1", Err(("must start with s3://", "1")));
    }
}
