//! Faults of the manifest and of the files of an UNLOAD

use athena_sandbox::Fault;
use awsathena::ErrorKind;

use super::After::NeverStarted;
use super::Phase::Unload;
use super::{Row, Select};

const GET: &str = "GetObject";

/// The fault, for reads of the manifest.
fn manifest(fault: Fault) -> Vec<Fault> {
    vec![fault.only_if_contains("-manifest.csv").times(1)]
}

fn is_manifest(key: &str) -> bool {
    key.ends_with("-manifest.csv")
}

/// A connection that knows no location of results, so that UNLOAD asks for that of the work group.
const LOCATION_OF_THE_WORK_GROUP: &[(&str, &str)] = &[("work_group", "enforced"), ("s3_staging_dir", "")];

/// A file of an UNLOAD.
fn is_file(key: &str) -> bool {
    key.contains("unload/") && !key.ends_with("-manifest.csv") && !key.ends_with(".metadata")
}

pub(super) const ROWS: &[Row] = &[
    Row::new(Unload, "faults::unload::manifest_throttled", "manifest: 503 SlowDown once")
        .inject(|_| manifest(Fault::throttle(GET))),
    Row::new(Unload, "faults::unload::manifest_reset", "manifest: connection reset (RST)")
        .inject(|_| manifest(Fault::reset(GET))),
    Row::new(Unload, "faults::unload::manifest_cut", "manifest: body cut after 10 bytes")
        .inject(|_| manifest(Fault::cut_body(GET, 10))),
    Row::new(Unload, "faults::unload::manifest_denied", "manifest: access denied")
        .inject(|_| manifest(Fault::access_denied(GET)))
        .fails(ErrorKind::PermissionDenied),
    Row::new(Unload, "faults::unload::manifest_missing", "manifest deleted")
        .inject(|_| manifest(Fault::vanish()))
        .fails(ErrorKind::ResultMissing),
    Row::new(Unload, "faults::unload::manifest_garbage", "manifest: 200 with other bytes")
        .inject(|_| manifest(Fault::garbage(GET)))
        .fails(ErrorKind::Unexpected),
    Row::new(Unload, "faults::unload::manifest_empty", "manifest without lines")
        .inject(|_| vec![Fault::empty_manifest().times(1)])
        .fails(ErrorKind::ResultMissing),
    Row::new(Unload, "faults::unload::manifest_double", "manifest with a file twice")
        .inject(|_| vec![Fault::double_manifest().times(1)])
        .fails(ErrorKind::Unexpected),
    Row::new(Unload, "faults::unload::manifest_short", "manifest without one of the files")
        .inject(|_| vec![Fault::short_manifest().times(1)])
        .fails(ErrorKind::ResultMissing),
    Row::new(Unload, "faults::unload::manifest_truncated", "manifest that ends in a line")
        .rewrite(is_manifest, |mut bytes| {
            bytes.truncate(bytes.len() - 5);
            bytes
        })
        .fails(ErrorKind::ResultMissing),
    Row::new(Unload, "faults::unload::manifest_foreign", "manifest that names a file of another folder")
        .rewrite(is_manifest, |mut bytes| {
            bytes.extend_from_slice(b"s3://another-bucket/secret\n");
            bytes
        })
        .fails(ErrorKind::Unexpected),
    Row::new(Unload, "faults::unload::manifest_not_text", "manifest that is no text")
        .rewrite(is_manifest, |_| vec![0xFF, 0xFE, 0x00])
        .fails(ErrorKind::Unexpected),
    Row::new(Unload, "faults::unload::work_group_throttled", "location of the work group: throttled twice")
        .inject(|_| vec![Fault::throttle("GetWorkGroup").times(2)])
        .options(LOCATION_OF_THE_WORK_GROUP),
    Row::new(Unload, "faults::unload::work_group_denied", "location of the work group: access denied")
        .inject(|_| vec![Fault::access_denied("GetWorkGroup").times(1)])
        .options(LOCATION_OF_THE_WORK_GROUP)
        .fails_and(ErrorKind::PermissionDenied, NeverStarted),
    Row::new(Unload, "faults::unload::cleanup_throttled", "deletion of the files: throttled twice")
        .inject(|_| vec![Fault::throttle("DeleteObject").times(2)])
        .options(&[("unload_cleanup", "true")]),
    Row::new(Unload, "faults::unload::cleanup_denied", "deletion of the files: access denied")
        .inject(|_| vec![Fault::access_denied("DeleteObject").times(1)])
        .options(&[("unload_cleanup", "true")]),
    Row::new(Unload, "faults::unload::file_missing", "one of the files deleted")
        .inject(|_| vec![Fault::vanish().skip(2).times(1)])
        .fails(ErrorKind::ResultMissing),
    Row::new(Unload, "faults::unload::file_truncated", "Parquet file without its last byte")
        .rewrite(is_file, |mut bytes| {
            bytes.pop();
            bytes
        })
        .fails(ErrorKind::Decode),
    Row::new(Unload, "faults::unload::file_half", "half of a Parquet file")
        .select(Select::Wide)
        .rewrite(is_file, |mut bytes| {
            bytes.truncate(bytes.len() / 2);
            bytes
        })
        .fails(ErrorKind::Decode),
    Row::new(Unload, "faults::unload::file_zeroed", "Parquet file of zeros")
        .rewrite(is_file, |bytes| vec![0; bytes.len()])
        .fails(ErrorKind::Decode),
    Row::new(Unload, "faults::unload::file_empty", "empty Parquet file")
        .rewrite(is_file, |_| Vec::new())
        .fails(ErrorKind::Unexpected),
    Row::new(Unload, "faults::unload::file_damaged", "Parquet file with damaged pages")
        .select(Select::Wide)
        .rewrite(is_file, |mut bytes| {
            let middle = bytes.len() / 2;
            bytes.iter_mut().skip(middle).take(2000).for_each(|byte| *byte ^= 0x5A);
            bytes
        })
        .fails(ErrorKind::Decode),
];
