//! StartQueryExecution

use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::engine::contract::{Rejection, Session};
use crate::engine::{self, Execute, Prepared};
use crate::query::{Fingerprint, Request, ReuseKey, S3Location, Started, is_ddl};
use crate::records::WorkGroup;

use super::error::ApiError;
use super::input::{Input, Validation};
use super::model::{ENGINE_CONFIGURATION, RESULT_CONFIGURATION, RESULT_REUSE};
use super::{Athena, shape, work_group};

/// Maximum age of a reused result, unless the request sets another.
const DEFAULT_REUSE_MINUTES: u64 = 60;

/// The service's limit for a query text, in bytes.
const LONGEST_QUERY: usize = 262_144;

const NO_LOCATION: &str = "No output location provided. An output location is required either through the Workgroup \
                           result configuration setting or as an API input.";

/// The members of the request, checked against the service model.
struct Start<'a> {
    sql: &'a str,
    token: &'a str,
    catalog: Option<&'a str>,
    database: Option<&'a str>,
    results: Option<Map<String, Value>>,
    work_group: &'a str,
    parameters: Option<Vec<&'a str>>,
    /// `ResultReuseByAgeConfiguration`.
    reuse: Option<Map<String, Value>>,
}

impl<'a> Start<'a> {
    fn read(input: Input<'a>) -> Result<Self, ApiError> {
        let sql = input.string("QueryString")?;
        let token = input.string("ClientRequestToken")?;
        let context = input.structure("QueryExecutionContext")?;
        let catalog = context.map(|context| context.string("Catalog")).transpose()?.flatten();
        let database = context.map(|context| context.string("Database")).transpose()?.flatten();
        let work_group = input.string("WorkGroup")?;
        let parameters = input.strings("ExecutionParameters")?;

        let mut validation = Validation::default();
        let results = shape::structure(input, "ResultConfiguration", &RESULT_CONFIGURATION, &mut validation)?;
        let reuse = shape::structure(input, "ResultReuseConfiguration", &RESULT_REUSE, &mut validation)?;
        // Capacity is not simulated: the settings are checked, and every query may use the whole machine.
        shape::structure(input, "EngineConfiguration", &ENGINE_CONFIGURATION, &mut validation)?;
        validation
            .required("queryString", sql.as_ref())
            .length("queryString", sql, 1, LONGEST_QUERY)
            .length("clientRequestToken", token, 32, 128)
            .length("queryExecutionContext.catalog", catalog, 1, 256)
            .length("queryExecutionContext.database", database, 1, 255)
            .length("workGroup", work_group, 1, 128);
        if parameters.as_ref().is_some_and(Vec::is_empty) {
            validation.fail("executionParameters", "Member must have length greater than or equal to 1");
        }
        for (index, parameter) in parameters.iter().flatten().enumerate() {
            validation.length(&format!("executionParameters.{}.member", index + 1), Some(parameter), 1, 1024);
        }
        validation.check()?;

        // The model's limits count characters; these two checks follow and count bytes.
        let token = token.ok_or_else(|| ApiError::invalid_input("clientRequestToken is null or empty"))?;
        if token.len() > 128 {
            return Err(ApiError::invalid_input("clientRequestToken exceeds maximum allowed length 128"));
        }
        let sql = sql.unwrap_or_default();
        if sql.len() > LONGEST_QUERY {
            return Err(ApiError::invalid_input(format!("queryString exceeds maximum allowed length {LONGEST_QUERY}")));
        }
        let by_age = reuse.and_then(|mut reuse| reuse.remove("ResultReuseByAgeConfiguration"));
        let start = Self {
            sql,
            token,
            catalog,
            database,
            results,
            work_group: work_group.unwrap_or(work_group::PRIMARY),
            parameters,
            reuse: by_age.and_then(|by_age| by_age.as_object().cloned()),
        };
        if start.location().is_some_and(|location| S3Location::parse(location).is_none()) {
            return Err(ApiError::invalid_input("outputLocation is not a valid S3 path."));
        }
        Ok(start)
    }

    /// `OutputLocation` of the request.
    fn location(&self) -> Option<&str> {
        self.results.as_ref()?.get("OutputLocation")?.as_str()
    }

    /// The result location and the other result settings: from the work group if it enforces its own, otherwise from
    /// the request. Managed results have no location.
    fn results(&self, group: &WorkGroup) -> Result<(Option<S3Location>, Map<String, Value>), ApiError> {
        let sent = self.results.clone().unwrap_or_default();
        if group.is_managed() {
            if !sent.is_empty() {
                return Err(ApiError::invalid_input(
                    "ResultConfiguration must not be set: the workgroup has managed query results enabled.",
                ));
            }
            let managed = group.configuration.get("ManagedQueryResultsConfiguration").and_then(Value::as_object);
            return Ok((None, managed.cloned().unwrap_or_default()));
        }
        let mut settings = if group.is_enforced() { Map::new() } else { sent };
        for name in ["OutputLocation", "EncryptionConfiguration", "ExpectedBucketOwner", "AclConfiguration"] {
            if let (None, Some(own)) = (settings.get(name), group.result_setting(name)) {
                settings.insert(name.to_owned(), own.clone());
            }
        }
        let location = settings.remove("OutputLocation");
        let location = location.as_ref().and_then(Value::as_str).and_then(S3Location::parse);
        let location = location.ok_or_else(|| ApiError::invalid_input(NO_LOCATION))?;
        Ok((Some(location), settings))
    }

