//! Error texts, and the secrets that they must not contain.

use super::{check_error, map, read};
use crate::error::ErrorKind;
use crate::options::driver_options::DRIVER_OPTIONS;
use crate::options::machinery::connection_option_specs;

/// The error for options that nobody takes.
#[track_caller]
fn check_unknown(keys: &[&str], expected: &str) {
    let pairs: Vec<_> = keys.iter().map(|key| (*key, "x")).collect();
    check_error(&pairs, ErrorKind::UnknownOption, expected);
}

#[test]
fn a_typing_mistake_is_reported_with_the_nearest_option() {
    check_unknown(&["unlod"], "unknown option `unlod`; did you mean `unload`? (drivers arrow, pandas, polars have it)");
    check_unknown(&["workgroup"], "unknown option `workgroup`; did you mean `work_group`?");
    check_unknown(&["region"], "unknown option `region`; did you mean `region_name`?");
    check_unknown(&["s3_stagingdir"], "unknown option `s3_stagingdir`; did you mean `s3_staging_dir`?");
    check_unknown(&["zzz"], "unknown option `zzz`");
    check_unknown(
        &["unlod", "zzz"],
        "unknown option `unlod`; did you mean `unload`? (drivers arrow, pandas, polars have it); unknown option `zzz`",
    );
}

#[test]
fn an_option_of_another_driver_is_reported_with_the_drivers_that_have_it() {
    check_unknown(
        &["batch_size"],
        "unknown option `batch_size` of driver `rest`; drivers arrow, pandas, polars have it",
    );
    check_unknown(&["dtype_backend"], "unknown option `dtype_backend` of driver `rest`; driver pandas has it");
    for (key, _) in DRIVER_OPTIONS {
        let error = read(&[(key, "x")]).unwrap_err().to_string();
        assert!(error.starts_with(&format!("unknown option `{key}` of driver `rest`; driver")), "{error}");
    }
}

#[test]
fn the_table_of_driver_options_has_each_key_once_and_none_of_the_connection() {
    let keys: Vec<&str> = DRIVER_OPTIONS.iter().map(|(key, _)| *key).collect();
    assert!(keys.is_sorted_by(|one, next| one < next), "{keys:?}");
    for (_, spec) in connection_option_specs() {
        assert!(!keys.contains(&spec.name), "{}", spec.name);
    }
}

#[test]
fn names_of_other_software_lead_to_our_options() {
    for (key, option) in [
        ("output_location", "s3_staging_dir"),
        ("OutputLocation", "s3_staging_dir"),
        ("s3_output_location", "s3_staging_dir"),
        ("s3_output", "s3_staging_dir"),
        ("timeout", "query_timeout"),
        ("aws-region", "region_name"),
        ("aws_profile", "profile_name"),
        ("profile", "profile_name"),
        ("database", "schema_name"),
        ("schema", "schema_name"),
        ("catalog", "catalog_name"),
        ("data_source", "catalog_name"),
        ("data_catalog", "catalog_name"),
        ("WorkGroup", "work_group"),
    ] {
        let key = key.to_ascii_lowercase();
        check_unknown(&[&key], &format!("unknown option `{key}`; did you mean `{option}`?"));
        assert!(connection_option_specs().any(|(_, spec)| spec.name == option), "{option}");
    }
}

#[test]
fn arguments_of_pyathena_without_a_form_here_are_explained() {
    check_unknown(
        &["csv_reader"],
        "option `csv_reader` of PyAthena has no counterpart: there is one CSV reader, which distinguishes NULL from the \
         empty string",
    );
    check_unknown(&["cursor_class"], "option `cursor_class` is a Python object in PyAthena; it has no form in a URL");
}

#[test]
fn a_key_that_may_be_a_secret_is_not_shown() {
    let error = read(&[("Zm9v/YmFy", "")]).unwrap_err().to_string();
    assert!(!error.to_ascii_lowercase().contains("zm9v"), "{error}");
}

#[test]
fn an_alias_and_its_option_are_not_both_accepted() {
    let mut given = map(&[("page_size", "1"), ("arraysize", "2")]);
    let error = given.take_any::<u16>("page_size", &["arraysize"]).unwrap_err();
    assert_eq!(error.to_string(), "options `page_size` and `arraysize` have the same meaning; give one of them");
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
    assert_eq!(
        error.to_string(),
        "invalid value for option `s3_endpoint_url`: it must not contain a user or a password"
    );
}
