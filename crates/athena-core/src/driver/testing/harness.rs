//! A scripted Athena with result objects, for tests of drivers.

use std::sync::Arc;

use bytes::Bytes;

use crate::connection::Connection;
use crate::cursor::Cursor;
use crate::driver::option::{FromOptions as _, OptionMap};
use crate::driver::{Dialect, Session};
use crate::options::{ConnectOptions, QueryDefaults};
use crate::testing::{MemoryObjects, ScriptedAthena, ScriptedQuery};

/// A scripted Athena and an object store in memory, with connections of any driver to them.
///
/// ```
/// use athena_core::driver::testing::Harness;
/// use athena_core::testing::Pages;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let harness = Harness::new();
/// harness.push_csv(&[("n", "bigint")], "\"n\"\n\"1\"\n");
/// let cursor = harness.cursor::<Pages>(&[]);
/// assert!(!cursor.has_result());
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Harness {
    /// The service.
    pub athena: ScriptedAthena,
    /// The store of result files.
    pub objects: MemoryObjects,
    /// Staging directory of the connections. Default `s3://bucket/out`.
    pub staging_dir: Option<&'static str>,
}

impl Default for Harness {
    fn default() -> Self {
        Self { athena: ScriptedAthena::new(), objects: MemoryObjects::new(), staging_dir: Some("s3://bucket/out") }
    }
}

impl Harness {
    /// Address of the CSV object of [`push_csv`](Self::push_csv).
    pub const CSV: &'static str = "s3://bucket/out/q.csv";
    /// Address of the manifest of an UNLOAD.
    pub const MANIFEST: &'static str = "s3://bucket/out/q-manifest.csv";

    /// An empty script and an empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// Every UNLOAD writes files of these names and bytes, and their manifest. The directory also has an object
    /// `leftover` that is not in the manifest.
    pub fn unloading(files: Vec<(&'static str, Vec<u8>)>) -> Self {
        Self::unloading_with_manifest(files, Some(""))
    }

    /// As [`unloading`](Self::unloading), with further lines in the manifest, or without a manifest.
    pub fn unloading_with_manifest(files: Vec<(&'static str, Vec<u8>)>, more: Option<&'static str>) -> Self {
        let harness = Self::new();
        write_unload(&harness.athena, &harness.objects, files, more);
        harness
    }

    /// Adds a SELECT to the script whose result is this CSV object. Columns are pairs of name and type.
    pub fn push_csv(&self, columns: &[(&str, &str)], csv: impl Into<Bytes>) {
        self.athena.push(ScriptedQuery::new().rows(columns, vec![]).output_location(Self::CSV));
        self.objects.put(Self::CSV, csv);
    }

    /// The texts of all statements that were started, in order.
    pub fn statements(&self) -> Vec<String> {
        self.athena.requests().into_iter().map(|request| request.sql).collect()
    }

    /// A connection of the driver `D` with these driver options, as in a URL.
    ///
    /// # Panics
    /// When the driver does not have such options, and outside of a tokio runtime.
    pub fn connection<D: Dialect<Options: Default>>(&self, options: &[(&str, &str)]) -> Connection<D> {
        let mut query = QueryDefaults::new();
        query.s3_staging_dir = self.staging_dir.map(|directory| directory.parse().expect("is an S3 URI"));
        let session = Session::builder(Arc::new(self.athena.clone()))
            .objects(Arc::new(self.objects.clone()))
            .options(ConnectOptions::new().with_query(query))
            .build();
        let mut map = OptionMap::new();
        options.iter().for_each(|(key, value)| map.insert(*key, *value));
        let options = D::Options::from_options(&mut map).expect("the driver takes the values");
        map.finish(D::NAME, &[D::Options::default().specs()]).expect("the driver has the options");
        Connection::new(session.expect("is inside a tokio runtime"), options)
    }

    /// A cursor of [`connection`](Self::connection).
    ///
    /// # Panics
    /// As [`connection`](Self::connection).
    pub fn cursor<D: Dialect<Options: Default>>(&self, options: &[(&str, &str)]) -> Cursor<D> {
        self.connection(options).cursor()
    }

    /// A cursor that stands on the result that this CSV object has; see [`push_csv`](Self::push_csv).
    ///
    /// # Panics
    /// As [`connection`](Self::connection), and when the driver cannot open the result.
    pub async fn select<D: Dialect<Options: Default>>(
        columns: &[(&str, &str)],
        csv: impl Into<Bytes>,
        options: &[(&str, &str)],
    ) -> Cursor<D> {
        let harness = Self::new();
        harness.push_csv(columns, csv);
        let mut cursor = harness.cursor(options);
        cursor.execute("SELECT 1").await.expect("opens the result");
        cursor
    }
}

/// Every UNLOAD of `athena` writes these files, and their manifest with further lines, if it has one.
pub(super) fn write_unload(
    athena: &ScriptedAthena,
    objects: &MemoryObjects,
    files: Vec<(&'static str, Vec<u8>)>,
    more: Option<&'static str>,
) {
    let written = objects.clone();
    athena.on_unload(move |directory| {
        let mut manifest = String::new();
        for (name, bytes) in &files {
            written.put(&format!("{directory}{name}"), bytes.clone());
            manifest += &format!("{directory}{name}\n");
        }
        written.put(&format!("{directory}leftover"), "not Parquet");
        written.put(Harness::MANIFEST, manifest + more?);
        Some(Harness::MANIFEST.to_owned())
    });
}
