//! Endpoint of STS for the SDK's own providers of credentials
//!
//! The providers of profiles and of web identities make clients of STS themselves. They read the endpoint from the
//! environment and the profile, and from nowhere else, so the option becomes a part of the profile.

use athena_core::options::EndpointUrl;
use aws_config::SdkConfig;
use aws_config::profile::profile_file;
use aws_types::os_shim_internal::Env;

/// The files that profiles are read from.
#[expect(deprecated, reason = "the new name is in a crate that is otherwise not needed")]
pub(crate) type Files = profile_file::ProfileFiles;

/// The usual files, with `endpoint` as the endpoint of STS of the profile `name`. Nothing of the profile is lost that
/// matters for credentials.
#[expect(deprecated, reason = "the new name is in a crate that is otherwise not needed")]
pub(crate) fn files(endpoint: &EndpointUrl, name: &str) -> Files {
    let section = if name == "default" { name.to_owned() } else { format!("profile {name}") };
    let contents = format!(
        "[{section}]\nservices = awsathena-sts\n[services awsathena-sts]\nsts =\n  endpoint_url = {endpoint}\n"
    );
    Files::builder()
        .include_default_config_file(true)
        .include_default_credentials_file(true)
        .with_contents(profile_file::ProfileFileKind::Config, contents)
        .build()
}

/// The profile of the default chain; `None` for a name that cannot be one.
pub(crate) fn profile_of_the_chain(env: &Env) -> Option<String> {
    let name = env.get("AWS_PROFILE").unwrap_or_else(|_| "default".to_owned());
    let fits = !name.is_empty() && !name.contains(|c: char| c.is_control() || c == '[' || c == ']');
    fits.then_some(name)
}

/// `config` with the credentials of `chain`, which was loaded with [`files`].
pub(crate) fn with_chain(config: SdkConfig, chain: &SdkConfig) -> SdkConfig {
    match chain.credentials_provider() {
        Some(provider) => config.into_builder().credentials_provider(provider).build(),
        None => config,
    }
}
