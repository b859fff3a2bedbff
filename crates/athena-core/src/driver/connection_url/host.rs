//! The host of a URL: its region, and its endpoint.

/// A host of a known form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Host {
    /// The host in lower case.
    pub(super) name: String,
    /// The region in it.
    pub(super) region: String,
    /// Whether requests must go to this host; the SDK derives the public one from the region.
    pub(super) is_endpoint: bool,
}

/// The DNS suffixes of the partitions: public, China, European Sovereign Cloud.
const SUFFIXES: [&str; 3] = [".amazonaws.com", ".amazonaws.com.cn", ".amazonaws.eu"];
/// The suffixes of endpoints that support both IPv4 and IPv6.
const DUAL_STACK_SUFFIXES: [&str; 3] = [".api.aws", ".api.amazonwebservices.com.cn", ".api.amazonwebservices.eu"];

impl Host {
    /// # Errors
    ///
    /// The reason, for an error about the URL.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let name = text.to_ascii_lowercase();
        let found = if looks_like_region(&name) { Some((name.as_str(), false)) } else { read(&name) };
        match found {
            Some((region, is_endpoint)) if looks_like_region(region) => {
                Ok(Self { region: region.to_owned(), is_endpoint, name })
            }
            _ => Err(unknown(text)),
        }
    }
}

/// The region, and whether requests must go to the host itself.
fn read(name: &str) -> Option<(&str, bool)> {
    let public = |name: &'_ str| SUFFIXES.iter().find_map(|suffix| name.strip_suffix(suffix)).map(str::len);
    let dual_stack =
        |name: &'_ str| DUAL_STACK_SUFFIXES.iter().find_map(|suffix| name.strip_suffix(suffix)).map(str::len);
    let (head, is_public) = match (public(name), dual_stack(name)) {
        (Some(length), _) => (&name[..length], true),
        (None, Some(length)) => (&name[..length], false),
        (None, None) => return None,
    };
    match head.split('.').collect::<Vec<_>>().as_slice() {
        ["athena", region] => Some((region, !is_public)),
        ["athena-fips", region] => Some((region, true)),
        [endpoint, "athena", region, "vpce"] if is_public && is_vpc_endpoint(endpoint) => Some((region, true)),
        _ => None,
    }
}

fn is_vpc_endpoint(label: &str) -> bool {
    label.starts_with("vpce-") && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// Repeats the host only if it cannot be a key or a part of a secret, which are never all lower case.
fn unknown(text: &str) -> String {
    let harmless =
        text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-._[]:".contains(&byte));
    let whose = if harmless { format!("its host `{text}`") } else { "its host".to_owned() };
    format!(
        "{whose} must be athena.<region>.amazonaws.com, a FIPS, dual-stack or VPC endpoint of Athena, or a region; \
         give any other host as the option endpoint_url (and percent-encode `/`, `:`, `?` and `@` in a key or a \
         secret)"
    )
}

/// Whether the text has the form of an AWS region: `eu-west-1`, `us-gov-east-1`, `eusc-de-east-1`.
fn looks_like_region(text: &str) -> bool {
    let lower = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase());
    let mut parts = text.split('-').rev();
    let number = parts.next().is_some_and(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    let words: Vec<&str> = parts.collect();
    number
        && words.len() >= 2
        && words.iter().all(|word| lower(word))
        && words.last().is_some_and(|area| area.len() <= 4)
}
