//! A driver as a value.

use std::fmt;
use std::sync::Arc;

use athena_core::options::{ConnectOptions, FromOptions, OptionMap, OptionSpec};
use athena_core::{AnyCursor, Capabilities, Connection, Dialect, Result, resolve};

/// Stands for the process environment.
type Env<'a> = &'a dyn Fn(&str) -> Option<String>;

/// A driver: names, capabilities, options, and how to make its cursors. Every driver crate exports one as `DRIVER`.
#[derive(Clone, Copy)]
pub struct Driver {
    name: &'static str,
    schemes: &'static [&'static str],
    capabilities: Capabilities,
    options: &'static [OptionSpec],
    resolve: fn(OptionMap, Env<'_>) -> Result<(ConnectOptions, CursorFactory)>,
}

impl Driver {
    /// The driver that the type `D` describes.
    pub const fn of<D: Dialect>() -> Self {
        Self {
            name: D::NAME,
            schemes: D::SCHEMES,
            capabilities: D::CAPABILITIES,
            options: <D::Options as FromOptions>::KEYS,
            resolve: |map, env| {
                let (connect, options) = resolve::<D>(map, env)?;
                Ok((connect, CursorFactory::of::<D>(options)))
            },
        }
    }

    /// The driver's name, such as `rest`.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The URL schemes it answers to, its main one first.
    pub const fn schemes(&self) -> &'static [&'static str] {
        self.schemes
    }

    /// What it can do.
    pub const fn capabilities(&self) -> Capabilities {
        self.capabilities
    }

    /// The options it takes beyond those of the connection.
    pub const fn options(&self) -> &'static [OptionSpec] {
        self.options
    }

    /// Takes a URL's options apart: those of the connection, and the driver's own, as a maker of cursors.
    ///
    /// # Errors
    /// `InvalidOption` and `UnknownOption`, naming the option.
    pub fn resolve(&self, map: OptionMap, env: Env<'_>) -> Result<(ConnectOptions, CursorFactory)> {
        (self.resolve)(map, env)
    }
}

impl fmt::Debug for Driver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Driver").field("name", &self.name).field("schemes", &self.schemes).finish_non_exhaustive()
    }
}

/// Makes cursors of one driver with one set of driver options.
#[derive(Clone)]
pub struct CursorFactory(Arc<dyn Fn(&Connection) -> AnyCursor + Send + Sync>);

impl CursorFactory {
    /// Makes cursors of `D` with `options`.
    pub fn of<D: Dialect>(options: D::Options) -> Self {
        Self(Arc::new(move |connection| AnyCursor::new(D::cursor(connection, options.clone()))))
    }

    /// A cursor on `connection`.
    pub fn cursor(&self, connection: &Connection) -> AnyCursor {
        (self.0)(connection)
    }
}

impl fmt::Debug for CursorFactory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CursorFactory")
    }
}
