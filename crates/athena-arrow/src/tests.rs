//! The cursor, over a scripted Athena and objects in memory.

mod csv;
mod unload;

use std::sync::Arc;

use athena_core::options::{ConnectOptions, QueryDefaults};
use athena_core::testing::{MemoryObjects, ScriptedAthena};
use athena_core::{Connection, Error};

use crate::{Arrow, ArrowCursor, ArrowOptions};

const STAGING: &str = "s3://bucket/out";
const MANIFEST: &str = "s3://bucket/out/q-manifest.csv";

/// A scripted Athena whose queries write files, by UNLOAD, when they are started.
#[derive(Clone, Debug)]
struct Unloading {
    athena: ScriptedAthena,
    objects: MemoryObjects,
    staging: Option<&'static str>,
}

impl Unloading {
    /// Writes files of these names and bytes, and their manifest.
    fn new(files: Vec<(&'static str, Vec<u8>)>) -> Self {
        Self::with_manifest(files, Some(""))
    }

    /// The manifest may have more lines, and may not be there.
    fn with_manifest(files: Vec<(&'static str, Vec<u8>)>, more: Option<&'static str>) -> Self {
        let (athena, objects) = (ScriptedAthena::new(), MemoryObjects::new());
        let written = objects.clone();
        athena.on_unload(move |directory| {
            let mut manifest = String::new();
            for (name, bytes) in &files {
                written.put(&format!("{directory}{name}"), bytes.clone());
                manifest += &format!("{directory}{name}\n");
            }
            // What somebody else left there.
            written.put(&format!("{directory}leftover"), "no Parquet");
            written.put(MANIFEST, manifest + more?);
            Some(MANIFEST.to_owned())
        });
        Self { athena, objects, staging: Some(STAGING) }
    }

    fn sql(&self) -> Vec<String> {
        self.athena.requests().into_iter().map(|request| request.sql).collect()
    }

    fn cursor(&self, options: ArrowOptions) -> ArrowCursor {
        let mut query = QueryDefaults::new();
        query.s3_staging_dir = self.staging.map(|place| place.parse().expect("a place"));
        Connection::builder(Arc::new(self.athena.clone()))
            .objects(Arc::new(self.objects.clone()))
            .options(ConnectOptions::new().with_query(query))
            .build()
            .expect("inside a runtime")
            .cursor_with::<Arrow>(options)
    }
}

/// The error's text with what it was caused by.
fn told(error: &Error) -> String {
    format!("{error:?}")
}
