//! S3: `s3s` implements the protocol, this module the operations

mod attributes;
mod body;
mod broken_body;
mod bucket;
mod checksum;
mod chunked;
mod classify;
mod conditions;
mod copy;
mod credentials;
mod error;
mod form;
mod get;
mod host;
mod list;
mod multipart;
mod multipart_complete;
mod multipart_list;
mod operations;
mod properties;
mod put;
mod settings;
mod strip_signature;
mod tagging;
mod versions;

use s3s::service::{S3Service, S3ServiceBuilder};

use crate::auth::Keys;
use crate::storage::Storage;

pub(crate) use broken_body::BrokenBody;
pub(crate) use classify::{classify, operation_names};
pub(crate) use credentials::credentials;
pub(crate) use error::check_names;
pub(crate) use form::is_form;
pub(crate) use get::set_status;
pub(crate) use strip_signature::strip_signature;

/// Builds the S3 service over the storage.
pub(crate) fn service(storage: Storage, region: &str, keys: &Keys) -> S3Service {
    let mut builder = S3ServiceBuilder::new(operations::ObjectStore { storage, region: region.to_owned() });
    builder.set_host(host::VirtualHosts);
    if keys.are_checked() {
        builder.set_auth(keys.clone());
    }
    builder.build()
}
