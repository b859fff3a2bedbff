//! `ObjectWriter`: one data file and its hashes

use std::fmt;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use s3s::crypto::{Checksum as _, Md5};
use uuid::Uuid;

use super::checksum::{Algorithm, Checksum, Digest};
use super::hash::ContentHash;
use super::object::{JoinedPart, Object, Properties, Written};

/// An object that is being written. If it is dropped before it is published, its file is removed.
pub(crate) struct ObjectWriter {
    bucket: String,
    path: PathBuf,
    file: Option<BufWriter<File>>,
    hash: ContentHash,
    size: u64,
    etag: Option<String>,
    parts: Vec<JoinedPart>,
    digest: Option<Digest>,
    checksum: Option<Checksum>,
    md5: Option<Md5>,
}

impl fmt::Debug for ObjectWriter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ObjectWriter").field("path", &self.path).field("size", &self.size).finish_non_exhaustive()
    }
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
            digest: None,
            checksum: None,
            md5: None,
        })
    }

    /// Computes a checksum of all bytes written from now on; the object keeps it.
    pub(crate) fn compute(&mut self, algorithm: Algorithm) {
        self.digest = Some(Digest::new(algorithm));
    }

    /// Computes the MD5 of all bytes written from now on.
    pub(crate) fn compute_md5(&mut self) {
        self.md5 = Some(Md5::new());
    }

    /// Ends the checksum computation and returns the checksum of the written bytes.
    pub(crate) fn checksum(&mut self) -> Option<&Checksum> {
        if let Some(digest) = self.digest.take() {
            self.checksum = Some(digest.finish());
        }
        self.checksum.as_ref()
    }

    /// Ends the MD5 computation and returns the MD5 of the written bytes, if it was requested.
    pub(crate) fn md5(&mut self) -> Option<[u8; 16]> {
        self.md5.take().map(Md5::finalize)
    }

    pub(crate) fn bucket(&self) -> &str {
        &self.bucket
    }

    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    /// Appends bytes. They go to the page cache, which is faster than a switch to a blocking thread.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hash.update(bytes);
        if let Some(digest) = &mut self.digest {
            digest.update(bytes);
        }
        if let Some(md5) = &mut self.md5 {
            md5.update(bytes);
        }
        self.size += bytes.len() as u64;
        match &mut self.file {
            Some(file) => file.write_all(bytes),
            None => Err(io::Error::other("the object is finished")),
        }
    }

    /// Sets the parts that make up the object, and its ETag, which differs from the hash of the bytes.
    pub(super) fn set_parts(&mut self, etag: String, parts: Vec<JoinedPart>) {
        self.etag = Some(etag);
        self.parts = parts;
    }

    /// Sets a checksum that was computed elsewhere.
    pub(super) fn set_checksum(&mut self, checksum: Option<Checksum>) {
        self.checksum = checksum;
    }

    pub(super) fn finish(mut self, key: &str, properties: Properties) -> io::Result<Object> {
        if let Some(mut file) = self.file.take() {
            file.flush()?;
        }
        let etag = self.etag.take().unwrap_or_else(|| self.hash.clone().etag());
        // An empty path tells `drop` that the file has a new owner.
        let path = std::mem::take(&mut self.path);
        let checksum = self.checksum().cloned();
        let written = Written { etag, size: self.size, parts: std::mem::take(&mut self.parts), checksum };
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
