//! Faults of GetQueryResults

use std::time::Duration;

use athena_sandbox::Fault;
use awsathena::ErrorKind;

use super::Phase::Pages;
use super::Row;

const PAGE: &str = "GetQueryResults";

const IMPATIENT: &[(&str, &str)] = &[("request_timeout", "1")];

/// The fault, on the second page.
fn second(fault: Fault) -> Vec<Fault> {
    vec![fault.skip(1).times(1)]
}

pub(super) const ROWS: &[Row] = &[
    Row::new(Pages, "faults::pages::throttled", "throttled twice")
        .inject(|_| vec![Fault::throttle(PAGE).skip(1).times(2)]),
    Row::new(Pages, "faults::pages::throttled_for_good", "throttled for good")
        .inject_for_good(|_| vec![Fault::throttle(PAGE).skip(1)])
        .options(&[("max_attempts", "3")])
        .fails(ErrorKind::Throttled),
    Row::new(Pages, "faults::pages::internal_error", "500 once").inject(|_| second(Fault::internal_error(PAGE))),
    Row::new(Pages, "faults::pages::lost_response", "response lost").inject(|_| second(Fault::lose_response(PAGE))),
    Row::new(Pages, "faults::pages::delivered_twice", "request delivered twice")
        .inject(|_| second(Fault::duplicate(PAGE))),
    Row::new(Pages, "faults::pages::reset", "connection reset (RST) twice")
        .inject(|_| vec![Fault::reset(PAGE).skip(1).times(2)]),
    Row::new(Pages, "faults::pages::reset_for_good", "connection reset (RST) for good")
        .inject_for_good(|_| vec![Fault::reset(PAGE).skip(1)])
        .options(&[("max_attempts", "3")])
        .fails(ErrorKind::Io),
    Row::new(Pages, "faults::pages::outage", "every connection reset for two seconds")
        .inject(|_| second(Fault::outage(PAGE, Duration::from_secs(2)))),
    Row::new(Pages, "faults::pages::cut_head", "response cut in its head").inject(|_| second(Fault::cut_head(PAGE))),
    Row::new(Pages, "faults::pages::cut_body", "response cut in its body")
        .inject(|_| second(Fault::cut_body(PAGE, 1000))),
    Row::new(Pages, "faults::pages::garbage", "200 with bytes that are no JSON")
        .inject(|_| second(Fault::garbage(PAGE))),
    Row::new(Pages, "faults::pages::late", "no response for 3 s, `request_timeout=1`")
        .inject(|_| second(Fault::latency(PAGE, Duration::from_secs(3))))
        .options(IMPATIENT),
    Row::new(Pages, "faults::pages::stalled_body", "body stalls, `request_timeout=1`")
        .inject(|_| second(Fault::stall_body(PAGE, 1000)))
        .options(IMPATIENT),
    Row::new(Pages, "faults::pages::trickle", "body at 20 bytes a second, `request_timeout=1`")
        .inject(|_| second(Fault::trickle(PAGE, 20)))
        .options(IMPATIENT),
    Row::new(Pages, "faults::pages::access_denied", "access denied")
        .inject(|_| second(Fault::access_denied(PAGE)))
        .fails(ErrorKind::PermissionDenied),
    Row::new(Pages, "faults::pages::expired_token", "expired credentials")
        .inject_for_good(|_| vec![Fault::expired_token(PAGE).skip(1)])
        .fails(ErrorKind::Unauthenticated),
    Row::new(Pages, "faults::pages::clock_skew", "wrong clock")
        .inject_for_good(|_| vec![Fault::clock_skew(PAGE).skip(1)])
        .fails(ErrorKind::Unauthenticated),
    Row::new(Pages, "faults::pages::proxy_403", "403 page of a proxy")
        .inject(|_| second(Fault::html_status(PAGE, 403)))
        .fails(ErrorKind::PermissionDenied)
        .says("403 Forbidden"),
    Row::new(Pages, "faults::pages::redirect", "302 to a page for signing in")
        .inject(|_| second(Fault::html_status(PAGE, 302)))
        .fails(ErrorKind::Unexpected)
        .says("302 Found"),
    Row::new(Pages, "faults::pages::proxy_502", "502 page of a proxy")
        .inject(|_| second(Fault::html_status(PAGE, 502))),
    Row::new(Pages, "faults::pages::token_repeats", "page token repeats")
        .inject_for_good(|_| vec![Fault::repeat_token(PAGE)])
        .fails(ErrorKind::Unexpected),
    Row::new(Pages, "faults::pages::no_result_set_once", "200 without a result set, once")
        .inject(|_| second(Fault::empty_answer(PAGE))),
    Row::new(Pages, "faults::pages::no_result_set", "200 without a result set, on the first page")
        .inject_for_good(|_| vec![Fault::empty_answer(PAGE)])
        .options(&[("max_attempts", "3")])
        .fails(ErrorKind::Unexpected),
    Row::new(Pages, "faults::pages::no_result_set_later", "200 without a result set, on the second page")
        .inject_for_good(|_| vec![Fault::empty_answer(PAGE).skip(1)])
        .options(&[("max_attempts", "3")])
        .fails(ErrorKind::Unexpected),
    Row::new(Pages, "faults::pages::short_row", "row with fewer cells")
        .inject(|_| second(Fault::short_row()))
        .fails(ErrorKind::Unexpected),
];
