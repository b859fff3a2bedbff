//! Who asks: keys, a profile or the SDK's chain; then perhaps a role, or a session with MFA.

use std::sync::Arc;

use athena_core::options::{AwsOptions, Secret};
use athena_core::{Error, ErrorKind, Result};
use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_config::{SdkConfig, identity::IdentityCache};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;

use crate::session::{Mfa, Session, Wanted};
use crate::{SdkOptions, config, endpoint};

/// The first option that says who asks.
pub(crate) fn first_option(aws: &AwsOptions) -> Option<&'static str> {
    let given = [
        ("aws_access_key_id", aws.aws_access_key_id.is_some()),
        ("profile_name", aws.profile_name.is_some()),
        ("role_arn", aws.role_arn.is_some()),
        ("serial_number", aws.serial_number.is_some()),
    ];
    given.into_iter().find(|(_, given)| *given).map(|(option, _)| option)
}

/// Whether the credentials to begin with are not those of the SDK's chain.
pub(crate) fn replace_the_chain(aws: &AwsOptions) -> bool {
    aws.aws_access_key_id.is_some() || aws.profile_name.is_some()
}

/// `config` with the credentials of the options.
pub(crate) async fn provide(aws: &AwsOptions, sdk: &SdkOptions, config: SdkConfig) -> Result<SdkConfig> {
    if aws.aws_access_key_id.is_some() && aws.profile_name.is_some() {
        let message = "options `aws_access_key_id` and `profile_name` both set credentials; give one";
        return Err(Error::new(ErrorKind::InvalidOption, message));
    }
    let wanted = wanted(aws)?;
    let mfa = mfa(aws, sdk)?;
    let config = match base(aws, &config) {
        Some(provider) => config.into_builder().credentials_provider(provider).build(),
        None => config,
    };
    let Some(wanted) = wanted else { return Ok(config) };

    // The cache of the clients holds the session; who asks for the session is looked up anew each time, or the two
    // would wait for each other.
    let asker = config.clone().into_builder().identity_cache(IdentityCache::no_cache()).build();
    let session = Session { client: endpoint::sts(aws, &asker), wanted, mfa, duration: duration(aws) };
    Ok(config.into_builder().credentials_provider(SharedCredentialsProvider::new(session)).build())
}

/// The credentials to begin with; `None` for the SDK's chain.
fn base(aws: &AwsOptions, config: &SdkConfig) -> Option<SharedCredentialsProvider> {
    if let (Some(id), Some(secret)) = (&aws.aws_access_key_id, &aws.aws_secret_access_key) {
        let token = aws.aws_session_token.as_ref().map(|token| token.expose().to_owned());
        let keys = Credentials::new(id, Secret::expose(secret), token, None, "awsathena");
        return Some(SharedCredentialsProvider::new(keys));
    }
    // Not by the chain: there, keys in the environment would go before a profile that was asked for by name.
    let profile = aws.profile_name.as_ref()?;
    let mut provider = ProviderConfig::without_region()
        .with_region(config.region().cloned())
        .with_behavior_version(Some(config::behavior()));
    if let Some(client) = config.http_client() {
        provider = provider.with_http_client(client);
    }
    if let Some(timeouts) = config.timeout_config() {
        provider = provider.with_timeout_config(timeouts.clone());
    }
    let provider = ProfileFileCredentialsProvider::builder().configure(&provider).profile_name(profile).build();
    Some(SharedCredentialsProvider::new(provider))
}

fn wanted(aws: &AwsOptions) -> Result<Option<Wanted>> {
    Ok(match (&aws.role_arn, &aws.serial_number) {
        (Some(arn), _) => Some(Wanted::Role {
            arn: arn.clone(),
            session_name: aws.role_session_name.clone().unwrap_or_else(session_name),
            external_id: aws.external_id.clone(),
        }),
        (None, Some(_)) => Some(Wanted::SameUser),
        (None, None) => None,
    })
}

fn session_name() -> String {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    format!("awsathena-{}", since.as_secs())
}

fn mfa(aws: &AwsOptions, sdk: &SdkOptions) -> Result<Option<Mfa>> {
    let Some(device) = &aws.serial_number else { return Ok(None) };
    let Some(ask) = &sdk.mfa_token else {
        let message = "option `serial_number` asks for the code of an MFA device, and there is nobody to ask: give a \
                       function that returns it by `mfa_token` of the connection builder";
        return Err(Error::new(ErrorKind::InvalidOption, message));
    };
    Ok(Some(Mfa { device: device.clone(), ask: Arc::clone(ask) }))
}

fn duration(aws: &AwsOptions) -> i32 {
    i32::try_from(aws.duration_seconds).unwrap_or(i32::MAX)
}
