//! Fuzz target of S3's responses: headers of ranged reads, errors

use std::ops::Range;

use athena_core::options::S3Uri;
use futures_util::TryStreamExt as _;

use super::service::{Response, call, check};

const STATUSES: [u16; 10] = [206, 206, 206, 200, 301, 400, 403, 404, 412, 500];

/// Reads a range, a status, the header Content-Range and the body of a response.
///
/// A ranged read is answered only by a response of success whose Content-Range begins where the range does, and lies
/// inside of an object of the size that it tells. The bytes are those of the body.
pub fn objects(data: &[u8]) {
    let [selector, start, length, rest @ ..] = data else { return };
    let end = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
    let (header, body) = rest.split_at(end);
    let body = body.get(1..).unwrap_or_default();
    let header = String::from_utf8_lossy(header).into_owned();
    let status = STATUSES[usize::from(*selector) % STATUSES.len()];
    let range = u64::from(*start)..u64::from(*start) + u64::from(*length) + 1;
    let mut headers = vec![("etag", "\"e1\"".to_owned()), ("content-range", header.clone())];
    if selector / 16 % 2 == 0 {
        headers.push(("content-length", body.len().to_string()));
    }
    let response = Response { status, headers, body: body.to_vec() };
    let uri: S3Uri = "s3://bucket/out/q-1.csv".parse().expect("a URI");
    call(response, async |services| {
        let source = services.objects.as_ref().expect("the feature is on");
        match source.get(&uri, Some(range.clone()), None).await {
            Ok(read) => {
                assert!(matches!(status, 200 | 206));
                let (sent, size) = content_range(&header).expect("the header is a range");
                assert_eq!((sent.start, size), (range.start, read.info.size), "{header:?}");
                assert!(sent.start < sent.end && sent.end <= size, "{header:?}");
                match read.bytes.try_collect::<Vec<_>>().await {
                    Ok(bytes) => assert_eq!(bytes.concat(), body),
                    Err(error) => check(&error),
                }
            }
            Err(error) => check(&error),
        }
        for failed in [source.head(&uri).await.err(), source.delete(&uri).await.err()].into_iter().flatten() {
            check(&failed);
        }
    });
}

/// `bytes FIRST-LAST/SIZE` by the grammar of RFC 9110, as a range and a size.
fn content_range(header: &str) -> Option<(Range<u64>, u64)> {
    let number = |text: &str| -> Option<u64> {
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|_| digits)
    };
    let (range, size) = header.trim_matches([' ', '\t']).strip_prefix("bytes ")?.split_once('/')?;
    let (first, last) = range.split_once('-')?;
    Some((number(first)?..number(last)?.checked_add(1)?, number(size)?))
}
