//! In-memory objects.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::StreamExt as _;
use futures_util::stream;

use crate::driver::api::{ObjectBody, ObjectInfo, ObjectSource};
use crate::error::{Error, ErrorKind, Result, Retry};
use crate::options::S3Uri;

/// An Amazon S3 with in-memory objects.
#[derive(Clone, Debug, Default)]
pub struct MemoryObjects(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    objects: BTreeMap<String, Object>,
    reads: Vec<(String, Option<Range<u64>>)>,
    piece_bytes: Option<usize>,
    cuts: Vec<usize>,
}

#[derive(Clone, Debug)]
struct Object {
    bytes: Bytes,
    version: u64,
}

impl MemoryObjects {
    /// No objects.
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts an object at an `s3://` address, in place of an earlier one.
    pub fn put(&self, uri: &str, bytes: impl Into<Bytes>) {
        let mut state = self.state();
        let version = state.objects.get(uri).map_or(0, |object| object.version + 1);
        state.objects.insert(uri.to_owned(), Object { bytes: bytes.into(), version });
    }

    /// The bytes of an object.
    pub fn object(&self, uri: &str) -> Option<Bytes> {
        self.state().objects.get(uri).map(|object| object.bytes.clone())
    }

    /// The addresses of all objects.
    pub fn uris(&self) -> Vec<String> {
        self.state().objects.keys().cloned().collect()
    }

    /// All reads so far: the address and the requested range.
    pub fn reads(&self) -> Vec<(String, Option<Range<u64>>)> {
        self.state().reads.clone()
    }

    /// Sets the size of the chunks of bodies.
    pub fn set_piece_bytes(&self, bytes: usize) {
        self.state().piece_bytes = Some(bytes.max(1));
    }

    /// Makes the next body break off after `after_bytes` bytes, with an error that may be retried.
    pub fn cut_next(&self, after_bytes: usize) {
        self.state().cuts.push(after_bytes);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn find(&self, uri: &S3Uri) -> Result<Object> {
        let missing = || Error::new(ErrorKind::ResultMissing, "the object does not exist").with_context("uri", uri);
        self.state().objects.get(uri.as_str()).cloned().ok_or_else(missing)
    }
}

impl Object {
    fn info(&self) -> ObjectInfo {
        ObjectInfo::new(self.bytes.len() as u64, Some(format!("\"{}\"", self.version)))
    }
}

#[async_trait]
impl ObjectSource for MemoryObjects {
    async fn head(&self, uri: &S3Uri) -> Result<ObjectInfo> {
        self.find(uri).map(|object| object.info())
    }

    async fn get(&self, uri: &S3Uri, range: Option<Range<u64>>, if_match: Option<&str>) -> Result<ObjectBody> {
        self.state().reads.push((uri.to_string(), range.clone()));
        let object = self.find(uri)?;
        let info = object.info();
        if if_match.is_some_and(|etag| info.etag.as_deref() != Some(etag)) {
            return Err(Error::new(ErrorKind::ResultMissing, "the object was changed while it was read"));
        }
        let offset = |at: u64| usize::try_from(at.min(info.size)).unwrap_or(usize::MAX);
        let bytes =
            range.map_or(object.bytes.clone(), |range| object.bytes.slice(offset(range.start)..offset(range.end)));
        let (piece_bytes, cut) = {
            let mut state = self.state();
            (state.piece_bytes.unwrap_or(64 << 10), state.cuts.pop())
        };
        let broken = cut.map(|_| Err(Error::new(ErrorKind::Io, "connection reset").with_retry(Retry::Later)));
        let bytes = bytes.slice(..cut.unwrap_or(usize::MAX).min(bytes.len()));
        let pieces: Vec<_> = bytes.chunks(piece_bytes).map(|piece| Ok(bytes.slice_ref(piece))).collect();
        Ok(ObjectBody::new(info, stream::iter(pieces.into_iter().chain(broken)).boxed()))
    }

    async fn delete(&self, uri: &S3Uri) -> Result<()> {
        self.state().objects.remove(uri.as_str());
        Ok(())
    }
}
