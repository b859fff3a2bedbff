//! Counters for the bytes and rows that a query reads.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use datafusion::datasource::physical_plan::FileScanConfig;
use datafusion::datasource::source::DataSourceExec;
use datafusion::physical_plan::ExecutionPlan;

/// Counters of bytes and rows, passed to the scans in the session.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scanned(pub(crate) Arc<AtomicU64>, pub(crate) Arc<AtomicU64>);

impl Scanned {
    pub(crate) fn add_rows(&self, rows: usize) {
        self.1.fetch_add(rows as u64, Ordering::Relaxed);
    }

    pub(crate) fn add(&self, bytes: u64) {
        self.0.fetch_add(bytes, Ordering::Relaxed);
    }
}

/// The number of rows that the file scans of a plan produced. Call it after the plan has run.
pub(crate) fn file_rows(plan: &Arc<dyn ExecutionPlan>) -> usize {
    let is_file = plan.downcast_ref::<DataSourceExec>().is_some();
    let own = if is_file { plan.metrics().and_then(|metrics| metrics.output_rows()).unwrap_or(0) } else { 0 };
    plan.children().into_iter().map(file_rows).fold(own, usize::saturating_add)
}

/// The total size of the files that a plan reads.
pub(crate) fn file_bytes(plan: &Arc<dyn ExecutionPlan>) -> u64 {
    let own = plan
        .downcast_ref::<DataSourceExec>()
        .and_then(|exec| exec.data_source().downcast_ref::<FileScanConfig>())
        .map_or(0, |scan| {
            scan.file_groups
                .iter()
                .flat_map(|group| group.files())
                .map(|file| {
                    file.range.as_ref().map_or(file.object_meta.size, |r| u64::try_from(r.end - r.start).unwrap_or(0))
                })
                .sum()
        });
    plan.children().into_iter().map(file_bytes).fold(own, u64::saturating_add)
}
