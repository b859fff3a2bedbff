//! Tags of buckets and objects: the one thing of an object that changes without a new object.

use std::io;
use std::path::{Path, PathBuf};

use super::{Storage, StorageError, no_such_bucket};

/// Keys and values in the order in which they were given.
pub(crate) type Tags = Vec<(String, String)>;

/// The file in a bucket's folder. It does not end as a sidecar does, so nobody takes it for an object.
const FILE: &str = "bucket.tags";

/// Reads the tags that an earlier sandbox left; a file that was cut off stands for none.
pub(super) fn load(folder: &Path) -> Tags {
    std::fs::read(folder.join(FILE)).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
}

/// Writes a file so that a crash leaves the old one or the new one.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let next: PathBuf = path.with_extension("next");
    std::fs::write(&next, bytes)?;
    std::fs::rename(next, path)
}

impl Storage {
    pub(crate) fn bucket_tags(&self, bucket: &str) -> Result<Tags, StorageError> {
        self.with_bucket(bucket, |bucket| bucket.tags.clone())
    }

    pub(crate) fn set_bucket_tags(&self, name: &str, tags: Tags) -> Result<(), StorageError> {
        let mut buckets = self.buckets_mut();
        let bucket = buckets.get_mut(name).ok_or_else(|| no_such_bucket(name))?;
        let bytes = serde_json::to_vec(&tags).map_err(io::Error::from)?;
        replace(&self.inner.root.join(name).join(FILE), &bytes)?;
        bucket.tags = tags;
        Ok(())
    }

    pub(crate) fn set_object_tags(&self, bucket: &str, key: &str, tags: Tags) -> Result<(), StorageError> {
        // Under the lock, so that no newer object of the key is there meanwhile.
        let buckets = self.buckets_mut();
        let objects = &buckets.get(bucket).ok_or_else(|| no_such_bucket(bucket))?.objects;
        let object = objects.get(key).ok_or_else(|| StorageError::NoSuchKey(key.to_owned()))?;
        Ok(object.set_tags(key, tags)?)
    }
}
