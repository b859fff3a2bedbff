//! In-memory objects.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::StreamExt as _;
use futures_util::stream;

use crate::driver::api::{ObjectBody, ObjectInfo, ObjectSource};
use crate::error::{Error, ErrorKind, Result, Retry};
use crate::options::{AccountId, S3Uri};

/// An object store in memory.
#[derive(Clone, Debug, Default)]
pub struct MemoryObjects {
    shared: Arc<Mutex<State>>,
    /// The account that requests name as the owner of the bucket.
    expected_owner: Option<AccountId>,
}

#[derive(Debug, Default)]
struct State {
    objects: BTreeMap<String, Object>,
    reads: Vec<(String, Option<Range<u64>>)>,
    read_bytes: Option<usize>,
    read_pause: Duration,
    cuts: Vec<usize>,
    ignores_if_match: bool,
    owner: Option<AccountId>,
    denied: Vec<String>,
    lists: Lists,
}

/// Behaviour of listings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Lists {
    #[default]
    Answer,
    Fail,
    Hang,
}

#[derive(Clone, Debug)]
struct Object {
    bytes: Bytes,
    version: u64,
}

impl MemoryObjects {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts an object at an `s3://` address. Replaces the one that is there.
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

    /// Bodies arrive this many bytes at a time.
    pub fn set_read_bytes(&self, bytes: usize) {
        self.state().read_bytes = Some(bytes.max(1));
    }

    /// Bodies pause this long before each of their chunks.
    pub fn set_read_pause(&self, pause: Duration) {
        self.state().read_pause = pause;
    }

    /// From now on `get` ignores `if_match`, as some stores do: it answers with the object that it has.
    pub fn ignore_if_match(&self) {
        self.state().ignores_if_match = true;
    }

    /// The next body breaks off after `after_bytes` bytes, with an error that may be tried again.
    pub fn cut_next(&self, after_bytes: usize) {
        self.state().cuts.push(after_bytes);
    }

    /// All buckets belong to this account: requests that expect another one are denied.
    pub fn set_owner(&self, account: AccountId) {
        self.state().owner = Some(account);
    }

    /// From now on reads of this object are denied.
    pub fn deny(&self, uri: &str) {
        self.state().denied.push(uri.to_owned());
    }

    /// From now on listings are denied.
    pub fn deny_lists(&self) {
        self.state().lists = Lists::Fail;
    }

    /// From now on listings are never answered.
    pub fn hang_lists(&self) {
        self.state().lists = Lists::Hang;
    }

    /// Removes an object.
    pub fn remove(&self, uri: &str) {
        self.state().objects.remove(uri);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn check_owner(&self) -> Result<()> {
        match (&self.expected_owner, &self.state().owner) {
            (Some(expected), Some(owner)) if expected != owner => {
                Err(Error::new(ErrorKind::PermissionDenied, "the bucket belongs to another account"))
            }
            _ => Ok(()),
        }
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
        self.check_owner()?;
        self.find(uri).map(|object| object.info())
    }

    async fn get(&self, uri: &S3Uri, range: Option<Range<u64>>, if_match: Option<&str>) -> Result<ObjectBody> {
        self.state().reads.push((uri.to_string(), range.clone()));
        self.check_owner()?;
        if self.state().denied.iter().any(|denied| denied == uri.as_str()) {
            return Err(Error::new(ErrorKind::PermissionDenied, "Access Denied").with_context("uri", uri));
        }
        let object = self.find(uri)?;
        let info = object.info();
        let replaced = if_match.is_some_and(|etag| info.etag.as_deref() != Some(etag));
        if replaced && !self.state().ignores_if_match {
            return Err(Error::new(ErrorKind::ResultMissing, "the object was changed while it was read"));
        }
        let offset = |at: u64| usize::try_from(at.min(info.size)).unwrap_or(usize::MAX);
        let bytes =
            range.map_or(object.bytes.clone(), |range| object.bytes.slice(offset(range.start)..offset(range.end)));
        let (read_bytes, pause, cut) = {
            let mut state = self.state();
            (state.read_bytes.unwrap_or(64 << 10), state.read_pause, state.cuts.pop())
        };
        let broken = cut.map(|_| Err(Error::new(ErrorKind::Io, "connection reset").with_retry(Retry::Later)));
        let bytes = bytes.slice(..cut.unwrap_or(usize::MAX).min(bytes.len()));
        let reads: Vec<_> = bytes.chunks(read_bytes).map(|read| Ok(bytes.slice_ref(read))).collect();
        let body = stream::iter(reads.into_iter().chain(broken)).then(move |read| async move {
            if !pause.is_zero() {
                tokio::time::sleep(pause).await;
            }
            read
        });
        Ok(ObjectBody::new(info, body.boxed()))
    }

    async fn delete(&self, uri: &S3Uri) -> Result<()> {
        self.check_owner()?;
        self.state().objects.remove(uri.as_str());
        Ok(())
    }

    /// Pages of two objects.
    async fn list(&self, directory: &S3Uri, next_token: Option<&str>) -> Result<(Vec<S3Uri>, Option<String>)> {
        self.check_owner()?;
        let lists = self.state().lists;
        match lists {
            Lists::Answer => {}
            Lists::Fail => {
                return Err(Error::new(ErrorKind::PermissionDenied, "Access Denied").with_context("uri", directory));
            }
            Lists::Hang => std::future::pending().await,
        }
        let state = self.state();
        let below = state.objects.keys().filter(|key| key.starts_with(directory.as_str()));
        let after = below.filter(|key| next_token.is_none_or(|token| key.as_str() > token));
        let page: Vec<&String> = after.take(2).collect();
        let next = page.get(1).map(ToString::to_string);
        Ok((page.into_iter().map(|key| key.parse()).collect::<Result<_>>()?, next))
    }

    fn owned_by(self: Arc<Self>, account: &AccountId) -> Arc<dyn ObjectSource> {
        Arc::new(Self { shared: Arc::clone(&self.shared), expected_owner: Some(account.clone()) })
    }
}
