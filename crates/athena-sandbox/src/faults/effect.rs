//! The effects of faults on requests

use std::time::Duration;

/// One effect on a request.
#[derive(Clone, Debug)]
pub(crate) enum RequestFault {
    Refuse(Refusal),
    /// A page of HTML with this status, from a proxy that stands before the service.
    ProxyPage(u16),
    Latency(Duration),
    IgnoreIfMatch,
    Reset,
    /// Resets every connection for this long.
    Outage(Duration),
    LoseResponse,
    /// The operation is carried out twice.
    Twice,
    Object(ObjectFault),
    Answer(AnswerFault),
}

/// An error response in place of the operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    Throttle,
    TooManyRequests,
    InternalError,
    ExpiredToken,
    ClockSkew,
    AccessDenied,
    GlueAccessDenied,
}

/// A change to an object just before GetObject reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ObjectFault {
    ChangeEtag,
    Vanish,
}

/// A change to the response of an operation that was carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AnswerFault {
    CutHead,
    /// Number of bytes before the connection is closed.
    CutBody(u64),
    /// Number of bytes before nothing more comes.
    StallBody(u64),
    /// Bytes per second.
    Trickle(u64),
    Garbage,
    Empty,
    RepeatToken,
    ShortRow,
}

/// The combined effect of faults on one request: latencies, an ignored condition, and one other fault.
#[derive(Debug, Default)]
pub(crate) struct Disturbance {
    pub(crate) latency: Duration,
    /// Whether GetObject ignores `If-Match`.
    pub(crate) ignores_if_match: bool,
    fault: Option<RequestFault>,
}

impl Disturbance {
    /// Adds a fault and returns true, unless the request already has one that it cannot be combined with.
    pub(super) fn add(&mut self, what: RequestFault) -> bool {
        match what {
            RequestFault::Latency(duration) => self.latency += duration,
            RequestFault::IgnoreIfMatch => self.ignores_if_match = true,
            _ if self.fault.is_some() => return false,
            other => self.fault = Some(other),
        }
        true
    }

    /// The disturbance of a request during an outage.
    pub(super) fn outage() -> Self {
        Self { fault: Some(RequestFault::Reset), ..Self::default() }
    }

    pub(crate) fn refusal(&self) -> Option<Refusal> {
        match self.fault {
            Some(RequestFault::Refuse(refusal)) => Some(refusal),
            _ => None,
        }
    }

    /// The status of the page with which a proxy answers.
    pub(crate) fn proxy_page(&self) -> Option<u16> {
        match self.fault {
            Some(RequestFault::ProxyPage(status)) => Some(status),
            _ => None,
        }
    }

    pub(crate) fn object(&self) -> Option<ObjectFault> {
        match self.fault {
            Some(RequestFault::Object(fault)) => Some(fault),
            _ => None,
        }
    }

    pub(crate) fn answer(&self) -> Option<AnswerFault> {
        match self.fault {
            Some(RequestFault::Answer(fault)) => Some(fault),
            _ => None,
        }
    }

    /// Whether the connection is reset before the operation is carried out.
    pub(crate) fn resets(&self) -> bool {
        matches!(self.fault, Some(RequestFault::Reset | RequestFault::Outage(_)))
    }

    pub(crate) fn loses_response(&self) -> bool {
        matches!(self.fault, Some(RequestFault::LoseResponse))
    }

    /// Whether the operation is carried out twice.
    pub(crate) fn is_twice(&self) -> bool {
        matches!(self.fault, Some(RequestFault::Twice))
    }
}
