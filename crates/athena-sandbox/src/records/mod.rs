//! Records of work groups, prepared statements, named queries, data catalogs and capacity reservations
//!
//! One file keeps all of them across runs.

mod capacity;
mod data_catalog;
mod statements;
mod work_group;

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use crate::state;

pub(crate) use capacity::Reservation;
pub(crate) use data_catalog::DataCatalog;
pub(crate) use statements::{NamedQuery, PreparedStatement};
pub(crate) use work_group::{ENGINE_VERSION, PRIMARY, WorkGroup};

/// The account of all resources.
pub(crate) const ACCOUNT: &str = "000000000000";

/// Tags by key.
pub(crate) type Tags = BTreeMap<String, String>;

/// All records, shared by the operations and the queries.
#[derive(Clone, Debug)]
pub(crate) struct Records {
    records: Arc<Mutex<RecordSet>>,
    file: Option<PathBuf>,
}

/// The records, each by its name or id.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct RecordSet {
    pub(crate) work_groups: BTreeMap<String, WorkGroup>,
    /// By work group, then by name.
    #[serde(default)]
    pub(crate) prepared: BTreeMap<String, BTreeMap<String, PreparedStatement>>,
    #[serde(default)]
    pub(crate) named_queries: BTreeMap<String, NamedQuery>,
    /// By name in lower case.
    #[serde(default)]
    pub(crate) catalogs: BTreeMap<String, DataCatalog>,
    #[serde(default)]
    pub(crate) reservations: BTreeMap<String, Reservation>,
}

impl RecordSet {
    /// The records of a new sandbox.
    fn initial() -> Self {
        Self {
            work_groups: work_group::initial().into_iter().map(|group| (group.name.clone(), group)).collect(),
            prepared: BTreeMap::new(),
            named_queries: BTreeMap::new(),
            catalogs: BTreeMap::new(),
            reservations: BTreeMap::new(),
        }
    }
}

impl Records {
    /// Loads the records of the last run, if the file exists.
    pub(crate) fn open(file: Option<PathBuf>) -> io::Result<Self> {
        let records = match file.as_ref().map(std::fs::read) {
            None => RecordSet::initial(),
            Some(Ok(text)) => serde_json::from_slice(&text)?,
            Some(Err(error)) if error.kind() == io::ErrorKind::NotFound => RecordSet::initial(),
            Some(Err(error)) => return Err(error),
        };
        let records = Self { records: Arc::new(Mutex::new(records)), file };
        // Written at once, so that the creation times of the initial groups stay the same in later runs.
        records.change(|_| Ok::<_, io::Error>(()))?;
        Ok(records)
    }

    pub(crate) fn read<T>(&self, f: impl FnOnce(&RecordSet) -> T) -> T {
        f(&self.lock())
    }

    /// Changes the records and saves them; on an error nothing changes.
    pub(crate) fn change<T, E: From<io::Error>>(&self, f: impl FnOnce(&mut RecordSet) -> Result<T, E>) -> Result<T, E> {
        let mut records = self.lock();
        let mut changed = records.clone();
        let done = f(&mut changed)?;
        if let Some(file) = &self.file {
            state::replace(file, &serde_json::to_vec_pretty(&changed).map_err(io::Error::from)?)?;
        }
        *records = changed;
        Ok(done)
    }

    pub(crate) fn work_group(&self, name: &str) -> Option<WorkGroup> {
        self.read(|records| records.work_groups.get(name).cloned())
    }

    fn lock(&self) -> MutexGuard<'_, RecordSet> {
        self.records.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Current time as Unix seconds, with milliseconds as a fraction.
pub(crate) fn now() -> f64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    (since.as_secs_f64() * 1000.0).round() / 1000.0
}
