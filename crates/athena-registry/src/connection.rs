//! A connection whose driver was chosen at run time.

use std::ops::Deref;

use athena_core::{AnyCursor, Connection, StatementOptions};

use crate::driver::{CursorFactory, Driver};

/// A [`Connection`] together with the driver that its URL's scheme named. Cloning is free.
#[derive(Clone, Debug)]
pub struct AnyConnection {
    connection: Connection,
    driver: Driver,
    cursors: CursorFactory,
}

impl AnyConnection {
    /// Binds a connection to a driver.
    pub fn new(connection: Connection, driver: Driver, cursors: CursorFactory) -> Self {
        Self { connection, driver, cursors }
    }

    /// A cursor of the driver.
    pub fn cursor(&self) -> AnyCursor {
        self.cursors.cursor(&self.connection)
    }

    /// See [`Connection::with_defaults`].
    #[must_use]
    pub fn with_defaults(&self, options: StatementOptions) -> Self {
        Self { connection: self.connection.with_defaults(options), driver: self.driver, cursors: self.cursors.clone() }
    }

    /// The driver.
    pub fn driver(&self) -> Driver {
        self.driver
    }
}

impl Deref for AnyConnection {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.connection
    }
}
