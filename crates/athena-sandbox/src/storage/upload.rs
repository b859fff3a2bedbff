//! Multipart uploads: parts kept as files of their own until they are joined.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::sync::{Arc, MutexGuard, PoisonError};

use uuid::Uuid;

use super::hash::ContentHash;
use super::object::{Object, Properties};
use super::{Storage, StorageError, WriteCondition};

/// An upload between its creation and its end.
#[derive(Debug)]
pub(super) struct Upload {
    bucket: String,
    key: String,
    properties: Properties,
    parts: BTreeMap<i32, Arc<Object>>,
}

/// One part as ListParts shows it.
pub(crate) type Part = (i32, Arc<Object>);

impl Storage {
    pub(crate) fn create_upload(
        &self,
        bucket: &str,
        key: &str,
        properties: Properties,
    ) -> Result<String, StorageError> {
        self.with_bucket(bucket, |_| ())?;
        let id = Uuid::new_v4().simple().to_string();
        let upload = Upload { bucket: bucket.to_owned(), key: key.to_owned(), properties, parts: BTreeMap::new() };
        self.uploads().insert(id.clone(), upload);
        Ok(id)
    }

    /// Takes a part that was written by [`Storage::writer`]; returns its ETag.
    pub(crate) fn put_part(&self, id: &str, number: i32, writer: super::ObjectWriter) -> Result<String, StorageError> {
        let part = Arc::new(writer.finish("", Properties::default())?);
        // A part is no object of the bucket: its files go with its last owner, whatever happens to the upload.
        part.doom();
        let etag = part.etag();
        let mut uploads = self.uploads();
        let upload = uploads.get_mut(id).ok_or_else(|| no_such_upload(id))?;
        upload.parts.insert(number, part);
        Ok(etag)
    }

    pub(crate) fn parts(&self, id: &str) -> Result<Vec<Part>, StorageError> {
        let uploads = self.uploads();
        let upload = uploads.get(id).ok_or_else(|| no_such_upload(id))?;
        Ok(upload.parts.iter().map(|(number, part)| (*number, Arc::clone(part))).collect())
    }

    /// Joins the named parts. The upload stays open when a part is missing.
    pub(crate) fn complete_upload(
        &self,
        id: &str,
        named: &[(i32, Option<String>)],
        condition: &WriteCondition,
    ) -> Result<Arc<Object>, StorageError> {
        let (bucket, key, properties, parts) = {
            let uploads = self.uploads();
            let upload = uploads.get(id).ok_or_else(|| no_such_upload(id))?;
            let mut parts = Vec::with_capacity(named.len());
            for (number, etag) in named {
                let part = upload.parts.get(number).ok_or(StorageError::InvalidPart(*number))?;
                if etag.as_ref().is_some_and(|etag| *etag != part.etag()) {
                    return Err(StorageError::InvalidPart(*number));
                }
                parts.push(Arc::clone(part));
            }
            (upload.bucket.clone(), upload.key.clone(), upload.properties.clone(), parts)
        };
        let mut writer = self.writer(&bucket)?;
        let mut etags = ContentHash::new();
        let mut buffer = vec![0; 256 * 1024];
        for part in &parts {
            etags.update(part.etag().as_bytes());
            let mut file = File::open(part.path())?;
            loop {
                match file.read(&mut buffer)? {
                    0 => break,
                    read => writer.write(&buffer[..read])?,
                }
            }
        }
        let hash = etags.etag();
        let hash = hash.strip_suffix("-1").unwrap_or(&hash);
        writer.set_etag(format!("{hash}-{}", parts.len()));
        let object = self.publish(&key, writer, properties, condition)?;
        self.uploads().remove(id);
        Ok(object)
    }

    pub(crate) fn abort_upload(&self, id: &str) -> Result<(), StorageError> {
        self.uploads().remove(id).map(drop).ok_or_else(|| no_such_upload(id))
    }

    fn uploads(&self) -> MutexGuard<'_, std::collections::HashMap<String, Upload>> {
        self.inner.uploads.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn no_such_upload(id: &str) -> StorageError {
    StorageError::NoSuchUpload(id.to_owned())
}
