//! Buckets and objects in a folder, with an index in memory
//!
//! An object is a data file with a random name, and a JSON sidecar that holds its key. Keys never become file names,
//! so `..`, `//`, any length and any character are safe.

mod checksum;
mod error;
mod hash;
mod object;
mod tags;
mod upload;
mod writer;

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::SystemTime;

use tempfile::TempDir;

pub(crate) use checksum::{Algorithm, Checksum, ChecksumPlan};
pub use error::StorageError;
pub(crate) use object::{Object, Properties};
pub(crate) use tags::Tags;
pub(crate) use upload::{OpenUpload, Part, UploadName};
pub(crate) use writer::ObjectWriter;

use upload::Upload;

/// The objects of a sandbox without HTTP, for tests that prepare or inspect them.
#[derive(Clone, Debug)]
pub struct Storage {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    root: PathBuf,
    buckets: RwLock<BTreeMap<String, Bucket>>,
    uploads: Mutex<HashMap<String, Upload>>,
    /// Removes the temporary folder with the last clone; `None` if the user named a folder.
    _temporary: Option<TempDir>,
}

/// The keys of one bucket, in the order in which S3 lists them.
#[derive(Debug)]
pub(crate) struct Bucket {
    pub(crate) created: SystemTime,
    pub(crate) objects: BTreeMap<String, Arc<Object>>,
    tags: Tags,
}

/// Condition on a write.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum WriteCondition {
    #[default]
    Always,
    /// `If-None-Match: *`
    Absent,
    /// `If-Match: *`
    Present,
    /// `If-Match: "etag"`
    Matches(String),
}

