//! Faults of GetObject, and CSV objects with other contents than Athena writes

use std::time::Duration;

use athena_sandbox::Fault;
use awsathena::ErrorKind;

use super::Phase::{Csv, Objects};
use super::{Row, Select, Way};

const GET: &str = "GetObject";

/// Reads that are given up after a second.
const IMPATIENT: &[(&str, &str)] = &[("request_timeout", "1")];

/// The fault, on a read in the middle of the result. The first read by UNLOAD is that of the manifest.
fn later(way: Way, fault: Fault) -> Vec<Fault> {
    vec![fault.skip(if way == Way::Unload { 2 } else { 1 }).times(1)]
}

/// The fault, on the first read: of the CSV, or of the manifest.
fn first(fault: Fault) -> Vec<Fault> {
    vec![fault.times(1)]
}

pub(super) const ROWS: &[Row] = &[
    Row::new(Objects, "faults::objects::throttled", "503 SlowDown twice")
        .inject(|_| vec![Fault::throttle(GET).skip(1).times(2)]),
    Row::new(Objects, "faults::objects::throttled_for_good", "503 SlowDown for good")
        .inject_for_good(|_| vec![Fault::throttle(GET).skip(1)])
        .options(&[("max_attempts", "3")])
        .fails(ErrorKind::Throttled),
    Row::new(Objects, "faults::objects::internal_error", "500 once")
        .inject(|way| later(way, Fault::internal_error(GET))),
    Row::new(Objects, "faults::objects::lost_response", "response lost")
        .inject(|way| later(way, Fault::lose_response(GET))),
    Row::new(Objects, "faults::objects::reset", "connection reset (RST) twice")
        .inject(|_| vec![Fault::reset(GET).skip(1).times(2)]),
    Row::new(Objects, "faults::objects::reset_for_good", "connection reset (RST) for good")
        .inject_for_good(|_| vec![Fault::reset(GET).skip(1)])
        .options(&[("max_attempts", "3")])
        .fails(ErrorKind::Io),
    Row::new(Objects, "faults::objects::outage", "every connection reset for two seconds")
        .inject(|way| later(way, Fault::outage(GET, Duration::from_secs(2)))),
    Row::new(Objects, "faults::objects::cut_head", "response cut in its head")
        .inject(|way| later(way, Fault::cut_head(GET))),
    Row::new(Objects, "faults::objects::cut_body", "body cut after 1,000 bytes")
        .inject(|way| later(way, Fault::cut_body(GET, 1000))),
    Row::new(Objects, "faults::objects::cut_first_body", "first body cut after a byte")
        .inject(|_| first(Fault::cut_body(GET, 1))),
    Row::new(Objects, "faults::objects::cut_bodies_for_good", "every body cut after a byte, for good")
        .inject_for_good(|_| vec![Fault::cut_body(GET, 1)])
        .fails(ErrorKind::Io)
        .within_seconds(30),
    Row::new(Objects, "faults::objects::late", "no response for 3 s, `request_timeout=1`")
        .inject(|way| later(way, Fault::latency(GET, Duration::from_secs(3))))
        .options(IMPATIENT),
    Row::new(Objects, "faults::objects::stalled_body", "body stalls after 1,000 bytes, `request_timeout=1`")
        .inject(|way| later(way, Fault::stall_body(GET, 1000)))
        .options(IMPATIENT),
    Row::new(Objects, "faults::objects::trickle", "body at 100 bytes a second, `request_timeout=1`")
        .inject(|way| later(way, Fault::trickle(GET, 100)))
        .options(IMPATIENT),
    Row::new(Objects, "faults::objects::trickle_for_good", "every body at 100 bytes a second, `request_timeout=1`")
        .inject_for_good(|_| vec![Fault::trickle(GET, 100)])
        .options(IMPATIENT)
        .fails(ErrorKind::TimedOut)
        .within_seconds(30),
    Row::new(Objects, "faults::objects::garbage", "200 with other bytes, without ETag and range")
        .inject(|way| later(way, Fault::garbage(GET)))
        .fails(ErrorKind::Unexpected),
    Row::new(Objects, "faults::objects::page_with_200", "200 page of a proxy")
        .inject(|way| later(way, Fault::html_status(GET, 200)))
        .fails(ErrorKind::Unexpected),
    Row::new(Objects, "faults::objects::access_denied", "access denied")
        .inject(|way| later(way, Fault::access_denied(GET)))
        .fails(ErrorKind::PermissionDenied),
    Row::new(Objects, "faults::objects::expired_token", "expired credentials")
        .inject_for_good(|_| vec![Fault::expired_token(GET).skip(1)])
        .fails(ErrorKind::Unauthenticated),
    Row::new(Objects, "faults::objects::clock_skew", "wrong clock")
        .inject_for_good(|_| vec![Fault::clock_skew(GET).skip(1)])
        .fails(ErrorKind::Unauthenticated),
    Row::new(Objects, "faults::objects::proxy_403", "403 page of a proxy")
        .inject(|way| later(way, Fault::html_status(GET, 403)))
        .fails(ErrorKind::PermissionDenied),
    Row::new(Objects, "faults::objects::redirect", "307 to another place")
        .inject(|way| later(way, Fault::html_status(GET, 307)))
        .fails(ErrorKind::Unexpected),
    Row::new(Objects, "faults::objects::proxy_502", "502 page of a proxy")
        .inject(|way| later(way, Fault::html_status(GET, 502))),
    Row::new(Objects, "faults::objects::vanishes", "object deleted between two reads")
        .inject(|way| later(way, Fault::vanish()))
        .fails(ErrorKind::ResultMissing),
    Row::new(Objects, "faults::objects::missing", "object deleted before the first read")
        .inject(|_| first(Fault::vanish()))
        .fails(ErrorKind::ResultMissing),
    Row::new(Objects, "faults::objects::replaced", "object replaced between two reads (412)")
        .inject(|way| later(way, Fault::change_etag()))
        .fails(ErrorKind::ResultMissing),
    Row::new(Objects, "faults::objects::if_match_ignored", "object replaced, and the store ignores `If-Match`")
        .inject_for_good(|way| {
            let mut faults = later(way, Fault::change_etag());
            faults.push(Fault::ignore_if_match());
            faults
        })
        .fails(ErrorKind::ResultMissing),
];

