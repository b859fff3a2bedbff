//! Profiles of the AWS configuration files.

use std::fmt;

use athena_core::options::EndpointUrl;
use athena_core::{Error, ErrorKind, Result, nearest};
use aws_config::SdkConfig;
use aws_config::profile::{self, ProfileFileCredentialsProvider, ProfileSet};
use aws_config::provider_config::ProviderConfig;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, future};
use aws_types::os_shim_internal::{Env, Fs};

use crate::{classify, sts_endpoint};

/// The longest chain of `source_profile` that is followed; the chain may be a loop.
const MAX_SOURCES: usize = 8;

/// A profile that exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Profile {
    pub(crate) name: String,
    /// The profile to sign in with, itself or one of its sources, if IAM Identity Center signs it in.
    pub(crate) sso_profile: Option<String>,
}

impl Profile {
    /// Looks the profile that an option names up in the files of this process's environment.
    pub(crate) async fn find(name: &str) -> Result<Self> {
        Self::find_in(name, "option `profile_name`", &environment(), &Fs::real()).await
    }

    /// Checks that the profile that the environment names is there. The SDK's chain would go on to other sources, such
    /// as the role of the machine, and work with another identity.
    pub(crate) async fn check_environment() -> Result<()> {
        Self::check_in(&environment(), &Fs::real()).await
    }

    async fn check_in(env: &Env, fs: &Fs) -> Result<()> {
        let given = |variable| env.get(variable).ok().filter(|value| !value.is_empty());
        let Some(name) = given("AWS_PROFILE") else { return Ok(()) };
        // Keys take precedence over profiles, and the default profile may be missing.
        if name == "default" || given("AWS_ACCESS_KEY_ID").is_some() {
            return Ok(());
        }
        Self::find_in(&name, "environment variable AWS_PROFILE", env, fs).await.map(drop)
    }

    /// `named_by` tells where the name comes from.
    async fn find_in(name: &str, named_by: &str, env: &Env, fs: &Fs) -> Result<Self> {
        let files = Files::of(env);
        let profiles = profile::load(fs, env, &Default::default(), Some(name.to_owned().into())).await;
        let profiles = profiles.map_err(|error| unreadable(&files, &error))?;
        if profiles.get_profile(name).is_none() {
            return Err(missing(name, named_by, &files, &profiles));
        }
        Ok(Self { name: name.to_owned(), sso_profile: sso_profile(name, &profiles) })
    }
}

/// The environment that names the files.
pub(crate) fn environment() -> Env {
    // the developer's profiles must not reach a test
    if cfg!(test) { Env::from_slice(&[]) } else { Env::real() }
}

/// The paths of the files, as the environment has them.
struct Files {
    config: String,
    credentials: String,
}

impl Files {
    fn of(env: &Env) -> Self {
        let path = |variable, default: &str| env.get(variable).unwrap_or_else(|_| default.to_owned());
        Self {
            config: path("AWS_CONFIG_FILE", "~/.aws/config"),
            credentials: path("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials"),
        }
    }
}

impl fmt::Display for Files {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} and {}", self.config, self.credentials)
    }
}

fn sso_profile(name: &str, profiles: &ProfileSet) -> Option<String> {
    let source = |name: &&str| profiles.get_profile(name)?.get("source_profile");
    let mut sources = std::iter::successors(Some(name), source).take(MAX_SOURCES);
    let signs_in = |name: &str| {
        let profile = profiles.get_profile(name);
        profile.is_some_and(|profile| profile.get("sso_session").or(profile.get("sso_start_url")).is_some())
    };
    sources.find(|name| signs_in(name)).map(str::to_owned)
}

fn missing(name: &str, named_by: &str, files: &Files, profiles: &ProfileSet) -> Error {
    let mut names: Vec<&str> = profiles.profiles().collect();
    names.sort_unstable();
    let known = match (nearest(name, names.iter().copied()), names.is_empty()) {
        (Some(near), _) => format!("; did you mean `{near}`?"),
        (None, true) => ", which have no profiles".to_owned(),
        (None, false) => String::new(),
    };
    let error = Error::new(
        ErrorKind::Unauthenticated,
        format!("{named_by} names the profile `{name}`, which is missing in {files}{known}"),
    );
    if names.is_empty() { error } else { error.with_context("profiles", names.join(", ")) }
}

fn unreadable(files: &Files, error: &profile::ProfileFileLoadError) -> Error {
    let cause = classify::Cause::of(error);
    let message = format!("the profiles in {files} cannot be read: {}", cause.root());
    Error::new(ErrorKind::Unauthenticated, message).with_source(cause)
}

/// The credentials of a profile that an option names. Its errors name the profile.
#[derive(Debug)]
pub(crate) struct ProfileCredentials {
    profile: Profile,
    provider: ProfileFileCredentialsProvider,
}

