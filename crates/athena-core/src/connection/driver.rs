//! A connection that knows its driver.

use std::fmt;
use std::ops::Deref;

use super::Connection;
use crate::dialect::Dialect;
use crate::statement::StatementOptions;

/// A [`Connection`] together with the options of one driver: what `athena_rest::connect` and its sisters give.
pub struct DriverConnection<D: Dialect> {
    connection: Connection,
    options: D::Options,
}

impl<D: Dialect> DriverConnection<D> {
    /// Binds a connection to the driver `D`.
    pub fn new(connection: Connection, options: D::Options) -> Self {
        Self { connection, options }
    }

    /// A cursor with the connection's driver options.
    pub fn cursor(&self) -> D::Cursor {
        D::cursor(&self.connection, self.options.clone())
    }

    /// See [`Connection::with_defaults`].
    #[must_use]
    pub fn with_defaults(&self, options: StatementOptions) -> Self {
        Self { connection: self.connection.with_defaults(options), options: self.options.clone() }
    }

    /// The driver options.
    pub fn driver_options(&self) -> &D::Options {
        &self.options
    }
}

impl<D: Dialect> Deref for DriverConnection<D> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.connection
    }
}

impl<D: Dialect> Clone for DriverConnection<D> {
    fn clone(&self) -> Self {
        Self { connection: self.connection.clone(), options: self.options.clone() }
    }
}

impl<D: Dialect> fmt::Debug for DriverConnection<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DriverConnection")
            .field("driver", &D::NAME)
            .field("connection", &self.connection)
            .field("options", &self.options)
            .finish()
    }
}
