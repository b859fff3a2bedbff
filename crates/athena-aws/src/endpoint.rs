//! Clients of the services, each with its own endpoint, and without the SDK's retries.

use athena_core::options::AwsOptions;
use aws_config::SdkConfig;
use aws_config::retry::RetryConfig;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::BeforeTransmitInterceptorContextMut;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;

use crate::pace::LeastPace;

/// Amazon Athena.
pub(crate) fn athena(aws: &AwsOptions, config: &SdkConfig) -> aws_sdk_athena::Client {
    let mut builder = aws_sdk_athena::config::Builder::from(config).retry_config(RetryConfig::disabled());
    match &aws.endpoint_url {
        Some(url) => builder.set_endpoint_url(Some(url.to_string())),
        None if !aws.use_ssl => builder.push_interceptor(aws_sdk_athena::config::SharedInterceptor::new(PlainHttp)),
        None => &mut builder,
    };
    if let Some(pace) = LeastPace::of(aws) {
        builder.push_interceptor(pace);
    }
    aws_sdk_athena::Client::from_conf(builder.build())
}

/// AWS STS. It makes one attempt too: an MFA code works only once, and the connection tries again.
pub(crate) fn sts(aws: &AwsOptions, config: &SdkConfig) -> aws_sdk_sts::Client {
    let mut builder = aws_sdk_sts::config::Builder::from(config).retry_config(RetryConfig::disabled());
    match &aws.sts_endpoint_url {
        Some(url) => builder.set_endpoint_url(Some(url.to_string())),
        None if !aws.use_ssl => builder.push_interceptor(aws_sdk_sts::config::SharedInterceptor::new(PlainHttp)),
        None => &mut builder,
    };
    if let Some(pace) = LeastPace::of(aws) {
        builder.push_interceptor(pace);
    }
    aws_sdk_sts::Client::from_conf(builder.build())
}

/// AWS Glue.
#[cfg(feature = "glue")]
pub(crate) fn glue(aws: &AwsOptions, config: &SdkConfig) -> aws_sdk_glue::Client {
    let mut builder = aws_sdk_glue::config::Builder::from(config).retry_config(RetryConfig::disabled());
    match &aws.glue_endpoint_url {
        Some(url) => builder.set_endpoint_url(Some(url.to_string())),
        None if !aws.use_ssl => builder.push_interceptor(aws_sdk_glue::config::SharedInterceptor::new(PlainHttp)),
        None => &mut builder,
    };
    if let Some(pace) = LeastPace::of(aws) {
        builder.push_interceptor(pace);
    }
    aws_sdk_glue::Client::from_conf(builder.build())
}

/// Amazon S3, for reading parts of objects.
#[cfg(feature = "s3")]
pub(crate) fn s3(aws: &AwsOptions, config: &SdkConfig) -> aws_sdk_s3::Client {
    use std::time::Duration;

    use aws_sdk_s3::config::{
        RequestChecksumCalculation, ResponseChecksumValidation, SharedInterceptor, StalledStreamProtectionConfig,
    };

    // The consumer of a body may pause for longer than the default of 5 seconds; that is not a stalled server.
    let stalled = StalledStreamProtectionConfig::enabled().grace_period(Duration::from_secs(60)).build();
    let mut builder = aws_sdk_s3::config::Builder::from(config)
        .retry_config(RetryConfig::disabled())
        .stalled_stream_protection(stalled)
        // the checksum of an object does not cover a range of it
        .response_checksum_validation(ResponseChecksumValidation::WhenRequired)
        .request_checksum_calculation(RequestChecksumCalculation::WhenRequired);
    match &aws.s3_endpoint_url {
        Some(url) => builder.set_endpoint_url(Some(url.to_string())),
        None if !aws.use_ssl => builder.push_interceptor(SharedInterceptor::new(PlainHttp)),
        None => &mut builder,
    };
    if aws.s3_endpoint_url.is_some() || of_environment(config, "S3").is_some() {
        // a host such as `<bucket>.127.0.0.1` does not exist
        builder.set_force_path_style(Some(true));
    }
    if let Some(pace) = LeastPace::of_errors(aws) {
        builder.push_interceptor(pace);
    }
    aws_sdk_s3::Client::from_conf(builder.build())
}

/// The endpoint that the environment, the profile or the caller's configuration sets for the service.
pub(crate) fn of_environment(config: &SdkConfig, service: &str) -> Option<String> {
    let key = aws_types::service_config::ServiceConfigKey::builder()
        .service_id(service)
        .env("AWS_ENDPOINT_URL")
        .profile("endpoint_url")
        .build();
    let own = key.ok().and_then(|key| config.service_config().and_then(|given| given.load_config(key)));
    own.or_else(|| config.endpoint_url().map(str::to_owned))
}

/// `use_ssl=false`: replaces https by http. It does so before signing, because the signature covers the address.
#[derive(Debug)]
struct PlainHttp;

impl Intercept for PlainHttp {
    fn name(&self) -> &'static str {
        "PlainHttp"
    }

    fn modify_before_signing(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let request = context.request_mut();
        if let Some(rest) = request.uri().strip_prefix("https://").map(str::to_owned) {
            request.set_uri(format!("http://{rest}"))?;
        }
        Ok(())
    }
}
