//! Warnings about settings that leave a connection open to others

use athena_core::options::{ConnectOptions, EndpointUrl};
use aws_config::SdkConfig;

use crate::{endpoint, transport};

/// Logs a warning for requests that are sent without encryption to a host that is not this computer.
///
/// There is no setting for unsigned requests, and `verify=false` is refused, so that neither needs a warning.
pub(crate) fn warn(options: &ConnectOptions, config: &SdkConfig) {
    let open = open_services(options, config);
    if !open.is_empty() {
        tracing::warn!(
            "requests to {} are not encrypted: statements, results and session tokens can be read on the way; use https",
            open.join(", ")
        );
    }
}

/// The services that are called by plain http, with their hosts.
fn open_services(options: &ConnectOptions, config: &SdkConfig) -> Vec<String> {
    let aws = &options.aws;
    let uses_sts = aws.role_arn.is_some() || aws.serial_number.is_some();
    let services = [
        ("Athena", true, &aws.endpoint_url),
        ("S3", cfg!(feature = "s3"), &aws.s3_endpoint_url),
        ("Glue", cfg!(feature = "glue"), &aws.glue_endpoint_url),
        ("STS", uses_sts, &aws.sts_endpoint_url),
    ];
    let used = services.into_iter().filter(|(_, used, _)| *used);
    used.filter_map(|(service, _, given)| open_service(service, given.as_ref(), aws.use_ssl, config)).collect()
}

fn open_service(service: &str, given: Option<&EndpointUrl>, use_ssl: bool, config: &SdkConfig) -> Option<String> {
    let url = match given {
        Some(given) => Some(given.as_str().to_owned()),
        None => endpoint::of_environment(config, service),
    };
    match url {
        Some(url) if url.get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case("http://")) => {
            let host = transport::host(&url);
            (!transport::is_near(host)).then(|| format!("{service} at {host}"))
        }
        // `use_ssl` makes https of the environment plain, too.
        _ if given.is_none() && !use_ssl => Some(format!("{service} (use_ssl=false)")),
        _ => None,
    }
}
