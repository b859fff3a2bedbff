//! JSON form of a fault, for tests in any language

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::effect::{AnswerFault, ObjectFault, Refusal, RequestFault};
use super::fault::{Effect, Fault};
use super::query::{ManifestFault, QueryFailure, QueryFault};

/// A fault as JSON: its kind, its operation, and the members that the kind needs.
///
/// A member that the kind does not have is refused: otherwise a test would believe that it has an effect.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct FaultForm {
    fault: Option<Kind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    operation: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    milliseconds: Option<u64>,
    /// Bytes, or bytes per second.
    #[serde(skip_serializing_if = "Option::is_none")]
    bytes: Option<u64>,
    /// An HTTP status.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    category: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_type: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retryable: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    times: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    skip: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    only_if_contains: Option<String>,
}

/// Kinds of faults, named as the constructors of [`Fault`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Throttle,
    TooManyRequests,
    InternalError,
    ExpiredToken,
    ClockSkew,
    AccessDenied,
    GlueAccessDenied,
    HtmlStatus,
    Latency,
    Reset,
    Outage,
    LoseResponse,
    CutHead,
    Garbage,
    EmptyAnswer,
    RepeatToken,
    ShortRow,
    Duplicate,
    CutBody,
    StallBody,
    Trickle,
    ChangeEtag,
    Vanish,
    IgnoreIfMatch,
    EmptyManifest,
    DoubleManifest,
    ShortManifest,
    FailQuery,
    CancelQuery,
    HangQuery,
    RequeueQuery,
    RunFor,
}

impl FaultForm {
    /// Makes the fault.
    ///
    /// # Errors
    ///
    /// A text that names the missing or superfluous member, or the unknown operation.
    pub(crate) fn fault(self) -> Result<Fault, String> {
        let kind = self.fault.ok_or("`fault` is missing: the kind of the fault")?;
        let known = kind.members();
        for (member, present) in [
            ("operation", self.operation.is_some()),
            ("milliseconds", self.milliseconds.is_some()),
            ("bytes", self.bytes.is_some()),
            ("status", self.status.is_some()),
            ("reason", self.reason.is_some()),
        ] {
            let needed = known.contains(&member);
            if present != needed {
                let what = if needed { "needs" } else { "has no" };
                return Err(format!("the fault `{}` {what} `{member}`", kind.name()));
            }
        }
        let of_failure = self.category.is_some() || self.error_type.is_some() || self.retryable.is_some();
        if of_failure && kind != Kind::FailQuery {
            let message = "`category`, `error_type` and `retryable` are members of `fail_query` only";
            return Err(message.to_owned());
        }
        let operation = self.operation.unwrap_or_default();
        let duration = Duration::from_millis(self.milliseconds.unwrap_or_default());
        let bytes = self.bytes.unwrap_or_default();
        let mut fault = match kind {
            Kind::Throttle => Fault::throttle(operation),
            Kind::TooManyRequests => Fault::too_many_requests(operation),
            Kind::InternalError => Fault::internal_error(operation),
            Kind::ExpiredToken => Fault::expired_token(operation),
            Kind::ClockSkew => Fault::clock_skew(operation),
            Kind::AccessDenied => Fault::access_denied(operation),
            Kind::GlueAccessDenied => Fault::glue_access_denied(operation),
            Kind::HtmlStatus => Fault::html_status(operation, self.status.unwrap_or_default()),
            Kind::Latency => Fault::latency(operation, duration),
            Kind::Reset => Fault::reset(operation),
            Kind::Outage => Fault::outage(operation, duration),
            Kind::LoseResponse => Fault::lose_response(operation),
            Kind::CutHead => Fault::cut_head(operation),
            Kind::Garbage => Fault::garbage(operation),
            Kind::EmptyAnswer => Fault::empty_answer(operation),
            Kind::RepeatToken => Fault::repeat_token(operation),
            Kind::ShortRow => Fault::short_row(),
            Kind::Duplicate => Fault::duplicate(operation),
            Kind::CutBody => Fault::cut_body(operation, bytes),
            Kind::StallBody => Fault::stall_body(operation, bytes),
            Kind::Trickle => Fault::trickle(operation, bytes),
            Kind::ChangeEtag => Fault::change_etag(),
            Kind::Vanish => Fault::vanish(),
            Kind::IgnoreIfMatch => Fault::ignore_if_match(),
            Kind::EmptyManifest => Fault::empty_manifest(),
            Kind::DoubleManifest => Fault::double_manifest(),
            Kind::ShortManifest => Fault::short_manifest(),
            Kind::FailQuery => {
                let failure = QueryFailure::new(self.reason.unwrap_or_default());
                let failure = self.category.into_iter().fold(failure, QueryFailure::category);
                let failure = self.error_type.into_iter().fold(failure, QueryFailure::error_type);
                Fault::fail_query(self.retryable.into_iter().fold(failure, QueryFailure::retryable))
            }
            Kind::CancelQuery => Fault::cancel_query(),
            Kind::HangQuery => Fault::hang_query(),
            Kind::RequeueQuery => Fault::requeue_query(),
            Kind::RunFor => Fault::run_for(duration),
        };
        // Some kinds have a number of their own.
        fault.times = self.times.or(fault.times);
        fault.skip = self.skip.unwrap_or_default();
        fault.contains = self.only_if_contains;
        fault.check()?;
        Ok(fault)
    }