impl ProfileCredentials {
    /// Calls of the provider, to STS or IAM Identity Center, use the client, clock and time limits of `config`. Those
    /// to STS go to `sts_endpoint`, if there is one.
    pub(crate) fn new(profile: Profile, config: &SdkConfig, sts_endpoint: Option<&EndpointUrl>) -> Self {
        let mut settings = ProviderConfig::without_region()
            .with_region(config.region().cloned())
            .with_behavior_version(config.behavior_version());
        if let Some(client) = config.http_client() {
            settings = settings.with_http_client(client);
        }
        if let Some(timeouts) = config.timeout_config() {
            settings = settings.with_timeout_config(timeouts.clone());
        }
        if let Some(clock) = config.time_source() {
            settings = settings.with_time_source(clock);
        }
        let mut provider = ProfileFileCredentialsProvider::builder().configure(&settings).profile_name(&profile.name);
        if let Some(endpoint) = sts_endpoint {
            provider = provider.profile_files(sts_endpoint::files(endpoint, &profile.name));
        }
        Self { provider: provider.build(), profile }
    }
}

impl ProvideCredentials for ProfileCredentials {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(async move {
            let provided = self.provider.provide_credentials().await;
            let Profile { name, sso_profile } = &self.profile;
            provided.map_err(|error| {
                CredentialsError::provider_error(classify::profile_failure(name, sso_profile.as_deref(), &error))
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use aws_smithy_types::error::display::DisplayErrorContext;

    use super::*;

    const CONFIG: &str = "
[default]
region = eu-west-1
[profile reports]
role_arn = arn:aws:iam::123456789012:role/reports
source_profile = people
[profile people]
sso_session = company
sso_account_id = 123456789012
sso_role_name = Analyst
[sso-session company]
sso_region = eu-west-1
sso_start_url = https://example.com/start
[profile loop]
role_arn = arn:aws:iam::123456789012:role/loop
source_profile = loop
";
    const CREDENTIALS: &str = "[keys]\naws_access_key_id = AKFILE\naws_secret_access_key = SECRETFILE\n";

    async fn find(name: &str, config: &str) -> Result<Profile> {
        let env = [("AWS_CONFIG_FILE", "/etc/config"), ("AWS_SHARED_CREDENTIALS_FILE", "/etc/keys")];
        let fs = Fs::from_slice(&[("/etc/config", config), ("/etc/keys", CREDENTIALS)]);
        Profile::find_in(name, "option `profile_name`", &Env::from_slice(&env), &fs).await
    }

    #[tokio::test]
    async fn a_profile_of_either_file_is_found() {
        for name in ["default", "keys", "loop"] {
            let found = Profile { name: name.to_owned(), sso_profile: None };
            assert_eq!(find(name, CONFIG).await.expect("a profile"), found);
        }
    }

    #[tokio::test]
    async fn the_profile_to_sign_in_with_is_followed_through_source_profiles() {
        for name in ["reports", "people"] {
            assert_eq!(find(name, CONFIG).await.expect("a profile").sso_profile.as_deref(), Some("people"));
        }
    }

    #[tokio::test]
    async fn a_missing_profile_names_the_nearest_one_all_others_and_the_files() {
        let error = find("report", CONFIG).await.expect_err("no such profile");
        assert_eq!(error.kind(), ErrorKind::Unauthenticated);
        assert_eq!(
            error.message(),
            "option `profile_name` names the profile `report`, which is missing in /etc/config and /etc/keys; \
             did you mean `reports`?"
        );
        assert_eq!(error.context("profiles"), Some("default, keys, loop, people, reports"));
        let error = find("warehouse", CONFIG).await.expect_err("no such profile");
        assert!(error.message().ends_with("is missing in /etc/config and /etc/keys"), "{error}");
    }

    #[tokio::test]
    async fn a_missing_profile_of_the_environment_is_an_error_unless_keys_precede_it() {
        let check = async |variables: &[(&'static str, &'static str)]| {
            let files = [("AWS_CONFIG_FILE", "/etc/config"), ("AWS_SHARED_CREDENTIALS_FILE", "/etc/keys")];
            let fs = Fs::from_slice(&[("/etc/config", CONFIG), ("/etc/keys", CREDENTIALS)]);
            Profile::check_in(&Env::from_slice(&[&files[..], variables].concat()), &fs).await
        };
        for good in [&[][..], &[("AWS_PROFILE", "people")], &[("AWS_PROFILE", "")]] {
            check(good).await.expect("nothing is missing");
        }
        check(&[("AWS_PROFILE", "nothere"), ("AWS_ACCESS_KEY_ID", "AK")]).await.expect("the keys are used");
        let error = check(&[("AWS_PROFILE", "peoples")]).await.expect_err("no such profile");
        assert_eq!(
            error.message(),
            "environment variable AWS_PROFILE names the profile `peoples`, which is missing in /etc/config and \
             /etc/keys; did you mean `people`?"
        );
    }

    #[tokio::test]
    async fn a_file_that_cannot_be_parsed_is_an_error_that_names_it() {
        let error = find("default", "[default").await.expect_err("half a header");
        assert_eq!(error.kind(), ErrorKind::Unauthenticated);
        assert!(error.message().starts_with("the profiles in /etc/config and /etc/keys cannot be read: "), "{error}");
        let source = DisplayErrorContext(&error).to_string();
        assert!(!source.contains("SECRETFILE"), "{source}");
    }
}
