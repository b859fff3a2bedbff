//! Fallbacks when the metadata calls fail.

use athena_core::options::ClientOptions;
use athena_core::testing::ScriptedQuery;

use super::*;

/// A connection that makes one attempt per call, and the services behind it.
struct World {
    athena: ScriptedAthena,
    catalog: MemoryCatalog,
    glue: MemoryCatalog,
    connection: Session,
}

impl World {
    fn new() -> Self {
        Self::with(true)
    }

    fn with(glue_metadata_fallback: bool) -> Self {
        let (athena, catalog, glue) = (ScriptedAthena::new(), sales([table("orders")]), MemoryCatalog::new());
        let mut options =
            ConnectOptions::new().with_client(ClientOptions::new().with_glue_metadata_fallback(glue_metadata_fallback));
        options.aws.max_attempts = 1;
        let connection = Session::builder(Arc::new(athena.clone()))
            .catalog(Arc::new(catalog.clone()))
            .fallback_catalog(Arc::new(glue.clone()))
            .options(options)
            .build()
            .expect("a runtime");
        Self { athena, catalog, glue, connection }
    }

    fn inspector(&self) -> Inspector {
        self.connection.inspector().with_schema("sales")
    }

    /// Throttles the next call of Athena.
    fn throttle(&self, operation: &'static str) -> &Self {
        self.catalog.fail_next(operation, busy());
        self
    }

    /// The next call of Glue does not know the catalog.
    fn without_glue(&self, operation: &'static str) -> &Self {
        self.glue.fail_next(operation, Error::new(ErrorKind::Unsupported, "no such catalog here"));
        self
    }

    fn columns(&self, rows: Vec<Vec<Option<&str>>>) {
        let names = ["column_name", "data_type", "ordinal_position", "comment", "extra_info"];
        let columns = names.map(|name| (name, if name == "ordinal_position" { "bigint" } else { "varchar" }));
        self.athena.push(ScriptedQuery::new().rows(&columns, rows));
    }
}

fn busy() -> Error {
    Error::new(ErrorKind::Throttled, "Rate exceeded").with_retry(Retry::Later)
}

fn failed(message: &str) -> Error {
    Error::new(ErrorKind::Unexpected, message).with_context("code", "MetadataException")
}

#[tokio::test]
async fn glue_answers_for_a_throttled_athena() {
    let world = World::new();
    let mut orders = table("orders");
    orders.parameters.insert("comment".to_owned(), "of glue".to_owned());
    world.glue.put("awsdatacatalog", "sales", orders);
    world.glue.set_page_size(1);
    let inspector = world.inspector();
    world.throttle("GetTableMetadata").throttle("ListTableMetadata").throttle("ListDatabases").throttle("GetDatabase");
    let comment = inspector.table_comment("orders").await.expect("a comment");
    assert_eq!(comment.as_deref(), Some("of glue"));
    assert_eq!(inspector.tables().await.expect("tables"), ["orders"]);
    assert_eq!(inspector.schemas().await.expect("schemas"), ["sales"]);
    assert!(inspector.has_schema("sales").await.expect("an answer"));
    let usage = world.connection.usage().calls();
    // the last page of both listings is empty
    for (action, count) in [("GetTable", 1), ("GetTables", 2), ("GetDatabases", 2), ("GetDatabase", 1)] {
        assert_eq!(usage.get(format!("glue:{action}").as_str()), Some(&count), "{usage:?}");
    }
    assert_eq!(usage["GetDatabase"], 1);
}

#[tokio::test]
async fn absence_in_glue_is_final() {
    let world = World::new();
    world.glue.put("awsdatacatalog", "sales", table("customers"));
    world.throttle("GetTableMetadata");
    assert!(!world.inspector().has_table("orders").await.expect("an answer"));
    assert!(world.athena.requests().is_empty());
}

#[tokio::test]
async fn the_option_turns_glue_off() {
    let world = World::with(false);
    world.throttle("GetTableMetadata");
    let error = world.inspector().table("orders").await.expect_err("throttled");
    assert_eq!(error.kind(), ErrorKind::Throttled);
    assert!(error.context("hint").is_some_and(|hint| hint.contains("`glue_metadata_fallback`")), "{error}");
    assert!(world.glue.calls().is_empty());
}

#[tokio::test]
async fn columns_come_from_a_query_without_glue() {
    let world = World::new();
    world.without_glue("GetTableMetadata").throttle("GetTableMetadata");
    world.columns(vec![
        vec![Some("day"), Some("date"), Some("2"), None, Some("partition key")],
        vec![Some("id"), Some("varchar"), Some("1"), Some("the key"), None],
    ]);
    let columns = world.inspector().columns("Orders").await.expect("columns");
    let found: Vec<_> = columns.iter().map(|c| (c.name.as_str(), c.type_text.as_str(), c.is_partition)).collect();
    assert_eq!(found, [("id", "string", false), ("day", "date", true)]);
    assert_eq!(columns[0].comment.as_deref(), Some("the key"));
    let request = &world.athena.requests()[0];
    assert!(request.sql.ends_with("WHERE table_schema = 'sales' AND table_name = 'orders'"), "{}", request.sql);
    assert_eq!(request.result_reuse.map(|reuse| reuse.enabled), Some(false));
}