    /// The form that makes an equal fault.
    pub(super) fn of(fault: &Fault) -> Self {
        let mut form = match &fault.effect {
            Effect::Request { operation, what } => Self::of_request(operation, what),
            Effect::Query(what) => Self::of_query(what),
        };
        form.times = fault.times;
        form.skip = (fault.skip > 0).then_some(fault.skip);
        form.only_if_contains.clone_from(&fault.contains);
        form
    }

    fn of_request(operation: &str, what: &RequestFault) -> Self {
        let kind = match what {
            RequestFault::Refuse(Refusal::Throttle) => Kind::Throttle,
            RequestFault::Refuse(Refusal::TooManyRequests) => Kind::TooManyRequests,
            RequestFault::Refuse(Refusal::InternalError) => Kind::InternalError,
            RequestFault::Refuse(Refusal::ExpiredToken) => Kind::ExpiredToken,
            RequestFault::Refuse(Refusal::ClockSkew) => Kind::ClockSkew,
            RequestFault::Refuse(Refusal::AccessDenied) => Kind::AccessDenied,
            RequestFault::Refuse(Refusal::GlueAccessDenied) => Kind::GlueAccessDenied,
            RequestFault::ProxyPage(_) => Kind::HtmlStatus,
            RequestFault::Latency(_) => Kind::Latency,
            RequestFault::IgnoreIfMatch => Kind::IgnoreIfMatch,
            RequestFault::Reset => Kind::Reset,
            RequestFault::Outage(_) => Kind::Outage,
            RequestFault::LoseResponse => Kind::LoseResponse,
            RequestFault::Twice => Kind::Duplicate,
            RequestFault::Object(ObjectFault::ChangeEtag) => Kind::ChangeEtag,
            RequestFault::Object(ObjectFault::Vanish) => Kind::Vanish,
            RequestFault::Answer(AnswerFault::CutHead) => Kind::CutHead,
            RequestFault::Answer(AnswerFault::CutBody(_)) => Kind::CutBody,
            RequestFault::Answer(AnswerFault::StallBody(_)) => Kind::StallBody,
            RequestFault::Answer(AnswerFault::Trickle(_)) => Kind::Trickle,
            RequestFault::Answer(AnswerFault::Garbage) => Kind::Garbage,
            RequestFault::Answer(AnswerFault::Empty) => Kind::EmptyAnswer,
            RequestFault::Answer(AnswerFault::RepeatToken) => Kind::RepeatToken,
            RequestFault::Answer(AnswerFault::ShortRow) => Kind::ShortRow,
        };
        let milliseconds = match what {
            RequestFault::Latency(duration) | RequestFault::Outage(duration) => Some(millis(*duration)),
            _ => None,
        };
        let bytes = match what {
            RequestFault::Answer(
                AnswerFault::CutBody(bytes) | AnswerFault::StallBody(bytes) | AnswerFault::Trickle(bytes),
            ) => Some(*bytes),
            _ => None,
        };
        let status = match what {
            RequestFault::ProxyPage(status) => Some(*status),
            _ => None,
        };
        let operation = kind.members().contains(&"operation").then(|| operation.to_owned());
        Self { fault: Some(kind), operation, milliseconds, bytes, status, ..Self::default() }
    }

    fn of_query(what: &QueryFault) -> Self {
        let plain = |kind| Self { fault: Some(kind), ..Self::default() };
        match what {
            QueryFault::Fail(failure) => Self {
                reason: Some(failure.reason.clone()),
                category: Some(failure.category),
                error_type: Some(failure.error_type),
                retryable: Some(failure.retryable),
                ..plain(Kind::FailQuery)
            },
            QueryFault::Cutoff => plain(Kind::CancelQuery),
            QueryFault::Hang => plain(Kind::HangQuery),
            QueryFault::Requeue => plain(Kind::RequeueQuery),
            QueryFault::Manifest(ManifestFault::Empty) => plain(Kind::EmptyManifest),
            QueryFault::Manifest(ManifestFault::Double) => plain(Kind::DoubleManifest),
            QueryFault::Manifest(ManifestFault::Short) => plain(Kind::ShortManifest),
            QueryFault::RunFor(duration) => Self { milliseconds: Some(millis(*duration)), ..plain(Kind::RunFor) },
        }
    }
}

