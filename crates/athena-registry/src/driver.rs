//! `Driver`: the record of a driver.

use std::fmt;

use athena_core::Result;
use athena_core::driver::option::{FromOptions, OptionMap, OptionSpec};
use athena_core::driver::{AnyOptions, Capabilities, Dialect, Resolved};

/// A lookup in the process environment.
type Env<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The record of a driver: its names, capabilities and options. Every driver crate exports one as `DRIVER`.
#[derive(Clone, Copy)]
pub struct Driver {
    name: &'static str,
    schemes: &'static [&'static str],
    capabilities: Capabilities,
    options: &'static [OptionSpec],
    resolve: fn(OptionMap, Env<'_>) -> Result<Resolved<AnyOptions>>,
}

impl Driver {
    /// The record of the driver `D`.
    pub const fn of<D: Dialect<Options: Default>>() -> Self {
        Self {
            name: D::NAME,
            schemes: D::SCHEMES,
            capabilities: D::CAPABILITIES,
            options: <D::Options as FromOptions>::KEYS,
            resolve: |map, env| Ok(Resolved::split::<D>(map, env)?.map(AnyOptions::of::<D>)),
        }
    }

    /// The driver's name, such as `rest`.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The driver's URL schemes, the main one first.
    pub const fn schemes(&self) -> &'static [&'static str] {
        self.schemes
    }

    /// The driver's abilities.
    pub const fn capabilities(&self) -> Capabilities {
        self.capabilities
    }

    /// The driver's options, besides those of the connection.
    pub const fn options(&self) -> &'static [OptionSpec] {
        self.options
    }

    /// Splits a URL's options into those of the connection and those of the driver.
    ///
    /// # Errors
    /// `InvalidOption` and `UnknownOption`, naming the option.
    pub fn resolve(&self, map: OptionMap, env: Env<'_>) -> Result<Resolved<AnyOptions>> {
        (self.resolve)(map, env)
    }
}

impl fmt::Debug for Driver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Driver").field("name", &self.name).field("schemes", &self.schemes).finish_non_exhaustive()
    }
}
