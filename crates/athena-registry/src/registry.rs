//! URL scheme to driver.

use std::collections::BTreeMap;

use athena_core::{Error, ErrorKind, Result, nearest};

use crate::driver::Driver;
use crate::known;

/// Which driver answers to which URL scheme. A plain value: nothing is installed, and nothing is global.
#[derive(Clone, Debug, Default)]
pub struct Registry(BTreeMap<String, Driver>);

impl Registry {
    /// A registry that knows no scheme.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a driver under all its schemes; for a scheme that is taken, the last driver counts.
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
        self.0.insert(scheme.to_ascii_lowercase(), driver);
        self
    }

    /// The schemes, in alphabetical order.
    pub fn schemes(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The drivers, each once, by name.
    pub fn drivers(&self) -> impl Iterator<Item = Driver> {
        let by_name: BTreeMap<_, _> = self.0.values().map(|driver| (driver.name(), *driver)).collect();
        by_name.into_values()
    }

    /// The driver that answers to `scheme`, in any case.
    ///
    /// # Errors
    /// `DriverNotEnabled` for a driver of this project that the build leaves out, naming its cargo feature;
    /// `UnknownScheme` otherwise, naming the nearest scheme and all that are registered.
    pub fn driver(&self, scheme: &str) -> Result<Driver> {
        let scheme = scheme.to_ascii_lowercase();
        if let Some(driver) = self.0.get(&scheme) {
            return Ok(*driver);
        }
        if let Some(feature) = known::feature_of(&scheme) {
            return Err(Error::new(
                ErrorKind::DriverNotEnabled,
                format!("scheme `{scheme}` needs the cargo feature `{feature}` of the crate `awsathena`"),
            ));
        }
        let hint = match nearest(&scheme, self.schemes().chain(known::schemes())) {
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
    fn names_the_feature_the_nearest_scheme_and_what_there_is() {
        let registry = Registry::new();
        let error = registry.driver("awsathena+AIOARROW").expect_err("nothing is registered");
        assert_eq!(error.kind(), ErrorKind::DriverNotEnabled);
        assert!(error.message().contains("`arrow`"), "{error}");
        let error = registry.driver("awsathena+airest").expect_err("no such scheme");
        assert_eq!(error.kind(), ErrorKind::UnknownScheme);
        assert!(error.message().contains("did you mean `awsathena+aiorest`?"), "{error}");
    }
}
