//! The settings of a work group.

use crate::query::EncryptionConfiguration;

/// What `GetWorkGroup` says that matters to a driver
/// ([API reference](https://docs.aws.amazon.com/athena/latest/APIReference/API_WorkGroupConfiguration.html)).
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct WorkGroup {
    /// `Name`.
    pub name: String,
    /// `State` is `ENABLED`.
    pub enabled: bool,
    /// `ResultConfiguration.OutputLocation`.
    pub output_location: Option<String>,
    /// `ResultConfiguration.EncryptionConfiguration`.
    pub encryption: Option<EncryptionConfiguration>,
    /// `EnforceWorkGroupConfiguration`: the settings of a request are silently replaced by these.
    pub enforced: bool,
    /// `ManagedQueryResultsConfiguration.Enabled`: a request must not name an output location.
    pub managed_results: bool,
    /// `BytesScannedCutoffPerQuery`.
    pub bytes_scanned_cutoff: Option<u64>,
    /// `EngineVersion.EffectiveEngineVersion`.
    pub engine_version: Option<String>,
}
