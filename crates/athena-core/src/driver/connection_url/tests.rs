//! The URL forms of PyAthena 4.2, driver by driver and part by part. "PyAthena:" marks a difference in behaviour.

#![allow(clippy::unwrap_used, reason = "a test ends with its first error")]

mod query;

use proptest::prelude::*;

use super::*;
use crate::error::{ErrorKind, Result};
use crate::options::ConnectOptions;

fn parse(text: &str) -> ConnectionUrl {
    ConnectionUrl::parse(text).unwrap()
}

fn options(text: &str) -> Result<ConnectOptions> {
    ConnectOptions::from_options(&mut ConnectionUrl::parse(text)?.into_options(), &|_| None)
}

/// The error must contain every one of `words`, and nothing of the secret that most URLs here carry.
#[track_caller]
fn check_error(text: &str, kind: ErrorKind, words: &[&str]) {
    let error = options(text).unwrap_err();
    let shown = format!("{error} {error:?}");
    assert_eq!(error.kind(), kind, "{shown}");
    assert!(words.iter().all(|word| shown.contains(word)), "{shown}");
    for secret in ["sec", "ret", "AKIA", "://K"] {
        let shown = shown.replace("secret", "").replace("second", "");
        assert!(!shown.contains(secret), "{shown}");
    }
}

#[test]
fn every_driver_has_a_scheme() {
    for driver in
        ["rest", "pandas", "arrow", "polars", "s3fs", "aiorest", "aiopandas", "aioarrow", "aiopolars", "aios3fs"]
    {
        let url = parse(&format!("awsathena+{driver}://:@athena.us-west-2.amazonaws.com:443/sales"));
        assert_eq!((url.scheme(), url.driver()), (format!("awsathena+{driver}").as_str(), Some(driver)));
        assert_eq!((url.region(), url.schema(), url.endpoint()), (Some("us-west-2"), Some("sales"), None));
    }
    assert_eq!(parse("awsathena://:@us-west-2/").driver(), None);
    // PyAthena: SQLAlchemy's entry points are case-sensitive. Schemes of URLs are not.
    assert_eq!(parse("AwsAthena+AioArrow://:@us-west-2/").scheme(), "awsathena+aioarrow");
}

#[test]
fn credentials_come_before_the_at_sign() {
    let url = parse("awsathena+rest://AKIA1:s%2Fe%2Bc%20r%40t@us-west-2/db");
    assert_eq!(url.access_key_id(), Some("AKIA1"));
    assert_eq!(url.secret_access_key().map(Secret::expose), Some("s/e+c r@t"));
    // `+` is a space in the query string only
    assert_eq!(parse("awsathena://K:a+b@us-west-2/").secret_access_key().map(Secret::expose), Some("a+b"));
    // a raw `/`, `:` or `+` of a secret works as in PyAthena, although it is not a valid URL
    assert_eq!(parse("awsathena://K:a/b:c+d@us-west-2/db").secret_access_key().map(Secret::expose), Some("a/b:c+d"));
    assert_eq!(parse("awsathena://K:80/b@us-west-2/db").secret_access_key().map(Secret::expose), Some("80/b"));
    for text in ["awsathena://:@us-west-2/db", "awsathena://@us-west-2/db", "awsathena://us-west-2/db"] {
        assert_eq!((parse(text).access_key_id(), parse(text).secret_access_key()), (None, None));
        assert_eq!(parse(text).region(), Some("us-west-2"));
    }
}

#[test]
fn half_of_the_credentials_is_an_error() {
    // PyAthena: boto3's PartialCredentialsError, or no error and the default chain
    for text in ["awsathena://AKIA1@us-west-2/db", "awsathena://AKIA1:@us-west-2/db"] {
        check_error(text, ErrorKind::InvalidUrl, &["without a secret access key"]);
    }
    check_error("awsathena://:secret@us-west-2/db", ErrorKind::InvalidUrl, &["without an access key id"]);
    let url = "awsathena://K1@us-west-2/?aws_secret_access_key=s1";
    assert_eq!(options(url).unwrap().aws.aws_secret_access_key, Some(Secret::new("s1")));
}

