//! The query string: every option with good and bad values.

use std::time::Duration;

use super::{check_error, options, parse};
use crate::error::ErrorKind;
use crate::options::{ConnectOptions, TlsVerification};

#[test]
fn every_text_option_is_read() {
    let url = "awsathena+rest://@us-west-2/db?s3_staging_dir=s3%3A%2F%2Fbucket%2Fout&work_group=wg&catalog_name=cat\
               &encryption_option=SSE_KMS&kms_key=arn:aws:kms:x&profile_name=dev&role_arn=arn:aws:iam::1:role/r\
               &role_session_name=me&external_id=x&serial_number=arn:aws:iam::1:mfa/m\
               &endpoint_url=https://e.example&api_version=2017-05-18\
               &location=s3://bucket/t&file_format=PARQUET&row_format=SERDE+'x'&compression=SNAPPY\
               &serdeproperties='a'%3D'b'&tblproperties='c'='d'&bucket_count=4&partition=col1,tbl.col2&cluster=c";
    let ConnectOptions { aws, query, ddl, .. } = options(url).unwrap();
    assert_eq!(query.s3_staging_dir.map(|uri| uri.to_string()).as_deref(), Some("s3://bucket/out/"));
    assert_eq!((query.work_group.as_deref(), query.catalog_name.as_deref()), (Some("wg"), Some("cat")));
    assert_eq!((aws.profile_name.as_deref(), aws.role_session_name.as_deref()), (Some("dev"), Some("me")));
    assert_eq!(ddl.row_format.as_deref(), Some("SERDE 'x'"));
    assert_eq!((ddl.serdeproperties.as_deref(), ddl.tblproperties.as_deref()), (Some("'a'='b'"), Some("'c'='d'")));
    // PyAthena: bucket_count stays text
    assert_eq!(ddl.bucket_count, Some(4));
    assert!(ddl.partitions_by("tbl", "col2") && ddl.partitions_by("any", "col1") && ddl.clusters_by("any", "c"));
}

#[test]
fn every_option_of_another_type_is_read() {
    let url = "awsathena+rest://@us-west-2/?verify=off&use_ssl=NO&kill_on_interrupt=0&result_reuse_enable=t\
               &glue_metadata_fallback=f&duration_seconds=900&result_reuse_minutes=5&poll_interval=0.1\
               &insertmanyvalues_page_size=7&use_insertmanyvalues=n";
    let ConnectOptions { aws, query, client, .. } = options(url).unwrap();
    assert_eq!((aws.verify, aws.use_ssl, aws.duration_seconds), (TlsVerification::Off, false, 900));
    assert_eq!((query.result_reuse_enable, query.result_reuse_minutes), (true, 5));
    assert_eq!(client.poll_interval, Some(Duration::from_millis(100)));
    assert!(!client.kill_on_interrupt && !client.glue_metadata_fallback && !client.use_insertmanyvalues);
    assert_eq!(client.insertmanyvalues_page_size, Some(7));
    let verify = options("awsathena://@us-west-2/?verify=/etc/ca.pem").unwrap().aws.verify;
    assert_eq!(verify, TlsVerification::CaBundle("/etc/ca.pem".into()));
}

#[test]
fn bad_values_name_their_option() {
    let bad = |pair: &str| {
        let key = pair.split('=').next().unwrap();
        check_error(&format!("awsathena+rest://@us-west-2/?{pair}"), ErrorKind::InvalidOption, &[key]);
    };
    // PyAthena: ValueError, without the option's name
    bad("use_ssl=maybe");
    bad("kill_on_interrupt=2");
    bad("result_reuse_enable=");
    bad("glue_metadata_fallback=x");
    bad("duration_seconds=1.5");
    bad("result_reuse_minutes=x");
    bad("poll_interval=fast");
    bad("insertmanyvalues_page_size=x");
    bad("use_insertmanyvalues=x");
    // PyAthena: passed on, and rejected by the service or not at all
    bad("poll_interval=0");
    bad("poll_interval=-1");
    bad("poll_interval=inf");
    bad("duration_seconds=60");
    bad("result_reuse_minutes=10081");
    bad("encryption_option=AES");
    bad("s3_staging_dir=bucket/out");
    bad("endpoint_url=localhost:4566");
    bad("api_version=2016-01-01");
    bad("role_arn=admin");
    bad("work_group=a%20b");
    bad("bucket_count=0");
    bad("expected_bucket_owner=1234");
    bad("s3_acl_option=PUBLIC");
}

#[test]
fn malformed_pairs_are_errors() {
    // PyAthena: a repeated option becomes a tuple and crashes
    check_error(
        "awsathena://@us-west-2/?use_ssl=1&USE_SSL=0",
        ErrorKind::InvalidOption,
        &["`use_ssl` is given more than once"],
    );
    // PyAthena: an option without a value is dropped
    check_error("awsathena://@us-west-2/?use_ssl", ErrorKind::InvalidUrl, &["`use_ssl` has no value"]);
    let cut = "awsathena://@us-west-2/?aws_session_token=x&RestOfToken";
    check_error(cut, ErrorKind::InvalidUrl, &["an option has no value; write an `&` in a value as %26"]);
    check_error("awsathena://@us-west-2/?=x", ErrorKind::InvalidUrl, &["no name"]);
    check_error("awsathena://@us-west-2/?x=%ff", ErrorKind::InvalidUrl, &["UTF-8"]);
    // PyAthena: dropped as well, so that the environment still counts
    let env = |_: &str| Some("s3://env-bucket/".to_owned());
    let mut map = parse("awsathena://@us-west-2/?s3_staging_dir=&work_group=").into_options();
    assert_eq!(ConnectOptions::from_options(&mut map, &env).unwrap().query.s3_staging_dir, None);
    assert_eq!(parse("awsathena://@us-west-2/?&a=b&&").options().get("A"), Some("b"));
    assert_eq!(parse("awsathena://@us-west-2/?a=b=c?d%26").options().get("a"), Some("b=c?d&"));
}

#[test]
fn driver_options_are_left_for_the_driver() {
    // PyAthena: a parameter that no driver knows, or another driver's, is ignored
    let mut map = parse("awsathena+pandas://@us-west-2/?unload=true&engine=auto&chunksize=10&unlod=1").into_options();
    ConnectOptions::from_options(&mut map, &|_| None).unwrap();
    assert_eq!(map.keys().collect::<Vec<_>>(), ["chunksize", "engine", "unload", "unlod"]);
    assert_eq!(map.take::<bool>("unload").unwrap(), Some(true));
    assert_eq!(map.take::<u64>("chunksize").unwrap(), Some(10));
    assert_eq!(map.take::<String>("engine").unwrap().as_deref(), Some("auto"));
    let error = map.finish("pandas", &ConnectOptions::layers()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnknownOption);
}
