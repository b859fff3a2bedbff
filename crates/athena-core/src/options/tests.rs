#![allow(clippy::unwrap_used, reason = "a test ends with its first error")]

mod errors;
mod extremes;

use super::machinery::connection_option_specs;
use std::time::Duration;

use proptest::prelude::*;

use super::value::is_secret_key;
use super::*;
use crate::error::{Error, ErrorKind, Result};

fn map(pairs: &[(&str, &str)]) -> OptionMap {
    pairs.iter().copied().collect()
}

fn read(pairs: &[(&str, &str)]) -> Result<ConnectOptions> {
    let mut map = map(pairs);
    let options = ConnectOptions::from_options(&mut map, &|_| None)?;
    map.finish("rest", &ConnectOptions::layers())?;
    Ok(options)
}

#[track_caller]
fn check(pairs: &[(&str, &str)], expected: ConnectOptions) {
    assert_eq!(read(pairs).unwrap(), expected);
}

#[track_caller]
fn check_error(pairs: &[(&str, &str)], kind: ErrorKind, expected: &str) -> Error {
    let error = read(pairs).unwrap_err();
    assert_eq!((error.kind(), error.to_string().as_str()), (kind, expected));
    error
}

#[track_caller]
fn check_invalid(pairs: &[(&str, &str)], expected: &str) {
    check_error(pairs, ErrorKind::InvalidOption, expected);
}

#[test]
fn the_defaults_are_those_of_pyathena() {
    let options = read(&[]).unwrap();
    assert_eq!(options, ConnectOptions::new());
    assert_eq!(options.query.schema_name.as_deref(), Some("default"));
    assert_eq!(options.query.catalog_name.as_deref(), Some("awsdatacatalog"));
    assert_eq!((options.query.result_reuse_enable, options.query.result_reuse_minutes), (false, 60));
    assert_eq!((options.aws.duration_seconds, options.aws.max_attempts), (3600, 8));
    assert!(options.client.kill_on_interrupt && options.client.glue_metadata_fallback && options.aws.use_ssl);
}

#[test]
fn default_texts_parse_to_the_defaults() {
    let texts: OptionMap = connection_option_specs().map(|(_, spec)| (spec.name, spec.default_text())).collect();
    let texts: OptionMap = texts.iter().filter(|(_, text)| !text.is_empty()).collect();
    let mut texts = texts;
    assert_eq!(ConnectOptions::from_options(&mut texts, &|_| None).unwrap(), ConnectOptions::new());
    assert!(texts.is_empty());
}

#[test]
fn every_key_is_lower_case_documented_and_unique() {
    let mut seen = std::collections::BTreeSet::new();
    for (group, spec) in connection_option_specs() {
        assert!(spec.keys().all(|key| key == key.to_ascii_lowercase() && seen.insert(key)), "{group}: {}", spec.name);
        assert!(spec.doc.ends_with('.') && !spec.doc.starts_with(' '), "{group}: {}", spec.doc);
        assert!(!is_secret_key(spec.name) || spec.secret, "{group}: {} must be a Secret", spec.name);
    }
    assert_eq!(seen.len(), 54);
}

#[test]
fn bool_words_in_any_case() {
    for word in ["y", "yes", "t", "true", "on", "1", "TRUE", "On"] {
        assert_eq!(bool::parse(word), Ok(true), "{word}");
    }
    for word in ["n", "no", "f", "false", "off", "0", "FALSE", "Off"] {
        assert_eq!(bool::parse(word), Ok(false), "{word}");
    }
    for word in ["", "2", "maybe", " true", "ja"] {
        assert!(bool::parse(word).is_err(), "{word}");
    }
}

#[test]
fn durations_are_floats_of_seconds() {
    assert_eq!(Duration::parse("0.25"), Ok(Duration::from_millis(250)));
    assert_eq!(Duration::parse("1e2"), Ok(Duration::from_secs(100)));
    for text in ["", "-1", "nan", "inf", "1e300", "1s"] {
        assert!(Duration::parse(text).is_err(), "{text}");
    }
    let options = read(&[("poll_interval", "0.5"), ("query_timeout", "600"), ("pool_timeout", "0")]).unwrap();
    assert_eq!(options.client.poll_interval, Some(Duration::from_millis(500)));
    assert_eq!(options.client.query_timeout, Some(Duration::from_secs(600)));
    assert_eq!(options.client.pool_timeout, Duration::ZERO);
    check_invalid(&[("poll_interval", "0")], "option `poll_interval` cannot be `0`: it must be more than 0 seconds");
    check_invalid(
        &[("poll_interval", "nan")],
        "option `poll_interval` cannot be `nan`: it must be a number of seconds, such as 30 or 0.5",
    );
}

