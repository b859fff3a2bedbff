//! The port to result objects.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::stream::BoxStream;

use crate::error::{Error, ErrorKind, Result};
use crate::options::{AccountId, S3Uri};

/// The calls of Amazon S3 that read, list and delete result objects.
#[async_trait]
pub trait ObjectSource: fmt::Debug + Send + Sync + 'static {
    /// `HeadObject`. A missing object or bucket is [`ErrorKind::ResultMissing`](crate::ErrorKind::ResultMissing).
    ///
    /// # Errors
    /// `ResultMissing` when there is no such object or bucket; otherwise the error of the call.
    ///
    /// # Cancel safety
    /// Dropping the future must end the call. It may then be made again.
    async fn head(&self, uri: &S3Uri) -> Result<ObjectInfo>;

    /// `GetObject` for a range of bytes, or for all of them; with `if_match`, only if the object
    /// still has that `ETag`. A changed object is [`ErrorKind::ResultMissing`](crate::ErrorKind::ResultMissing).
    ///
    /// # Errors
    /// `ResultMissing` when there is no such object or bucket, or when the object has another `ETag`; otherwise the
    /// error of the call. The body gives the errors of the transfer.
    ///
    /// # Cancel safety
    /// Dropping the future must end the call, and dropping the body must end the transfer. The same range may then be
    /// asked for again.
    async fn get(&self, uri: &S3Uri, range: Option<Range<u64>>, if_match: Option<&str>) -> Result<ObjectBody>;

    /// `DeleteObject`. Deleting a missing object succeeds.
    ///
    /// # Errors
    /// The error of the call.
    ///
    /// # Cancel safety
    /// Dropping the future must end the call; the object may be deleted all the same. It may be made again.
    async fn delete(&self, uri: &S3Uri) -> Result<()>;

    /// `ListObjectsV2`: one page of the objects below `directory`, and the token of the next page.
    ///
    /// # Errors
    /// [`ErrorKind::Unsupported`] from a port that cannot list, as this default is; otherwise the error of the call.
    ///
    /// # Cancel safety
    /// Dropping the future must end the call. The same page may then be asked for again.
    async fn list(&self, directory: &S3Uri, next_token: Option<&str>) -> Result<(Vec<S3Uri>, Option<String>)> {
        let _ = next_token;
        let message = "this connection was made without a port that lists objects";
        Err(Error::new(ErrorKind::Unsupported, message).with_context("uri", directory))
    }

    /// The same store, whose requests name `account` as the one that must own the bucket (`ExpectedBucketOwner`). A
    /// bucket of another account is [`ErrorKind::PermissionDenied`].
    fn owned_by(self: Arc<Self>, account: &AccountId) -> Arc<dyn ObjectSource>;
}

/// Size and identity of an object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ObjectInfo {
    /// Size of the whole object in bytes.
    pub size: u64,
    /// `ETag`.
    pub etag: Option<String>,
}

impl ObjectInfo {
    /// An object of `size` bytes.
    pub fn new(size: u64, etag: Option<String>) -> Self {
        Self { size, etag }
    }
}

/// The bytes of an object as a stream. Dropping it ends the transfer.
#[non_exhaustive]
pub struct ObjectBody {
    /// Size and identity of the whole object, even for a range.
    pub info: ObjectInfo,
    /// The bytes in order, cut anywhere.
    pub bytes: BoxStream<'static, Result<Bytes>>,
}

impl ObjectBody {
    /// A body of `bytes`, part of the object that `info` describes.
    pub fn new(info: ObjectInfo, bytes: BoxStream<'static, Result<Bytes>>) -> Self {
        Self { info, bytes }
    }
}

impl fmt::Debug for ObjectBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ObjectBody").field("info", &self.info).finish_non_exhaustive()
    }
}