#[tokio::test]
async fn a_table_without_columns_does_not_exist() {
    let world = World::new();
    world.without_glue("GetTableMetadata").throttle("GetTableMetadata");
    world.columns(Vec::new());
    assert!(!world.inspector().has_table("nobody").await.expect("an answer"));
    world.without_glue("GetTableMetadata").throttle("GetTableMetadata");
    world.columns(Vec::new());
    check_missing(
        world.inspector().columns("ordrs").await,
        "could not find table: schema `sales` has no table or view `ordrs`; did you mean `orders`? \
         (catalog: awsdatacatalog, schema: sales, table: ordrs)",
    );
}

#[tokio::test]
async fn comments_and_options_do_not_come_from_a_query() {
    let world = World::new();
    for _ in 0..2 {
        world.without_glue("GetTableMetadata").throttle("GetTableMetadata");
    }
    for result in [
        world.inspector().table_comment("orders").await.map(drop),
        world.inspector().table_options("orders").await.map(drop),
    ] {
        let error = result.expect_err("throttled");
        assert!(error.kind() == ErrorKind::Throttled && error.context("hint").is_some(), "{error}");
    }
    assert!(world.athena.requests().is_empty());
}

#[tokio::test]
async fn a_failure_without_a_reason_leads_to_a_fallback_outside_of_glue_only() {
    let world = World::new();
    world.catalog.fail_next("GetTableMetadata", failed("GENERIC_USER_ERROR: the function did not answer"));
    let error = world.inspector().has_table("orders").await.expect_err("failed");
    assert_eq!(error.kind(), ErrorKind::Unexpected);
    assert!(world.athena.requests().is_empty() && world.glue.calls().is_empty());

    let lambda = world.inspector().with_catalog("Lambda");
    let reason = "not today (Service: AmazonDataCatalog; Status Code: 400; Error Code: X; Request ID: 1; Proxy: null)";
    world.catalog.fail_next("GetTableMetadata", failed(reason));
    assert_eq!(lambda.has_table("orders").await.expect_err("failed").kind(), ErrorKind::Unexpected);
    world.catalog.fail_next("GetTableMetadata", failed("the function did not answer"));
    world.without_glue("GetTableMetadata").columns(vec![vec![Some("id"), Some("bigint"), Some("1"), None, None]]);
    assert_eq!(lambda.columns("Orders").await.expect("columns")[0].name, "id");
    let request = &world.athena.requests()[0];
    assert_eq!(request.catalog.as_deref(), Some("Lambda"));
    assert!(request.sql.ends_with("table_name = 'orders'"), "lower-cased even here: {}", request.sql);
}

#[tokio::test]
async fn access_denied_never_leads_to_a_fallback() {
    let world = World::new();
    world.catalog.fail_next("GetTableMetadata", denied());
    let error = world.inspector().with_catalog("Lambda").has_table("orders").await.expect_err("denied");
    assert_eq!(error.kind(), ErrorKind::PermissionDenied);
    assert!(world.athena.requests().is_empty() && world.glue.calls().is_empty());
    // an access that Glue denies is not absence either
    world.throttle("GetTableMetadata").glue.fail_next("GetTableMetadata", denied());
    world.columns(vec![vec![Some("id"), Some("bigint"), Some("1"), None, None]]);
    assert!(world.inspector().has_table("orders").await.expect("an answer"));
}

#[tokio::test]
async fn the_first_error_carries_those_of_the_fallbacks() {
    let world = World::new();
    world.throttle("GetTableMetadata").glue.fail_next("GetTableMetadata", denied());
    world.athena.push(ScriptedQuery::new().fails("no output location"));
    let error = world.inspector().has_table("orders").await.expect_err("nothing helps");
    assert_eq!(error.kind(), ErrorKind::Throttled);
    assert_eq!(error.context("glue"), Some("You are not authorized"));
    assert!(error.context("information_schema").is_some_and(|text| text.contains("no output location")), "{error}");
}

#[tokio::test]
async fn an_unreachable_glue_is_called_once() {
    let world = World::new();
    world.glue.fail_next("ListDatabases", Error::new(ErrorKind::Io, "no route"));
    for _ in 0..2 {
        world.throttle("ListDatabases");
        assert_eq!(world.inspector().schemas().await.expect_err("throttled").kind(), ErrorKind::Throttled);
    }
    assert_eq!(world.glue.calls().len(), 1);
}

#[tokio::test]
async fn columns_from_a_query_are_cached_as_columns_only() {
    let world = World::with(false);
    let inspector = world.inspector().cached();
    world.throttle("GetTableMetadata");
    world.columns(vec![vec![Some("other"), Some("bigint"), Some("1"), None, None]]);
    for _ in 0..2 {
        assert_eq!(inspector.columns("orders").await.expect("columns")[0].name, "other");
    }
    assert_eq!(operations(&world.catalog).len(), 1);
    // the whole table replaces the columns
    assert_eq!(inspector.table("orders").await.expect("a table").columns[0].name, "id");
    assert_eq!(inspector.columns("orders").await.expect("columns")[0].name, "id");
    assert_eq!(operations(&world.catalog).len(), 2);
}

#[tokio::test]
async fn a_listing_stays_in_the_catalog_where_it_began() {
    let world = World::new();
    for name in ["a", "b"] {
        world.catalog.put("awsdatacatalog", "sales", table(name));
        world.glue.put("awsdatacatalog", "sales", table(name));
    }
    world.catalog.set_page_size(1);
    world.glue.set_page_size(1);
    world.throttle("ListTableMetadata");
    assert_eq!(world.inspector().tables().await.expect("tables"), ["a", "b"]);
    assert_eq!((world.catalog.calls().len(), world.glue.calls().len()), (1, 3));
}
