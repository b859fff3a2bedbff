//! Virtual-hosted-style requests: `bucket.localhost`, `bucket.127.0.0.1` and `bucket.s3.<anything>`

use s3s::S3Result;
use s3s::host::{S3Host, VirtualHost};

#[derive(Debug)]
pub(super) struct VirtualHosts;

/// The bucket in a `Host` header; `None` for path-style requests.
pub(super) fn bucket(host: &str) -> Option<&str> {
    let name = host.rsplit_once(':').map_or(host, |(name, _port)| name);
    let bucket = name
        .strip_suffix(".localhost")
        .or_else(|| name.strip_suffix(".127.0.0.1"))
        .or_else(|| name.split_once(".s3.").map(|(bucket, _domain)| bucket))?;
    (!bucket.is_empty()).then_some(bucket)
}

impl S3Host for VirtualHosts {
    fn parse_host_header<'a>(&'a self, host: &'a str) -> S3Result<VirtualHost<'a>> {
        let parsed = VirtualHost::new(host);
        Ok(match bucket(host) {
            Some(bucket) => parsed.with_bucket(bucket),
            None => parsed,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::bucket;

    #[test]
    fn the_bucket_is_found_in_the_host() {
        assert_eq!(bucket("my.bucket.localhost:4510"), Some("my.bucket"));
        assert_eq!(bucket("data.127.0.0.1:4510"), Some("data"));
        assert_eq!(bucket("data.s3.us-east-1.amazonaws.com"), Some("data"));
        assert_eq!(bucket("localhost:4510"), None);
        assert_eq!(bucket("127.0.0.1:4510"), None);
    }
}