impl Kind {
    /// The members that a fault of this kind must have.
    fn members(self) -> &'static [&'static str] {
        match self {
            Self::Throttle
            | Self::TooManyRequests
            | Self::InternalError
            | Self::ExpiredToken
            | Self::ClockSkew
            | Self::AccessDenied
            | Self::GlueAccessDenied
            | Self::Reset
            | Self::LoseResponse
            | Self::CutHead
            | Self::Garbage
            | Self::EmptyAnswer
            | Self::RepeatToken
            | Self::Duplicate => &["operation"],
            Self::HtmlStatus => &["operation", "status"],
            Self::Latency | Self::Outage => &["operation", "milliseconds"],
            Self::CutBody | Self::StallBody | Self::Trickle => &["operation", "bytes"],
            Self::ShortRow
            | Self::ChangeEtag
            | Self::Vanish
            | Self::IgnoreIfMatch
            | Self::EmptyManifest
            | Self::DoubleManifest
            | Self::ShortManifest
            | Self::CancelQuery
            | Self::HangQuery
            | Self::RequeueQuery => &[],
            Self::FailQuery => &["reason"],
            Self::RunFor => &["milliseconds"],
        }
    }

    fn name(self) -> String {
        // A unit variant is a string.
        serde_json::to_value(self).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Fault, String> {
        serde_json::from_str::<FaultForm>(text).map_err(|error| error.to_string())?.fault()
    }

    #[test]
    fn a_form_is_printed_as_it_was_read() {
        for text in [
            r#"{"fault":"throttle","operation":"StartQueryExecution","times":2,"skip":1,"only_if_contains":"x"}"#,
            r#"{"fault":"latency","operation":"GetObject","milliseconds":20}"#,
            r#"{"fault":"duplicate","operation":"StartQueryExecution"}"#,
            r#"{"fault":"clock_skew","operation":"GetObject"}"#,
            r#"{"fault":"html_status","operation":"GetObject","status":407}"#,
            r#"{"fault":"reset","operation":"GetObject"}"#,
            r#"{"fault":"outage","operation":"GetObject","milliseconds":20,"times":1}"#,
            r#"{"fault":"cut_head","operation":"GetObject"}"#,
            r#"{"fault":"garbage","operation":"GetObject"}"#,
            r#"{"fault":"empty_answer","operation":"StartQueryExecution"}"#,
            r#"{"fault":"repeat_token","operation":"GetQueryResults"}"#,
            r#"{"fault":"short_row"}"#,
            r#"{"fault":"cut_body","operation":"GetObject","bytes":1000}"#,
            r#"{"fault":"stall_body","operation":"GetQueryResults","bytes":10}"#,
            r#"{"fault":"trickle","operation":"GetQueryResults","bytes":1000}"#,
            r#"{"fault":"ignore_if_match"}"#,
            r#"{"fault":"empty_manifest"}"#,
            r#"{"fault":"double_manifest"}"#,
            r#"{"fault":"short_manifest"}"#,
            r#"{"fault":"vanish","times":1}"#,
            r#"{"fault":"fail_query","reason":"X: y","category":1,"error_type":100,"retryable":true}"#,
            r#"{"fault":"run_for","milliseconds":5}"#,
            r#"{"fault":"requeue_query"}"#,
        ] {
            let printed = serde_json::to_string(&FaultForm::of(&read(text).expect("a fault"))).expect("JSON");
            assert_eq!(printed, text);
        }
    }

    #[test]
    fn an_outage_occurs_once_unless_told_otherwise() {
        for (text, expected) in [
            (r#"{"fault":"outage","operation":"GetObject","milliseconds":20}"#, Some(1)),
            (r#"{"fault":"outage","operation":"GetObject","milliseconds":20,"times":3}"#, Some(3)),
        ] {
            assert_eq!(read(text).expect("a fault").times, expected);
        }
    }

    #[test]
    fn an_error_names_the_wrong_member() {
        for (text, expected) in [
            ("{}", "`fault` is missing"),
            (r#"{"fault":"latency","operation":"GetObject"}"#, "the fault `latency` needs `milliseconds`"),
            (r#"{"fault":"vanish","operation":"GetObject"}"#, "the fault `vanish` has no `operation`"),
            (r#"{"fault":"throttle","operation":"X","category":1}"#, "members of `fail_query` only"),
            (r#"{"fault":"throtle","operation":"X"}"#, "`throttle`"),
            (r#"{"fault":"vanish","time":1}"#, "unknown field `time`"),
            (
                r#"{"fault":"throttle","operation":"GetQuery"}"#,
                "no operation `GetQuery`; did you mean `GetQueryResults`?",
            ),
            (r#"{"fault":"duplicate","operation":"PutObject"}"#, "not for `PutObject`"),
            (r#"{"fault":"repeat_token","operation":"ListObjectsV2"}"#, "`repeat_token` is for operations of Athena"),
            (r#"{"fault":"html_status","operation":"GetObject"}"#, "the fault `html_status` needs `status`"),
            (r#"{"fault":"html_status","operation":"GetObject","status":600}"#, "from 200 to 599, not 600"),
        ] {
            let error = read(text).expect_err("not a fault");
            assert!(error.contains(expected), "{error}");
        }
    }
}
