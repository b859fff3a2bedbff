//! Object properties in write requests and read responses: headers, metadata, storage class

use s3s::dto::{Metadata, Timestamp, TimestampFormat};
use s3s::{S3Error, S3ErrorCode, S3Result, s3_error as refuse};

use crate::storage::{Object, Properties};

/// The storage classes that S3 accepts on writes.
const STORAGE_CLASSES: [&str; 8] = [
    "STANDARD",
    "REDUCED_REDUNDANCY",
    "STANDARD_IA",
    "ONEZONE_IA",
    "INTELLIGENT_TIERING",
    "GLACIER",
    "DEEP_ARCHIVE",
    "GLACIER_IR",
];

/// Maximum length of all names and values of `x-amz-meta-` headers together.
const LONGEST_METADATA: usize = 2048;

/// The properties in the input of a write operation. Three input types have the same members.
macro_rules! properties {
    ($input:expr) => {
        $crate::s3::properties::checked($crate::storage::Properties {
            content_type: $input.content_type.take(),
            cache_control: $input.cache_control.take(),
            content_disposition: $input.content_disposition.take(),
            content_encoding: $input.content_encoding.take(),
            content_language: $input.content_language.take(),
            expires: $input.expires.take().and_then(|time| $crate::s3::properties::http_date(&time)),
            redirect: $input.website_redirect_location.take(),
            storage_class: $input.storage_class.take().map(|class| class.as_str().to_owned()),
            metadata: $input.metadata.take().unwrap_or_default().into_iter().collect(),
            tags: $crate::s3::tagging::from_header($input.tagging.take().as_deref())?,
        })
    };
}

/// The output of a read operation, with the properties of `$object`. Two output types have the same members.
macro_rules! described {
    ($output:ident, $object:expr, $overrides:expr) => {{
        let (properties, overrides) = (&$object.properties, $overrides);
        $output {
            accept_ranges: Some("bytes".to_owned()),
            cache_control: overrides.cache_control.or_else(|| properties.cache_control.clone()),
            content_disposition: overrides.content_disposition.or_else(|| properties.content_disposition.clone()),
            content_encoding: overrides.content_encoding.or_else(|| properties.content_encoding.clone()),
            content_language: overrides.content_language.or_else(|| properties.content_language.clone()),
            content_type: overrides.content_type.or_else(|| Some($crate::s3::properties::content_type(properties))),
            e_tag: Some(s3s::dto::ETag::Strong($object.etag())),
            expires: overrides.expires.or_else(|| $crate::s3::properties::expires(properties)),
            last_modified: Some(s3s::dto::Timestamp::from($object.modified)),
            metadata: $crate::s3::properties::metadata(properties),
            // S3 does not return the default storage class.
            storage_class: properties.rare_storage_class().map(|class| class.to_owned().into()),
            website_redirect_location: properties.redirect.clone(),
            ..$output::default()
        }
    }};
}

pub(super) use {described, properties};

/// `response-*` parameters, which override headers of the response.
#[derive(Debug, Default)]
pub(super) struct Overrides {
    pub(super) cache_control: Option<String>,
    pub(super) content_disposition: Option<String>,
    pub(super) content_encoding: Option<String>,
    pub(super) content_language: Option<String>,
    pub(super) content_type: Option<String>,
    pub(super) expires: Option<Timestamp>,
}

pub(super) fn checked(properties: Properties) -> S3Result<Properties> {
    if let Some(class) = &properties.storage_class
        && !STORAGE_CLASSES.contains(&class.as_str())
    {
        return Err(refuse!(InvalidStorageClass, "The storage class you specified is not valid"));
    }
    let size: usize = properties.metadata.iter().map(|(name, value)| name.len() + value.len()).sum();
    if size > LONGEST_METADATA {
        return Err(refuse!(MetadataTooLarge, "Your metadata headers exceed the maximum allowed metadata size"));
    }
    Ok(properties)
}

/// Refuses to read an archived object: it would have to be restored first, and the sandbox has no RestoreObject.
pub(super) fn check_readable(object: &Object) -> S3Result<()> {
    match object.properties.storage_class.as_deref() {
        Some("GLACIER" | "DEEP_ARCHIVE") => Err(S3Error::with_message(
            S3ErrorCode::InvalidObjectState,
            "The operation is not valid for the object's storage class",
        )),
        _ => Ok(()),
    }
}

pub(super) fn http_date(time: &Timestamp) -> Option<String> {
    let mut text = Vec::new();
    time.format(TimestampFormat::HttpDate, &mut text).ok()?;
    String::from_utf8(text).ok()
}

pub(super) fn expires(properties: &Properties) -> Option<Timestamp> {
    properties.expires.as_deref().and_then(|text| Timestamp::parse(TimestampFormat::HttpDate, text).ok())
}

pub(super) fn content_type(properties: &Properties) -> String {
    properties.content_type.clone().unwrap_or_else(|| "binary/octet-stream".to_owned())
}

pub(super) fn metadata(properties: &Properties) -> Option<Metadata> {
    let metadata = &properties.metadata;
    (!metadata.is_empty()).then(|| metadata.iter().map(|(name, value)| (name.clone(), value.clone())).collect())
}
