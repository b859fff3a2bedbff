//! `Fault`: one injected fault and its effect on a request

use std::time::Duration;

use crate::operations;

use super::query::{QueryFailure, QueryFault};

/// A fault of some operation or query: once, a few times, or until [`Faults::clear`](super::Faults::clear).
///
/// Operations have their API names: `StartQueryExecution`, `GetQueryResults`, `GetObject`, `ListObjectsV2`, ... Glue
/// operations have the service name as a prefix: `AWSGlue.GetTable`. [`Faults::inject`](super::Faults::inject) panics
/// if the sandbox does not know the operation.
#[derive(Clone, Debug)]
#[must_use = "a fault does nothing before it is injected"]
pub struct Fault {
    pub(super) effect: Effect,
    pub(super) times: Option<u64>,
    pub(super) skip: u64,
    pub(super) contains: Option<String>,
}

#[derive(Clone, Debug)]
pub(super) enum Effect {
    Request { operation: String, what: RequestFault },
    Query(QueryFault),
}

#[derive(Clone, Debug)]
pub(super) enum RequestFault {
    Refuse(Refusal),
    Latency(Duration),
    LoseResponse,
    Twice,
    Body(BodyFault),
}

/// An error response in place of the operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    Throttle,
    TooManyRequests,
    InternalError,
    ExpiredToken,
    AccessDenied,
    GlueAccessDenied,
}

/// Effect on an object that GetObject reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BodyFault {
    CutAfter(u64),
    /// Bytes per second.
    Slow(u64),
    ChangeEtag,
    Vanish,
}

/// The combined effect of faults on one request.
#[derive(Debug, Default)]
pub(crate) struct Disturbance {
    pub(crate) latency: Duration,
    pub(crate) refusal: Option<Refusal>,
    pub(crate) lose_response: bool,
    /// Whether the operation is carried out twice.
    pub(crate) twice: bool,
    pub(crate) body: Option<BodyFault>,
}

impl Disturbance {
    /// Adds a fault and returns true, unless the request already has one. Latencies always add up.
    pub(super) fn add(&mut self, what: RequestFault) -> bool {
        if let RequestFault::Latency(duration) = what {
            self.latency += duration;
            return true;
        }
        if self.refusal.is_some() || self.lose_response || self.twice || self.body.is_some() {
            return false;
        }
        match what {
            RequestFault::Latency(_) => {}
            RequestFault::Refuse(refusal) => self.refusal = Some(refusal),
            RequestFault::LoseResponse => self.lose_response = true,
            RequestFault::Twice => self.twice = true,
            RequestFault::Body(body) => self.body = Some(body),
        }
        true
    }
}

impl Fault {
    /// `ThrottlingException` from Athena, 503 `SlowDown` from S3. The operation is not carried out.
    pub fn throttle(operation: impl Into<String>) -> Self {
        Self::request(operation, RequestFault::Refuse(Refusal::Throttle))
    }

    /// `TooManyRequestsException` with reason `CONCURRENT_QUERY_LIMIT_EXCEEDED`; from S3, 503 `SlowDown`.
    pub fn too_many_requests(operation: impl Into<String>) -> Self {
        Self::request(operation, RequestFault::Refuse(Refusal::TooManyRequests))
    }

    /// A 500: `InternalServerException` from Athena, `InternalError` from S3.
    pub fn internal_error(operation: impl Into<String>) -> Self {
        Self::request(operation, RequestFault::Refuse(Refusal::InternalError))
    }

    /// Expired credentials: `ExpiredTokenException` from Athena, `ExpiredToken` from S3.
    pub fn expired_token(operation: impl Into<String>) -> Self {
        Self::request(operation, RequestFault::Refuse(Refusal::ExpiredToken))
    }

    /// Missing permission for the operation: `AccessDeniedException` from Athena, 403 `AccessDenied` from S3.
    pub fn access_denied(operation: impl Into<String>) -> Self {
        Self::request(operation, RequestFault::Refuse(Refusal::AccessDenied))
    }

    /// Missing permission for the Glue call that Athena makes: `MetadataException` with Glue's `AccessDeniedException`
    /// in its text. For `ListDatabases`, `GetDatabase`, `ListTableMetadata` and `GetTableMetadata`.
    pub fn glue_access_denied(operation: impl Into<String>) -> Self {
        Self::request(operation, RequestFault::Refuse(Refusal::GlueAccessDenied))
    }

