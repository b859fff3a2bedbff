//! Writes one data file, hashing as it goes.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use uuid::Uuid;

use super::hash::ContentHash;
use super::object::{JoinedPart, Object, Properties, Written};

/// An object on its way. Dropped before it is published, it leaves nothing behind.
#[derive(Debug)]
pub(crate) struct ObjectWriter {
    bucket: String,
    path: PathBuf,
    file: Option<BufWriter<File>>,
    hash: ContentHash,
    size: u64,
    etag: Option<String>,
    parts: Vec<JoinedPart>,
}

impl ObjectWriter {
    pub(super) fn create(bucket: &str, folder: &Path) -> io::Result<Self> {
        let path = folder.join(Uuid::new_v4().simple().to_string()).with_extension("data");
        let file = BufWriter::with_capacity(256 * 1024, File::create_new(&path)?);
        Ok(Self {
            bucket: bucket.to_owned(),
            path,
            file: Some(file),
            hash: ContentHash::new(),
            size: 0,
            etag: None,
            parts: Vec::new(),
        })
    }

    pub(crate) fn bucket(&self) -> &str {
        &self.bucket
    }

    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    /// Appends bytes. They go to the page cache, which is quicker than a hop to a blocking thread.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hash.update(bytes);
        self.size += bytes.len() as u64;
        match &mut self.file {
            Some(file) => file.write_all(bytes),
            None => Err(io::Error::other("the object is finished")),
        }
    }

    /// Remembers the parts that make up the object, which give it another ETag than its bytes would.
    pub(super) fn joined(&mut self, etag: String, parts: Vec<JoinedPart>) {
        self.etag = Some(etag);
        self.parts = parts;
    }

    pub(super) fn finish(mut self, key: &str, properties: Properties) -> io::Result<Object> {
        if let Some(mut file) = self.file.take() {
            file.flush()?;
        }
        let etag = self.etag.take().unwrap_or_else(|| self.hash.clone().etag());
        // An empty path tells Drop that the file has a new owner.
        let path = std::mem::take(&mut self.path);
        let written = Written { etag, size: self.size, parts: std::mem::take(&mut self.parts) };
        Object::create(path, key, written, properties)
    }
}

impl Drop for ObjectWriter {
    fn drop(&mut self) {
        if !self.path.as_os_str().is_empty() {
            let _ = fs::remove_file(&self.path);
        }
    }
}
