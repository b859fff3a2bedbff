//! Extreme values of options, which no option may answer with a panic

use std::time::Duration;

use tokio::time::timeout;

use super::Harness;
use crate::driver::Dialect;
use crate::driver::option::{FromOptions as _, OptionMap};

/// Texts at and beyond the limits of numbers, durations, sizes, words and addresses.
pub const EXTREMES: &[&str] = &[
    "",
    " ",
    "0",
    "-0",
    "-1",
    "1",
    "255",
    "65535",
    "65536",
    "4294967295",
    "4294967296",
    "2147483648",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551615",
    "18446744073709551616",
    "340282366920938463463374607431768211456",
    "1e-300",
    "0.000000001",
    "0.0000000001",
    "31536000",
    "31536000.000000001",
    "31536001",
    "1e19",
    "1e308",
    "1e309",
    "nan",
    "inf",
    "-inf",
    "true",
    "auto",
    "\u{0}",
    "\u{1F980}",
    "s3://b",
    "s3://bucket//",
    "http://",
    "http://[::1]:99999",
    "a=row(",
];

/// Sets every option of the driver to every extreme, and runs a query with those that the driver takes.
///
/// # Panics
/// When the driver does, and when a query hangs.
pub async fn driver_options_never_panic<D: Dialect<Options: Default>>() {
    for spec in D::Options::default().specs() {
        for text in EXTREMES {
            let mut map = OptionMap::new();
            map.insert(spec.name, *text);
            if D::Options::from_options(&mut map).is_err() {
                continue;
            }
            let harness = Harness::new();
            harness.push_csv(&[("n", "bigint"), ("s", "varchar")], "\"n\",\"s\"\n\"1\",\"a\"\n,\n\"3\",\"\"\n");
            let mut cursor = harness.cursor::<D>(&[(spec.name, *text)]);
            let fetched = async {
                // An option may turn the query into another one, or not fit its result: that is an error.
                if cursor.execute("SELECT n, s FROM t").await.is_ok() {
                    cursor.fetch_all().await.ok();
                }
            };
            let limit = Duration::from_secs(60);
            assert!(timeout(limit, fetched).await.is_ok(), "`{}={text}` does not end", spec.name);
        }
    }
}
