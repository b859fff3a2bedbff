//! Multipart uploads: each part is a file until the parts are joined

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::sync::{Arc, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use uuid::Uuid;

use super::checksum::{Checksum, ChecksumPlan};
use super::hash::ContentHash;
use super::object::{JoinedPart, Object, Properties};
use super::{ObjectWriter, Storage, StorageError, WriteCondition};

/// An upload that has been neither completed nor aborted.
#[derive(Debug)]
pub(super) struct Upload {
    bucket: String,
    key: String,
    properties: Properties,
    checksum: Option<ChecksumPlan>,
    initiated: SystemTime,
    parts: BTreeMap<i32, Arc<Object>>,
}

/// The upload that a request names. An id is valid only with its bucket and key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UploadName {
    pub(crate) bucket: String,
    pub(crate) key: String,
    pub(crate) id: String,
}

/// An upload as ListMultipartUploads shows it.
#[derive(Clone, Debug)]
pub(crate) struct OpenUpload {
    pub(crate) key: String,
    pub(crate) id: String,
    pub(crate) initiated: SystemTime,
    pub(crate) properties: Properties,
    pub(crate) checksum: Option<ChecksumPlan>,
}

/// A part as ListParts shows it.
pub(crate) type Part = (i32, Arc<Object>);

impl Storage {
    pub(crate) fn create_upload(
        &self,
        bucket: &str,
        key: &str,
        properties: Properties,
        checksum: Option<ChecksumPlan>,
    ) -> Result<String, StorageError> {
        self.with_bucket(bucket, |_| ())?;
        let initiated = SystemTime::now();
        let since = initiated.duration_since(UNIX_EPOCH).unwrap_or_default();
        // Ids sort by time: S3 lists the uploads of a key by time, and continues after an id.
        let id = format!("{:016x}{}", since.as_nanos(), Uuid::new_v4().simple());
        let upload = Upload {
            bucket: bucket.to_owned(),
            key: key.to_owned(),
            properties,
            checksum,
            initiated,
            parts: BTreeMap::new(),
        };
        self.uploads().insert(id.clone(), upload);
        Ok(id)
    }

    /// Stores a part that was written with [`Storage::writer`], and returns it.
    pub(crate) fn put_part(
        &self,
        name: &UploadName,
        number: i32,
        writer: ObjectWriter,
    ) -> Result<Arc<Object>, StorageError> {
        let part = Arc::new(writer.finish("", Properties::default())?);
        // A part is not an object of the bucket: its files are deleted with its last owner, whatever becomes of the
        // upload.
        part.delete_when_unused();
        let mut uploads = self.uploads();
        let upload = uploads.get_mut(&name.id).filter(|upload| upload.is(name)).ok_or_else(|| no_such_upload(name))?;
        upload.parts.insert(number, Arc::clone(&part));
        Ok(part)
    }

    /// The open uploads of a bucket, by key and then by time.
    pub(crate) fn open_uploads(&self, bucket: &str) -> Result<Vec<OpenUpload>, StorageError> {
        self.with_bucket(bucket, |_| ())?;
        let uploads = self.uploads();
        let of_bucket = uploads.iter().filter(|(_, upload)| upload.bucket == bucket);
        let mut open: Vec<OpenUpload> = of_bucket.map(|(id, upload)| upload.open(id)).collect();
        open.sort_by(|left, right| (&left.key, &left.id).cmp(&(&right.key, &right.id)));
        Ok(open)
    }

    /// The properties that an upload was created with.
    pub(crate) fn open_upload(&self, name: &UploadName) -> Result<OpenUpload, StorageError> {
        find(&self.uploads(), name).map(|upload| upload.open(&name.id))
    }

    pub(crate) fn parts(&self, name: &UploadName) -> Result<Vec<Part>, StorageError> {
        let uploads = self.uploads();
        let upload = find(&uploads, name)?;
        Ok(upload.parts.iter().map(|(number, part)| (*number, Arc::clone(part))).collect())
    }

    /// Writes the bytes of the parts one after the other. The upload stays open, and no object is visible yet.
    pub(crate) fn join(
        &self,
        bucket: &str,
        parts: &[Part],
        checksum: ChecksumPlan,
    ) -> Result<ObjectWriter, StorageError> {
        let mut writer = self.writer(bucket)?;
        if !checksum.composite {
            writer.compute(checksum.algorithm);
        }
        let mut etags = ContentHash::new();
        let mut buffer = vec![0; 256 * 1024];
        for (_, part) in parts {
            etags.update(part.etag().as_bytes());
            let mut file = File::open(part.path())?;
            loop {
                match file.read(&mut buffer)? {
                    0 => break,
                    read => writer.write(buffer.get(..read).unwrap_or_default())?,
                }
            }
        }
        if checksum.composite {
            let checksums = parts.iter().filter_map(|(_, part)| part.checksum.as_ref());
            writer.set_checksum(Checksum::of_parts(checksum.algorithm, checksums));
        }
        let hash = etags.etag();
        let hash = hash.strip_suffix("-1").unwrap_or(&hash);
        let joined = parts.iter().map(|(_, part)| JoinedPart { size: part.size, checksum: part.checksum.clone() });
        writer.set_parts(format!("{hash}-{}", parts.len()), joined.collect());
        Ok(writer)
    }

    /// Publishes the joined parts and ends the upload, which stays open if the condition does not hold.
    pub(crate) fn complete_upload(
        &self,
        name: &UploadName,
        joined: ObjectWriter,
        condition: &WriteCondition,
    ) -> Result<Arc<Object>, StorageError> {
        let upload = self.open_upload(name)?;
        let object = self.publish(&name.key, joined, upload.properties, condition)?;
        self.uploads().remove(&name.id);
        Ok(object)
    }

    pub(crate) fn abort_upload(&self, name: &UploadName) -> Result<(), StorageError> {
        let mut uploads = self.uploads();
        find(&uploads, name)?;
        uploads.remove(&name.id);
        Ok(())
    }

    /// Aborts the uploads of a bucket that has been deleted.
    pub(super) fn abort_uploads_of(&self, bucket: &str) {
        self.uploads().retain(|_, upload| upload.bucket != bucket);
    }

    fn uploads(&self) -> MutexGuard<'_, Uploads> {
        self.inner.uploads.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Upload {
    fn is(&self, name: &UploadName) -> bool {
        self.bucket == name.bucket && self.key == name.key
    }

    fn open(&self, id: &str) -> OpenUpload {
        OpenUpload {
            key: self.key.clone(),
            id: id.to_owned(),
            initiated: self.initiated,
            properties: self.properties.clone(),
            checksum: self.checksum,
        }
    }
}

type Uploads = std::collections::HashMap<String, Upload>;

fn find<'a>(uploads: &'a Uploads, name: &UploadName) -> Result<&'a Upload, StorageError> {
    uploads.get(&name.id).filter(|upload| upload.is(name)).ok_or_else(|| no_such_upload(name))
}

fn no_such_upload(name: &UploadName) -> StorageError {
    StorageError::NoSuchUpload(name.id.clone())
}
