//! One stored object: a data file and what S3 tells about it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use std::{fs, io};

use serde::{Deserialize, Serialize};

use super::checksum::Checksum;
use super::tags::{self, Tags};

/// What the writer of an object says about it.
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
    /// A date as HTTP writes it.
    #[serde(default)]
    pub(crate) expires: Option<String>,
    /// Where a web site at the bucket would send its reader.
    #[serde(default)]
    pub(crate) redirect: Option<String>,
    #[serde(default)]
    pub(crate) storage_class: Option<String>,
    #[serde(default)]
    pub(crate) metadata: BTreeMap<String, String>,
    /// Those that it was written with; they change later.
    #[serde(default)]
    pub(crate) tags: Tags,
}

impl Properties {
    pub(crate) fn storage_class(&self) -> &str {
        self.storage_class.as_deref().unwrap_or("STANDARD")
    }

    /// The storage class, if it is not the usual one.
    pub(crate) fn rare_storage_class(&self) -> Option<&str> {
        Some(self.storage_class()).filter(|class| *class != "STANDARD")
    }
}

/// A part that an object was joined from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct JoinedPart {
    pub(crate) size: u64,
    #[serde(default)]
    pub(crate) checksum: Option<Checksum>,
}

/// What the writing of an object came to.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Written {
    pub(super) etag: String,
    pub(super) size: u64,
    /// Empty for an object that was written at once.
    #[serde(default)]
    pub(super) parts: Vec<JoinedPart>,
    #[serde(default)]
    pub(super) checksum: Option<Checksum>,
}

/// The sidecar file.
#[derive(Debug, Serialize, Deserialize)]
struct Sidecar {
    key: String,
    #[serde(flatten)]
    written: Written,
    modified_ms: u64,
    properties: Properties,
}

/// An object as it was written; a later write of the same key makes another.
#[derive(Debug)]
pub(crate) struct Object {
    etag: String,
    pub(crate) size: u64,
    pub(crate) modified: SystemTime,
    pub(crate) properties: Properties,
    /// The parts of a multipart upload, in their order.
    pub(crate) parts: Vec<JoinedPart>,
    pub(crate) checksum: Option<Checksum>,
    tags: Mutex<Tags>,
    path: PathBuf,
    /// How often a fault changed the ETag.
    changes: AtomicU32,
    /// The files go with the last reader.
    doomed: AtomicBool,
}

impl Object {
    /// Writes the sidecar of a finished data file.
    pub(super) fn create(path: PathBuf, key: &str, written: Written, properties: Properties) -> io::Result<Self> {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        // S3 knows seconds in its headers; milliseconds are what the sidecar keeps.
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
            doomed: AtomicBool::new(false),
        };
        (sidecar.key, object)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The ETag without its quotes.
    pub(crate) fn etag(&self) -> String {
        match self.changes.load(Ordering::Relaxed) {
            0 => self.etag.clone(),
            changes => format!("{}-changed-{changes}", self.etag),
        }
    }

    pub(crate) fn tags(&self) -> Tags {
        self.tags.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Other tags, here and in the sidecar. The object stays as old as it is.
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

    /// Removes the files when nobody reads them any more.
    pub(super) fn doom(&self) {
        self.doomed.store(true, Ordering::Relaxed);
    }
}

impl Drop for Object {
    fn drop(&mut self) {
        if self.doomed.load(Ordering::Relaxed) {
            let _ = fs::remove_file(self.path.with_extension("json"));
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Reads the objects that an earlier sandbox left in a bucket's folder.
pub(super) fn load_all(folder: &Path) -> io::Result<BTreeMap<String, Arc<Object>>> {
    let mut objects: BTreeMap<String, Arc<Object>> = BTreeMap::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        // A sidecar that was cut off by a crash stands for an object that was never announced.
        let Ok(sidecar) = serde_json::from_slice::<Sidecar>(&fs::read(&path)?) else { continue };
        let data = path.with_extension("data");
        // A part of an upload that never ended has no key.
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
