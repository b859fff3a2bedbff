//! The drivers that the cargo features turn on. The only place that lists them all.

use std::sync::LazyLock;

use athena_registry::Registry;

/// The drivers of this build: one for each of the cargo features `rest`, `s3`, `arrow`, `polars` and `pandas`.
pub fn registry() -> &'static Registry {
    static REGISTRY: LazyLock<Registry> = LazyLock::new(|| {
        let registry = Registry::new();
        #[cfg(feature = "rest")]
        let registry = registry.with(athena_rest::DRIVER);
        #[cfg(feature = "s3")]
        let registry = registry.with(athena_s3::DRIVER);
        #[cfg(feature = "arrow")]
        let registry = registry.with(athena_arrow::DRIVER);
        #[cfg(feature = "pandas")]
        let registry = registry.with(athena_pandas::DRIVER);
        #[cfg(feature = "polars")]
        let registry = registry.with(athena_polars::DRIVER);
        registry
    });
    &REGISTRY
}
