//! Fuzz targets of connection URLs and of the values of options

use std::fmt::Debug;
use std::time::Duration;

use athena_sql::ParamStyle;

use crate::driver::ConnectionUrl;
use crate::driver::decode::{MonthIntervals, TypeHints, ZonedTimestamps};
use crate::driver::option::{OptionMap, OptionValue};
use crate::driver::unload::UnloadMode;
use crate::error::Result;
use crate::options::{
    AccountId, ConnectOptions, EncryptionOption, EndpointUrl, S3AclOption, S3Uri, Secret, TlsVerification,
};
use crate::value::TimeUnit;

/// Two texts of the form of a secret, which no error and no printed URL may show.
const SECRETS: [&str; 2] = ["wJalrXUtnFEMIK7MDENGbPxRfiCYzEXAMPLEKEYq", "kWoyeKHgaSRZVX4ZQRATbCkEsvPLmRKNZCYRXRLd"];

/// Options whose values are secrets.
const SECRET_KEYS: [&str; 3] = ["aws_secret_access_key", "aws_session_token", "AWS_Secret_Access_Key"];

/// Reads a text as a connection URL, and its query string as options.
///
/// A valid URL reads back from its full form, and its form for logs is a URL, too. A URL with other secrets has the
/// same form for logs, the same `Debug` form and the same error.
pub fn url(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(url) = ConnectionUrl::parse(text) {
        assert_eq!(ConnectionUrl::parse(&url.expose()).as_ref().ok(), Some(&url), "{text:?} reads back");
        assert!(ConnectionUrl::parse(&url.redacted()).is_ok(), "{text:?} without secrets is a URL");
        assert_eq!(ConnectionUrl::scheme_of(text).ok().as_deref(), Some(url.scheme()));
    }
    plant(text);
    values(text);
}

/// Puts a secret into the places of a URL that hold one. The text is what stands around it.
fn plant(text: &str) {
    let (before, after) = text.split_once('\n').unwrap_or((text, ""));
    // Behind an unencoded `?` or `&`, a part of a secret is the name of an option.
    if before.contains(['?', '&']) {
        return;
    }
    let plants: [&dyn Fn(&str) -> String; 3] = [
        &|secret| format!("awsathena+rest://AKIA1:{before}{secret}{after}"),
        &|secret| format!("awsathena+rest://{before}{secret}{after}"),
        &|secret| {
            let key = SECRET_KEYS[before.len() % SECRET_KEYS.len()];
            format!("awsathena+rest://:@eu-west-1/db?aws_access_key_id=AKIA1&{key}={before}{secret}{after}")
        },
    ];
    for planted in plants {
        let [one, other] = SECRETS.map(|secret| shown(&planted(secret)));
        // In the place of the schema or of an option without secrets, the text is not one.
        let url = ConnectionUrl::parse(&planted(SECRETS[0]));
        let is_secret = url.as_ref().map_or(true, |url| {
            let hidden = url.secret_access_key().map(Secret::expose).unwrap_or_default();
            let options = SECRET_KEYS.iter().filter_map(|key| url.options().get(key));
            std::iter::once(hidden).chain(options).any(|text| text.contains(SECRETS[0]))
        });
        if is_secret {
            assert_eq!(one, other, "a secret changes what is shown");
        }
    }
}

/// Everything that a log may hold of a URL: the URL, its options, errors.
fn shown(text: &str) -> String {
    let read = |url: ConnectionUrl| -> Result<ConnectOptions> {
        let mut map = url.into_options();
        let options = ConnectOptions::from_options(&mut map, &|_| None)?;
        map.finish("rest", &ConnectOptions::layers())?;
        Ok(options)
    };
    match ConnectionUrl::parse(text) {
        Ok(url) => format!("{url} {url:?} {:?} {:?}", url.clone().into_options(), read(url.clone())),
        Err(error) => format!("{error} {error:?}"),
    }
}

/// Reads a text as a value of an option of each type. A valid value reads back from its printed form.
fn values(text: &str) {
    value::<bool>(text);
    value::<u16>(text);
    value::<usize>(text);
    value::<i64>(text);
    value::<String>(text);
    value::<Option<String>>(text);
    value::<Secret>(text);
    value::<Duration>(text);
    value::<S3Uri>(text);
    value::<EndpointUrl>(text);
    value::<AccountId>(text);
    value::<TlsVerification>(text);
    value::<EncryptionOption>(text);
    value::<S3AclOption>(text);
    value::<ParamStyle>(text);
    value::<UnloadMode>(text);
    value::<TypeHints>(text);
    value::<TimeUnit>(text);
    value::<ZonedTimestamps>(text);
    value::<MonthIntervals>(text);
    if let Ok(uri) = text.parse::<S3Uri>() {
        assert_eq!(S3Uri::new(uri.bucket(), uri.key()).as_ref().ok(), Some(&uri));
        // The URI of a bucket gets its slash.
        assert_eq!(uri.as_str().trim_end_matches('/'), text.trim_end_matches('/'));
    }
    let mut map = OptionMap::new();
    map.insert("aws_secret_access_key", text);
    let [one, other] = [text, SECRETS[0]].map(|secret| {
        map.insert("aws_secret_access_key", secret);
        format!("{map:?}")
    });
    assert_eq!(one, other);
}

fn value<T: OptionValue + PartialEq + Debug>(text: &str) {
    if let Ok(value) = T::parse(text) {
        let printed = value.print();
        assert_eq!(T::parse(&printed).as_ref(), Ok(&value), "{text:?} prints as {printed:?}");
    }
}
