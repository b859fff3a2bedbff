//! Options of the drivers, written by `cargo xtask docs`.

/// Every option and alias of a driver, with the drivers that have it.
pub(super) const DRIVER_OPTIONS: &[(&str, &[&str])] = &[
    ("arraysize", &["arrow", "pandas", "polars", "rest"]),
    ("batch_size", &["arrow", "pandas", "polars"]),
    ("block_size", &["arrow", "pandas", "polars", "s3fs"]),
    ("chunksize", &["arrow", "pandas", "polars"]),
    ("dtype_backend", &["pandas"]),
    ("engine", &["pandas"]),
    ("month_interval", &["arrow"]),
    ("page_size", &["rest"]),
    ("result_set_type_hints", &["arrow", "pandas", "polars"]),
    ("s3_max_workers", &["arrow", "pandas", "polars", "s3fs"]),
    ("string_view", &["arrow"]),
    ("time_unit", &["arrow", "pandas"]),
    ("timestamp_tz", &["arrow", "pandas", "polars"]),
    ("timestamp_unit", &["arrow", "pandas", "polars"]),
    ("unload", &["arrow", "pandas", "polars"]),
    ("unload_cleanup", &["arrow", "pandas", "polars"]),
];
