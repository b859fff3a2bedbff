//! Errors about unknown options, with a hint at the option that was probably meant.

use super::driver_options::DRIVER_OPTIONS;
use super::spec::OptionSpec;
use super::value::shown_key;
use crate::suggest::nearest;

/// Names of our options in Athena's API, in the JDBC and ODBC drivers, and in the AWS SDK for pandas; without `_` and
/// `-`.
const OTHER_NAMES: &[(&str, &str)] = &[
    ("awsprofile", "profile_name"),
    ("awsregion", "region_name"),
    ("database", "schema_name"),
    ("datacatalog", "catalog_name"),
    ("datasource", "catalog_name"),
    ("outputlocation", "s3_staging_dir"),
    ("s3output", "s3_staging_dir"),
    ("s3outputlocation", "s3_staging_dir"),
    ("timeout", "query_timeout"),
];

/// Arguments of PyAthena that are Python objects, so a URL cannot hold them.
const PYTHON_OBJECTS: &[&str] = &[
    "config",
    "converter",
    "cursor_class",
    "cursor_kwargs",
    "formatter",
    "on_poll",
    "on_start",
    "retry_config",
    "s3_config",
    "session",
];

/// Arguments of PyAthena's cursors that have no counterpart here, and the reason.
const NO_COUNTERPART: &[(&str, &str)] = &[
    ("auto_optimize_chunksize", "every chunk has the number of rows that `chunksize` sets"),
    ("cache_type", "ranged reads are not cached; `block_size` and `s3_max_workers` control them"),
    ("csv_reader", "there is one CSV reader, which distinguishes NULL from the empty string"),
];

/// The error text for a key that neither the connection nor the driver takes; `layers` are the options that they take.
pub(super) fn complaint(key: &str, driver: &str, layers: &[&[OptionSpec]]) -> String {
    if let Some(drivers) = drivers_with(key) {
        return format!("unknown option `{key}` of driver `{driver}`; {drivers}");
    }
    if let Some((_, reason)) = NO_COUNTERPART.iter().find(|(name, _)| *name == key) {
        return format!("option `{key}` of PyAthena has no counterpart: {reason}");
    }
    if PYTHON_OBJECTS.contains(&key) {
        return format!("option `{key}` is a Python object in PyAthena; it has no form in a URL");
    }
    if shown_key(key).is_none() {
        return "unknown option, whose name is not shown because it may be part of a value; write an `&` in a value as %26"
            .to_owned();
    }
    let mut known = layers.iter().flat_map(|layer| layer.iter());
    let candidates = known.clone().flat_map(OptionSpec::keys).chain(DRIVER_OPTIONS.iter().map(|(key, _)| *key));
    match other_name(key).or_else(|| nearest(key, candidates)) {
        Some(meant) => {
            let others = if known.any(|spec| spec.is(meant)) { None } else { drivers_with(meant) };
            let others = others.map(|drivers| format!(" ({drivers})")).unwrap_or_default();
            format!("unknown option `{key}`; did you mean `{meant}`?{others}")
        }
        None => format!("unknown option `{key}`"),
    }
}

/// The option that other software calls `key`.
fn other_name(key: &str) -> Option<&'static str> {
    let plain = key.replace(['_', '-'], "");
    OTHER_NAMES.iter().find(|(name, _)| *name == plain).map(|(_, option)| *option)
}

/// The drivers that have the option, as a clause: `drivers arrow, polars have it`.
fn drivers_with(key: &str) -> Option<String> {
    let (_, drivers) = DRIVER_OPTIONS.iter().find(|(name, _)| *name == key)?;
    Some(match drivers {
        [driver] => format!("driver {driver} has it"),
        drivers => format!("drivers {} have it", drivers.join(", ")),
    })
}
