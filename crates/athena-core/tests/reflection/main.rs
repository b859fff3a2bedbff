//! Reflection against in-memory catalogs.

mod cached;
mod catalogs;
mod definitions;
mod fallback;
mod types;

use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use athena_core::driver::Session;
use athena_core::driver::api::{TableColumn, TableMetadata};
use athena_core::options::{ConnectOptions, QueryDefaults};
use athena_core::reflection::TableKind;
use athena_core::testing::{MemoryCatalog, ScriptedAthena};
use athena_core::{AthenaType, Error, ErrorKind, Inspector, Retry};

fn connection(catalog: &MemoryCatalog, query: QueryDefaults) -> Session {
    Session::builder(Arc::new(ScriptedAthena::new()))
        .catalog(Arc::new(catalog.clone()))
        .options(ConnectOptions::new().with_query(query))
        .build()
        .expect("a runtime")
}

/// An inspector of `awsdatacatalog.sales`.
fn inspector(catalog: &MemoryCatalog) -> Inspector {
    connection(catalog, QueryDefaults::new()).inspector().with_schema("sales")
}

fn table(name: &str) -> TableMetadata {
    TableMetadata::new(name, vec![TableColumn::new("id", "bigint")])
}

fn of_type(name: &str, table_type: Option<&str>) -> TableMetadata {
    let mut table = table(name);
    table.table_type = table_type.map(str::to_owned);
    table
}

fn sales(tables: impl IntoIterator<Item = TableMetadata>) -> MemoryCatalog {
    let catalog = MemoryCatalog::new();
    catalog.put("awsdatacatalog", "default", table("unrelated"));
    for table in tables {
        catalog.put("awsdatacatalog", "sales", table);
    }
    catalog
}

fn operations(catalog: &MemoryCatalog) -> Vec<&'static str> {
    catalog.calls().iter().map(|call| call.operation).collect()
}

fn denied() -> Error {
    Error::new(ErrorKind::PermissionDenied, "You are not authorized")
}

#[track_caller]
fn check_missing<T: std::fmt::Debug>(result: Result<T, Error>, shown: &str) {
    let error = result.expect_err("it does not exist");
    assert_eq!((error.kind(), error.to_string().as_str()), (ErrorKind::NotFound, shown));
    assert!(std::error::Error::source(&error).is_some(), "the service's error is the source: {error:?}");
}

#[tokio::test]
async fn a_new_inspector_makes_no_call() {
    let catalog = sales([]);
    let inspector = inspector(&catalog).with_catalog("other");
    assert_eq!((inspector.catalog(), inspector.schema()), (Some("other"), Some("sales")));
    assert!(catalog.calls().is_empty());
}

#[tokio::test]
async fn listings_read_all_pages() {
    let names: Vec<String> = (0..7).map(|number| format!("t{number}")).collect();
    let catalog = sales(names.iter().map(|name| table(name)));
    catalog.put("lambda", "x", table("y"));
    // 7 tables by pages of 3, 2 schemas and 2 catalogs by pages of 2: the last page of both is empty
    for (size, calls) in [(3, 3), (2, 4), (50, 1)] {
        catalog.set_page_size(size);
        let before = catalog.calls().len();
        assert_eq!(inspector(&catalog).tables().await.expect("tables"), names);
        assert_eq!(catalog.calls().len() - before, calls);
    }
    catalog.set_page_size(2);
    assert_eq!(inspector(&catalog).schemas().await.expect("schemas"), ["default", "sales"]);
    assert_eq!(inspector(&catalog).catalogs().await.expect("catalogs"), ["awsdatacatalog", "lambda"]);
}

#[tokio::test]
async fn a_listing_that_repeats_is_an_error() {
    let catalog = sales([table("t")]);
    catalog.repeat_pages();
    let inspector = inspector(&catalog);
    for error in [
        inspector.tables().await.expect_err("never ends"),
        inspector.schemas().await.expect_err("never ends"),
        inspector.catalogs().await.expect_err("never ends"),
        // A name that is too long for the call is looked for in the listing.
        inspector.table(&"x".repeat(200)).await.expect_err("never ends"),
    ] {
        assert_eq!(error.kind(), ErrorKind::Unexpected, "{error}");
    }
    assert!(catalog.calls().len() <= 8, "{:?}", operations(&catalog));
}

#[tokio::test]
async fn tables_and_views_are_listed_apart() {
    let catalog = sales([
        of_type("external", Some("EXTERNAL_TABLE")),
        of_type("managed", Some("MANAGED_TABLE")),
        of_type("of_s3_tables", Some("customer")),
        of_type("other", Some("GOVERNED")),
        of_type("short", Some("EXTERNAL")),
        of_type("unsaid", None),
        of_type("view", Some("VIRTUAL_VIEW")),
    ]);
    let inspector = inspector(&catalog);
    assert_eq!(inspector.tables().await.expect("tables"), ["external", "managed", "of_s3_tables", "short", "unsaid"]);
    assert_eq!(inspector.views().await.expect("views"), ["view"]);
    let all = inspector.reflect().await.expect("all");
    assert_eq!((all.len(), &all[3].kind), (7, &TableKind::Other("GOVERNED".to_owned())));
    assert!(inspector.has_table("view").await.expect("an answer"));
}

