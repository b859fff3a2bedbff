//! `Registry`: URL schemes and their drivers.

use std::collections::BTreeMap;

use athena_core::{Error, ErrorKind, Result, nearest};

use crate::driver::Driver;

/// URL schemes and their drivers. A registry is a plain value: nothing is registered globally.
#[derive(Clone, Debug, Default)]
pub struct Registry {
    drivers: BTreeMap<String, Driver>,
    /// Schemes of drivers that the build leaves out, with the cargo feature that enables each.
    disabled: BTreeMap<String, &'static str>,
}

impl Registry {
    /// A registry without schemes.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a driver under all its schemes. It replaces the drivers that had these schemes before.
    #[must_use]
    pub fn with(mut self, driver: Driver) -> Self {
        for scheme in driver.schemes() {
            self = self.with_alias(scheme, driver);
        }
        self
    }

    /// Adds a driver under one more scheme, in any case.
    #[must_use]
    pub fn with_alias(mut self, scheme: &str, driver: Driver) -> Self {
        self.drivers.insert(scheme.to_ascii_lowercase(), driver);
        self
    }

    /// Adds schemes of a driver that the build leaves out. The error for them names the cargo feature to enable.
    #[must_use]
    pub fn with_disabled(mut self, schemes: &[&str], feature: &'static str) -> Self {
        self.disabled.extend(schemes.iter().map(|scheme| (scheme.to_ascii_lowercase(), feature)));
        self
    }

    /// The schemes, in alphabetical order.
    pub fn schemes(&self) -> impl Iterator<Item = &str> {
        self.drivers.keys().map(String::as_str)
    }

    /// The drivers, each once, by name.
    pub fn drivers(&self) -> impl Iterator<Item = Driver> {
        let by_name: BTreeMap<_, _> = self.drivers.values().map(|driver| (driver.name(), *driver)).collect();
        by_name.into_values()
    }

    /// The driver for `scheme`, in any case.
    ///
    /// # Errors
    /// `DriverNotEnabled` for a driver that the build leaves out, naming its cargo feature; `UnknownScheme` otherwise,
    /// naming the nearest scheme and all registered ones.
    pub fn driver(&self, scheme: &str) -> Result<Driver> {
        let scheme = scheme.to_ascii_lowercase();
        if let Some(driver) = self.drivers.get(&scheme) {
            return Ok(*driver);
        }
        if let Some(feature) = self.disabled.get(&scheme) {
            return Err(Error::new(
                ErrorKind::DriverNotEnabled,
                format!("scheme `{scheme}` needs the cargo feature `{feature}` of the crate `awsathena`"),
            ));
        }
        let hint = match nearest(&scheme, self.schemes().chain(self.disabled.keys().map(String::as_str))) {
            Some(near) => format!("; did you mean `{near}`?"),
            None => String::new(),
        };
        let available = self.schemes().collect::<Vec<_>>().join(", ");
        Err(Error::new(ErrorKind::UnknownScheme, format!("unknown scheme `{scheme}`{hint}"))
            .with_context("available", available))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_driver_that_the_build_leaves_out_is_not_an_unknown_scheme() {
        let registry = Registry::new().with_disabled(&["awsathena+aioarrow", "awsathena+aiorest"], "arrow");
        let error = registry.driver("awsathena+AIOARROW").expect_err("nothing is registered");
        assert_eq!(error.kind(), ErrorKind::DriverNotEnabled);
        assert!(error.message().contains("`arrow`"), "{error}");
        let error = registry.driver("awsathena+airest").expect_err("no such scheme");
        assert_eq!(error.kind(), ErrorKind::UnknownScheme);
        assert!(error.message().contains("did you mean `awsathena+aiorest`?"), "{error}");
    }
}
