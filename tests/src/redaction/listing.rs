//! The public types of all crates, and the reasons for those that no text is looked at of

use std::collections::BTreeSet;
use std::fs;

use crate::folder;

/// Types of which [`types`](super::types) or [`errors`](super::errors) show a value that was made with secrets.
pub(super) const COVERED: &[&str] = &[
    "athena_arrow::ArrowCursor",
    "athena_arrow::ArrowOptions",
    "athena_arrow::BatchReader",
    "athena_aws::ConnectionBuilder",
    "athena_aws::SdkOptions",
    "athena_aws::Services",
    "athena_core::BatchStream",
    "athena_core::Bindings",
    "athena_core::CancelHandle",
    "athena_core::Connection",
    "athena_core::Cursor",
    "athena_core::Error",
    "athena_core::Parameter",
    "athena_core::Progress",
    "athena_core::ProgressWatch",
    "athena_core::Query",
    "athena_core::Rows",
    "athena_core::RowsAs",
    "athena_core::Statement",
    "athena_core::StatementOptions",
    "athena_core::driver::AnyCursor",
    "athena_core::driver::AnyOptions",
    "athena_core::driver::ConnectionUrl",
    "athena_core::driver::QueryRunner",
    "athena_core::driver::Resolved",
    "athena_core::driver::Session",
    "athena_core::driver::SessionBuilder",
    "athena_core::driver::api::Usage",
    "athena_core::driver::objects::ObjectFile",
    "athena_core::driver::objects::ObjectReader",
    "athena_core::driver::option::OptionMap",
    "athena_core::options::AwsOptions",
    "athena_core::options::ClientOptions",
    "athena_core::options::ConnectOptions",
    "athena_core::options::DdlDefaults",
    "athena_core::options::EndpointUrl",
    "athena_core::options::QueryDefaults",
    "athena_core::options::Secret",
    "athena_core::query::Statistics",
    "athena_core::reflection::Inspector",
    "athena_pandas::PandasCursor",
    "athena_pandas::PandasOptions",
    "athena_polars::PolarsCursor",
    "athena_polars::PolarsOptions",
    "athena_registry::Driver",
    "athena_registry::Registry",
    "athena_rest::RestCursor",
    "athena_rest::RestOptions",
    "athena_s3::S3Cursor",
    "athena_s3::S3Options",
    "athena_sandbox::Call",
    "athena_sandbox::Sandbox",
    "athena_sandbox::SandboxBuilder",
];

