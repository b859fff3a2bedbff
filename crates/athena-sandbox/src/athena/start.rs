//! StartQueryExecution.

use serde_json::{Value, json};

use crate::engine::contract::{Rejection, Session};
use crate::query::{Fingerprint, Request, S3Location, Started};

use super::Athena;
use super::error::ApiError;
use super::input::{Input, Validation};
use super::work_group::{self, WorkGroup};

/// What the service allows for a query text, in bytes.
const LONGEST_QUERY: usize = 262_144;

const NO_LOCATION: &str = "No output location provided. An output location is required either through the Workgroup \
                           result configuration setting or as an API input.";

/// The members, typed and within the constraints of the model.
struct Start<'a> {
    sql: &'a str,
    token: &'a str,
    catalog: Option<&'a str>,
    database: Option<&'a str>,
    location: Option<&'a str>,
    has_result_configuration: bool,
    work_group: &'a str,
    parameters: Vec<&'a str>,
}

impl<'a> Start<'a> {
    fn read(input: Input<'a>) -> Result<Self, ApiError> {
        let sql = input.string("QueryString")?;
        let token = input.string("ClientRequestToken")?;
        let context = input.structure("QueryExecutionContext")?;
        let catalog = context.map(|context| context.string("Catalog")).transpose()?.flatten();
        let database = context.map(|context| context.string("Database")).transpose()?.flatten();
        let results = input.structure("ResultConfiguration")?;
        let location = results.map(|results| results.string("OutputLocation")).transpose()?.flatten();
        let work_group = input.string("WorkGroup")?;
        let parameters = input.strings("ExecutionParameters")?;
        let reuse = input.structure("ResultReuseConfiguration")?;
        let by_age = reuse.map(|reuse| reuse.structure("ResultReuseByAgeConfiguration")).transpose()?.flatten();
        let enabled = by_age.map(|by_age| by_age.boolean("Enabled")).transpose()?.flatten();
        let max_age = by_age.map(|by_age| by_age.integer("MaxAgeInMinutes")).transpose()?.flatten();

        let mut validation = Validation::default();
        validation
            .required("queryString", sql.as_ref())
            .length("queryString", sql, 1, LONGEST_QUERY)
            .length("clientRequestToken", token, 32, 128)
            .length("queryExecutionContext.catalog", catalog, 1, 256)
            .length("queryExecutionContext.database", database, 1, 255)
            .length("workGroup", work_group, 1, 128)
            .range("resultReuseConfiguration.resultReuseByAgeConfiguration.maxAgeInMinutes", max_age, 0, 10_080);
        if by_age.is_some() {
            validation.required("resultReuseConfiguration.resultReuseByAgeConfiguration.enabled", enabled.as_ref());
        }
        for (index, parameter) in parameters.iter().flatten().enumerate() {
            validation.length(&format!("executionParameters.{}.member", index + 1), Some(parameter), 1, 1024);
        }
        validation.check()?;

        // The model's limits count characters; these two checks come after it and count bytes.
        let token = token.ok_or_else(|| ApiError::invalid_input("clientRequestToken is null or empty"))?;
        if token.len() > 128 {
            return Err(ApiError::invalid_input("clientRequestToken exceeds maximum allowed length 128"));
        }
        let sql = sql.unwrap_or_default();
        if sql.len() > LONGEST_QUERY {
            return Err(ApiError::invalid_input(format!("queryString exceeds maximum allowed length {LONGEST_QUERY}")));
        }
        Ok(Self {
            sql,
            token,
            catalog,
            database,
            location,
            has_result_configuration: results.is_some(),
            work_group: work_group.unwrap_or(work_group::PRIMARY),
            parameters: parameters.unwrap_or_default(),
        })
    }

    /// Where the result goes: the work group's word, or the request's, or nowhere for managed results.
    fn result_location(&self, group: &WorkGroup) -> Result<Option<S3Location>, ApiError> {
        let asked = self.location.map(|text| {
            S3Location::parse(text).ok_or_else(|| ApiError::invalid_input("outputLocation is not a valid S3 path."))
        });
        let asked = asked.transpose()?;
        if group.managed {
            return match asked {
                Some(_) => Err(ApiError::invalid_input(
                    "OutputLocation must not be set in ResultConfiguration: the workgroup has managed query results \
                     enabled.",
                )),
                None => Ok(None),
            };
        }
        let own = group.location.and_then(S3Location::parse);
        let location = if group.enforced { own } else { asked.or(own) };
        location.map(Some).ok_or_else(|| ApiError::invalid_input(NO_LOCATION))
    }
}

impl Athena {
    pub(super) async fn start_query_execution(&self, input: Input<'_>) -> Result<Value, ApiError> {
        let start = Start::read(input)?;
        if let (Some(location), true) = (start.location, start.has_result_configuration)
            && S3Location::parse(location).is_none()
        {
            return Err(ApiError::invalid_input("outputLocation is not a valid S3 path."));
        }
        let group = work_group::find(start.work_group).ok_or_else(work_group::not_found)?;
        let location = start.result_location(group)?;

        let session = Session {
            catalog: start.catalog.unwrap_or("AwsDataCatalog").to_owned(),
            database: start.database.unwrap_or("default").to_owned(),
        };
        let parameters: Vec<String> = start.parameters.iter().map(|text| (*text).to_owned()).collect();
        // The syntax comes before the token: a token is not used up by a text that does not parse.
        let prepared = self.engine.prepare(start.sql, &session, &parameters).await.map_err(rejected)?;

        let fingerprint = Fingerprint {
            sql: start.sql.to_owned(),
            catalog: start.catalog.map(str::to_owned),
            database: start.database.map(str::to_owned),
            output_location: start.location.map(str::to_owned),
        };
        let request = Request {
            sql: start.sql.to_owned(),
            catalog: start.catalog.map(str::to_lowercase),
            database: start.database.map(str::to_owned),
            work_group: group.name.to_owned(),
            parameters,
            location,
        };
        let query = match self.queries.start(start.token, fingerprint, request, &prepared) {
            Started::New(query) => {
                self.runner.spawn(query.clone(), prepared);
                query
            }
            Started::Replayed(query) => query,
            Started::Mismatch => {
                return Err(ApiError::invalid_request(
                    "IDEMPOTENT_PARAMETER_MISMATCH",
                    "Idempotent parameters do not match",
                ));
            }
        };
        Ok(json!({ "QueryExecutionId": query.id }))
    }
}

fn rejected(rejection: Rejection) -> ApiError {
    ApiError::invalid_request(rejection.code, rejection.message)
}
