//! Faults of GetQueryExecution, and ends of a query other than success

use std::time::Duration;

use athena_sandbox::{Fault, QueryFailure};
use awsathena::ErrorKind;

use super::After::GoesOn;
use super::Phase::Poll;
use super::Row;

const POLL: &str = "GetQueryExecution";

const IMPATIENT: &[(&str, &str)] = &[("request_timeout", "1")];

/// Gives up polls soon.
const LITTLE_PATIENCE: &[(&str, &str)] = &[("poll_patience", "1"), ("max_attempts", "2")];

/// The fault, while the query runs.
fn running(fault: Fault) -> Vec<Fault> {
    vec![Fault::run_for(Duration::from_millis(500)).times(1), fault]
}

/// The fault, while the query runs until it is stopped.
fn hanging(fault: Fault) -> Vec<Fault> {
    vec![Fault::hang_query().times(1), fault]
}

fn failure(category: i32, retryable: bool) -> Vec<Fault> {
    let failure = QueryFailure::new("GENERIC_INTERNAL_ERROR: on request").category(category).retryable(retryable);
    vec![Fault::fail_query(failure).times(1)]
}

pub(super) const ROWS: &[Row] = &[
    Row::new(Poll, "faults::poll::throttled", "throttled twice").inject(|_| running(Fault::throttle(POLL).times(2))),
    Row::new(Poll, "faults::poll::internal_error", "500 twice")
        .inject(|_| running(Fault::internal_error(POLL).times(2))),
    Row::new(Poll, "faults::poll::lost_response", "response lost twice")
        .inject(|_| running(Fault::lose_response(POLL).times(2))),
    Row::new(Poll, "faults::poll::delivered_twice", "request delivered twice")
        .inject(|_| running(Fault::duplicate(POLL).times(1))),
    Row::new(Poll, "faults::poll::reset", "connection reset (RST) twice")
        .inject(|_| running(Fault::reset(POLL).times(2))),
    Row::new(Poll, "faults::poll::many_resets", "connection reset (RST) more often than `max_attempts=2`")
        .inject(|_| running(Fault::reset(POLL).times(5)))
        .options(&[("max_attempts", "2")]),
    Row::new(Poll, "faults::poll::outage", "every connection reset for three seconds, `max_attempts=2`")
        .inject(|_| running(Fault::outage(POLL, Duration::from_secs(3))))
        .options(&[("max_attempts", "2")]),
    Row::new(Poll, "faults::poll::cut_head", "response cut in its head")
        .inject(|_| running(Fault::cut_head(POLL).times(1))),
    Row::new(Poll, "faults::poll::cut_body", "response cut in its body")
        .inject(|_| running(Fault::cut_body(POLL, 20).times(1))),
    Row::new(Poll, "faults::poll::garbage", "200 with bytes that are no JSON")
        .inject(|_| running(Fault::garbage(POLL).times(1))),
    Row::new(Poll, "faults::poll::empty_answer", "answer `{}`").inject(|_| running(Fault::empty_answer(POLL).times(1))),
    Row::new(Poll, "faults::poll::late", "no response for 3 s, `request_timeout=1`")
        .inject(|_| running(Fault::latency(POLL, Duration::from_secs(3)).times(1)))
        .options(IMPATIENT),
    Row::new(Poll, "faults::poll::stalled_body", "body stalls, `request_timeout=1`")
        .inject(|_| running(Fault::stall_body(POLL, 20).times(1)))
        .options(IMPATIENT),
    Row::new(Poll, "faults::poll::trickle", "body at 10 bytes a second, `request_timeout=1`")
        .inject(|_| running(Fault::trickle(POLL, 10).times(1)))
        .options(IMPATIENT),
    Row::new(Poll, "faults::poll::throttled_beyond_patience", "throttled for good, `poll_patience=1`")
        .inject_for_good(|_| hanging(Fault::throttle(POLL)))
        .options(LITTLE_PATIENCE)
        .fails_and(ErrorKind::Throttled, GoesOn)
        .says("may still run"),
    Row::new(Poll, "faults::poll::reset_beyond_patience", "connection reset (RST) for good, `poll_patience=1`")
        .inject_for_good(|_| hanging(Fault::reset(POLL)))
        .options(LITTLE_PATIENCE)
        .fails_and(ErrorKind::Io, GoesOn)
        .says("may still run"),
    Row::new(Poll, "faults::poll::never_answered", "never answered, `query_timeout=2`")
        .inject_for_good(|_| hanging(Fault::latency(POLL, Duration::from_secs(600))))
        .options(&[("query_timeout", "2")])
        .fails(ErrorKind::TimedOut)
        .within_seconds(6),
    Row::new(Poll, "faults::poll::access_denied", "access denied")
        .inject(|_| hanging(Fault::access_denied(POLL).times(1)))
        .fails(ErrorKind::PermissionDenied),
    Row::new(Poll, "faults::poll::access_denied_slow_stop", "access denied, and the stop takes a second")
        .inject(|_| {
            let mut faults = hanging(Fault::access_denied(POLL).times(1));
            faults.push(Fault::latency("StopQueryExecution", Duration::from_secs(1)).times(1));
            faults
        })
        .fails(ErrorKind::PermissionDenied),
    Row::new(Poll, "faults::poll::expired_token", "expired credentials")
        .inject_for_good(|_| hanging(Fault::expired_token(POLL)))
        .fails(ErrorKind::Unauthenticated),
    Row::new(Poll, "faults::poll::clock_skew", "wrong clock")
        .inject_for_good(|_| hanging(Fault::clock_skew(POLL)))
        .fails(ErrorKind::Unauthenticated),
    Row::new(Poll, "faults::poll::proxy_403", "403 page of a proxy")
        .inject(|_| hanging(Fault::html_status(POLL, 403).times(1)))
        .fails(ErrorKind::PermissionDenied)
        .says("403 Forbidden"),
    Row::new(Poll, "faults::poll::redirect", "302 to a page for signing in")
        .inject(|_| hanging(Fault::html_status(POLL, 302).times(1)))
        .fails(ErrorKind::Unexpected)
        .says("302 Found"),
    Row::new(Poll, "faults::poll::proxy_502", "502 page of a proxy, twice")
        .inject(|_| running(Fault::html_status(POLL, 502).times(2))),
    Row::new(Poll, "faults::poll::fails_by_system", "query FAILED, category 1 (system)")
        .inject(|_| failure(1, false))
        .fails(ErrorKind::QueryFailed)
        .says("GENERIC_INTERNAL_ERROR: on request"),
    Row::new(Poll, "faults::poll::fails_retryable", "query FAILED, category 1, retryable: not run again")
        .inject(|_| failure(1, true))
        .fails(ErrorKind::QueryFailed),
    Row::new(Poll, "faults::poll::fails_by_user", "query FAILED, category 2 (user)")
        .inject(|_| failure(2, false))
        .fails(ErrorKind::QueryFailed),
    Row::new(Poll, "faults::poll::fails_by_other", "query FAILED, category 3 (other)")
        .inject(|_| failure(3, false))
        .fails(ErrorKind::QueryFailed),
    Row::new(Poll, "faults::poll::cut_off", "query CANCELLED by the limit of its work group")
        .inject(|_| vec![Fault::cancel_query().times(1)])
        .fails(ErrorKind::QueryCancelled),
    Row::new(Poll, "faults::poll::requeued", "query back in the queue")
        .inject(|_| vec![Fault::requeue_query().times(1)]),
];
