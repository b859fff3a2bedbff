//! Structures of the service model that several operations share

use super::shape::{Member, Shape, optional, required};

/// Pattern of work group and reservation names.
pub(super) const GROUP_NAME: &str = "[a-zA-Z0-9._-]{1,128}";

/// Pattern of prepared statement names.
pub(super) const STATEMENT_NAME: &str = "[a-zA-Z_][a-zA-Z0-9_@:]{1,256}";

const KMS_KEY: Shape = Shape::Text(1, 2048);
const ARBITRARY: Shape = Shape::Text(0, usize::MAX);

static ENCRYPTION: [Member; 2] =
    [required("EncryptionOption", Shape::OneOf(&["SSE_S3", "SSE_KMS", "CSE_KMS"])), optional("KmsKey", ARBITRARY)];

static ACL: [Member; 1] = [required("S3AclOption", Shape::OneOf(&["BUCKET_OWNER_FULL_CONTROL"]))];

pub(super) static RESULT_CONFIGURATION: [Member; 4] = [
    optional("OutputLocation", ARBITRARY),
    optional("EncryptionConfiguration", Shape::Structure(&ENCRYPTION)),
    optional("ExpectedBucketOwner", Shape::Matching("[0-9]{12}")),
    optional("AclConfiguration", Shape::Structure(&ACL)),
];

static RESULT_CONFIGURATION_UPDATES: [Member; 8] = [
    optional("OutputLocation", ARBITRARY),
    optional("RemoveOutputLocation", Shape::Boolean),
    optional("EncryptionConfiguration", Shape::Structure(&ENCRYPTION)),
    optional("RemoveEncryptionConfiguration", Shape::Boolean),
    optional("ExpectedBucketOwner", Shape::Matching("[0-9]{12}")),
    optional("RemoveExpectedBucketOwner", Shape::Boolean),
    optional("AclConfiguration", Shape::Structure(&ACL)),
    optional("RemoveAclConfiguration", Shape::Boolean),
];

static KMS_ONLY: [Member; 1] = [required("KmsKey", KMS_KEY)];

static MANAGED: [Member; 2] =
    [required("Enabled", Shape::Boolean), optional("EncryptionConfiguration", Shape::Structure(&KMS_ONLY))];

static MANAGED_UPDATES: [Member; 3] = [
    optional("Enabled", Shape::Boolean),
    optional("EncryptionConfiguration", Shape::Structure(&KMS_ONLY)),
    optional("RemoveEncryptionConfiguration", Shape::Boolean),
];

static ENGINE_VERSION: [Member; 2] =
    [optional("SelectedEngineVersion", Shape::Text(1, 128)), optional("EffectiveEngineVersion", Shape::Text(1, 128))];

static CLASSIFICATION: [Member; 2] = [optional("Name", Shape::Text(1, 128)), optional("Properties", Shape::Texts)];

pub(super) static ENGINE_CONFIGURATION: [Member; 6] = [
    optional("CoordinatorDpuSize", Shape::Integer(1, 1)),
    optional("MaxConcurrentDpus", Shape::Integer(2, 5000)),
    optional("DefaultExecutorDpuSize", Shape::Integer(1, 1)),
    optional("AdditionalConfigs", Shape::Texts),
    optional("SparkProperties", Shape::Texts),
    optional("Classifications", Shape::List(&Shape::Structure(&CLASSIFICATION))),
];

static ACCESS_GRANTS: [Member; 3] = [
    required("EnableS3AccessGrants", Shape::Boolean),
    optional("CreateUserLevelPrefix", Shape::Boolean),
    required("AuthenticationType", Shape::OneOf(&["DIRECTORY_IDENTITY"])),
];

static IDENTITY_CENTER: [Member; 2] =
    [optional("EnableIdentityCenter", Shape::Boolean), optional("IdentityCenterInstanceArn", Shape::Text(0, 255))];

pub(super) static WORK_GROUP_CONFIGURATION: [Member; 14] = [
    optional("ResultConfiguration", Shape::Structure(&RESULT_CONFIGURATION)),
    optional("ManagedQueryResultsConfiguration", Shape::Structure(&MANAGED)),
    optional("EnforceWorkGroupConfiguration", Shape::Boolean),
    optional("PublishCloudWatchMetricsEnabled", Shape::Boolean),
    optional("BytesScannedCutoffPerQuery", CUTOFF),
    optional("RequesterPaysEnabled", Shape::Boolean),
    optional("EngineVersion", Shape::Structure(&ENGINE_VERSION)),
    optional("AdditionalConfiguration", Shape::Text(1, 128)),
    optional("ExecutionRole", Shape::Text(20, 2048)),
    optional("EngineConfiguration", Shape::Structure(&ENGINE_CONFIGURATION)),
    optional("CustomerContentEncryptionConfiguration", Shape::Structure(&KMS_ONLY)),
    optional("EnableMinimumEncryptionConfiguration", Shape::Boolean),
    optional("IdentityCenterConfiguration", Shape::Structure(&IDENTITY_CENTER)),
    optional("QueryResultsS3AccessGrantsConfiguration", Shape::Structure(&ACCESS_GRANTS)),
];

const CUTOFF: Shape = Shape::Integer(10_000_000, i64::MAX);

pub(super) static WORK_GROUP_UPDATES: [Member; 15] = [
    optional("ResultConfigurationUpdates", Shape::Structure(&RESULT_CONFIGURATION_UPDATES)),
    optional("ManagedQueryResultsConfigurationUpdates", Shape::Structure(&MANAGED_UPDATES)),
    optional("EnforceWorkGroupConfiguration", Shape::Boolean),
    optional("PublishCloudWatchMetricsEnabled", Shape::Boolean),
    optional("BytesScannedCutoffPerQuery", CUTOFF),
    optional("RemoveBytesScannedCutoffPerQuery", Shape::Boolean),
    optional("RequesterPaysEnabled", Shape::Boolean),
    optional("EngineVersion", Shape::Structure(&ENGINE_VERSION)),
    optional("RemoveCustomerContentEncryptionConfiguration", Shape::Boolean),
    optional("AdditionalConfiguration", Shape::Text(1, 128)),
    optional("ExecutionRole", Shape::Text(20, 2048)),
    optional("CustomerContentEncryptionConfiguration", Shape::Structure(&KMS_ONLY)),
    optional("EnableMinimumEncryptionConfiguration", Shape::Boolean),
    optional("QueryResultsS3AccessGrantsConfiguration", Shape::Structure(&ACCESS_GRANTS)),
    optional("EngineConfiguration", Shape::Structure(&ENGINE_CONFIGURATION)),
];

static TAG: [Member; 2] = [required("Key", Shape::Text(1, 128)), optional("Value", Shape::Text(0, 256))];

pub(super) static TAGS: Shape = Shape::List(&Shape::Structure(&TAG));

static ASSIGNMENT: [Member; 1] = [optional("WorkGroupNames", Shape::List(&Shape::Matching(GROUP_NAME)))];

pub(super) static ASSIGNMENTS: Shape = Shape::List(&Shape::Structure(&ASSIGNMENT));

static BY_AGE: [Member; 2] =
    [required("Enabled", Shape::Boolean), optional("MaxAgeInMinutes", Shape::Integer(0, 10_080))];

pub(super) static RESULT_REUSE: [Member; 1] = [optional("ResultReuseByAgeConfiguration", Shape::Structure(&BY_AGE))];
