//! Tags of buckets and objects: the only part of an object that changes in place

use std::io;
use std::path::{Path, PathBuf};

use super::{Storage, StorageError, no_such_bucket};

/// Keys and values in the order in which they were set.
pub(crate) type Tags = Vec<(String, String)>;

/// Name of the tags file in a bucket's folder. Its extension is not that of a sidecar, so it is not read as an object.
const FILE: &str = "bucket.tags";

/// Loads the tags that an earlier sandbox left; a file that was cut off counts as no tags.
pub(super) fn load(folder: &Path) -> Tags {
    std::fs::read(folder.join(FILE)).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
}

/// Replaces a file atomically: after a crash it has the old content or the new one.
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
        // Under the lock, so that no newer object takes the key meanwhile.
        let buckets = self.buckets_mut();
        let objects = &buckets.get(bucket).ok_or_else(|| no_such_bucket(bucket))?.objects;
        let object = objects.get(key).ok_or_else(|| StorageError::NoSuchKey(key.to_owned()))?;
        Ok(object.set_tags(key, tags)?)
    }
}
