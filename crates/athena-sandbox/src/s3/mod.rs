//! The S3 half: `s3s` reads the protocol, this module keeps the objects.

mod attributes;
mod body;
mod broken;
mod bucket;
mod checksum;
mod chunked;
mod classify;
mod complete;
mod conditions;
mod copy;
mod credentials;
mod error;
mod form;
mod get;
mod host;
mod list;
mod multipart;
mod operations;
mod owner;
mod properties;
mod put;
mod request;
mod settings;
mod tagging;
mod uploads;
mod versions;

use s3s::service::{S3Service, S3ServiceBuilder};

use crate::auth::Keys;
use crate::storage::Storage;

pub(crate) use broken::Broken;
pub(crate) use classify::classify;
pub(crate) use credentials::credentials;
pub(crate) use error::check_names;
pub(crate) use form::is_form;
pub(crate) use get::set_status;
pub(crate) use request::prepare;

/// Builds the protocol front over the storage.
pub(crate) fn service(storage: Storage, region: &str, keys: &Keys) -> S3Service {
    let mut builder = S3ServiceBuilder::new(operations::ObjectStore { storage, region: region.to_owned() });
    builder.set_host(host::VirtualHosts);
    if keys.are_checked() {
        builder.set_auth(keys.clone());
    }
    builder.build()
}
