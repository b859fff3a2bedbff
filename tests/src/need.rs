//! Requirements of a case on its driver and its endpoint.

use std::fmt;

use awsathena::Driver;
use serde::Deserialize;

use crate::endpoint::Endpoint;

/// A requirement that not every driver or endpoint meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Need {
    /// A sandbox that the suite started, whose calls can be read and whose faults can be injected.
    Sandbox,
    /// An endpoint with the TPC-H tables at scale 0.01 in the database `tpch`.
    Tpch,
    /// An endpoint with the tables of `tests/data`.
    Data,
    /// An endpoint with a work group `managed` that has managed results.
    Managed,
    /// An endpoint on which databases and views may be created and dropped.
    Ddl,
    /// A build of the suite with its feature `glue`.
    Glue,
    /// A driver whose batches are columns.
    Columnar,
    /// A driver that can fetch results by UNLOAD.
    Unload,
    /// A driver that reads result objects.
    ReadsObjects,
}

impl Need {
    /// The needs that `--has` can declare for an endpoint.
    pub(crate) const OF_ENDPOINTS: [Self; 4] = [Self::Tpch, Self::Data, Self::Managed, Self::Ddl];

    fn as_str(self) -> &'static str {
        match self {
            Self::Sandbox => "sandbox",
            Self::Tpch => "tpch",
            Self::Data => "data",
            Self::Managed => "managed",
            Self::Ddl => "ddl",
            Self::Glue => "glue",
            Self::Columnar => "columnar",
            Self::Unload => "unload",
            Self::ReadsObjects => "reads_objects",
        }
    }

    /// The reason why the need is not met; `None` if it is met.
    fn reason(self, driver: Driver, endpoint: &Endpoint) -> Option<String> {
        let who = match self {
            _ if self.lacks(driver) => "driver",
            Self::Sandbox | Self::Tpch | Self::Data | Self::Managed | Self::Ddl if !endpoint.has(self) => "endpoint",
            Self::Glue if !cfg!(feature = "glue") => "build",
            _ => return None,
        };
        Some(format!("needs `{self}`, which the {who} lacks"))
    }

    /// True if the need is one for drivers and this driver does not meet it.
    pub(crate) fn lacks(self, driver: Driver) -> bool {
        let capabilities = driver.capabilities();
        match self {
            Self::Columnar => !capabilities.columnar,
            Self::Unload => !capabilities.unload,
            Self::ReadsObjects => !capabilities.reads_objects,
            Self::Sandbox | Self::Tpch | Self::Data | Self::Managed | Self::Ddl | Self::Glue => false,
        }
    }
}

/// The reason why a case cannot run; `None` if it can.
pub(crate) fn missing(needs: &[Need], driver: Driver, endpoint: &Endpoint) -> Option<String> {
    needs.iter().find_map(|need| need.reason(driver, endpoint))
}

impl fmt::Display for Need {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
