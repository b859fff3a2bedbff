//! S3 locations of results

use serde::{Deserialize, Serialize};

use crate::engine::Prepared;
use crate::engine::contract::OutputKind;

/// An `s3://bucket/prefix` location.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct S3Location {
    pub(crate) bucket: String,
    /// Empty, or ends with `/`.
    pub(crate) prefix: String,
}

impl S3Location {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let rest = text.strip_prefix("s3://")?;
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        if !s3s::path::check_bucket_name(bucket) {
            return None;
        }
        let mut prefix = prefix.to_owned();
        if !prefix.is_empty() && !prefix.ends_with('/') {
            prefix.push('/');
        }
        Some(Self { bucket: bucket.to_owned(), prefix })
    }

    pub(crate) fn object(&self, name: &str) -> ResultObject {
        ResultObject { bucket: self.bucket.clone(), key: format!("{}{name}", self.prefix) }
    }
}

/// The result object, which `OutputLocation` of a query names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ResultObject {
    pub(crate) bucket: String,
    pub(crate) key: String,
}

impl ResultObject {
    pub(crate) fn uri(&self) -> String {
        format!("s3://{}/{}", self.bucket, self.key)
    }
}

/// The object's name below the location. Its `.metadata` object has the same prefix.
pub(crate) fn object_name(id: &str, prepared: &Prepared) -> String {
    match prepared.substatement_type {
        "INSERT" | "UNLOAD" => id.to_owned(),
        "CREATE_TABLE_AS_SELECT" => format!("tables/{id}"),
        "UPDATE" | "DELETE" | "MERGE" | "VACUUM_TABLE" => format!("{id}.csv"),
        _ => match prepared.output {
            OutputKind::Csv => format!("{id}.csv"),
            OutputKind::Text | OutputKind::TextWithHeader | OutputKind::Nothing => format!("{id}.txt"),
        },
    }
}

/// Whether the statement has an output location but writes only the `.metadata` object there.
pub(crate) fn is_metadata_only(substatement_type: &str) -> bool {
    matches!(substatement_type, "INSERT" | "CREATE_TABLE_AS_SELECT" | "UPDATE" | "DELETE" | "MERGE" | "VACUUM_TABLE")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_location_is_parsed() {
        let location = S3Location::parse("s3://bucket/a/b").expect("valid");
        assert_eq!(location.object("x.csv").uri(), "s3://bucket/a/b/x.csv");
        assert_eq!(S3Location::parse("s3://bucket").expect("valid").object("x").uri(), "s3://bucket/x");
        for wrong in ["", "s3://", "s3:///a", "http://bucket/", "not-a-valid-s3-path"] {
            assert_eq!(S3Location::parse(wrong), None);
        }
    }
}
