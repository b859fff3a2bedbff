//! What the service keeps beside queries and tables: work groups, prepared statements, saved queries, data catalogs and
//! capacity reservations. One file holds all of it across runs.

mod capacity;
mod catalog;
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
pub(crate) use catalog::DataCatalog;
pub(crate) use statements::{NamedQuery, PreparedText};
pub(crate) use work_group::{ENGINE_VERSION, PRIMARY, WorkGroup};

/// The account that everything belongs to.
pub(crate) const ACCOUNT: &str = "000000000000";

/// Tags by their keys.
pub(crate) type Tags = BTreeMap<String, String>;

/// All records, shared by the operations and the queries.
#[derive(Clone, Debug)]
pub(crate) struct Records {
    kept: Arc<Mutex<Kept>>,
    file: Option<PathBuf>,
}

/// The records themselves, each by its name or id.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Kept {
    pub(crate) work_groups: BTreeMap<String, WorkGroup>,
    /// By work group, then by name.
    #[serde(default)]
    pub(crate) prepared: BTreeMap<String, BTreeMap<String, PreparedText>>,
    #[serde(default)]
    pub(crate) named_queries: BTreeMap<String, NamedQuery>,
    /// By the name in lower case.
    #[serde(default)]
    pub(crate) catalogs: BTreeMap<String, DataCatalog>,
    #[serde(default)]
    pub(crate) reservations: BTreeMap<String, Reservation>,
}

impl Kept {
    /// What a sandbox begins with.
    fn first() -> Self {
        Self {
            work_groups: work_group::first().into_iter().map(|group| (group.name.clone(), group)).collect(),
            prepared: BTreeMap::new(),
            named_queries: BTreeMap::new(),
            catalogs: BTreeMap::new(),
            reservations: BTreeMap::new(),
        }
    }
}

impl Records {
    /// Those of the last run, if there is a file of it.
    pub(crate) fn open(file: Option<PathBuf>) -> io::Result<Self> {
        let kept = match file.as_ref().map(std::fs::read) {
            None => Kept::first(),
            Some(Ok(text)) => serde_json::from_slice(&text)?,
            Some(Err(error)) if error.kind() == io::ErrorKind::NotFound => Kept::first(),
            Some(Err(error)) => return Err(error),
        };
        let records = Self { kept: Arc::new(Mutex::new(kept)), file };
        // Written at once: the creation times of the first groups stay what they are.
        records.change(|_| Ok::<_, io::Error>(()))?;
        Ok(records)
    }

    pub(crate) fn read<T>(&self, f: impl FnOnce(&Kept) -> T) -> T {
        f(&self.lock())
    }

    /// Changes the records and keeps the change; on an error nothing changes.
    pub(crate) fn change<T, E: From<io::Error>>(&self, f: impl FnOnce(&mut Kept) -> Result<T, E>) -> Result<T, E> {
        let mut kept = self.lock();
        let mut changed = kept.clone();
        let done = f(&mut changed)?;
        if let Some(file) = &self.file {
            state::replace(file, &serde_json::to_vec_pretty(&changed).map_err(io::Error::from)?)?;
        }
        *kept = changed;
        Ok(done)
    }

    pub(crate) fn work_group(&self, name: &str) -> Option<WorkGroup> {
        self.read(|kept| kept.work_groups.get(name).cloned())
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Seconds since 1970, with milliseconds as a fraction.
pub(crate) fn now() -> f64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    (since.as_secs_f64() * 1000.0).round() / 1000.0
}