#[test]
fn integers_have_ranges() {
    for (key, low, high) in [("result_reuse_minutes", 0, 10_080), ("duration_seconds", 900, 43_200)] {
        for good in [low, high] {
            read(&[(key, &good.to_string())]).unwrap();
        }
        for bad in [low - 1, high + 1] {
            assert_eq!(read(&[(key, &bad.to_string())]).unwrap_err().kind(), ErrorKind::InvalidOption);
        }
    }
    check_invalid(
        &[("duration_seconds", "60")],
        "option `duration_seconds` cannot be `60`: it must be between 900 and 43200",
    );
    check_invalid(
        &[("duration_seconds", "1h")],
        "option `duration_seconds` cannot be `1h`: it must be a whole number from 0 to 4294967295",
    );
}

#[test]
fn a_hand_built_value_is_checked_too() {
    let options = ConnectOptions::new().with_aws(AwsOptions::new().with_duration_seconds(60));
    let error = options.validate().unwrap_err();
    assert_eq!(error.to_string(), "option `duration_seconds` cannot be `60`: it must be between 900 and 43200");
}

#[test]
fn encryption_option_and_kms_key_need_each_other() {
    check(
        &[("encryption_option", "sse_kms"), ("kms_key", "alias/results")],
        ConnectOptions::new().with_query(
            QueryDefaults::new().with_encryption_option(EncryptionOption::SseKms).with_kms_key("alias/results"),
        ),
    );
    check_invalid(&[("kms_key", "k")], "option `kms_key` needs `encryption_option=SSE_KMS` or `CSE_KMS`");
    check_invalid(&[("encryption_option", "CSE_KMS")], "option `encryption_option=CSE_KMS` needs `kms_key`");
    check_invalid(
        &[("encryption_option", "SSE_S3"), ("kms_key", "k")],
        "option `kms_key` cannot be used with `encryption_option=SSE_S3`",
    );
    check_invalid(
        &[("encryption_option", "SSE")],
        "option `encryption_option` cannot be `SSE`: it must be one of SSE_S3, SSE_KMS, CSE_KMS",
    );
}

#[test]
fn verify_is_a_bool_or_a_path() {
    assert_eq!(TlsVerification::parse("YES"), Ok(TlsVerification::System));
    assert_eq!(TlsVerification::parse("0"), Ok(TlsVerification::Off));
    assert_eq!(TlsVerification::parse("/etc/ca.pem"), Ok(TlsVerification::CaBundle("/etc/ca.pem".into())));
    assert_eq!(AwsOptions::new().with_verify(false).verify, TlsVerification::Off);
}

#[test]
fn s3_uris_have_a_bucket_and_a_key() {
    for (text, bucket, key) in [("s3://abc", "abc", ""), ("s3://abc/", "abc", ""), ("s3://abc/x//y z", "abc", "x//y z")]
    {
        let uri: S3Uri = text.parse().unwrap();
        assert_eq!((uri.bucket(), uri.key()), (bucket, key));
    }
    for text in ["", "abc", "s3:/abc", "S3://abc", "https://abc/", "s3://", "s3://a b/", "s3://ab", "s3://abc/\n"] {
        assert!(text.parse::<S3Uri>().is_err(), "{text}");
    }
    let error = |text: &str| text.parse::<S3Uri>().map_err(|error| (error.kind(), error.to_string()));
    let message = "`s3://b/o/` is not an S3 URI: its bucket must have 3 to 63 letters, digits, dots and hyphens";
    assert_eq!(error("s3://b/o/"), Err((ErrorKind::InvalidOption, message.to_owned())));
    let message = "the value is not an S3 URI: it must start with s3://";
    assert_eq!(error("http://user:hush@host"), Err((ErrorKind::InvalidOption, message.to_owned())));
    let root: S3Uri = "s3://abc".parse().unwrap();
    assert!(root.is_directory());
    assert_eq!(root.join("/x").as_str(), "s3://abc/x");
    assert_eq!(root.child("x").child("y/").as_str(), "s3://abc/x/y/");
}

