//! API operations: name and description, for errors.

/// An API operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Call {
    /// Its name in the API.
    pub(crate) api: &'static str,
    /// Its description, as in `could not <operation>: ...`.
    pub(crate) operation: &'static str,
}

impl Call {
    /// Whether it reads or deletes an object in S3.
    pub(crate) fn is_object(self) -> bool {
        self.api.ends_with("Object")
    }
}

macro_rules! calls {
    ($($name:ident = $api:literal $operation:literal;)+) => {
        impl Call {
            $(pub(crate) const $name: Self = Self { api: $api, operation: $operation };)+
        }
    };
}

calls! {
    START_QUERY = "StartQueryExecution" "start query execution";
    GET_QUERY = "GetQueryExecution" "get query execution";
    BATCH_GET_QUERY = "BatchGetQueryExecution" "get query executions";
    STOP_QUERY = "StopQueryExecution" "stop query execution";
    LIST_QUERIES = "ListQueryExecutions" "list query executions";
    GET_RESULTS = "GetQueryResults" "get query results";
    GET_STATISTICS = "GetQueryRuntimeStatistics" "get runtime statistics";
    GET_WORK_GROUP = "GetWorkGroup" "get work group";
    LIST_CATALOGS = "ListDataCatalogs" "list data catalogs";
    LIST_DATABASES = "ListDatabases" "list databases";
    GET_DATABASE = "GetDatabase" "get database";
    LIST_TABLES = "ListTableMetadata" "list tables";
    GET_TABLE = "GetTableMetadata" "get table";
    ASSUME_ROLE = "AssumeRole" "assume role";
    GET_SESSION = "GetSessionToken" "get session token";
}

#[cfg(feature = "glue")]
calls! {
    GLUE_DATABASES = "GetDatabases" "list databases from Glue";
    GLUE_DATABASE = "GetDatabase" "get database from Glue";
    GLUE_TABLES = "GetTables" "list tables from Glue";
    GLUE_TABLE = "GetTable" "get table from Glue";
}

#[cfg(feature = "s3")]
calls! {
    HEAD_OBJECT = "HeadObject" "get size of object";
    GET_OBJECT = "GetObject" "read object";
    DELETE_OBJECT = "DeleteObject" "delete object";
    LIST_OBJECTS = "ListObjectsV2" "list objects";
}
