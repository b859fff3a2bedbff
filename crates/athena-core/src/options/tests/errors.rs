//! What an error says, and what it must not say.

use super::{check_error, map, read};
use crate::error::ErrorKind;

#[test]
fn unknown_options_get_a_hint() {
    let kind = ErrorKind::UnknownOption;
    check_error(
        &[("unlod", "true")],
        kind,
        "unknown option `unlod`; did you mean `unload`? (drivers that have it: arrow, pandas, polars)",
    );
    check_error(&[("workgroup", "x")], kind, "unknown option `workgroup`; did you mean `work_group`?");
    check_error(&[("region", "x")], kind, "unknown option `region`; did you mean `region_name`?");
    check_error(&[("s3_stagingdir", "x")], kind, "unknown option `s3_stagingdir`; did you mean `s3_staging_dir`?");
    check_error(&[("zzz", "x")], kind, "unknown option `zzz`");
    check_error(
        &[("chunksize", "10")],
        kind,
        "option `chunksize` does not apply to driver `rest`; drivers that have it: arrow, pandas, polars",
    );
    check_error(
        &[("csv_reader", "x")],
        kind,
        "option `csv_reader` of PyAthena has no counterpart: there is one reader, which tells NULL from the empty string",
    );
    check_error(
        &[("cursor_class", "x")],
        kind,
        "option `cursor_class` is a Python object in PyAthena; it has no form in a URL",
    );
    check_error(
        &[("unlod", "1"), ("zzz", "x")],
        kind,
        "unknown option `unlod`; did you mean `unload`? (drivers that have it: arrow, pandas, polars); \
         unknown option `zzz`",
    );
    let error = read(&[("Zm9v/YmFy", "")]).unwrap_err().to_string();
    assert!(!error.to_ascii_lowercase().contains("zm9v"), "{error}");
}

#[test]
fn no_secret_is_shown() {
    let secrets = [
        ("aws_access_key_id", "AKIA"),
        ("aws_secret_access_key", "hush"),
        ("aws_session_token", "hush"),
        ("db_password", "hush"),
        ("s3_endpoint_url", "http://u:hush@h/"),
    ];
    let text = format!("{:?}", map(&secrets));
    assert!(text.contains("AKIA") && !text.contains("hush"), "{text}");
    let text = format!("{:?}", read(&secrets[..3]).unwrap());
    assert!(text.contains("AKIA") && !text.contains("hush"), "{text}");
    let error = read(&secrets[4..]).unwrap_err();
    assert!(!format!("{error} {error:?}").contains("hush"), "{error}");
}