/// The CSV object of a result.
fn is_csv(key: &str) -> bool {
    key.ends_with(".csv") && !key.ends_with("-manifest.csv")
}

/// The object without what follows the last occurrence of a byte.
fn until_last(mut bytes: Vec<u8>, last: u8, and: usize) -> Vec<u8> {
    let end = bytes.iter().rposition(|byte| *byte == last).map_or(0, |at| at + and);
    bytes.truncate(end);
    bytes
}

pub(super) const CONTENTS: &[Row] = &[
    Row::new(Csv, "faults::csv::ends_behind_a_comma", "CSV that ends behind a comma")
        .rewrite(is_csv, |bytes| until_last(bytes, b',', 1))
        .fails(ErrorKind::Decode),
    Row::new(Csv, "faults::csv::ends_in_a_value", "CSV that ends in a value")
        .rewrite(is_csv, |bytes| until_last(bytes, b' ', 1))
        .fails(ErrorKind::Decode),
    Row::new(Csv, "faults::csv::ends_behind_a_value", "CSV that ends behind a value, without a newline")
        .rewrite(is_csv, |bytes| until_last(bytes, b'\n', 0))
        .fails(ErrorKind::Decode),
    Row::new(Csv, "faults::csv::fewer_rows", "CSV without its last rows, `verify_rows=true`")
        .rewrite(is_csv, |bytes| {
            let half = bytes.len() / 2;
            until_last(bytes[..half].to_vec(), b'\n', 1)
        })
        .options(&[("verify_rows", "true")])
        .fails(ErrorKind::Unexpected),
    Row::new(Csv, "faults::csv::without_header", "CSV without the row of names")
        .rewrite(is_csv, |bytes| {
            let begin = bytes.iter().position(|byte| *byte == b'\n').map_or(0, |at| at + 1);
            bytes[begin..].to_vec()
        })
        .fails(ErrorKind::Decode),
    Row::new(Csv, "faults::csv::more_cells", "CSV row with more cells")
        .rewrite(is_csv, |mut bytes| {
            bytes.extend_from_slice(b"\"1\",\"2\",\"3\"\n");
            bytes
        })
        .fails(ErrorKind::Decode),
    Row::new(Csv, "faults::csv::fewer_cells", "CSV row with fewer cells")
        .rewrite(is_csv, |mut bytes| {
            bytes.extend_from_slice(b"\"1\"\n");
            bytes
        })
        .fails(ErrorKind::Decode),
    Row::new(Csv, "faults::csv::not_a_number", "CSV value that does not fit its type")
        .rewrite(is_csv, |mut bytes| {
            bytes.extend_from_slice(b"\"x\",\"2\"\n");
            bytes
        })
        .fails(ErrorKind::Decode),
    Row::new(Csv, "faults::csv::not_utf8", "CSV value that is no UTF-8")
        .rewrite(is_csv, |mut bytes| {
            bytes.extend_from_slice(b"\"1\",\"\xC3\x28\"\n");
            bytes
        })
        .fails(ErrorKind::Decode),
    Row::new(Csv, "faults::csv::empty", "empty CSV object")
        .rewrite(is_csv, |_| Vec::new())
        .fails(ErrorKind::Unexpected),
    Row::new(Csv, "faults::csv::page_of_a_proxy", "page of a proxy as CSV")
        .rewrite(is_csv, |_| b"<html><body>Sign in</body></html>\n".to_vec())
        .fails(ErrorKind::Decode),
    Row::new(Csv, "faults::csv::wide_ends_behind_a_comma", "CSV of several reads that ends behind a comma")
        .select(Select::Wide)
        .rewrite(is_csv, |bytes| until_last(bytes, b',', 1))
        .fails(ErrorKind::Decode),
];
