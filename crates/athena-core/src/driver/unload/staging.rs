//! Directories of results: those that are asked for, and those that a work group enforces

use std::collections::BTreeMap;
use std::time::SystemTime;

use crate::error::{Error, ErrorKind, Result};
use crate::execution::Settings;
use crate::options::S3Uri;
use crate::query::QueryExecution;
use crate::session::Session;
use crate::value::Date;

/// The work group that a statement without one runs in.
const DEFAULT_WORK_GROUP: &str = "primary";

/// Finds the staging directory of an execution: the one of its settings, else that of its work group, which is asked
/// for once.
#[derive(Debug, Default)]
pub(crate) struct StagingDirs {
    work_groups: BTreeMap<String, Place>,
}

/// Place of the results of a work group.
#[derive(Clone, Debug)]
struct Place {
    directory: Option<S3Uri>,
    /// Whether the work group replaces what a statement asks for.
    enforced: bool,
}

impl StagingDirs {
    /// The staging directory; `InvalidOption` when there is none, naming what to set.
    pub(super) async fn find(&mut self, session: &Session, settings: &Settings) -> Result<S3Uri> {
        if let Some(directory) = settings.staging_dir() {
            return Ok(directory);
        }
        let name = settings.query.work_group.as_deref().unwrap_or(DEFAULT_WORK_GROUP);
        let place = self.of_work_group(session, name, "find a staging directory for UNLOAD").await?;
        place.directory.ok_or_else(|| {
            let message = "UNLOAD needs a directory in Amazon S3: set `s3_staging_dir`, or give the work group an output location";
            Error::new(ErrorKind::InvalidOption, message).with_context("work_group", name)
        })
    }

    /// Refuses an object of a query's result that lies in another bucket than the one asked for, unless the work group
    /// enforces its own place and the object lies there.
    ///
    /// # Errors
    /// `Unexpected`, naming both buckets; otherwise the error of `GetWorkGroup`, which is asked only where the buckets
    /// differ.
    pub(super) async fn check(
        &mut self,
        session: &Session,
        query: &QueryExecution,
        asked_for: &S3Uri,
        object: &S3Uri,
    ) -> Result<()> {
        if object.bucket() == asked_for.bucket() {
            return Ok(());
        }
        let located = |error: Error| {
            error.with_query_id(query.id.as_str()).with_context("uri", object).with_context("asked_for", asked_for)
        };
        let name = query.work_group.as_deref().unwrap_or(DEFAULT_WORK_GROUP);
        let place = self.of_work_group(session, name, "check where the result lies").await.map_err(located)?;
        let theirs = place.directory.as_ref().map(S3Uri::bucket);
        if place.enforced && theirs == Some(object.bucket()) {
            return Ok(());
        }
        let message = format!(
            "the result lies in the bucket `{}`, but the bucket `{}` was asked for, and work group `{name}` does not \
             enforce the other one",
            object.bucket(),
            asked_for.bucket(),
        );
        Err(located(Error::new(ErrorKind::Unexpected, message)))
    }

    async fn of_work_group(&mut self, session: &Session, name: &str, operation: &'static str) -> Result<Place> {
        if let Some(known) = self.work_groups.get(name) {
            return Ok(known.clone());
        }
        let asked = ask(session, name).await;
        let place = asked.map_err(|error| error.with_operation(operation).with_context("work_group", name))?;
        self.work_groups.insert(name.to_owned(), place.clone());
        Ok(place)
    }
}

async fn ask(session: &Session, work_group: &str) -> Result<Place> {
    let work_group = session.athena().get_work_group(work_group).await?;
    let uri = work_group.output_location.map(|location| location.parse::<S3Uri>()).transpose();
    let uri = uri.map_err(|reason| {
        Error::new(ErrorKind::Unexpected, format!("the work group's output location cannot be read: {reason}"))
    })?;
    Ok(Place { directory: uri.map(|uri| uri.directory()), enforced: work_group.enforced })
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