impl Storage {
    /// Opens `folder` and loads the objects in it. Without a folder, a temporary one is created.
    pub(crate) fn open(folder: Option<&Path>) -> io::Result<Self> {
        let (root, temporary) = match folder {
            Some(folder) => (folder.to_path_buf(), None),
            None => {
                let temporary = tempfile::Builder::new().prefix("athena-sandbox-").tempdir()?;
                (temporary.path().to_path_buf(), Some(temporary))
            }
        };
        std::fs::create_dir_all(&root)?;
        let mut buckets = BTreeMap::new();
        for entry in std::fs::read_dir(&root)? {
            let entry = entry?;
            let (Ok(name), true) = (entry.file_name().into_string(), entry.file_type()?.is_dir()) else {
                continue;
            };
            if s3s::path::check_bucket_name(&name) {
                let created = entry.metadata()?.modified()?;
                let objects = object::load_all(&entry.path())?;
                buckets.insert(name, Bucket { created, objects, tags: tags::load(&entry.path()) });
            }
        }
        let inner =
            Inner { root, buckets: RwLock::new(buckets), uploads: Mutex::new(HashMap::new()), _temporary: temporary };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Creates a bucket. Does nothing if it exists.
    ///
    /// # Errors
    ///
    /// [`StorageError::InvalidBucketName`], or [`StorageError::Io`] if the folder could not be written.
    pub fn create_bucket(&self, name: &str) -> Result<(), StorageError> {
        if !s3s::path::check_bucket_name(name) {
            return Err(StorageError::InvalidBucketName(name.to_owned()));
        }
        let mut buckets = self.buckets_mut();
        if !buckets.contains_key(name) {
            std::fs::create_dir_all(self.inner.root.join(name))?;
            let bucket = Bucket { created: SystemTime::now(), objects: BTreeMap::new(), tags: Tags::new() };
            buckets.insert(name.to_owned(), bucket);
        }
        Ok(())
    }

    /// Removes an empty bucket.
    ///
    /// # Errors
    ///
    /// [`StorageError::NoSuchBucket`] or [`StorageError::BucketNotEmpty`].
    pub fn remove_bucket(&self, name: &str) -> Result<(), StorageError> {
        let mut buckets = self.buckets_mut();
        let bucket = buckets.get(name).ok_or_else(|| no_such_bucket(name))?;
        if !bucket.objects.is_empty() {
            return Err(StorageError::BucketNotEmpty(name.to_owned()));
        }
        std::fs::remove_dir_all(self.inner.root.join(name))?;
        buckets.remove(name);
        drop(buckets);
        self.abort_uploads_of(name);
        Ok(())
    }

    /// Writes an object, replacing an older one with the same key.
    ///
    /// # Errors
    ///
    /// [`StorageError::NoSuchBucket`], or [`StorageError::Io`] if the folder could not be written.
    pub fn put_object(&self, bucket: &str, key: &str, bytes: impl AsRef<[u8]>) -> Result<(), StorageError> {
        let mut writer = self.writer(bucket)?;
        writer.write(bytes.as_ref())?;
        self.publish(key, writer, Properties::default(), &WriteCondition::Always)?;
        Ok(())
    }

    /// The bytes of an object, or `None` if it does not exist.
    #[must_use]
    pub fn object(&self, bucket: &str, key: &str) -> Option<Vec<u8>> {
        let object = self.find(bucket, key).ok()?;
        std::fs::read(object.path()).ok()
    }

    pub(crate) fn has_object(&self, bucket: &str, key: &str) -> bool {
        self.find(bucket, key).is_ok()
    }

    /// Removes an object and returns whether it existed.
    pub fn remove_object(&self, bucket: &str, key: &str) -> bool {
        let removed = self.buckets_mut().get_mut(bucket).and_then(|bucket| bucket.objects.remove(key));
        if let Some(object) = &removed {
            object.delete_when_unused();
        }
        removed.is_some()
    }

    /// The keys of a bucket in S3's order; empty if the bucket does not exist.
    #[must_use]
    pub fn keys(&self, bucket: &str) -> Vec<String> {
        let buckets = self.buckets();
        buckets.get(bucket).map(|bucket| bucket.objects.keys().cloned().collect()).unwrap_or_default()
    }

    pub(crate) fn has_bucket(&self, name: &str) -> bool {
        self.buckets().contains_key(name)
    }

    pub(crate) fn bucket_list(&self) -> Vec<(String, SystemTime)> {
        self.buckets().iter().map(|(name, bucket)| (name.clone(), bucket.created)).collect()
    }

    /// Calls `look` with a bucket's index, under the lock.
    pub(crate) fn with_bucket<T>(&self, name: &str, look: impl FnOnce(&Bucket) -> T) -> Result<T, StorageError> {
        self.buckets().get(name).map(look).ok_or_else(|| no_such_bucket(name))
    }

    pub(crate) fn find(&self, bucket: &str, key: &str) -> Result<Arc<Object>, StorageError> {
        let found = self.with_bucket(bucket, |bucket| bucket.objects.get(key).cloned())?;
        found.ok_or_else(|| StorageError::NoSuchKey(key.to_owned()))
    }

    /// Begins an object. It becomes visible when it is published.
    pub(crate) fn writer(&self, bucket: &str) -> Result<ObjectWriter, StorageError> {
        if !self.has_bucket(bucket) {
            return Err(no_such_bucket(bucket));
        }
        Ok(ObjectWriter::create(bucket, &self.inner.root.join(bucket))?)
    }

    pub(crate) fn publish(
        &self,
        key: &str,
        writer: ObjectWriter,
        properties: Properties,
        condition: &WriteCondition,
    ) -> Result<Arc<Object>, StorageError> {
        let bucket_name = writer.bucket().to_owned();
        let object = Arc::new(writer.finish(key, properties)?);
        let mut buckets = self.buckets_mut();
        let outcome = match buckets.get_mut(&bucket_name) {
            None => Err(no_such_bucket(&bucket_name)),
            Some(bucket) => condition.check(key, bucket.objects.get(key)).map(|()| bucket),
        };
        match outcome {
            Ok(bucket) => {
                if let Some(old) = bucket.objects.insert(key.to_owned(), Arc::clone(&object)) {
                    old.delete_when_unused();
                }
                Ok(object)
            }
            Err(error) => {
                object.delete_when_unused();
                Err(error)
            }
        }
    }

    /// Gives an object a new ETag, as if it had been overwritten.
    pub(crate) fn change_etag(&self, bucket: &str, key: &str) {
        if let Ok(object) = self.find(bucket, key) {
            object.change_etag();
        }
    }

    fn buckets(&self) -> RwLockReadGuard<'_, BTreeMap<String, Bucket>> {
        self.inner.buckets.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn buckets_mut(&self) -> RwLockWriteGuard<'_, BTreeMap<String, Bucket>> {
        self.inner.buckets.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl WriteCondition {
    fn check(&self, key: &str, present: Option<&Arc<Object>>) -> Result<(), StorageError> {
        let holds = match (self, present) {
            (Self::Always, _) | (Self::Absent, None) | (Self::Present, Some(_)) => true,
            (Self::Matches(etag), Some(object)) => *etag == object.etag(),
            (Self::Matches(_) | Self::Present, None) => return Err(StorageError::NoSuchKey(key.to_owned())),
            (Self::Absent, Some(_)) => false,
        };
        holds.then_some(()).ok_or(StorageError::ConditionFailed)
    }
}

fn no_such_bucket(name: &str) -> StorageError {
    StorageError::NoSuchBucket(name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_is_a_key_and_stays_inside_the_folder() {
        let storage = Storage::open(None).expect("a temporary folder");
        storage.create_bucket("bucket").expect("a good name");
        for key in ["../../etc/passwd", "a//b", "/", "a", "a/b", "ключ 🗝", ".", "..", &"k".repeat(1000)] {
            storage.put_object("bucket", key, key).expect("written");
            assert_eq!(storage.object("bucket", key).as_deref(), Some(key.as_bytes()));
        }
        assert_eq!(storage.keys("bucket").len(), 9);
    }

    #[test]
    fn a_named_folder_is_read_again() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let first = Storage::open(Some(folder.path())).expect("opens");
        first.create_bucket("bucket").expect("a good name");
        first.put_object("bucket", "a/../b", "one").expect("written");
        first.put_object("bucket", "a/../b", "two").expect("written");
        let etag = first.find("bucket", "a/../b").expect("there").etag();
        drop(first);
        let second = Storage::open(Some(folder.path())).expect("opens");
        assert_eq!(second.object("bucket", "a/../b").as_deref(), Some(&b"two"[..]));
        assert_eq!(second.find("bucket", "a/../b").expect("there").etag(), etag);
        assert_eq!(second.keys("bucket").len(), 1);
    }

    #[test]
    fn a_bucket_name_is_checked() {
        let storage = Storage::open(None).expect("a temporary folder");
        for name in ["..", "a/b", "", "UPPER"] {
            assert!(matches!(storage.create_bucket(name), Err(StorageError::InvalidBucketName(_))));
        }
    }
}
