//! Faults of StartQueryExecution

use std::time::Duration;

use athena_sandbox::Fault;
use awsathena::ErrorKind;

use super::After::NeverStarted;
use super::Phase::Start;
use super::Row;

const START: &str = "StartQueryExecution";

/// A response that takes longer than `request_timeout`.
const IMPATIENT: &[(&str, &str)] = &[("request_timeout", "1")];

/// Three attempts, so that a permanent fault ends a case soon.
const FEW: &[(&str, &str)] = &[("max_attempts", "3")];

pub(super) const ROWS: &[Row] = &[
    Row::new(Start, "faults::start::throttled", "throttled twice").inject(|_| vec![Fault::throttle(START).times(2)]),
    Row::new(Start, "faults::start::too_many_requests", "too many queries, once")
        .inject(|_| vec![Fault::too_many_requests(START).times(1)]),
    Row::new(Start, "faults::start::throttled_for_good", "throttled for good")
        .inject_for_good(|_| vec![Fault::throttle(START)])
        .options(FEW)
        .fails_and(ErrorKind::Throttled, NeverStarted),
    Row::new(Start, "faults::start::internal_error", "500 once")
        .inject(|_| vec![Fault::internal_error(START).times(1)]),
    Row::new(Start, "faults::start::internal_error_for_good", "500 for good")
        .inject_for_good(|_| vec![Fault::internal_error(START)])
        .options(FEW)
        .fails_and(ErrorKind::Io, NeverStarted)
        .says("client_request_token"),
    Row::new(Start, "faults::start::lost_response", "carried out, response lost once")
        .inject(|_| vec![Fault::lose_response(START).times(1)]),
    Row::new(Start, "faults::start::every_response_lost", "carried out, every response of three attempts lost")
        .inject(|_| vec![Fault::lose_response(START).times(3), Fault::hang_query().times(1)])
        .options(FEW)
        .fails(ErrorKind::Io)
        .says("client_request_token"),
    Row::new(Start, "faults::start::delivered_twice", "request delivered twice")
        .inject(|_| vec![Fault::duplicate(START).times(1)]),
    Row::new(Start, "faults::start::reset", "connection reset (RST) twice")
        .inject(|_| vec![Fault::reset(START).times(2)]),
    Row::new(Start, "faults::start::reset_for_good", "connection reset (RST) for good")
        .inject_for_good(|_| vec![Fault::reset(START)])
        .options(FEW)
        .fails_and(ErrorKind::Io, NeverStarted),
    Row::new(Start, "faults::start::outage", "every connection reset for one second")
        .inject(|_| vec![Fault::outage(START, Duration::from_secs(1))]),
    Row::new(Start, "faults::start::cut_head", "carried out, response cut in its head")
        .inject(|_| vec![Fault::cut_head(START).times(1)]),
    Row::new(Start, "faults::start::cut_body", "carried out, response cut in its body")
        .inject(|_| vec![Fault::cut_body(START, 10).times(1)]),
    Row::new(Start, "faults::start::garbage", "carried out, 200 with bytes that are no JSON")
        .inject(|_| vec![Fault::garbage(START).times(1)]),
    Row::new(Start, "faults::start::empty_answer", "carried out, answer `{}`")
        .inject(|_| vec![Fault::empty_answer(START).times(1)]),
    Row::new(Start, "faults::start::late", "no response for 3 s, `request_timeout=1`")
        .inject(|_| vec![Fault::latency(START, Duration::from_secs(3)).times(1)])
        .options(IMPATIENT),
    Row::new(Start, "faults::start::stalled_body", "carried out, body stalls, `request_timeout=1`")
        .inject(|_| vec![Fault::stall_body(START, 10).times(1)])
        .options(IMPATIENT),
    Row::new(Start, "faults::start::trickle", "carried out, body at 10 bytes a second, `request_timeout=1`")
        .inject(|_| vec![Fault::trickle(START, 10).times(1)])
        .options(IMPATIENT),
    Row::new(Start, "faults::start::never_answered", "never answered, `query_timeout=2`")
        .inject_for_good(|_| vec![Fault::latency(START, Duration::from_secs(600))])
        .options(&[("query_timeout", "2")])
        .fails_and(ErrorKind::TimedOut, NeverStarted)
        .within_seconds(5),
    Row::new(Start, "faults::start::access_denied", "access denied")
        .inject(|_| vec![Fault::access_denied(START).times(1)])
        .fails_and(ErrorKind::PermissionDenied, NeverStarted),
    Row::new(Start, "faults::start::expired_token", "expired credentials")
        .inject_for_good(|_| vec![Fault::expired_token(START)])
        .fails_and(ErrorKind::Unauthenticated, NeverStarted),
    Row::new(Start, "faults::start::clock_skew", "wrong clock")
        .inject_for_good(|_| vec![Fault::clock_skew(START)])
        .fails_and(ErrorKind::Unauthenticated, NeverStarted),
    Row::new(Start, "faults::start::proxy_403", "403 page of a proxy")
        .inject(|_| vec![Fault::html_status(START, 403).times(1)])
        .fails_and(ErrorKind::PermissionDenied, NeverStarted)
        .says("403 Forbidden"),
    Row::new(Start, "faults::start::proxy_407", "407 page of a proxy")
        .inject(|_| vec![Fault::html_status(START, 407).times(1)])
        .fails_and(ErrorKind::Unexpected, NeverStarted)
        .says("407 Proxy Authentication Required"),
    Row::new(Start, "faults::start::proxy_413", "413 page of a proxy")
        .inject(|_| vec![Fault::html_status(START, 413).times(1)])
        .fails_and(ErrorKind::Unexpected, NeverStarted)
        .says("413 Payload Too Large"),
    Row::new(Start, "faults::start::redirect", "302 to a page for signing in")
        .inject(|_| vec![Fault::html_status(START, 302).times(1)])
        .fails_and(ErrorKind::Unexpected, NeverStarted)
        .says("302 Found"),
    Row::new(Start, "faults::start::proxy_502", "502 page of a proxy, once")
        .inject(|_| vec![Fault::html_status(START, 502).times(1)]),
    Row::new(Start, "faults::start::page_with_200", "200 page of a proxy, once")
        .inject(|_| vec![Fault::html_status(START, 200).times(1)]),
];
