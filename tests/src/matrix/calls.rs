//! Faults of calls besides those that every query makes: the columns of a result, and the client cache

use std::time::Duration;

use athena_sandbox::Fault;
use awsathena::ErrorKind;

use super::Phase::Calls;
use super::{Row, Way};

/// The first page, which has the columns. Drivers that read objects ask for no other one.
const PAGE: &str = "GetQueryResults";

const LIST: &str = "ListQueryExecutions";

const CACHE: &[(&str, &str)] = &[("cache_size", "10"), ("max_attempts", "3")];

pub(super) const ROWS: &[Row] = &[
    Row::new(Calls, "faults::calls::columns_throttled", "columns of the result: throttled twice")
        .inject(|_| vec![Fault::throttle(PAGE).times(2)]),
    Row::new(Calls, "faults::calls::columns_lost", "columns of the result: response lost")
        .inject(|_| vec![Fault::lose_response(PAGE).times(1)]),
    Row::new(Calls, "faults::calls::columns_reset", "columns of the result: connection reset (RST) twice")
        .inject(|_| vec![Fault::reset(PAGE).times(2)]),
    Row::new(Calls, "faults::calls::columns_stalled", "columns of the result: body stalls, `request_timeout=1`")
        .inject(|_| vec![Fault::stall_body(PAGE, 20).times(1)])
        .options(&[("request_timeout", "1")]),
    Row::new(Calls, "faults::calls::columns_outage", "columns of the result: every connection reset for two seconds")
        .inject(|_| vec![Fault::outage(PAGE, Duration::from_secs(2))]),
    Row::new(Calls, "faults::calls::columns_denied", "columns of the result: access denied")
        .inject_for_good(|_| vec![Fault::access_denied(PAGE)])
        .fails(ErrorKind::PermissionDenied),
    Row::new(Calls, "faults::calls::columns_expired", "columns of the result: expired credentials")
        .inject_for_good(|_| vec![Fault::expired_token(PAGE)])
        .fails(ErrorKind::Unauthenticated),
    Row::new(Calls, "faults::calls::columns_missing", "columns of the result: answer `{}`")
        .inject_for_good(|_| vec![Fault::empty_answer(PAGE)])
        .options(&[("max_attempts", "3")])
        .fails(ErrorKind::Unexpected),
    Row::new(Calls, "faults::calls::cache_throttled", "client cache: list throttled for good, so the statement runs")
        .inject_for_good(|_| vec![Fault::throttle(LIST)])
        .options(CACHE),
    Row::new(Calls, "faults::calls::cache_denied", "client cache: list denied, so the statement runs")
        .inject_for_good(|_| vec![Fault::access_denied(LIST)])
        .options(CACHE),
    Row::new(Calls, "faults::calls::cache_reset", "client cache: connection reset (RST) twice")
        .inject(|way| match way {
            // The client cache is for statements that are sent as they are.
            Way::Unload => Vec::new(),
            _ => vec![Fault::reset(LIST).times(2)],
        })
        .options(CACHE),
];