    /// Maximum age of a result that this query may reuse.
    fn reuse_age(&self) -> Option<Duration> {
        let reuse = self.reuse.as_ref().filter(|reuse| reuse.get("Enabled") == Some(&Value::Bool(true)))?;
        let minutes = reuse.get("MaxAgeInMinutes").and_then(Value::as_u64).unwrap_or(DEFAULT_REUSE_MINUTES);
        Some(Duration::from_secs(minutes * 60))
    }

    /// `ResultReuseByAgeConfiguration` as GetQueryExecution returns it.
    fn reuse_echo(&self) -> Option<Value> {
        let mut reuse = self.reuse.clone()?;
        if self.reuse_age().is_some() {
            reuse.entry("MaxAgeInMinutes").or_insert_with(|| DEFAULT_REUSE_MINUTES.into());
        }
        Some(reuse.into())
    }
}

pub(super) fn disabled() -> ApiError {
    ApiError::invalid_input("WorkGroup is disabled.")
}

/// A statement that passed all checks, and the text of the prepared statement behind an EXECUTE.
struct Ready {
    prepared: Prepared,
    text: Option<String>,
}

impl Athena {
    pub(super) async fn start_query_execution(&self, input: Input<'_>) -> Result<Value, ApiError> {
        let start = Start::read(input)?;
        let group = self.find_group(start.work_group)?;
        if !group.enabled {
            return Err(disabled());
        }
        let (location, result_configuration) = start.results(&group)?;

        // Syntax is checked first: a text that does not parse does not use up the token.
        let Ready { prepared, text } = self.ready(&start).await?;
        if group.is_enforced() && prepared.names_external_location() {
            return Err(ApiError::invalid_input(
                "The Create Table As Select query failed because it was submitted with an 'external_location' property \
                 to an Athena Workgroup that enforces a centralized output location for all queries. Please remove the \
                 'external_location' property and resubmit the query.",
            ));
        }

        let ddl = is_ddl(prepared.statement_type, prepared.substatement_type);
        if let Some(most) = self.quotas.active(ddl)
            && !self.queries.knows(start.token)
            && self.queries.active(ddl) >= most
        {
            return Err(ApiError::too_many_requests());
        }

        let fingerprint = Fingerprint {
            sql: start.sql.to_owned(),
            catalog: start.catalog.map(str::to_owned),
            database: start.database.map(str::to_owned),
            output_location: start.location().map(str::to_owned),
        };
        let likeness = (prepared.is_select() && location.is_some()).then(|| ReuseKey {
            text: match &text {
                None => engine::normalized(start.sql),
                Some(text) => format!("{}\0{}", engine::normalized(start.sql), engine::normalized(text)),
            },
            definitions: self.engine.definitions(&prepared),
        });
        let request = Request {
            sql: start.sql.to_owned(),
            catalog: start.catalog.map(str::to_lowercase),
            database: start.database.map(str::to_owned),
            work_group: group.name.clone(),
            parameters: start.parameters.iter().flatten().map(|text| (*text).to_owned()).collect(),
            location,
            result_configuration,
            reuse: start.reuse_echo(),
            likeness,
            selected_engine: Some(group.selected_engine().to_owned()),
            cutoff: group.cutoff(),
        };
        let storage = &self.runner.storage;
        let reused = start.reuse_age().and_then(|age| self.queries.reusable(&request, storage, age));
        let query = match self.queries.start(start.token, fingerprint, request, &prepared, reused) {
            Started::New(query) => {
                self.runner.spawn(query.clone(), prepared);
                query
            }
            Started::Replayed(query) => query,
            Started::Mismatch => return Err(ApiError::idempotent_mismatch()),
        };
        Ok(json!({ "QueryExecutionId": query.id }))
    }

    /// Checks the text as the service does before it accepts a query. An EXECUTE becomes the statement that it names.
    async fn ready(&self, start: &Start<'_>) -> Result<Ready, ApiError> {
        let session = Session {
            catalog: start.catalog.unwrap_or("AwsDataCatalog").to_owned(),
            database: start.database.unwrap_or("default").to_owned(),
        };
        let mut parameters: Vec<String> = start.parameters.iter().flatten().map(|text| (*text).to_owned()).collect();
        let Some(Execute { name, values }) = engine::execute(start.sql).map_err(rejected)? else {
            let prepared = self.engine.prepare(start.sql, &session, &parameters).await.map_err(rejected)?;
            return Ok(Ready { prepared, text: None });
        };
        if let Some(values) = values {
            if !parameters.is_empty() {
                return Err(ApiError::invalid_request(
                    "INVALID_PARAMETER_USAGE",
                    "Values come from USING or from ExecutionParameters, not from both",
                ));
            }
            parameters = values;
        }
        let found = self.records.read(|records| {
            let statements = records.prepared.get(start.work_group)?;
            let other_case = || statements.iter().find(|(known, _)| known.eq_ignore_ascii_case(&name));
            statements.get(&name).or_else(|| other_case().map(|(_, text)| text)).map(|text| text.query.clone())
        });
        let Some(text) = found else {
            let reason = format!("PreparedStatement {name} was not found in workGroup {}", start.work_group);
            return Ok(Ready { prepared: Prepared::failing("EXECUTE", reason), text: None });
        };
        let prepared = self.engine.prepare(&text, &session, &parameters).await.map_err(rejected)?;
        Ok(Ready { prepared, text: Some(text) })
    }
}

fn rejected(rejection: Rejection) -> ApiError {
    ApiError::invalid_request(rejection.code, rejection.message)
}
