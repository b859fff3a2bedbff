//! The settings of a work group, from the SDK's form into the core's.

use athena_core::driver::api::WorkGroup;
use aws_sdk_athena::types::{self, WorkGroupState};

use super::execution::encryption;
use super::number::count;

pub(crate) fn work_group(sent: types::WorkGroup) -> WorkGroup {
    let mut group = WorkGroup::default();
    group.name = sent.name;
    // a group without a state takes queries: the service omits what has its default
    group.enabled = sent.state.is_none_or(|state| state == WorkGroupState::Enabled);
    let Some(configuration) = sent.configuration else { return group };
    if let Some(result) = configuration.result_configuration {
        group.output_location = result.output_location.filter(|location| !location.is_empty());
        group.encryption = result.encryption_configuration.map(encryption);
    }
    group.enforced = configuration.enforce_work_group_configuration.unwrap_or_default();
    group.managed_results = configuration.managed_query_results_configuration.is_some_and(|managed| managed.enabled);
    group.bytes_scanned_cutoff = count(configuration.bytes_scanned_cutoff_per_query);
    group.engine_version = configuration.engine_version.and_then(|version| version.effective_engine_version);
    group
}