#[test]
fn a_host_gives_the_region_and_maybe_an_endpoint() {
    let check = |host: &str, region: &str, endpoint: Option<&str>| {
        let url = parse(&format!("awsathena+aiorest://:@{host}/db"));
        assert_eq!(url.region(), Some(region), "{host}");
        assert_eq!(url.endpoint().as_ref().map(EndpointUrl::as_str), endpoint, "{host}");
        let aws = options(&format!("awsathena+aiorest://:@{host}/db")).unwrap().aws;
        assert_eq!((aws.region_name.as_deref(), aws.endpoint_url), (Some(region), url.endpoint()));
    };
    check("athena.eu-west-1.amazonaws.com", "eu-west-1", None);
    check("athena.eu-west-1.amazonaws.com:443", "eu-west-1", None);
    check("athena.eu-west-1.amazonaws.com:", "eu-west-1", None);
    check("ATHENA.EU-West-1.amazonaws.com", "eu-west-1", None);
    check("athena.us-gov-west-1.amazonaws.com", "us-gov-west-1", None);
    check("athena.cn-north-1.amazonaws.com.cn", "cn-north-1", None);
    check("us-west-2", "us-west-2", None);
    check("us-gov-east-1", "us-gov-east-1", None);
    // PyAthena: each of these becomes the "region", whole
    check("athena-fips.us-east-1.amazonaws.com", "us-east-1", Some("https://athena-fips.us-east-1.amazonaws.com"));
    check("athena.us-east-1.api.aws", "us-east-1", Some("https://athena.us-east-1.api.aws"));
    check("athena-fips.us-east-1.api.aws", "us-east-1", Some("https://athena-fips.us-east-1.api.aws"));
    check(
        "vpce-0123-ab-us-east-1a.athena.us-east-1.vpce.amazonaws.com",
        "us-east-1",
        Some("https://vpce-0123-ab-us-east-1a.athena.us-east-1.vpce.amazonaws.com"),
    );
    check(
        "vpce-0123.athena.cn-north-1.vpce.amazonaws.com.cn",
        "cn-north-1",
        Some("https://vpce-0123.athena.cn-north-1.vpce.amazonaws.com.cn"),
    );
}

#[test]
fn a_url_may_have_no_host() {
    for text in ["awsathena+rest:///db", "awsathena+rest://@/db", "awsathena+rest://:@/db", "awsathena+rest://K:s@/db"]
    {
        assert_eq!((parse(text).host(), parse(text).schema()), (None, Some("db")), "{text}");
    }
    assert_eq!(parse("awsathena+rest://").schema(), None);
}

#[test]
fn other_hosts_are_errors() {
    // PyAthena: each becomes the "region" and fails at the first request, with a name that cannot be resolved
    let hosts = [
        "localhost",
        "127.0.0.1",
        "[::1]",
        "athena.amazonaws.com",
        "athena.mars.amazonaws.com",
        "us-west2",
        "uswest-2",
        "s3.us-west-2.amazonaws.com",
        "athena.us-west-2.amazonaws.com.evil.example",
        "vpce-1.s3.us-west-2.vpce.amazonaws.com",
        "athena-fips.us-west-2.vpce.amazonaws.com",
        "x.athena.us-west-2.amazonaws.com",
        "-1",
        "a-1",
    ];
    for host in hosts {
        check_error(&format!("awsathena://:@{host}/db"), ErrorKind::InvalidUrl, &["endpoint_url", host]);
    }
}

#[test]
fn other_ports_are_errors() {
    // PyAthena: the port is ignored, so a request meant for a local server goes to AWS
    for port in ["80", "8080", "444", "x", "4430", "-1"] {
        let text = format!("awsathena://:@athena.us-west-2.amazonaws.com:{port}/db");
        check_error(&text, ErrorKind::InvalidUrl, &["port", "endpoint_url"]);
    }
    check_error("awsathena://:@:443/db", ErrorKind::InvalidUrl, &["port"]);
}

#[test]
fn errors_do_not_repeat_what_may_be_a_secret() {
    let invalid = ErrorKind::InvalidUrl;
    check_error("awsathena://AKIA1:sec@ret@us-west-2/db", invalid, &["%40"]);
    check_error("awsathena://AKIA1/sec/ret@us-west-2/db", invalid, &["percent-encode `/`"]);
    check_error("awsathena://AKIA1:sec#ret@us-west-2/db", invalid, &["%23"]);
    check_error("awsathena://AKIA1:sec?ret@us-west-2/db", invalid, &["percent-encode"]);
    check_error("awsathena://AKIA1:sec\nret@us-west-2/db", invalid, &["control character"]);
    check_error("awsathena://AKIA1:sec%ffret@us-west-2/db", invalid, &["UTF-8"]);
    check_error("awsathena:AKIA1:sec@us-west-2/db", invalid, &["awsathena+<driver>://"]);
    check_error("AKIA1:sec@us-west-2://", invalid, &["scheme"]);
    check_error("awsathena://Ksec:/ret@/x@y/z", invalid, &["path"]);
}