#[test]
fn an_empty_value_removes_a_default_and_the_environment() {
    let env = |name: &str| match name {
        "AWS_ATHENA_S3_STAGING_DIR" => Some("s3://env-bucket/out".to_owned()),
        "AWS_ATHENA_WORK_GROUP" => Some("from-env".to_owned()),
        _ => None,
    };
    let query = |pairs: &[(&str, &str)]| ConnectOptions::from_options(&mut map(pairs), &env).unwrap().query;

    let from_env = query(&[]);
    assert_eq!(from_env.s3_staging_dir.map(|uri| uri.to_string()).as_deref(), Some("s3://env-bucket/out/"));
    assert_eq!(from_env.work_group.as_deref(), Some("from-env"));

    let given = query(&[("s3_staging_dir", "s3://abc/x"), ("work_group", "etl")]);
    assert_eq!(given.s3_staging_dir.map(|uri| uri.to_string()).as_deref(), Some("s3://abc/x/"));
    assert_eq!(given.work_group.as_deref(), Some("etl"));

    let none = query(&[("s3_staging_dir", ""), ("work_group", ""), ("schema_name", ""), ("catalog_name", "")]);
    assert_eq!((none.s3_staging_dir, none.work_group, none.schema_name, none.catalog_name), (None, None, None, None));
}

#[test]
fn a_bad_variable_is_named() {
    let env = |name: &str| (name == "AWS_ATHENA_WORK_GROUP").then(|| "a b".to_owned());
    assert!(ConnectOptions::from_options(&mut OptionMap::new(), &env).is_err());
    let env = |name: &str| (name == "AWS_ATHENA_S3_STAGING_DIR").then(|| "bucket/out".to_owned());
    let error = ConnectOptions::from_options(&mut OptionMap::new(), &env).unwrap_err();
    assert_eq!(
        error.to_string(),
        "option `s3_staging_dir` cannot be `bucket/out`: it must start with s3:// \
         (environment_variable: AWS_ATHENA_S3_STAGING_DIR)"
    );
}

#[test]
fn credentials_come_in_pairs() {
    check_invalid(&[("aws_access_key_id", "A")], "option `aws_access_key_id` needs `aws_secret_access_key`");
    check_invalid(&[("aws_secret_access_key", "s")], "option `aws_secret_access_key` needs `aws_access_key_id`");
    check_invalid(
        &[("aws_session_token", "s")],
        "option `aws_session_token` needs `aws_access_key_id` and `aws_secret_access_key`",
    );
    check_invalid(&[("external_id", "x")], "option `external_id` needs `role_arn`");
    check_invalid(&[("role_session_name", "xy")], "option `role_session_name` needs `role_arn`");
}

#[test]
fn a_plus_that_became_a_space_in_a_token_is_explained() {
    let error = read(&[("aws_session_token", "abc def")]).unwrap_err().to_string();
    assert!(error.contains("%2B") && !error.contains("abc"), "{error}");
}

#[test]
fn keys_have_no_case_and_must_be_unique() {
    assert_eq!(read(&[("Work_Group", "x")]).unwrap().query.work_group.as_deref(), Some("x"));
    let mut map = map(&[("work_group", "x")]);
    let error = map.insert_new("WORK_GROUP", "y").unwrap_err();
    assert_eq!(error.to_string(), "option `work_group` is given more than once");
}

#[test]
fn endpoints_are_urls_without_user_and_query() {
    for text in ["http://127.0.0.1:4566", "https://vpce-1.athena.eu-west-1.vpce.amazonaws.com/"] {
        let endpoint: EndpointUrl = text.parse().unwrap();
        assert_eq!(endpoint.as_str(), text.trim_end_matches('/'));
    }
    for text in ["", "localhost", "localhost:80", "ftp://h", "http://", "http://h/?x=1", "http://h/#x", "http://u:p@h"]
    {
        assert!(text.parse::<EndpointUrl>().is_err(), "{text}");
    }
}

#[test]
fn partition_and_cluster_name_columns_of_all_tables_or_of_one() {
    let ddl = DdlDefaults::new().with_partition("day, orders.region");
    assert!(ddl.partitions_by("orders", "day") && ddl.partitions_by("orders", "region"));
    assert!(!ddl.partitions_by("items", "region") && !ddl.clusters_by("orders", "day"));
}

proptest! {
    #[test]
    fn durations_round_trip_as_text(seconds in 0u64..4_000_000, nanos in 0u32..1_000_000_000) {
        let duration = Duration::new(seconds, nanos);
        prop_assert_eq!(Duration::parse(&duration.print()), Ok(duration));
    }

    #[test]
    fn s3_uris_round_trip_as_text(bucket in "[a-z0-9.-]{3,63}", key in "[a-z/ =%ä]{0,20}") {
        let uri = S3Uri::new(&bucket, &key).unwrap().directory();
        prop_assert_eq!(S3Uri::parse(&uri.print()), Ok(uri));
    }

    #[test]
    fn no_text_makes_it_panic(key in "\\PC{0,30}", value in "\\PC{0,30}") {
        let _ = read(&[(&key, &value)]);
        for (_, spec) in connection_option_specs() {
            let _ = read(&[(spec.name, &value)]);
        }
    }
}
