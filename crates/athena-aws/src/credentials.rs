//! Credentials of a connection: their source, and the role or MFA session that is assumed with them.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use athena_core::driver::api::RenewCredentials;
use athena_core::options::{AwsOptions, Secret};
use athena_core::{Error, ErrorKind, Result};
use aws_config::SdkConfig;
use aws_config::identity::IdentityCache;
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_runtime_api::client::identity::SharedIdentityCache;

use crate::profile::{Profile, ProfileCredentials};
use crate::renewal::{ForClients, RenewableCache};
use crate::session::{Mfa, Session, Wanted};
use crate::{SdkOptions, endpoint};

/// Time for a person to find the MFA device and type six digits; the SDK's own limit is about 20 seconds.
const MFA_TIMEOUT: Duration = Duration::from_secs(300);

/// The renewal of the credentials of a connection.
pub(crate) type SharedRenewal = Arc<dyn RenewCredentials>;

/// Refuses two sources of credentials. The provider of [`SdkOptions`] replaces that of its SDK configuration; a role or
/// an MFA device is not a source, but uses one.
pub(crate) fn check(aws: &AwsOptions, sdk: &SdkOptions) -> Result<()> {
    let mut sources = [
        ("option `aws_access_key_id`", aws.aws_access_key_id.is_some()),
        ("option `profile_name`", aws.profile_name.is_some()),
        ("a credentials provider", sdk.credentials.is_some()),
        ("an SDK configuration", sdk.sdk_config.is_some() && sdk.credentials.is_none()),
    ]
    .into_iter()
    .filter_map(|(source, given)| given.then_some(source));
    match (sources.next(), sources.next()) {
        (Some(one), Some(other)) => {
            Err(Error::new(ErrorKind::InvalidOption, format!("{one} and {other} both set credentials; give one")))
        }
        _ => Ok(()),
    }
}

/// Whether the credentials do not come from the SDK's chain.
pub(crate) fn replace_the_chain(aws: &AwsOptions, sdk: &SdkOptions) -> bool {
    aws.aws_access_key_id.is_some() || aws.profile_name.is_some() || sdk.credentials.is_some()
}

/// `config` with the credentials that the options name, and with the session that they ask for; and the cache of the
/// credentials, where they can be renewed.
pub(crate) fn provide(
    aws: &AwsOptions,
    sdk: &SdkOptions,
    profile: Option<Profile>,
    config: SdkConfig,
) -> Result<(SdkConfig, Option<SharedRenewal>)> {
    let mfa = mfa(aws, sdk)?;
    let config = match source(aws, sdk, profile, &config) {
        Some(provider) => config.into_builder().credentials_provider(provider).build(),
        None if config.credentials_provider().is_none() => return Err(no_provider()),
        None => config,
    };
    let Some(wanted) = wanted(aws, &config) else {
        if aws.aws_access_key_id.is_some() {
            return Ok((config, None));
        }
        let cache = config.identity_cache().unwrap_or_else(empty_cache);
        return Ok(renewable(config, cache, empty_cache));
    };

    // One cache for the clients of all services, or each would begin a session: an MFA code works only once.
    let (cache, empty): (_, fn() -> SharedIdentityCache) = match (&mfa, config.identity_cache()) {
        (None, Some(cache)) => (cache, empty_cache),
        (None, None) => (empty_cache(), empty_cache),
        (Some(_), _) => (empty_cache_for_mfa(), empty_cache_for_mfa),
    };
    // That cache holds the session. The client of STS looks its own credentials up each time: with the same cache, the
    // two look-ups would wait for each other.
    let sts = config.clone().into_builder().identity_cache(IdentityCache::no_cache()).build();
    let session = Session { client: endpoint::sts(aws, &sts), wanted, mfa, duration: duration(aws) };
    let provider = SharedCredentialsProvider::new(session);
    Ok(renewable(config.into_builder().credentials_provider(provider).build(), cache, empty))
}

fn empty_cache() -> SharedIdentityCache {
    IdentityCache::lazy().build()
}

fn empty_cache_for_mfa() -> SharedIdentityCache {
    IdentityCache::lazy().load_timeout(MFA_TIMEOUT).build()
}

fn renewable(
    config: SdkConfig,
    cache: SharedIdentityCache,
    empty: fn() -> SharedIdentityCache,
) -> (SdkConfig, Option<SharedRenewal>) {
    let cache = Arc::new(RenewableCache::new(cache, empty));
    let shared = SharedIdentityCache::new(ForClients(Arc::clone(&cache)));
    (config.into_builder().identity_cache(shared).build(), Some(cache))
}

/// The source of the credentials; `None` for that of `config`, which is the caller's or the SDK's chain.
fn source(
    aws: &AwsOptions,
    sdk: &SdkOptions,
    profile: Option<Profile>,
    config: &SdkConfig,
) -> Option<SharedCredentialsProvider> {
    if let (Some(id), Some(secret)) = (&aws.aws_access_key_id, &aws.aws_secret_access_key) {
        let token = aws.aws_session_token.as_ref().map(|token| token.expose().to_owned());
        let keys = Credentials::new(id, Secret::expose(secret), token, None, "awsathena");
        return Some(SharedCredentialsProvider::new(keys));
    }
    // Not by the chain: there, keys in the environment would take precedence over the profile that the option names.
    if let Some(profile) = profile {
        return Some(SharedCredentialsProvider::new(ProfileCredentials::new(
            profile,
            config,
            aws.sts_endpoint_url.as_ref(),
        )));
    }
    sdk.credentials.clone()
}

/// Only a configuration that was built by hand can lack one; the SDK's own error for it names neither cause nor cure.
fn no_provider() -> Error {
    let message = "the SDK configuration has no credentials provider: load it with aws-config, or set a provider, or \
                   `aws_access_key_id` and `aws_secret_access_key` without an SDK configuration";
    Error::new(ErrorKind::Unauthenticated, message)
}

fn wanted(aws: &AwsOptions, config: &SdkConfig) -> Option<Wanted> {
    match (&aws.role_arn, &aws.serial_number) {
        (Some(arn), _) => Some(Wanted::Role {
            arn: arn.clone(),
            session_name: aws.role_session_name.clone().unwrap_or_else(|| session_name(config)),
            external_id: aws.external_id.as_ref().map(|id| id.expose().to_owned()),
        }),
        (None, Some(_)) => Some(Wanted::SameUser),
        (None, None) => None,
    }
}

fn session_name(config: &SdkConfig) -> String {
    let now = config.time_source().map_or_else(SystemTime::now, |clock| clock.now());
    format!("awsathena-{}", now.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs())
}

fn mfa(aws: &AwsOptions, sdk: &SdkOptions) -> Result<Option<Mfa>> {
    let Some(device) = &aws.serial_number else { return Ok(None) };
    let Some(ask) = &sdk.mfa_token else {
        let message = "option `serial_number` needs the codes of the MFA device: give a function that returns them to \
                       `mfa_token` of the connection builder, or to `SdkOptions::with_mfa_token`";
        return Err(Error::new(ErrorKind::InvalidOption, message));
    };
    Ok(Some(Mfa { device: device.clone(), ask: Arc::clone(ask) }))
}

fn duration(aws: &AwsOptions) -> i32 {
    i32::try_from(aws.duration_seconds).unwrap_or(i32::MAX)
}
