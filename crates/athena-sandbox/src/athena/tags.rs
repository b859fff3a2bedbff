//! Tag operations on work groups, data catalogs and capacity reservations

use serde_json::{Value, json};

use crate::records::{ACCOUNT, RecordSet, Tags};

use super::error::ApiError;
use super::input::{Input, Validation};
use super::model::TAGS;
use super::{Athena, paging, shape};

/// Maximum number of tags of a resource.
const MOST_TAGS: usize = 50;

/// Default page size.
const PAGE: i64 = 100;

/// The tags in a request, by key.
pub(super) fn read(tags: Option<&Value>) -> Result<Tags, ApiError> {
    let mut read = Tags::new();
    for tag in tags.and_then(Value::as_array).into_iter().flatten() {
        let text = |name: &str| tag.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        if read.insert(text("Key"), text("Value")).is_some() {
            return Err(ApiError::invalid_input(format!("Duplicate tag key: {}", text("Key"))));
        }
    }
    within_limit(&read)?;
    Ok(read)
}

fn within_limit(tags: &Tags) -> Result<(), ApiError> {
    if tags.len() > MOST_TAGS {
        return Err(ApiError::invalid_input(format!("A resource can have at most {MOST_TAGS} tags.")));
    }
    Ok(())
}

/// The resource that an ARN names.
enum Resource<'a> {
    WorkGroup(&'a str),
    Catalog(&'a str),
    Reservation(&'a str),
}

impl<'a> Resource<'a> {
    fn parse(arn: &'a str) -> Result<Self, ApiError> {
        let invalid = || {
            ApiError::invalid_input(format!(
                "Invalid resource ARN: {arn}. Expected arn:aws:athena:<region>:{ACCOUNT}:workgroup/<name>, \
                 datacatalog/<name> or capacity-reservation/<name>."
            ))
        };
        let mut parts = arn.splitn(6, ':');
        let mut next = || parts.next().unwrap_or_default();
        let (scheme, partition, service, _region, account, resource) = (next(), next(), next(), next(), next(), next());
        if scheme != "arn" || !partition.starts_with("aws") || service != "athena" {
            return Err(invalid());
        }
        if account != ACCOUNT {
            return Err(missing(arn));
        }
        match resource.split_once('/') {
            Some(("workgroup", name)) => Ok(Self::WorkGroup(name)),
            Some(("datacatalog", name)) => Ok(Self::Catalog(name)),
            Some(("capacity-reservation", name)) => Ok(Self::Reservation(name)),
            _ => Err(invalid()),
        }
    }

    fn tags<'k>(&self, records: &'k mut RecordSet) -> Option<&'k mut Tags> {
        match self {
            Self::WorkGroup(name) => Some(&mut records.work_groups.get_mut(*name)?.tags),
            Self::Catalog(name) => Some(&mut records.catalogs.get_mut(&name.to_lowercase())?.tags),
            Self::Reservation(name) => Some(&mut records.reservations.get_mut(*name)?.tags),
        }
    }
}

fn missing(arn: &str) -> ApiError {
    ApiError::resource_not_found(arn, format!("Resource {arn} was not found"))
}

impl Athena {
    pub(super) fn tag_resource(&self, input: Input<'_>) -> Result<Value, ApiError> {
        let arn = input.string("ResourceARN")?;
        let mut validation = Validation::default();
        validation.required("resourceARN", arn.as_ref()).length("resourceARN", arn, 1, 1011);
        let tags = shape::member(input, "Tags", &TAGS, &mut validation)?;
        validation.required("tags", tags.as_ref()).check()?;
        let (arn, added) = (arn.unwrap_or_default(), read(tags.as_ref())?);
        let resource = Resource::parse(arn)?;
        self.records.change(|records| {
            let tags = resource.tags(records).ok_or_else(|| missing(arn))?;
            tags.extend(added);
            within_limit(tags)?;
            Ok(json!({}))
        })
    }

    pub(super) fn untag_resource(&self, input: Input<'_>) -> Result<Value, ApiError> {
        let arn = input.string("ResourceARN")?;
        let keys = input.strings("TagKeys")?;
        Validation::default()
            .required("resourceARN", arn.as_ref())
            .length("resourceARN", arn, 1, 1011)
            .required("tagKeys", keys.as_ref())
            .check()?;
        let arn = arn.unwrap_or_default();
        let resource = Resource::parse(arn)?;
        self.records.change(|records| {
            let tags = resource.tags(records).ok_or_else(|| missing(arn))?;
            for key in keys.iter().flatten() {
                tags.remove(*key);
            }
            Ok(json!({}))
        })
    }

    pub(super) fn list_tags_for_resource(&self, input: Input<'_>) -> Result<Value, ApiError> {
        let arn = input.string("ResourceARN")?;
        let token = input.string("NextToken")?;
        let max = input.integer("MaxResults")?;
        Validation::default()
            .required("resourceARN", arn.as_ref())
            .length("resourceARN", arn, 1, 1011)
            .length("nextToken", token, 1, 1024)
            .range("maxResults", max, 75, i64::MAX)
            .check()?;
        let arn = arn.unwrap_or_default();
        let resource = Resource::parse(arn)?;
        let tags = if matches!(&resource, Resource::Catalog(name) if self.is_engine_catalog(name)) {
            Some(Tags::new())
        } else {
            self.records.read(|records| resource.tags(&mut records.clone()).map(std::mem::take))
        };
        let tags = tags.ok_or_else(|| missing(arn))?;
        let tags = tags.iter().map(|(key, value)| json!({ "Key": key, "Value": value })).collect();
        paging::page(&format!("tags of {arn}"), "Tags", tags, token, max.or(Some(PAGE)))
    }
}
