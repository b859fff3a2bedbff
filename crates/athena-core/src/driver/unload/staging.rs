//! Directories for the files of UNLOAD.

use std::collections::BTreeMap;
use std::time::SystemTime;

use crate::error::{Error, ErrorKind, Result};
use crate::execution::Settings;
use crate::options::S3Uri;
use crate::session::Session;
use crate::value::Date;

/// The work group that a statement without one runs in.
const DEFAULT_WORK_GROUP: &str = "primary";

/// Finds the staging directory of an execution: the one of its settings, else that of its work group, which is asked
/// for once.
#[derive(Debug, Default)]
pub(crate) struct StagingDirs {
    of_work_groups: BTreeMap<String, Option<S3Uri>>,
}

impl StagingDirs {
    /// The staging directory; `InvalidOption` when there is none, naming what to set.
    pub(super) async fn find(&mut self, session: &Session, settings: &Settings) -> Result<S3Uri> {
        if let Some(directory) = settings.staging_dir() {
            return Ok(directory);
        }
        let named = settings.query.work_group.as_deref();
        let name = named.unwrap_or(DEFAULT_WORK_GROUP);
        let known = match self.of_work_groups.get(name) {
            Some(known) => known.clone(),
            None => {
                let asked = ask(session, name).await.map_err(|error| {
                    error.with_operation("find a staging directory for UNLOAD").with_context("work_group", name)
                })?;
                self.of_work_groups.insert(name.to_owned(), asked.clone());
                asked
            }
        };
        known.ok_or_else(|| {
            let message = "UNLOAD needs a directory in Amazon S3: set `s3_staging_dir`, or give the work group an output location";
            Error::new(ErrorKind::InvalidOption, message).with_context("work_group", name)
        })
    }
}

async fn ask(session: &Session, work_group: &str) -> Result<Option<S3Uri>> {
    let Some(location) = session.athena().get_work_group(work_group).await?.output_location else {
        return Ok(None);
    };
    let uri = location.parse::<S3Uri>().map_err(|reason| {
        Error::new(ErrorKind::Unexpected, format!("the work group's output location cannot be read: {reason}"))
    })?;
    Ok(Some(uri.directory()))
}

/// A directory below `staging` that no other query writes to: `unload/<day>/<id>/`, as in PyAthena.
pub(super) fn fresh_directory(staging: &S3Uri, day: &str, id: &str) -> S3Uri {
    staging.join("unload").child(day).child(id)
}

/// Today in UTC, `20261122`.
pub(super) fn today() -> String {
    let seconds = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let (year, month, day) = Date::from_days(i32::try_from(seconds / 86_400).unwrap_or(i32::MAX)).ymd();
    format!("{year:04}{month:02}{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_without_a_slash_is_one_all_the_same() {
        for staging in ["s3://bucket/path", "s3://bucket/path/"] {
            let staging: S3Uri = staging.parse().expect("a place");
            assert_eq!(fresh_directory(&staging, "20261122", "id").as_str(), "s3://bucket/path/unload/20261122/id/");
        }
        assert_eq!(today().len(), 8);
    }
}
