//! Who asks, and whom.

use std::time::Duration;

use super::{EndpointUrl, Secret, TlsVerification};
use crate::error::{Error, ErrorKind, Result};

crate::options! {
    /// Region, credentials, endpoints and HTTP. What is not given comes from the AWS default chain: environment,
    /// profile files, SSO, web identity, container and instance roles.
    pub struct AwsOptions [check Self::check] {
        /// The AWS region.
        region_name (with_region_name): Option<String> [check |text: &String| region_name(text)] = None,
        /// Access key id; needs `aws_secret_access_key`.
        aws_access_key_id (with_aws_access_key_id): Option<String> = None,
        /// Secret access key; needs `aws_access_key_id`.
        aws_secret_access_key (with_aws_secret_access_key): Option<Secret> = None,
        /// Session token of temporary credentials; needs the two keys.
        aws_session_token (with_aws_session_token): Option<Secret> = None,
        /// Profile of the AWS configuration files.
        profile_name (with_profile_name): Option<String> = None,
        /// Role to assume with the credentials; its temporary credentials are renewed before they expire.
        role_arn (with_role_arn): Option<String> [check |text: &String| arn(text)] = None,
        /// Name of the role's session; needs `role_arn`. Without it, `awsathena-<unix seconds of the connect>`.
        role_session_name (with_role_session_name): Option<String> [check |text: &String| session_name(text)] = None,
        /// External id that the role's trust policy asks for; needs `role_arn`.
        external_id (with_external_id): Option<String> = None,
        /// MFA device whose code is asked for.
        serial_number (with_serial_number): Option<String> = None,
        /// Lifetime in seconds of the temporary credentials of a role or an MFA device.
        duration_seconds (with_duration_seconds): u32 [in 900..=43200] = 3600,
        /// Endpoint of Athena, and of Athena only.
        endpoint_url (with_endpoint_url): Option<EndpointUrl> = None,
        /// Endpoint of S3.
        s3_endpoint_url (with_s3_endpoint_url): Option<EndpointUrl> = None,
        /// Endpoint of STS.
        sts_endpoint_url (with_sts_endpoint_url): Option<EndpointUrl> = None,
        /// Endpoint of Glue.
        glue_endpoint_url (with_glue_endpoint_url): Option<EndpointUrl> = None,
        /// Version of the Athena API; there is one, 2017-05-18.
        api_version (with_api_version): Option<String> [check |text: &String| api_version(text)] = None,
        /// Whether endpoints that are not given are reached by https; `false` means http.
        use_ssl (with_use_ssl): bool = true,
        /// Whether certificates are checked, or the PEM file of the authorities to trust.
        verify (with_verify): TlsVerification = TlsVerification::System,
        /// Longest wait for a TCP and TLS connection.
        connect_timeout (with_connect_timeout): Option<Duration> [check positive] = None,
        /// Longest wait for one answer of a service.
        request_timeout (with_request_timeout): Option<Duration> [check positive] = None,
        /// How often a call is tried in all when a service asks for fewer calls, or does not answer.
        max_attempts (with_max_attempts): u32 [in 1..=100] = 8,
    }
}

impl AwsOptions {
    fn check(&self) -> Result<()> {
        let keys = (self.aws_access_key_id.is_some(), self.aws_secret_access_key.is_some());
        let complaint = match keys {
            (true, false) => "an access key id is given without its secret access key",
            (false, true) => "a secret access key is given without its access key id",
            (false, false) if self.aws_session_token.is_some() => {
                "a session token is given without access key id and secret access key"
            }
            _ if self.role_arn.is_none() && self.external_id.is_some() => "option `external_id` needs `role_arn`",
            _ if self.role_arn.is_none() && self.role_session_name.is_some() => {
                "option `role_session_name` needs `role_arn`"
            }
            _ => return Ok(()),
        };
        Err(Error::new(ErrorKind::InvalidOption, complaint))
    }
}

/// Whether the text has the form of a region's name: `eu-west-1`, `us-gov-east-1`, `eusc-de-east-1`.
pub(crate) fn looks_like_region(text: &str) -> bool {
    let lower = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase());
    let mut parts = text.split('-').rev();
    let number = parts.next().is_some_and(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    let words: Vec<&str> = parts.collect();
    number
        && words.len() >= 2
        && words.iter().all(|word| lower(word))
        && words.last().is_some_and(|area| area.len() <= 4)
}

/// Looser than a region's form: endpoints of one's own have regions such as `local`.
fn region_name(text: &str) -> Result<(), String> {
    let fits = text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if fits { Ok(()) } else { Err("it must be the name of a region, such as eu-west-1".to_owned()) }
}

fn arn(text: &str) -> Result<(), String> {
    if text.starts_with("arn:") { Ok(()) } else { Err("it must start with arn:".to_owned()) }
}

/// The rule of STS: <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html>.
fn session_name(text: &str) -> Result<(), String> {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"_+=,.@-".contains(&byte);
    if (2..=64).contains(&text.len()) && text.bytes().all(fits) {
        Ok(())
    } else {
        Err("it must have 2 to 64 letters, digits and characters of _+=,.@-".to_owned())
    }
}

fn api_version(text: &str) -> Result<(), String> {
    if text == "2017-05-18" { Ok(()) } else { Err("the only version is 2017-05-18".to_owned()) }
}