#[tokio::test]
async fn one_call_returns_the_whole_table() {
    let mut orders = table("orders");
    let mut price = TableColumn::new("price", "decimal(15,2)");
    price.comment = Some("in euro".to_owned());
    let mut odd = TableColumn::new("odd", "map<string,");
    odd.comment = Some(String::new());
    orders.columns.extend([price, odd]);
    orders.partition_keys = vec![TableColumn::new("day", "date")];
    orders.created_at = Some(UNIX_EPOCH + Duration::from_secs(1));
    let parameters = [("comment", "One row each"), ("location", "s3://b/orders/"), ("serde.param.a", "b")];
    orders.parameters = parameters.map(|(key, value)| (key.to_owned(), value.to_owned())).into();
    let catalog = sales([orders]);

    let orders = inspector(&catalog).table("ORDERS").await.expect("a table");
    assert_eq!(operations(&catalog), ["GetTableMetadata"]);
    assert_eq!((orders.catalog.as_str(), orders.schema.as_str()), ("awsdatacatalog", "sales"));
    assert_eq!((orders.name.as_str(), &orders.kind), ("orders", &TableKind::Table));
    assert_eq!(orders.comment.as_deref(), Some("One row each"));
    assert_eq!(orders.created_at, Some(UNIX_EPOCH + Duration::from_secs(1)));
    assert_eq!(orders.options.location.as_deref(), Some("s3://b/orders/"));
    assert_eq!(orders.options.serde_properties["a"], "b");
    let columns: Vec<_> = orders
        .columns
        .iter()
        .map(|column| (column.name.as_str(), column.type_text.as_str(), column.comment.as_deref(), column.is_partition))
        .collect();
    let expected = [
        ("id", "bigint", None, false),
        ("price", "decimal(15,2)", Some("in euro"), false),
        ("odd", "map<string,", None, false),
        ("day", "date", None, true),
    ];
    assert_eq!(columns, expected);
    assert_eq!(orders.columns[1].athena_type, AthenaType::Decimal { precision: 15, scale: 2 });
    assert_eq!(orders.columns[2].athena_type, AthenaType::Other("map<string,".to_owned()));

    let inspector = inspector(&catalog);
    assert_eq!(inspector.columns("orders").await.expect("columns"), orders.columns);
    assert_eq!(inspector.table_comment("orders").await.expect("a comment"), orders.comment);
    assert_eq!(inspector.table_options("orders").await.expect("options"), orders.options);
}

#[tokio::test]
async fn names_too_long_for_the_call_are_found_by_the_listing() {
    let exact = "a".repeat(128);
    let long = format!("{}.b", "a".repeat(128));
    let very_long = format!("{}é", "z.".repeat(86));
    let catalog = sales([table(&exact), table(&long), table(&very_long)]);
    catalog.set_page_size(1);
    let inspector = inspector(&catalog);
    for (name, expected) in [
        (&exact, vec!["GetTableMetadata"]),
        (&long, vec!["ListTableMetadata"]),
        // 259 characters with the backslashes: page by page, without an expression
        (&very_long, vec!["ListTableMetadata"; 3]),
    ] {
        let before = catalog.calls().len();
        assert_eq!(inspector.table(&name.to_uppercase()).await.expect("a table").name, *name);
        assert_eq!(operations(&catalog)[before..], expected);
    }
    assert_eq!(catalog.calls()[1].about[2], long.replace('.', r"\."));
    assert!(!inspector.has_table(&"x".repeat(129)).await.expect("an answer"));
    assert!(!inspector.has_table("").await.expect("an answer"));
}

#[tokio::test]
async fn a_missing_name_is_reported_with_the_nearest_one() {
    let catalog = sales([table("orders"), table("customers")]);
    let sales = inspector(&catalog);
    check_missing(
        sales.table("Ordrs").await,
        "could not find table: schema `sales` has no table or view `Ordrs`; did you mean `orders`? \
         (catalog: awsdatacatalog, schema: sales, table: Ordrs)",
    );
    assert_eq!(operations(&catalog), ["GetTableMetadata", "ListTableMetadata"]);
    check_missing(
        sales.columns("shipments").await,
        "could not find table: schema `sales` has no table or view `shipments` \
         (catalog: awsdatacatalog, schema: sales, table: shipments)",
    );
    let misspelt = sales.clone().with_schema("sale");
    let schema = "could not find schema: catalog `awsdatacatalog` has no schema `sale`; did you mean `sales`? \
                  (catalog: awsdatacatalog, schema: sale";
    check_missing(misspelt.tables().await, &format!("{schema})"));
    check_missing(misspelt.table("orders").await, &format!("{schema}, table: orders)"));
    let elsewhere = sales.with_catalog("awsdatacatalogue");
    let catalog = "could not find catalog: catalog `awsdatacatalogue` does not exist; did you mean `awsdatacatalog`? \
                   (catalog: awsdatacatalogue";
    check_missing(elsewhere.schemas().await, &format!("{catalog})"));
    check_missing(elsewhere.views().await, &format!("{catalog}, schema: sales)"));
    check_missing(elsewhere.table("orders").await, &format!("{catalog}, schema: sales, table: orders)"));
}

