//! What a driver is, to the rest of the house.

use crate::connection::Connection;
use crate::cursor::AsyncCursor;
use crate::error::Result;
use crate::options::{ConnectOptions, FromOptions, OptionMap};

/// What a driver can do beyond running statements and handing out rows; what the behaviour suite asks before it runs
/// a case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Capabilities {
    /// Batches are columns rather than rows.
    pub columnar: bool,
    /// Results can be brought home as Parquet, by UNLOAD.
    pub unload: bool,
    /// Results are read from objects in Amazon S3, not by API calls.
    pub reads_objects: bool,
}

impl Capabilities {
    /// None of them.
    pub const fn none() -> Self {
        Self { columnar: false, unload: false, reads_objects: false }
    }

    /// Adds columns.
    #[must_use]
    pub const fn columnar(mut self) -> Self {
        self.columnar = true;
        self
    }

    /// Adds UNLOAD.
    #[must_use]
    pub const fn unload(mut self) -> Self {
        self.unload = true;
        self
    }

    /// Adds reading from Amazon S3.
    #[must_use]
    pub const fn reads_objects(mut self) -> Self {
        self.reads_objects = true;
        self
    }
}

/// A driver, as a type: its names, its cursor and its options. Implemented by a unit type of each driver crate.
pub trait Dialect: 'static {
    /// The driver's cursor.
    type Cursor: AsyncCursor;
    /// What the driver takes from a URL's query beyond the options of the connection.
    type Options: FromOptions + Clone + Sync;
    /// The driver's name, such as `rest`.
    const NAME: &'static str;
    /// The URL schemes it answers to, in lower case, its main one first.
    const SCHEMES: &'static [&'static str];
    /// What it can do.
    const CAPABILITIES: Capabilities;

    /// A cursor on `connection`.
    fn cursor(connection: &Connection, options: Self::Options) -> Self::Cursor;
}

/// Takes a URL's options apart: those of the connection, those of the driver `D`, and an error for what is left.
///
/// `env` stands for the process environment; [`process_env`](crate::options::process_env) is the real one.
///
/// # Errors
/// `InvalidOption` and `UnknownOption`, naming the option.
pub fn resolve<D: Dialect>(
    mut map: OptionMap,
    env: &dyn Fn(&str) -> Option<String>,
) -> Result<(ConnectOptions, D::Options)> {
    let options = ConnectOptions::from_options(&mut map, env)?;
    let driver_options = D::Options::from_options(&mut map)?;
    let [aws, query, execution, ddl] = ConnectOptions::layers();
    map.finish(D::NAME, &[aws, query, execution, ddl, D::Options::KEYS])?;
    Ok((options, driver_options))
}
