//! Folders in S3.

use std::sync::Arc;

use crate::storage::{Object, Storage};

/// A folder `s3://bucket/prefix/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct S3Folder {
    pub(crate) bucket: String,
    /// Empty, or ends in `/`.
    pub(crate) prefix: String,
}

impl S3Folder {
    pub(crate) fn parse(uri: &str) -> Option<Self> {
        let rest = ["s3://", "s3a://", "s3n://"].iter().find_map(|scheme| uri.strip_prefix(scheme))?;
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        let slash = if prefix.is_empty() || prefix.ends_with('/') { "" } else { "/" };
        (!bucket.is_empty()).then(|| Self { bucket: bucket.to_owned(), prefix: format!("{prefix}{slash}") })
    }

    pub(crate) fn uri(&self, name: &str) -> String {
        format!("s3://{}/{}{name}", self.bucket, self.prefix)
    }

    /// The objects below the folder. Like Hive, it skips names that start with `_` or `.`, and folders named so.
    pub(crate) fn objects(&self, storage: &Storage) -> Vec<(String, Arc<Object>)> {
        let visible = |key: &str| {
            let name = &key[self.prefix.len()..];
            !name.is_empty() && !name.ends_with('/') && !name.split('/').any(|part| part.starts_with(['_', '.']))
        };
        let listed = storage.with_bucket(&self.bucket, |bucket| {
            let below =
                bucket.objects.range(self.prefix.clone()..).take_while(|(key, _)| key.starts_with(&self.prefix));
            below
                .filter(|(key, object)| object.size > 0 && visible(key))
                .map(|(key, object)| (key.clone(), Arc::clone(object)))
                .collect()
        });
        // A missing bucket counts as an empty one.
        listed.unwrap_or_default()
    }

    pub(crate) fn is_empty(&self, storage: &Storage) -> bool {
        let first = storage.with_bucket(&self.bucket, |bucket| {
            bucket.objects.range(self.prefix.clone()..).next().is_some_and(|(key, _)| key.starts_with(&self.prefix))
        });
        !first.unwrap_or(false)
    }
}