/// Types without a secret, and why. A name that ends with `::` stands for all types below it.
const EXEMPT: &[(&str, &[&str])] = &[
    ("SQL as text and its parts, without a connection", &["athena_sql::"]),
    ("values of rows", &["athena_core::value::", "athena_core::AnyBatch", "athena_core::Row"]),
    (
        "parts of results: bytes, columns, rows and counts",
        &[
            "athena_core::Column",
            "athena_core::Columns",
            "athena_core::driver::api::ColumnInfo",
            "athena_core::driver::api::ObjectBody",
            "athena_core::driver::api::ObjectInfo",
            "athena_core::driver::api::ResultPage",
            "athena_core::driver::csv::",
            "athena_core::driver::decode::",
            "athena_core::driver::objects::Buffer",
            "athena_core::driver::results::",
            "athena_core::driver::unload::FileQueue",
            "athena_core::driver::unload::UnloadFiles",
            "athena_pandas::Written",
            "athena_s3::CsvRows",
        ],
    ),
    (
        "a choice of words, or numbers",
        &[
            "athena_core::DbApiClass",
            "athena_core::ErrorCategory",
            "athena_core::ErrorKind",
            "athena_core::Phase",
            "athena_core::ResultPath",
            "athena_core::Retry",
            "athena_core::driver::Capabilities",
            "athena_core::driver::Unload",
            "athena_core::driver::api::Pace",
            "athena_core::driver::api::RetryPolicy",
            "athena_core::driver::api::RuntimeStatistics",
            "athena_core::driver::objects::ReadOptions",
            "athena_core::driver::option::OptionSpec",
            "athena_core::driver::option::ValueKind",
            "athena_core::options::EncryptionOption",
            "athena_core::options::MonthIntervals",
            "athena_core::options::S3AclOption",
            "athena_core::options::TlsVerification",
            "athena_core::options::UnloadMode",
            "athena_core::options::ZonedTimestamps",
            "athena_core::query::ResultReuse",
            "athena_pandas::DtypeBackend",
            "athena_pandas::FeatherCompression",
            "athena_pandas::FeatherOptions",
            "athena_pandas::ParquetCompression",
            "athena_pandas::ParquetOptions",
        ],
    ),
    (
        "the name of a driver, without a value",
        &[
            "athena_core::Any",
            "athena_arrow::Arrow",
            "athena_pandas::Pandas",
            "athena_polars::Polars",
            "athena_rest::Rest",
            "athena_s3::S3",
        ],
    ),
    (
        "requests and answers, which the caller asks for and whose secrets are the caller's SQL",
        &[
            "athena_core::QueryFailure",
            "athena_core::driver::api::GetQueryResults",
            "athena_core::driver::api::StartQuery",
            "athena_core::driver::api::WorkGroup",
            "athena_core::query::EngineVersion",
            "athena_core::query::QueryExecution",
            "athena_core::query::QueryState",
            "athena_core::query::StatementType",
        ],
    ),
    (
        "tables and databases of a catalog",
        &[
            "athena_core::driver::api::DatabaseMetadata",
            "athena_core::driver::api::TableMetadata",
            "athena_core::reflection::Table",
            "athena_core::reflection::TableColumn",
            "athena_core::reflection::TableKind",
            "athena_core::reflection::TableOptions",
        ],
    ),
    (
        "names, numbers and addresses that AWS prints itself; the name of a KMS key is not the key",
        &[
            "athena_core::options::AccountId",
            "athena_core::options::S3Uri",
            "athena_core::options::TypeHints",
            "athena_core::query::ClientRequestToken",
            "athena_core::query::EncryptionConfiguration",
            "athena_core::query::QueryId",
        ],
    ),
    (
        "a session, which is covered, and addresses",
        &["athena_core::driver::Executed", "athena_core::driver::unload::Cleanup"],
    ),
    ("for tests, in memory", &["athena_core::testing::", "athena_core::driver::testing::"]),
    (
        "of the sandbox, without its keys",
        &[
            "athena_sandbox::Fault",
            "athena_sandbox::Faults",
            "athena_sandbox::QueryFailure",
            "athena_sandbox::QuerySnapshot",
            "athena_sandbox::QueryState",
            "athena_sandbox::Quotas",
            "athena_sandbox::StartError",
            "athena_sandbox::Storage",
            "athena_sandbox::StorageError",
            "athena_sandbox::Timings",
        ],
    ),
    ("arguments of a command; a test beside them looks at their secret", &["athena_sandbox::SandboxArguments"]),
];

/// Public types that are neither covered nor exempt, and names of either list that are no public type (any more).
///
/// # Panics
/// When a listing of public items cannot be read.
pub fn unaccounted_types() -> Vec<String> {
    let types = public_types();
    let exempt: Vec<&str> = EXEMPT.iter().flat_map(|(_, names)| names.iter().copied()).collect();
    let is_exempt = |name: &str| {
        exempt.iter().any(|entry| if entry.ends_with("::") { name.starts_with(entry) } else { name == *entry })
    };
    let missing = types
        .iter()
        .filter(|name| !COVERED.contains(&name.as_str()) && !is_exempt(name))
        .map(|name| format!("{name} is public: show a value of it in types.rs, or give a reason in listing.rs"));
    let is_known =
        |entry: &str| types.iter().any(|name| name == entry || (entry.ends_with("::") && name.starts_with(entry)));
    let stale = COVERED
        .iter()
        .chain(&exempt)
        .filter(|entry| !is_known(entry))
        .map(|entry| format!("{entry} of listing.rs is no public type"));
    let both =
        COVERED.iter().filter(|name| is_exempt(name)).map(|name| format!("{name} of listing.rs is covered and exempt"));
    missing.chain(stale).chain(both).collect()
}

/// The structs and enums in the listings of public items of the library crates. All of them have `Debug`: the compiler
/// warns of one that has not.
fn public_types() -> BTreeSet<String> {
    let crates = fs::read_dir(folder("../crates")).expect("the folder of the crates");
    let listings = crates.filter_map(|krate| fs::read_to_string(krate.ok()?.path().join("public-api.txt")).ok());
    let types: BTreeSet<String> = listings
        .flat_map(|listing| listing.lines().filter_map(type_of).map(str::to_owned).collect::<Vec<_>>())
        .collect();
    assert!(types.contains("athena_core::Connection"), "{types:?}");
    types
}

fn type_of(line: &str) -> Option<&str> {
    let line = line.strip_prefix("#[non_exhaustive] ").unwrap_or(line);
    let name = ["pub struct ", "pub enum ", "pub union "].iter().find_map(|kind| line.strip_prefix(kind))?;
    name.split(|letter: char| !letter.is_ascii_alphanumeric() && !matches!(letter, ':' | '_')).next()
}
