//! Which files an UNLOAD wrote.

use std::sync::Arc;

use futures_util::TryStreamExt as _;

use crate::connection::Connection;
use crate::driver::api::{GetQueryResults, ObjectSource, ResultPage};
use crate::error::{Error, ErrorKind, Result, Retry};
use crate::options::S3Uri;
use crate::query::QueryExecution;

/// How often a manifest that breaks off is read again.
const MAX_RESUMES: u32 = 4;

/// The files of an UNLOAD that has succeeded, by its manifest.
///
/// The directory is never listed: what else lies in it was not written by this query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ParquetFiles {
    /// The files, in the order of the manifest; none when the query gave no row.
    pub(super) uris: Vec<S3Uri>,
    /// The manifest, if there is one.
    pub(super) manifest: Option<S3Uri>,
}

impl ParquetFiles {
    /// Reads the manifest of `query`, which wrote to `directory`. No manifest, or an empty one, is a result without
    /// rows.
    ///
    /// # Errors
    /// `Unexpected` when the manifest names a file outside of `directory`; `ResultMissing` when there is no manifest and
    /// the query has written rows; otherwise the error of the read.
    pub(super) async fn find(connection: &Connection, query: &QueryExecution, directory: &S3Uri) -> Result<Self> {
        let located =
            |error: Error| error.with_operation("read the manifest of UNLOAD").with_query_id(query.id.as_str());
        let Some(location) = &query.statistics.data_manifest_location else {
            check_rows(connection, query).await.map_err(located)?;
            return Ok(Self { uris: Vec::new(), manifest: None });
        };
        let manifest: S3Uri = location.parse().map_err(|reason: Error| {
            let message = format!("the service names a manifest that cannot be read: {reason}");
            located(Error::new(ErrorKind::Unexpected, message).with_context("manifest", location))
        })?;
        let text = match read(&**connection.objects()?, &manifest).await {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::ResultMissing => {
                check_rows(connection, query).await.map_err(located)?;
                return Ok(Self { uris: Vec::new(), manifest: None });
            }
            Err(error) => return Err(located(error)),
        };
        let uris =
            parse_manifest(&text, directory).map_err(|error| located(error.with_context("manifest", &manifest)))?;
        Ok(Self { uris, manifest: Some(manifest) })
    }

    /// What the service says of the columns of `query`: the only source of a schema when there is no file.
    ///
    /// # Errors
    /// The error of `GetQueryResults`.
    pub(super) async fn describe(connection: &Connection, query: &QueryExecution) -> Result<ResultPage> {
        let request = GetQueryResults::first(query.id.clone(), Some(1));
        let page = Arc::clone(connection.athena()).get_query_results(&request).await;
        page.map_err(|error| error.with_query_id(query.id.as_str()))
    }
}

/// The files that a manifest names: one `s3://` URI a line.
///
/// # Errors
/// `Unexpected` for a line that is no URI, or the URI of something outside of `directory`: a query writes nowhere else,
/// so that somebody has changed the manifest.
pub(crate) fn parse_manifest(text: &[u8], directory: &S3Uri) -> Result<Vec<S3Uri>> {
    let text = std::str::from_utf8(text)
        .map_err(|error| Error::new(ErrorKind::Unexpected, "the manifest is not text").with_source(error))?;
    let lines = text.lines().map(str::trim).enumerate().filter(|(_, line)| !line.is_empty());
    let files = lines.map(|(number, line)| {
        let wrong = |message: String| Error::new(ErrorKind::Unexpected, message).with_context("line", number + 1);
        let uri: S3Uri = line.parse().map_err(|reason: Error| wrong(format!("an entry is not an object: {reason}")))?;
        let inside = uri.bucket() == directory.bucket()
            && uri.key().strip_prefix(directory.key()).is_some_and(|name| !name.is_empty());
        if inside { Ok(uri) } else { Err(wrong(format!("an entry is outside of {directory}, where the query wrote"))) }
    });
    files.collect()
}

/// Without a manifest there are no rows, or they cannot be found.
async fn check_rows(connection: &Connection, query: &QueryExecution) -> Result<()> {
    match ParquetFiles::describe(connection, query).await?.update_count {
        Some(rows @ 1..) => Err(Error::new(
            ErrorKind::ResultMissing,
            format!("the query wrote {rows} rows, and there is no manifest that names their files"),
        )),
        _ => Ok(()),
    }
}

/// A manifest that is cut short would be a result that is: one that breaks off is read again.
async fn read(source: &dyn ObjectSource, uri: &S3Uri) -> Result<Vec<u8>> {
    let mut broken = 0;
    loop {
        // Not by ranges: an object without bytes has none.
        let body = source.get(uri, None, None).await?;
        let size = body.info.size;
        let text = body.bytes.try_fold(Vec::new(), async |mut text, piece| {
            text.extend_from_slice(&piece);
            Ok(text)
        });
        let error = match text.await {
            Ok(text) if text.len() as u64 == size => return Ok(text),
            Ok(text) => {
                let message = format!("{} of {size} bytes of the manifest arrived", text.len());
                Error::new(ErrorKind::Io, message).with_retry(Retry::Later).with_context("uri", uri)
            }
            Err(error) => error,
        };
        broken += 1;
        if error.retry() != Retry::Later || broken > MAX_RESUMES {
            return Err(error);
        }
        tracing::debug!(%error, "reading the manifest again");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Result<&[&str], (&str, &str)>) {
        let directory: S3Uri = "s3://bucket/out/q/".parse().expect("a place");
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
    fn a_manifest_names_files_of_its_own_directory() {
        let files = ["s3://bucket/out/q/1 a.parquet", "s3://bucket/out/q/b/2"];
        check(&files.join("\n"), Ok(&files));
        check(&format!("{}\r\n\n{}\n", files[0], files[1]), Ok(&files));
        check("", Ok(&[]));
        let outside = "outside of s3://bucket/out/q/";
        check("s3://bucket/out/q/1\ns3://other/out/q/1\n", Err((outside, "2")));
        check("s3://bucket/out/q2/1", Err((outside, "1")));
        check("s3://bucket/out/q/", Err((outside, "1")));
        check("out/q/1", Err(("must start with s3://", "1")));
    }
}
