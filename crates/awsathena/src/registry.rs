//! The default registry: the drivers of this project, by cargo feature. No other place lists them all.

use std::sync::LazyLock;

use athena_registry::Registry;

/// Adds a driver, or without its cargo feature the schemes that it would have.
macro_rules! drivers {
    ($( $feature:literal, $krate:ident: $($scheme:literal),+; )+) => {{
        let registry = Registry::new();
        $(
            #[cfg(feature = $feature)]
            let registry = registry.with($krate::DRIVER);
            #[cfg(not(feature = $feature))]
            let registry = registry.with_disabled(&[$($scheme),+], $feature);
        )+
        registry
    }};
}

/// The drivers of this build: one for each of the cargo features `rest`, `s3`, `arrow`, `polars` and `pandas`.
pub fn registry() -> &'static Registry {
    static REGISTRY: LazyLock<Registry> = LazyLock::new(|| {
        drivers! {
            "rest", athena_rest: "awsathena", "awsathena+rest", "awsathena+aiorest";
            "s3", athena_s3: "awsathena+s3fs", "awsathena+aios3fs";
            "arrow", athena_arrow: "awsathena+arrow", "awsathena+aioarrow";
            "polars", athena_polars: "awsathena+polars", "awsathena+aiopolars";
            "pandas", athena_pandas: "awsathena+pandas", "awsathena+aiopandas";
        }
    });
    &REGISTRY
}

#[cfg(test)]
mod tests {
    /// The schemes that stand in for a driver without its feature are those of the driver.
    #[cfg(all(feature = "rest", feature = "s3", feature = "arrow", feature = "polars", feature = "pandas"))]
    #[test]
    fn every_scheme_of_a_driver_is_listed_for_builds_without_it() {
        let listed = include_str!("registry.rs");
        for driver in super::registry().drivers() {
            for scheme in driver.schemes() {
                assert!(listed.contains(&format!("\"{scheme}\"")), "{scheme}");
            }
        }
    }
}
