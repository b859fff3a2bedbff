//! Faults of StopQueryExecution, of a query that is stopped by `query_timeout=1`

use std::time::Duration;

use athena_sandbox::Fault;
use awsathena::ErrorKind;

use super::After::GoesOn;
use super::Phase::Stop;
use super::Row;

const STOP: &str = "StopQueryExecution";

const SHORT: &[(&str, &str)] = &[("query_timeout", "1"), ("max_attempts", "4")];

fn hanging(fault: Fault) -> Vec<Fault> {
    vec![Fault::hang_query().times(1), fault]
}

const fn stopped(name: &'static str, fault: &'static str) -> Row {
    Row::new(Stop, name, fault).options(SHORT).fails(ErrorKind::TimedOut).within_seconds(5)
}

pub(super) const ROWS: &[Row] = &[
    stopped("faults::stop::throttled", "throttled twice")
        .inject(|_| hanging(Fault::throttle(STOP).times(2)))
        .says("it was stopped"),
    stopped("faults::stop::internal_error", "500 twice")
        .inject(|_| hanging(Fault::internal_error(STOP).times(2)))
        .says("it was stopped"),
    stopped("faults::stop::lost_response", "carried out, response lost once")
        .inject(|_| hanging(Fault::lose_response(STOP).times(1)))
        .says("it was stopped"),
    stopped("faults::stop::reset", "connection reset (RST) twice")
        .inject(|_| hanging(Fault::reset(STOP).times(2)))
        .says("it was stopped"),
    stopped("faults::stop::cut_head", "carried out, response cut in its head")
        .inject(|_| hanging(Fault::cut_head(STOP).times(1)))
        .says("it was stopped"),
    stopped("faults::stop::garbage", "carried out, 200 with bytes that are no JSON")
        .inject(|_| hanging(Fault::garbage(STOP).times(1))),
    stopped("faults::stop::proxy_502", "502 page of a proxy, twice")
        .inject(|_| hanging(Fault::html_status(STOP, 502).times(2)))
        .says("it was stopped"),
    stopped("faults::stop::access_denied", "access denied")
        .inject_for_good(|_| hanging(Fault::access_denied(STOP)))
        .fails_and(ErrorKind::TimedOut, GoesOn)
        .says("may still run"),
    stopped("faults::stop::proxy_403", "403 page of a proxy")
        .inject_for_good(|_| hanging(Fault::html_status(STOP, 403)))
        .fails_and(ErrorKind::TimedOut, GoesOn)
        .says("may still run"),
    stopped("faults::stop::never_answered", "never answered")
        .inject_for_good(|_| hanging(Fault::latency(STOP, Duration::from_secs(600))))
        .fails_and(ErrorKind::TimedOut, GoesOn)
        .says("may still run"),
];