#[tokio::test]
async fn absence_costs_one_call() {
    let catalog = sales([table("orders")]);
    let inspector = inspector(&catalog);
    assert!(!inspector.has_table("nobody").await.expect("an answer"));
    assert!(!inspector.clone().with_schema("nobody").has_table("orders").await.expect("an answer"));
    assert!(!inspector.has_schema("nobody").await.expect("an answer"));
    assert!(!inspector.has_schema("").await.expect("an answer"));
    assert_eq!(operations(&catalog), ["GetTableMetadata", "GetTableMetadata", "GetDatabase"]);
}

#[tokio::test]
async fn a_denied_access_is_not_absence() {
    let catalog = sales([table("orders")]);
    let inspector = inspector(&catalog);
    catalog.fail_next("GetTableMetadata", denied());
    let error = inspector.has_table("orders").await.expect_err("denied");
    assert_eq!(error.kind(), ErrorKind::PermissionDenied);
    catalog.fail_next("GetDatabase", denied());
    assert_eq!(inspector.has_schema("sales").await.expect_err("denied").kind(), ErrorKind::PermissionDenied);
    catalog.fail_next("ListDatabases", denied());
    assert_eq!(inspector.schemas().await.expect_err("denied").kind(), ErrorKind::PermissionDenied);
    // a denied listing does not hide the error of the call before it
    catalog.fail_next("ListTableMetadata", denied());
    check_missing(
        inspector.table("ordrs").await,
        "could not find table: schema `sales` has no table or view `ordrs` \
         (catalog: awsdatacatalog, schema: sales, table: ordrs)",
    );
}

#[tokio::test(start_paused = true)]
async fn a_hint_takes_at_most_a_second() {
    let catalog = sales([table("orders")]);
    catalog.set_latency("ListTableMetadata", Duration::from_secs(60));
    let begin = tokio::time::Instant::now();
    let error = inspector(&catalog).table("ordrs").await.expect_err("missing");
    assert!(!error.message().contains("did you mean"), "{error}");
    assert_eq!(begin.elapsed(), Duration::from_secs(1));
}

#[tokio::test(start_paused = true)]
async fn calls_are_retried_and_counted() {
    let catalog = sales([table("orders")]);
    let connection = connection(&catalog, QueryDefaults::new());
    let busy = || Error::new(ErrorKind::Throttled, "Rate exceeded").with_retry(Retry::Later);
    catalog.fail_next("GetTableMetadata", busy());
    catalog.fail_next("GetTableMetadata", busy());
    assert!(connection.inspector().with_schema("sales").has_table("orders").await.expect("in the end"));
    assert_eq!(connection.usage().calls()["GetTableMetadata"], 3);
}

#[tokio::test]
async fn a_missing_default_names_its_option() {
    let catalog = sales([]);
    let mut query = QueryDefaults::new();
    query.schema_name = None;
    let inspector = connection(&catalog, query).inspector();
    let error = inspector.table("orders").await.expect_err("no schema");
    assert_eq!(error.kind(), ErrorKind::InvalidOption);
    assert_eq!(
        error.to_string(),
        "no schema is chosen; set the option `schema_name`, or call `Inspector::with_schema`"
    );
    assert_eq!(inspector.schemas().await.expect("schemas"), ["default"]);
    let error = inspector.with_catalog("").schemas().await.expect_err("no catalog");
    assert!(error.message().contains("`catalog_name`"), "{error}");
    assert!(catalog.calls().len() == 1, "the failed call was not sent: {:?}", catalog.calls());
}

#[tokio::test]
async fn a_connection_without_a_catalog_port_says_so() {
    let connection = Session::builder(Arc::new(ScriptedAthena::new())).build().expect("a runtime");
    let error = connection.inspector().catalogs().await.expect_err("no port");
    assert_eq!(error.kind(), ErrorKind::Unsupported);
}

#[test]
fn futures_can_be_spawned() {
    fn spawned<T: Send>(_: impl Fn(&'static Inspector) -> T) {}
    spawned(Inspector::catalogs);
    spawned(Inspector::schemas);
    spawned(Inspector::reflect);
    spawned(|inspector| inspector.table("t"));
    spawned(|inspector| inspector.has_schema("s"));
    spawned(|inspector| inspector.view_definition("v"));
}
