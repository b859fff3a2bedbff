//! Configuration of the SDK, from the options or from the program's `SdkConfig`.

use std::time::Duration;

use athena_core::options::{AwsOptions, ConnectOptions, TlsVerification};
use athena_core::{Error, ErrorKind, Result};
use aws_config::timeout::TimeoutConfig;
use aws_config::{AppName, BehaviorVersion, ConfigLoader, Region, SdkConfig};
use aws_types::sdk_ua_metadata::FrameworkMetadata;

use crate::credentials::SharedRenewal;
use crate::profile::Profile;
use crate::{SdkOptions, credentials, profile, sts_endpoint, transport};

/// The version of the SDK's defaults. It is pinned, so that an update of the SDK does not change them.
fn behavior() -> BehaviorVersion {
    BehaviorVersion::v2026_01_12()
}

/// Without a limit, a call would wait forever on a connection that a firewall has dropped.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(60);

/// The configuration of all clients, its region, and the renewal of its credentials.
pub(crate) async fn load(
    options: &ConnectOptions,
    sdk: &SdkOptions,
) -> Result<(SdkConfig, String, Option<SharedRenewal>)> {
    let aws = &options.aws;
    credentials::check(aws, sdk)?;
    let profile = match &aws.profile_name {
        Some(name) => Some(Profile::find(name).await?),
        None => None,
    };
    if sdk.sdk_config.is_none() && !credentials::replace_the_chain(aws, sdk) {
        Profile::check_environment().await?;
    }
    let config = match &sdk.sdk_config {
        Some(given) => from_caller(options, sdk, given)?,
        None => from_options(options, sdk).await?,
    };
    let region = config.region().map(ToString::to_string);
    let region = region.ok_or_else(|| no_region(aws.profile_name.as_deref()))?;
    let (config, renewal) = credentials::provide(aws, sdk, profile, config)?;
    Ok((config, region, renewal))
}

fn from_caller(options: &ConnectOptions, sdk: &SdkOptions, given: &SdkConfig) -> Result<SdkConfig> {
    let aws = &options.aws;
    let own_client = sdk.http_client.is_some() || given.http_client().is_some();
    if own_client && aws.verify != TlsVerification::System {
        return Err(two_trusts());
    }
    let mut timeouts = timeouts(aws);
    if let Some(theirs) = given.timeout_config() {
        timeouts.take_defaults_from(theirs);
    }
    let mut builder = given.clone().into_builder().timeout_config(with_read_timeout(timeouts));
    builder.set_framework_metadata(framework()?);
    if given.behavior_version().is_none() {
        builder.set_behavior_version(Some(behavior()));
    }
    if let Some(region) = &aws.region_name {
        builder.set_region(Region::new(region.clone()));
    }
    if let Some(name) = app_name(sdk)? {
        builder.set_app_name(Some(name));
    }
    if let Some(client) = &sdk.http_client {
        builder.set_http_client(Some(client.clone()));
    } else if !own_client {
        builder.set_http_client(Some(transport::client(options)?));
    }
    if let Some(clock) = &sdk.time_source {
        builder.set_time_source(Some(clock.clone()));
    }
    Ok(builder.build())
}

async fn from_options(options: &ConnectOptions, sdk: &SdkOptions) -> Result<SdkConfig> {
    let aws = &options.aws;
    let client = match &sdk.http_client {
        Some(_) if aws.verify != TlsVerification::System => return Err(two_trusts()),
        Some(client) => client.clone(),
        None => transport::client(options)?,
    };
    let mut loader = loader().http_client(client).timeout_config(with_read_timeout(timeouts(aws)));
    for part in framework()? {
        loader = loader.framework_metadata(part);
    }
    if let Some(name) = app_name(sdk)? {
        loader = loader.app_name(name);
    }
    if let Some(region) = &aws.region_name {
        loader = loader.region(Region::new(region.clone()));
    }
    if let Some(profile) = &aws.profile_name {
        loader = loader.profile_name(profile);
    }
    if let Some(clock) = &sdk.time_source {
        loader = loader.time_source(clock.clone());
    }
    if credentials::replace_the_chain(aws, sdk) {
        loader = loader.no_credentials();
        return Ok(loader.load().await);
    }
    let config = loader.load().await;
    let profile = sts_endpoint::profile_of_the_chain(&profile::environment());
    let (Some(endpoint), Some(profile)) = (&aws.sts_endpoint_url, profile) else { return Ok(config) };
    // A second configuration, for its credentials: in the first one, this would hide the profile's other endpoints.
    let mut chain = self::loader().profile_files(sts_endpoint::files(endpoint, &profile)).profile_name(profile);
    if let Some(client) = config.http_client() {
        chain = chain.http_client(client);
    }
    if let Some(timeouts) = config.timeout_config() {
        chain = chain.timeout_config(timeouts.clone());
    }
    if let Some(clock) = config.time_source() {
        chain = chain.time_source(clock);
    }
    let chain = chain.region(config.region().cloned()).load().await;
    Ok(sts_endpoint::with_chain(config, &chain))
}

fn loader() -> ConfigLoader {
    let loader = aws_config::defaults(behavior());
    // the developer's environment must not reach a test
    #[cfg(test)]
    let loader = loader.empty_test_environment();
    loader
}

fn timeouts(aws: &AwsOptions) -> TimeoutConfig {
    let mut timeouts = TimeoutConfig::builder();
    timeouts.set_connect_timeout(aws.connect_timeout);
    timeouts.set_read_timeout(aws.request_timeout);
    timeouts.set_operation_attempt_timeout(aws.request_timeout);
    timeouts.build()
}

fn with_read_timeout(timeouts: TimeoutConfig) -> TimeoutConfig {
    let missing = timeouts.read_timeout().is_none();
    if missing { timeouts.into_builder().read_timeout(REQUEST_TIMEOUT).build() } else { timeouts }
}

fn two_trusts() -> Error {
    Error::new(ErrorKind::InvalidOption, "option `verify` and an HTTP client both configure TLS trust; give one")
}

/// `lib/awsathena/<version>` of the user agent.
fn framework() -> Result<Vec<FrameworkMetadata>> {
    let part = FrameworkMetadata::new("awsathena", Some(env!("CARGO_PKG_VERSION")));
    Ok(vec![part.map_err(|error| Error::new(ErrorKind::Unexpected, error.to_string()))?])
}

fn app_name(sdk: &SdkOptions) -> Result<Option<AppName>> {
    let invalid = |_| {
        let message = "the app name may have only letters, digits and characters of !#$%&'*+-.^_`|~";
        Error::new(ErrorKind::InvalidOption, message)
    };
    sdk.app_name.clone().map(AppName::new).transpose().map_err(invalid)
}

fn no_region(profile: Option<&str>) -> Error {
    let why = profile.map_or_else(String::new, |name| format!(": profile `{name}` has none"));
    let message = format!(
        "no AWS region is known{why}; set option `region_name`, the environment variable AWS_REGION, or `region` in the \
         profile"
    );
    Error::new(ErrorKind::InvalidOption, message)
}
