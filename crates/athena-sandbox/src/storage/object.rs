//! Stored objects: data file, headers and metadata

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use std::{fs, io};

use serde::{Deserialize, Serialize};

use super::checksum::Checksum;
use super::tags::{self, Tags};

/// Properties of an object that its writer sets.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Properties {
    pub(crate) content_type: Option<String>,
    #[serde(default)]
    pub(crate) cache_control: Option<String>,
    #[serde(default)]
    pub(crate) content_disposition: Option<String>,
    #[serde(default)]
    pub(crate) content_encoding: Option<String>,
    #[serde(default)]
    pub(crate) content_language: Option<String>,
    /// A date in HTTP format.
    #[serde(default)]
    pub(crate) expires: Option<String>,
    /// `x-amz-website-redirect-location`.
    #[serde(default)]
    pub(crate) redirect: Option<String>,
    #[serde(default)]
    pub(crate) storage_class: Option<String>,
    #[serde(default)]
    pub(crate) metadata: BTreeMap<String, String>,
    /// The tags that the object was written with; they can change later.
    #[serde(default)]
    pub(crate) tags: Tags,
}

impl Properties {
    pub(crate) fn storage_class(&self) -> &str {
        self.storage_class.as_deref().unwrap_or("STANDARD")
    }

    /// The storage class, unless it is the default one.
    pub(crate) fn rare_storage_class(&self) -> Option<&str> {
        Some(self.storage_class()).filter(|class| *class != "STANDARD")
    }
}

/// A part of an object that was uploaded in parts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct JoinedPart {
    pub(crate) size: u64,
    #[serde(default)]
    pub(crate) checksum: Option<Checksum>,
}

/// Properties of an object that result from its bytes.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Written {
    pub(super) etag: String,
    pub(super) size: u64,
    /// Empty for an object that was written in one request.
    #[serde(default)]
    pub(super) parts: Vec<JoinedPart>,
    #[serde(default)]
    pub(super) checksum: Option<Checksum>,
}

/// The JSON of the sidecar file.
#[derive(Debug, Serialize, Deserialize)]
struct Sidecar {
    key: String,
    #[serde(flatten)]
    written: Written,
    modified_ms: u64,
    properties: Properties,
}

/// An object as it was written. A later write of the same key makes another `Object`.
#[derive(Debug)]
pub(crate) struct Object {
    etag: String,
    pub(crate) size: u64,
    pub(crate) modified: SystemTime,
    pub(crate) properties: Properties,
    /// The parts of a multipart upload, in order.
    pub(crate) parts: Vec<JoinedPart>,
    pub(crate) checksum: Option<Checksum>,
    tags: Mutex<Tags>,
    path: PathBuf,
    /// Number of times that a fault changed the ETag.
    changes: AtomicU32,
    /// Whether the files are deleted with the last reader.
    delete_on_drop: AtomicBool,
}

impl Object {
    /// Writes the sidecar of a finished data file.
    pub(super) fn create(path: PathBuf, key: &str, written: Written, properties: Properties) -> io::Result<Self> {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        // S3 headers have seconds; the sidecar keeps milliseconds.
        let modified_ms = u64::try_from(since.as_millis()).unwrap_or(u64::MAX);
        let sidecar = Sidecar { key: key.to_owned(), written, modified_ms, properties };
        fs::write(path.with_extension("json"), serde_json::to_vec(&sidecar)?)?;
        Ok(Self::from_sidecar(sidecar, path).1)
    }

    fn from_sidecar(sidecar: Sidecar, path: PathBuf) -> (String, Self) {
        let object = Self {
            etag: sidecar.written.etag,
            size: sidecar.written.size,
            modified: UNIX_EPOCH + Duration::from_millis(sidecar.modified_ms),
            tags: Mutex::new(sidecar.properties.tags.clone()),
            properties: sidecar.properties,
            parts: sidecar.written.parts,
            checksum: sidecar.written.checksum,
            path,
            changes: AtomicU32::new(0),
            delete_on_drop: AtomicBool::new(false),
        };
        (sidecar.key, object)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The ETag without quotes.
    pub(crate) fn etag(&self) -> String {
        match self.changes.load(Ordering::Relaxed) {
            0 => self.etag.clone(),
            changes => format!("{}-changed-{changes}", self.etag),
        }
    }

    pub(crate) fn tags(&self) -> Tags {
        self.tags.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Replaces the tags, in memory and in the sidecar. The modification time stays the same.
    pub(super) fn set_tags(&self, key: &str, tags: Tags) -> io::Result<()> {
        let mut current = self.tags.lock().unwrap_or_else(PoisonError::into_inner);
        let since = self.modified.duration_since(UNIX_EPOCH).unwrap_or_default();
        let sidecar = Sidecar {
            key: key.to_owned(),
            written: Written {
                etag: self.etag.clone(),
                size: self.size,
                parts: self.parts.clone(),
                checksum: self.checksum.clone(),
            },
            modified_ms: u64::try_from(since.as_millis()).unwrap_or(u64::MAX),
            properties: Properties { tags: tags.clone(), ..self.properties.clone() },
        };
        tags::replace(&self.path.with_extension("json"), &serde_json::to_vec(&sidecar)?)?;
        *current = tags;
        Ok(())
    }

    pub(super) fn change_etag(&self) {
        self.changes.fetch_add(1, Ordering::Relaxed);
    }

    /// Marks the files for deletion when nobody reads them any more.
    pub(super) fn delete_when_unused(&self) {
        self.delete_on_drop.store(true, Ordering::Relaxed);
    }
}

impl Drop for Object {
    fn drop(&mut self) {
        if self.delete_on_drop.load(Ordering::Relaxed) {
            let _ = fs::remove_file(self.path.with_extension("json"));
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Loads the objects that an earlier sandbox left in a bucket's folder.
pub(super) fn load_all(folder: &Path) -> io::Result<BTreeMap<String, Arc<Object>>> {
    let mut objects: BTreeMap<String, Arc<Object>> = BTreeMap::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        // A crash cut off this sidecar before the object became visible.
        let Ok(sidecar) = serde_json::from_slice::<Sidecar>(&fs::read(&path)?) else { continue };
        let data = path.with_extension("data");
        // A part of an upload that never completed has no key.
        if !data.is_file() || sidecar.key.is_empty() {
            continue;
        }
        let (key, object) = Object::from_sidecar(sidecar, data);
        let newer = objects.get(&key).is_none_or(|other| other.modified <= object.modified);
        if newer {
            objects.insert(key, Arc::new(object));
        }
    }
    Ok(objects)
}
