//! `Fault`: one injected fault and its effect on a request

use std::time::Duration;

use crate::operations;

use super::effect::{AnswerFault, ObjectFault, Refusal, RequestFault};
use super::query::{ManifestFault, QueryFailure, QueryFault};

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

    /// A clock that is wrong by more than the service allows: `InvalidSignatureException` from Athena, 403
    /// `RequestTimeTooSkewed` from S3.
    pub fn clock_skew(operation: impl Into<String>) -> Self {
        Self::request(operation, RequestFault::Refuse(Refusal::ClockSkew))
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

    /// A page of HTML with this status, from 200 to 599, in place of the operation, as a proxy of a company answers.
    ///
    /// A redirect has a `Location` and a 407 a `Proxy-Authenticate`.
    pub fn html_status(operation: impl Into<String>, status: u16) -> Self {
        Self::request(operation, RequestFault::ProxyPage(status))
    }

    /// Delays the response by `duration`. Latencies add up, and a request may have one other fault besides them.
    pub fn latency(operation: impl Into<String>, duration: Duration) -> Self {
        Self::request(operation, RequestFault::Latency(duration))
    }

    /// The TCP connection is reset (RST) before the operation is carried out.
    pub fn reset(operation: impl Into<String>) -> Self {
        Self::request(operation, RequestFault::Reset)
    }

    /// From the first matching request on, every connection is reset for `duration`, whatever its requests ask for.
    /// No operation is carried out in this time, that of the first request neither.
    ///
    /// It occurs once, unless [`times`](Self::times) says otherwise. The admin endpoint can be reached all the time, by
    /// new connections. [`Faults::clear`](super::Faults::clear) ends the outage.
    pub fn outage(operation: impl Into<String>, duration: Duration) -> Self {
        Self::request(operation, RequestFault::Outage(duration)).times(1)
    }

    /// The operation is carried out, then the connection is closed without a response.
    ///
    /// Without [`times`](Self::times), every response is lost.
    pub fn lose_response(operation: impl Into<String>) -> Self {
        Self::request(operation, RequestFault::LoseResponse)
    }

    /// The operation is carried out, then the connection is closed in the middle of the head of the response.
    pub fn cut_head(operation: impl Into<String>) -> Self {
        Self::request(operation, RequestFault::Answer(AnswerFault::CutHead))
    }

    /// The operation is carried out, and the answer is a 200 with bytes that are neither JSON nor XML, without the
    /// headers of the service, as a broken proxy sends.
    pub fn garbage(operation: impl Into<String>) -> Self {
        Self::request(operation, RequestFault::Answer(AnswerFault::Garbage))
    }

    /// The operation is carried out, and the answer is `{}`. For operations of Athena and Glue.
    pub fn empty_answer(operation: impl Into<String>) -> Self {
        Self::request(operation, RequestFault::Answer(AnswerFault::Empty))
    }

    /// The answer to a request with a `NextToken` has the same `NextToken`, so that a client that follows it never
    /// comes to an end. For operations of Athena and Glue with pages.
    pub fn repeat_token(operation: impl Into<String>) -> Self {
        Self::request(operation, RequestFault::Answer(AnswerFault::RepeatToken))
    }

    /// The last row of a page of GetQueryResults lacks its last cell.
    pub fn short_row() -> Self {
        Self::request("GetQueryResults", RequestFault::Answer(AnswerFault::ShortRow))
    }

    /// The operation is carried out twice, and the client gets the second response, as if its request had been sent
    /// again on the way. For operations of Athena and Glue.
    pub fn duplicate(operation: impl Into<String>) -> Self {
        Self::request(operation, RequestFault::Twice)
    }

    /// The response announces the full length, has `after_bytes` bytes of the body, and the connection is closed.
    pub fn cut_body(operation: impl Into<String>, after_bytes: u64) -> Self {
        Self::request(operation, RequestFault::Answer(AnswerFault::CutBody(after_bytes)))
    }

    /// The response announces the full length, has `after_bytes` bytes of the body, and then nothing more comes, on a
    /// connection that stays open.
    pub fn stall_body(operation: impl Into<String>, after_bytes: u64) -> Self {
        Self::request(operation, RequestFault::Answer(AnswerFault::StallBody(after_bytes)))
    }

    /// The body of the response has at most this many bytes per second; 0 counts as 1.
    pub fn trickle(operation: impl Into<String>, bytes_per_second: u64) -> Self {
        Self::request(operation, RequestFault::Answer(AnswerFault::Trickle(bytes_per_second)))
    }

    /// Deletes the object just before a GetObject, which then finds nothing.
    pub fn vanish() -> Self {
        Self::request("GetObject", RequestFault::Object(ObjectFault::Vanish))
    }

    /// Gives the object a new ETag just before a GetObject, as if somebody had overwritten it.
    ///
    /// From then on, a client that reads ranges with `If-Match` gets 412. Use [`skip`](Self::skip) to let the first
    /// ranges through.
    pub fn change_etag() -> Self {
        Self::request("GetObject", RequestFault::Object(ObjectFault::ChangeEtag))
    }

    /// GetObject ignores `If-Match`, as some stores and caches do. A request may have one other fault besides it: with
    /// [`change_etag`](Self::change_etag), a client that reads ranges gets parts of two versions.
    pub fn ignore_if_match() -> Self {
        Self::request("GetObject", RequestFault::IgnoreIfMatch)
    }

    /// An UNLOAD writes a manifest without lines.
    pub fn empty_manifest() -> Self {
        Self::query(QueryFault::Manifest(ManifestFault::Empty))
    }

    /// An UNLOAD writes a manifest that names its first file twice.
    pub fn double_manifest() -> Self {
        Self::query(QueryFault::Manifest(ManifestFault::Double))
    }

    /// An UNLOAD writes a manifest that lacks its last file.
    pub fn short_manifest() -> Self {
        Self::query(QueryFault::Manifest(ManifestFault::Short))
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
        let only_json = match what {
            RequestFault::Twice => Some("duplicate"),
            RequestFault::Answer(AnswerFault::Empty) => Some("empty_answer"),
            RequestFault::Answer(AnswerFault::RepeatToken) => Some("repeat_token"),
            _ => None,
        };
        match what {
            RequestFault::ProxyPage(status) if !(200..600).contains(status) => {
                Err(format!("the fault `html_status` has a status from 200 to 599, not {status}"))
            }
            _ => match only_json {
                Some(kind) if !operations::is_json(operation) => {
                    Err(format!("the fault `{kind}` is for operations of Athena and Glue, not for `{operation}`"))
                }
                _ => Ok(()),
            },
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
