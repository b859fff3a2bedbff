//! Data catalog operations: the engine's own catalog, and registered ones

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::engine::OtherCatalogs;
use crate::records::{ACCOUNT, DataCatalog, RecordSet, Records};

use super::error::ApiError;
use super::input::{Input, Validation};
use super::model::TAGS;
use super::shape::{Shape, member};
use super::{Athena, paging, tags};

const TYPES: Shape = Shape::OneOf(&["LAMBDA", "GLUE", "HIVE", "FEDERATED"]);

/// The record of the engine's own catalog.
fn own(name: &str) -> DataCatalog {
    DataCatalog {
        name: name.to_owned(),
        kind: "GLUE".to_owned(),
        description: None,
        parameters: Map::from_iter([("catalog-id".to_owned(), ACCOUNT.into())]),
        tags: BTreeMap::new(),
    }
}

pub(super) fn missing(name: &str) -> ApiError {
    ApiError::invalid_request("DATACATALOG_NOT_FOUND", format!("DataCatalog {name} was not found"))
}

/// The names of the registered catalogs, for the engine.
pub(crate) fn others(records: &Records) -> OtherCatalogs {
    records.read(|records| {
        let (own, foreign): (Vec<_>, Vec<_>) = records.catalogs.values().partition(|catalog| catalog.is_own());
        OtherCatalogs {
            aliases: own.into_iter().map(|catalog| catalog.name.clone()).collect(),
            foreign: foreign.into_iter().map(|other| (other.name.to_lowercase(), other.kind.clone())).collect(),
        }
    })
}

impl Athena {
    pub(super) fn is_engine_catalog(&self, name: &str) -> bool {
        self.engine.catalogs().iter().any(|known| known.eq_ignore_ascii_case(name))
    }

    /// A definition, from the members that CreateDataCatalog and UpdateDataCatalog share.
    fn read_catalog(&self, input: Input<'_>, validation: &mut Validation) -> Result<DataCatalog, ApiError> {
        let name = input.string("Name")?;
        let description = input.string("Description")?;
        let kind = member(input, "Type", &TYPES, validation)?;
        let parameters = member(input, "Parameters", &Shape::Texts, validation)?;
        validation.required("name", name.as_ref()).length("name", name, 1, 256).required("type", kind.as_ref()).length(
            "description",
            description,
            1,
            1024,
        );
        Ok(DataCatalog {
            name: name.unwrap_or_default().to_owned(),
            kind: kind.as_ref().and_then(Value::as_str).unwrap_or_default().to_owned(),
            description: description.map(str::to_owned),
            parameters: parameters.and_then(|parameters| parameters.as_object().cloned()).unwrap_or_default(),
            tags: BTreeMap::new(),
        })
    }

    fn change_catalogs<T>(&self, f: impl FnOnce(&mut RecordSet) -> Result<T, ApiError>) -> Result<T, ApiError> {
        let done = self.records.change(f)?;
        self.engine.set_other_catalogs(others(&self.records));
        Ok(done)
    }

    pub(super) fn create_data_catalog(&self, input: Input<'_>) -> Result<Value, ApiError> {
        let mut validation = Validation::default();
        let mut catalog = self.read_catalog(input, &mut validation)?;
        let tags = member(input, "Tags", &TAGS, &mut validation)?;
        validation.check()?;
        check_parameters(&catalog)?;
        catalog.tags = tags::read(tags.as_ref())?;
        let is_taken = self.is_engine_catalog(&catalog.name);
        self.change_catalogs(|records| {
            let key = catalog.name.to_lowercase();
            if is_taken || records.catalogs.contains_key(&key) {
                return Err(ApiError::invalid_input(format!("DataCatalog {} already exists", catalog.name)));
            }
            let json = catalog.to_json("CREATE_COMPLETE");
            records.catalogs.insert(key, catalog);
            Ok(json!({ "DataCatalog": json }))
        })
    }

    pub(super) fn update_data_catalog(&self, input: Input<'_>) -> Result<Value, ApiError> {
        let mut validation = Validation::default();
        let catalog = self.read_catalog(input, &mut validation)?;
        validation.check()?;
        check_parameters(&catalog)?;
        self.refuse_own(&catalog.name, "updated")?;
        self.change_catalogs(|records| {
            let found = records.catalogs.get_mut(&catalog.name.to_lowercase()).ok_or_else(|| missing(&catalog.name))?;
            *found = DataCatalog { tags: std::mem::take(&mut found.tags), name: found.name.clone(), ..catalog };
            Ok(json!({}))
        })
    }

    pub(super) fn delete_data_catalog(&self, input: Input<'_>) -> Result<Value, ApiError> {
        let name = input.string("Name")?;
        // No federated catalog has a connector here that could be deleted with it.
        let _only = input.boolean("DeleteCatalogOnly")?;
        Validation::default().required("name", name.as_ref()).length("name", name, 1, 256).check()?;
        let name = name.unwrap_or_default();
        self.refuse_own(name, "deleted")?;
        self.change_catalogs(|records| {
            let gone = records.catalogs.remove(&name.to_lowercase()).ok_or_else(|| missing(name))?;
            Ok(json!({ "DataCatalog": gone.to_json("DELETE_COMPLETE") }))
        })
    }

    fn refuse_own(&self, name: &str, what: &str) -> Result<(), ApiError> {
        if self.is_engine_catalog(name) {
            return Err(ApiError::invalid_input(format!("DataCatalog {name} cannot be {what}")));
        }
        Ok(())
    }

    pub(super) fn get_data_catalog(&self, input: Input<'_>) -> Result<Value, ApiError> {
        let name = input.string("Name")?;
        Validation::default().required("name", name.as_ref()).length("name", name, 1, 256).check()?;
        let name = name.unwrap_or_default();
        let own = self.engine.catalogs().iter().find(|known| known.eq_ignore_ascii_case(name)).map(|name| own(name));
        let found = own.or_else(|| self.records.read(|records| records.catalogs.get(&name.to_lowercase()).cloned()));
        Ok(json!({ "DataCatalog": found.ok_or_else(|| missing(name))?.to_json("CREATE_COMPLETE") }))
    }

    pub(super) fn list_data_catalogs(&self, input: Input<'_>) -> Result<Value, ApiError> {
        let token = input.string("NextToken")?;
        let max = input.integer("MaxResults")?;
        Validation::default().length("nextToken", token, 1, 1024).range("maxResults", max, 2, 50).check()?;
        let mut catalogs: Vec<DataCatalog> = self.engine.catalogs().iter().map(|name| own(name)).collect();
        self.records.read(|records| catalogs.extend(records.catalogs.values().cloned()));
        let summary = |catalog: DataCatalog| json!({ "CatalogName": catalog.name, "Status": "CREATE_COMPLETE", "Type": catalog.kind });
        let catalogs = catalogs.into_iter().map(summary).collect();
        paging::page("catalogs", "DataCatalogsSummary", catalogs, token, max)
    }
}

/// Checks the parameters, which depend on the catalog's type.
fn check_parameters(catalog: &DataCatalog) -> Result<(), ApiError> {
    let has = |name: &str| catalog.parameters.contains_key(name);
    let wanted = match catalog.kind.as_str() {
        "GLUE" if !has("catalog-id") => "catalog-id",
        "HIVE" if !has("metadata-function") => "metadata-function",
        "LAMBDA" if !(has("function") || has("metadata-function") && has("record-function")) => {
            "function, or metadata-function and record-function"
        }
        _ => return Ok(()),
    };
    Err(ApiError::invalid_input(format!("Parameters of a {} data catalog must have {wanted}.", catalog.kind)))
}
