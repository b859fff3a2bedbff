//! What no layer asked for: an error that says what was meant.

use super::{OptionMap, OptionSpec, shown_key};
use crate::error::{Error, ErrorKind, Result};
use crate::suggest::nearest;

/// Options that only some drivers have, for the message about a URL that was written for another driver, even one that
/// this build leaves out. A driver's own [`FromOptions::KEYS`](super::FromOptions::KEYS) decide what it takes.
const DRIVER_OPTIONS: &[(&str, &[&str])] = &[
    ("unload", &["arrow", "pandas", "polars"]),
    ("chunksize", &["arrow", "pandas", "polars"]),
    ("dtype_backend", &["pandas"]),
    ("engine", &["pandas"]),
    ("block_size", &["s3fs", "arrow", "pandas", "polars"]),
    ("s3_max_workers", &["s3fs", "arrow", "pandas", "polars"]),
    ("timestamp_unit", &["arrow", "pandas", "polars"]),
    ("page_size", &["rest"]),
    ("arraysize", &["rest"]),
];

/// What PyAthena takes by `connect_args` only, since it is a Python object.
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

/// Arguments of PyAthena's cursors that have no counterpart here, and what to do without them.
const NO_COUNTERPART: &[(&str, &str)] = &[
    ("auto_optimize_chunksize", "chunks have the rows that `chunksize` says, whatever the size of the result"),
    ("cache_type", "nothing is cached between ranged reads; `block_size` and `s3_max_workers` say how they are made"),
    ("csv_reader", "there is one reader, which tells NULL from the empty string"),
];

impl OptionMap {
    /// Ends the reading of the map: what no layer took is an error.
    ///
    /// # Errors
    ///
    /// [`UnknownOption`](ErrorKind::UnknownOption), naming every option left, each with what was probably meant or with
    /// the drivers that have it.
    pub fn finish(self, driver: &str, layers: &[&[OptionSpec]]) -> Result<()> {
        if self.is_empty() {
            return Ok(());
        }
        let complaints: Vec<String> = self.keys().map(|key| complaint(key, driver, layers)).collect();
        Err(Error::new(ErrorKind::UnknownOption, complaints.join("; ")))
    }
}

fn complaint(key: &str, driver: &str, layers: &[&[OptionSpec]]) -> String {
    if let Some(drivers) = drivers_with(key) {
        return format!(
            "option `{key}` does not apply to driver `{driver}`; drivers that have it: {}",
            drivers.join(", ")
        );
    }
    if let Some((_, instead)) = NO_COUNTERPART.iter().find(|(name, _)| *name == key) {
        return format!("option `{key}` of PyAthena has no counterpart: {instead}");
    }
    if PYTHON_OBJECTS.contains(&key) {
        return format!("option `{key}` is a Python object in PyAthena; it has no form in a URL");
    }
    if shown_key(key).is_none() {
        return "unknown option, whose name is not shown since it is no word; is an `&` in a value written as %26?"
            .to_owned();
    }
    let known = layers.iter().flat_map(|layer| layer.iter()).flat_map(OptionSpec::keys);
    let candidates = known.chain(DRIVER_OPTIONS.iter().map(|(key, _)| *key));
    match nearest(key, candidates) {
        Some(meant) => {
            let taken = layers.iter().any(|layer| layer.iter().any(|spec| spec.is(meant)));
            let whose = match drivers_with(meant).filter(|_| !taken) {
                Some(drivers) => format!(" (drivers that have it: {})", drivers.join(", ")),
                None => String::new(),
            };
            format!("unknown option `{key}`; did you mean `{meant}`?{whose}")
        }
        None => format!("unknown option `{key}`"),
    }
}

fn drivers_with(key: &str) -> Option<&'static [&'static str]> {
    DRIVER_OPTIONS.iter().find(|(name, _)| *name == key).map(|(_, drivers)| *drivers)
}