#[test]
fn the_path_is_one_schema() {
    assert_eq!(options("awsathena://@us-west-2/").unwrap().query.schema_name.as_deref(), Some("default"));
    assert_eq!(options("awsathena://@us-west-2").unwrap().query.schema_name.as_deref(), Some("default"));
    assert_eq!(parse("awsathena://@us-west-2/my%20db+1").schema(), Some("my db+1"));
    assert_eq!(parse("awsathena://us-west-2/my@db").schema(), Some("my@db"));
    assert_eq!(parse("awsathena://@us-west-2/%2E%2E").schema(), Some(".."));
    // PyAthena: `a/b` becomes the schema, and the query fails
    check_error("awsathena://@us-west-2/a/b", ErrorKind::InvalidUrl, &["one schema"]);
    check_error("awsathena://@us-west-2/a/", ErrorKind::InvalidUrl, &["one schema"]);
}

#[test]
fn the_query_string_beats_the_other_parts() {
    let url = "awsathena://K1:s1@us-west-2/db?region_name=eu-west-1&schema_name=other&aws_access_key_id=K2\
               &aws_secret_access_key=s2&aws_session_token=t2";
    let ConnectOptions { aws, query, .. } = options(url).unwrap();
    assert_eq!((aws.region_name.as_deref(), query.schema_name.as_deref()), (Some("eu-west-1"), Some("other")));
    assert_eq!(aws.aws_access_key_id.as_deref(), Some("K2"));
    assert_eq!(aws.aws_secret_access_key, Some(Secret::new("s2")));
    assert_eq!(aws.aws_session_token, Some(Secret::new("t2")));
    let url = "awsathena://athena.us-west-2.api.aws/?endpoint_url=http://127.0.0.1:4566";
    assert_eq!(options(url).unwrap().aws.endpoint_url, "http://127.0.0.1:4566".parse().ok());
}

#[test]
fn display_and_debug_hide_secrets() {
    let url = parse(
        "awsathena+rest://AKIA1:hush@us-west-2/db?aws_session_token=hush\
         &s3_staging_dir=s3://b/o&endpoint_url=http://u:hush@h",
    );
    let expected =
        "awsathena+rest://AKIA1:***@us-west-2/db?aws_session_token=***&endpoint_url=***&s3_staging_dir=s3://b/o";
    assert_eq!(url.to_string(), expected);
    assert_eq!(format!("{url:?}"), format!("ConnectionUrl({expected:?})"));
    // the secret in the key's place
    let url = parse("awsathena://wJalrXUtnFEMI:AKIA1@us-west-2/");
    assert_eq!(url.to_string(), "awsathena://***:***@us-west-2/");
}

const HOSTS: &[&str] = &["", "us-west-2", "athena-fips.us-east-1.api.aws", "athena.cn-north-1.amazonaws.com.cn"];

proptest! {
    #[test]
    fn a_printed_url_parses_to_the_same_url(
        scheme in "awsathena(\\+[a-z0-9_]{1,8})?",
        credentials in proptest::option::of(("\\PC{1,20}", "\\PC{1,20}")),
        host in proptest::sample::select(HOSTS),
        schema in proptest::option::of("\\PC{1,12}"),
        options in proptest::collection::btree_map("[a-z_]{1,12}", "\\PC{0,20}", 0..5),
    ) {
        let (access_key_id, secret) = credentials.unzip();
        let url = ConnectionUrl {
            scheme,
            access_key_id,
            secret_access_key: secret.map(Secret::from),
            host: (!host.is_empty()).then(|| Host::parse(host).unwrap()),
            schema,
            options: options.into_iter().collect(),
        };
        prop_assert_eq!(ConnectionUrl::parse(&url.expose()).unwrap(), url.clone());
        prop_assert!(ConnectionUrl::parse(&url.redacted()).is_ok());
    }

    #[test]
    fn nothing_panics_and_no_secret_leaks(
        before in "[a-zA-Z0-9:/@#%=+.-]{0,12}",
        after in "[a-zA-Z0-9:/@?#%=+.-]{0,12}",
    ) {
        let text = format!("awsathena://{before}SECRETsecret{after}");
        match ConnectionUrl::parse(&text) {
            Ok(url) => prop_assert_eq!(ConnectionUrl::parse(&url.expose()).unwrap(), url),
            Err(error) => {
                let shown = format!("{error} {error:?}");
                prop_assert!(!shown.contains("SECRETs"), "{}", shown);
            }
        }
    }
}
