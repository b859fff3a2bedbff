//! Table of operations by name

use futures::future::BoxFuture;
use serde_json::Value;

use super::error::ApiError;
use super::input::Input;
use super::{Answer, Athena};

/// The handler of an operation.
#[derive(Clone, Copy)]
pub(super) enum Operation {
    /// A synchronous handler.
    Now(fn(&Athena, Input<'_>) -> Result<Value, ApiError>),
    /// An asynchronous handler.
    Later(for<'a> fn(&'a Athena, Input<'a>) -> BoxFuture<'a, Result<Answer, ApiError>>),
}

use Operation::{Later, Now};

/// All operations that the sandbox implements. The service's other operations are for Spark: sessions, notebooks,
/// calculations.
static OPERATIONS: [(&str, Operation); 46] = [
    (
        "StartQueryExecution",
        Later(|athena, input| Box::pin(async move { athena.start_query_execution(input).await.map(Answer::from) })),
    ),
    ("GetQueryResults", Later(|athena, input| Box::pin(athena.get_query_results(input)))),
    ("GetQueryExecution", Now(Athena::get_query_execution)),
    ("BatchGetQueryExecution", Now(Athena::batch_get_query_execution)),
    ("StopQueryExecution", Now(Athena::stop_query_execution)),
    ("ListQueryExecutions", Now(Athena::list_query_executions)),
    ("GetQueryRuntimeStatistics", Now(Athena::get_query_runtime_statistics)),
    ("CreateWorkGroup", Now(Athena::create_work_group)),
    ("UpdateWorkGroup", Now(Athena::update_work_group)),
    ("DeleteWorkGroup", Now(Athena::delete_work_group)),
    ("GetWorkGroup", Now(Athena::get_work_group)),
    ("ListWorkGroups", Now(Athena::list_work_groups)),
    ("CreatePreparedStatement", Now(Athena::create_prepared_statement)),
    ("GetPreparedStatement", Now(Athena::get_prepared_statement)),
    ("BatchGetPreparedStatement", Now(Athena::batch_get_prepared_statement)),
    ("ListPreparedStatements", Now(Athena::list_prepared_statements)),
    ("UpdatePreparedStatement", Now(Athena::update_prepared_statement)),
    ("DeletePreparedStatement", Now(Athena::delete_prepared_statement)),
    ("CreateNamedQuery", Now(Athena::create_named_query)),
    ("GetNamedQuery", Now(Athena::get_named_query)),
    ("BatchGetNamedQuery", Now(Athena::batch_get_named_query)),
    ("ListNamedQueries", Now(Athena::list_named_queries)),
    ("UpdateNamedQuery", Now(Athena::update_named_query)),
    ("DeleteNamedQuery", Now(Athena::delete_named_query)),
    ("CreateDataCatalog", Now(Athena::create_data_catalog)),
    ("UpdateDataCatalog", Now(Athena::update_data_catalog)),
    ("DeleteDataCatalog", Now(Athena::delete_data_catalog)),
    ("GetDataCatalog", Now(Athena::get_data_catalog)),
    ("ListDataCatalogs", Now(Athena::list_data_catalogs)),
    ("ListDatabases", Now(Athena::list_databases)),
    ("GetDatabase", Now(Athena::get_database)),
    ("ListTableMetadata", Now(Athena::list_table_metadata)),
    ("GetTableMetadata", Now(Athena::get_table_metadata)),
    ("TagResource", Now(Athena::tag_resource)),
    ("UntagResource", Now(Athena::untag_resource)),
    ("ListTagsForResource", Now(Athena::list_tags_for_resource)),
    ("ListEngineVersions", Now(Athena::list_engine_versions)),
    ("ListApplicationDPUSizes", Now(Athena::list_application_dpu_sizes)),
    ("CreateCapacityReservation", Now(Athena::create_capacity_reservation)),
    ("GetCapacityReservation", Now(Athena::get_capacity_reservation)),
    ("ListCapacityReservations", Now(Athena::list_capacity_reservations)),
    ("UpdateCapacityReservation", Now(Athena::update_capacity_reservation)),
    ("CancelCapacityReservation", Now(Athena::cancel_capacity_reservation)),
    ("DeleteCapacityReservation", Now(Athena::delete_capacity_reservation)),
    ("PutCapacityAssignmentConfiguration", Now(Athena::put_capacity_assignment_configuration)),
    ("GetCapacityAssignmentConfiguration", Now(Athena::get_capacity_assignment_configuration)),
];

/// The names of all operations.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    OPERATIONS.iter().map(|(name, _)| *name)
}

/// The handler of an operation; `None` if the sandbox does not implement it.
pub(super) fn find(name: &str) -> Option<Operation> {
    OPERATIONS.iter().find(|(known, _)| *known == name).map(|(_, operation)| *operation)
}
