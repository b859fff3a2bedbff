//! URIs of objects and directories in S3.

use std::fmt;
use std::str::FromStr;

use super::{OptionValue, ValueKind};
use crate::error::{Error, Result};
use crate::options::check::not_a;

/// An object or a directory in S3: `s3://bucket/key`. The URI of a directory ends with a slash, or with the bucket.
///
/// ```
/// use athena_core::options::S3Uri;
///
/// let out: S3Uri = "s3://bucket/out".parse()?;
/// assert_eq!(out.join("unload/1.parquet").as_str(), "s3://bucket/out/unload/1.parquet");
/// assert_eq!(out.directory().as_str(), "s3://bucket/out/");
/// assert_eq!((out.bucket(), out.key()), ("bucket", "out"));
/// # Ok::<(), athena_core::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct S3Uri {
    text: String,
    slash: usize,
}

const SCHEME: &str = "s3://";

impl S3Uri {
    /// The URI of `key` in `bucket`.
    ///
    /// # Errors
    ///
    /// `InvalidOption` when the bucket has no possible name, or the key has control characters.
    pub fn new(bucket: &str, key: &str) -> Result<Self> {
        Self::of(bucket, key).map_err(|reason| invalid(&format!("{SCHEME}{bucket}/{key}"), &reason))
    }

    fn of(bucket: &str, key: &str) -> Result<Self, String> {
        // Wider than today's rule of 3-63 lower case characters: buckets from before 2018 may have up to 255 of these.
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
        if !(3..=255).contains(&bucket.len()) || !bucket.bytes().all(fits) {
            return Err("its bucket must have 3 to 63 letters, digits, dots and hyphens".to_owned());
        }
        if key.contains(char::is_control) {
            return Err("its key must not contain control characters".to_owned());
        }
        Ok(Self { text: format!("{SCHEME}{bucket}/{key}"), slash: SCHEME.len() + bucket.len() })
    }

    /// The name of the bucket.
    pub fn bucket(&self) -> &str {
        &self.text[SCHEME.len()..self.slash]
    }

    /// The text after the slash of the bucket; empty for the bucket itself.
    pub fn key(&self) -> &str {
        &self.text[self.slash + 1..]
    }

    /// The whole URI.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the URI ends with a slash.
    pub fn is_directory(&self) -> bool {
        self.text.ends_with('/')
    }

    /// The same URI with a trailing slash.
    #[must_use]
    pub fn directory(&self) -> Self {
        let mut directory = self.clone();
        if !self.is_directory() {
            directory.text.push('/');
        }
        directory
    }

    /// The URI of `relative` below this directory, with exactly one slash between the two.
    #[must_use]
    pub fn join(&self, relative: &str) -> Self {
        let mut below = self.directory();
        below.text.push_str(relative.strip_prefix('/').unwrap_or(relative));
        below
    }

    /// The directory `name` below this one.
    #[must_use]
    pub fn child(&self, name: &str) -> Self {
        self.join(name).directory()
    }
}

fn read(text: &str) -> Result<S3Uri, String> {
    let rest = text.strip_prefix(SCHEME).ok_or("it must start with s3://")?;
    let (bucket, key) = rest.split_once('/').unwrap_or((rest, ""));
    S3Uri::of(bucket, key)
}

fn invalid(text: &str, reason: &str) -> Error {
    not_a::<S3Uri>("an S3 URI", text, reason)
}

impl FromStr for S3Uri {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        read(text).map_err(|reason| invalid(text, &reason))
    }
}

impl fmt::Display for S3Uri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Every option of this type is a directory, so its value gets a trailing slash.
impl OptionValue for S3Uri {
    const KIND: ValueKind = ValueKind::S3Uri;

    fn parse(text: &str) -> Result<Self, String> {
        read(text).map(|uri| uri.directory())
    }

    fn print(&self) -> String {
        self.text.clone()
    }
}
