//! Warnings of a connection, as the log has them

use std::io::Write;
use std::sync::{Arc, Mutex};

use athena_core::ErrorKind;

use super::*;

/// A log in memory.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("not poisoned").write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The warnings of a connection with these options, and of two statements on it.
async fn warnings(aws: AwsOptions) -> Vec<String> {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt().with_max_level(tracing::Level::WARN).with_writer(move || writer.clone());
    let _guard = tracing::subscriber::set_default(subscriber.with_ansi(false).finish());
    let connection = connection(aws, &replay(Vec::new())).await;
    for _ in 0..2 {
        connection.clone().cursor().execute("").await.expect_err("an empty statement");
    }
    let text = String::from_utf8(log.0.lock().expect("not poisoned").clone()).expect("text");
    text.lines().map(str::to_owned).collect()
}

#[tokio::test]
async fn plain_http_to_another_host_is_said_once() {
    let url = |text: &str| text.parse::<athena_core::options::EndpointUrl>().expect("a URL");
    let open = |aws: AwsOptions| async move {
        let warnings = warnings(aws).await;
        assert_eq!(warnings.len(), 1, "{warnings:?}");
        assert!(warnings[0].contains(" WARN athena_aws") && warnings[0].contains("use https"), "{warnings:?}");
        warnings[0].clone()
    };
    let athena = open(aws().with_endpoint_url(url("http://10.0.0.7:4566"))).await;
    assert!(athena.contains("requests to Athena at 10.0.0.7 are not encrypted"), "{athena}");
    let sts =
        open(aws().with_role_arn("arn:aws:iam::1:role/r").with_sts_endpoint_url(url("http://sts.example.com"))).await;
    assert!(sts.contains("STS at sts.example.com"), "{sts}");
    let all = open(aws().with_use_ssl(false)).await;
    assert!(all.contains("Athena (use_ssl=false)"), "{all}");
    assert_eq!(all.contains("S3 (use_ssl=false)"), cfg!(feature = "s3"), "{all}");
}

#[tokio::test]
async fn https_and_this_computer_need_no_warning() {
    let url = |text: &str| text.parse::<athena_core::options::EndpointUrl>().expect("a URL");
    for aws in [
        aws(),
        aws().with_endpoint_url(url("https://10.0.0.7")),
        aws().with_endpoint_url(url("http://127.0.0.1:4566")).with_s3_endpoint_url(url("http://localhost:4566")),
        // STS is not called.
        aws().with_sts_endpoint_url(url("http://sts.example.com")),
    ] {
        assert_eq!(warnings(aws).await, Vec::<String>::new());
    }
}

#[tokio::test]
async fn verify_cannot_be_set_for_the_clients_of_the_caller() {
    let sdk = SdkOptions::new().with_http_client(replay(Vec::new()));
    let error = Services::connect(&options(aws().with_verify(false)), sdk).await.expect_err("contradict each other");
    assert_eq!(error.kind(), ErrorKind::InvalidOption);
    assert!(error.message().contains("`verify` and an HTTP client"), "{error}");
}