    /// Delays the response by `duration`. Latencies add up, and a request may have one other fault besides them.
    pub fn latency(operation: impl Into<String>, duration: Duration) -> Self {
        Self::request(operation, RequestFault::Latency(duration))
    }

    /// The operation is carried out, then the connection is closed without a response.
    pub fn lose_response(operation: impl Into<String>) -> Self {
        Self::request(operation, RequestFault::LoseResponse)
    }

    /// The operation is carried out twice, and the client gets the second response, as if its request had been sent
    /// again on the way. For operations of Athena and Glue.
    pub fn duplicate(operation: impl Into<String>) -> Self {
        Self::request(operation, RequestFault::Twice)
    }

    /// GetObject announces the full length, sends `after_bytes` bytes and closes the connection.
    pub fn cut_body(after_bytes: u64) -> Self {
        Self::request("GetObject", RequestFault::Body(BodyFault::CutAfter(after_bytes)))
    }

    /// GetObject sends at most this many bytes per second; 0 counts as 1.
    pub fn slow_body(bytes_per_second: u64) -> Self {
        Self::request("GetObject", RequestFault::Body(BodyFault::Slow(bytes_per_second)))
    }

    /// Deletes the object just before a GetObject, which then finds nothing.
    pub fn vanish() -> Self {
        Self::request("GetObject", RequestFault::Body(BodyFault::Vanish))
    }

    /// Gives the object a new ETag just before a GetObject, as if somebody had overwritten it.
    ///
    /// From then on, a client that reads ranges with `If-Match` gets 412. Use [`skip`](Self::skip) to let the first
    /// ranges through.
    pub fn change_etag() -> Self {
        Self::request("GetObject", RequestFault::Body(BodyFault::ChangeEtag))
    }

    /// A query ends FAILED.
    pub fn fail_query(failure: QueryFailure) -> Self {
        Self::query(QueryFault::Fail(failure))
    }

    /// A query ends as if it had scanned more bytes than its work group allows: Athena reports CANCELLED.
    pub fn cancel_query() -> Self {
        Self::query(QueryFault::Cutoff)
    }

    /// A query stays RUNNING until it is stopped.
    pub fn hang_query() -> Self {
        Self::query(QueryFault::Hang)
    }

    /// A query goes from RUNNING back to QUEUED once, then runs.
    pub fn requeue_query() -> Self {
        Self::query(QueryFault::Requeue)
    }

    /// A query stays RUNNING for this much longer. Durations add up, and a query may have one other fault besides them.
    pub fn run_for(duration: Duration) -> Self {
        Self::query(QueryFault::RunFor(duration))
    }

    /// Limits how often the fault occurs; without a limit, it occurs until the faults are cleared.
    pub fn times(mut self, times: u64) -> Self {
        self.times = Some(times);
        self
    }

    /// Lets the first `count` matching requests through.
    pub fn skip(mut self, count: u64) -> Self {
        self.skip = count;
        self
    }

    /// Limits the fault to requests that contain `text`: in the SQL for query faults, in the JSON body for operations
    /// of Athena and Glue, in the form for STS, in `bucket/key` for S3.
    pub fn only_if_contains(mut self, text: impl Into<String>) -> Self {
        self.contains = Some(text.into());
        self
    }

    /// Checks that the fault can occur.
    pub(super) fn check(&self) -> Result<(), String> {
        let Effect::Request { operation, what } = &self.effect else { return Ok(()) };
        operations::check(operation)?;
        match what {
            RequestFault::Twice if !operations::is_json(operation) => {
                Err(format!("the fault `duplicate` is for operations of Athena and Glue, not for `{operation}`"))
            }
            _ => Ok(()),
        }
    }

    pub(super) fn concerns(&self, subject: &str) -> bool {
        self.times != Some(0) && self.contains.as_ref().is_none_or(|text| subject.contains(text))
    }

    fn request(operation: impl Into<String>, what: RequestFault) -> Self {
        Self::new(Effect::Request { operation: operation.into(), what })
    }

    fn query(what: QueryFault) -> Self {
        Self::new(Effect::Query(what))
    }

    fn new(effect: Effect) -> Self {
        Self { effect, times: None, skip: 0, contains: None }
    }
}
