//! Spans of queries

use std::time::Duration;

use athena_core::driver::objects::{ObjectReader, ReadOptions};
use athena_core::options::ClientOptions;
use athena_core::testing::{MemoryObjects, ScriptedAthena, ScriptedQuery};
use athena_core::{QueryState, Statement};
use tokio::time::timeout;
use tracing::Instrument as _;

use super::capture::capture;
use super::{cursor, numbers};

#[tokio::test(start_paused = true)]
async fn a_query_has_one_span_with_the_names_of_opentelemetry() {
    let (captured, _guard) = capture();
    let athena = ScriptedAthena::new();
    athena.push(numbers());
    let mut cursor = cursor(&athena, ClientOptions::new());
    cursor.execute("SELECT n FROM t").await.expect("succeeds");
    let id = cursor.query_id().expect("has run").to_string();
    assert!(!captured.span("athena.query").closed, "the result belongs to it");
    while cursor.next_batch().await.expect("reads").is_some() {}
    drop(cursor);

    let span = captured.span("athena.query");
    assert!(span.closed);
    for (field, value) in [
        ("otel.name", "SELECT awsdatacatalog|default"),
        ("otel.kind", "client"),
        ("db.system.name", "aws.athena"),
        ("db.namespace", "awsdatacatalog|default"),
        ("db.operation.name", "SELECT"),
        ("db.response.returned_rows", "2"),
        ("cloud.region", "eu-west-1"),
        ("athena.driver", "pages"),
        ("athena.work_group", "primary"),
        ("athena.query_id", &id),
        ("athena.state", "SUCCEEDED"),
        ("athena.reused", "false"),
        ("athena.bytes_read", "0"),
    ] {
        assert_eq!(span.field(field), Some(value), "{field} of {span:#?}");
    }
    for absent in ["db.query.text", "error.type", "otel.status_code", "server.address"] {
        assert_eq!(span.field(absent), None, "{absent}");
    }
    for phase in ["athena.start", "athena.wait", "athena.open", "athena.fetch"] {
        let span = captured.span(phase);
        assert_eq!((span.parent.as_deref(), span.closed), (Some("athena.query"), true), "{phase}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_address_of_an_endpoint_is_named() {
    let (captured, _guard) = capture();
    let athena = ScriptedAthena::new();
    let mut options = athena_core::options::ConnectOptions::new();
    options.aws.endpoint_url = Some("http://127.0.0.1:4566".parse().expect("a URL"));
    let session = athena_core::driver::Session::builder(std::sync::Arc::new(athena)).options(options).build();
    let mut runner = athena_core::driver::QueryRunner::new(&session.expect("inside a runtime"), "test");
    runner.run(&"SELECT 1".into()).await.expect("succeeds");
    let span = captured.span("athena.query");
    assert_eq!((span.field("server.address"), span.field("server.port")), (Some("127.0.0.1"), Some("4566")));
    assert!(span.closed, "a runner reads no result");
}

#[tokio::test(start_paused = true)]
async fn failed_and_dropped_queries_say_why_they_ended() {
    let (captured, _guard) = capture();
    let athena = ScriptedAthena::new();
    athena.push(ScriptedQuery::new().fails("TABLE_NOT_FOUND: line 1:15: Table 'd.planted' does not exist"));
    athena.push(ScriptedQuery::new().ends_after(Duration::from_secs(100)));
    let mut cursor = cursor(&athena, ClientOptions::new());
    cursor.execute("SELECT 1 FROM planted").await.expect_err("fails");
    timeout(Duration::from_secs(1), cursor.execute("SELECT 2")).await.expect_err("still running");

    let spans = captured.spans("athena.query");
    let fields = |name: &str| spans.iter().map(|span| span.field(name).map(str::to_owned)).collect::<Vec<_>>();
    assert_eq!(fields("error.type"), [Some("QueryFailed".to_owned()), Some("dropped".to_owned())]);
    assert_eq!(fields("db.response.status_code"), [Some("TABLE_NOT_FOUND".to_owned()), None]);
    assert_eq!(fields("otel.status_code"), vec![Some("ERROR".to_owned()); 2]);
    assert_eq!(fields("athena.state")[0].as_deref(), Some(QueryState::Failed.as_str()));
    assert!(spans.iter().all(|span| span.closed), "{spans:#?}");
    // The service quotes the statement in its reason.
    assert!(!captured.text().contains("planted"), "{}", captured.text());
}

#[tokio::test(start_paused = true)]
async fn statements_are_shown_by_choice_and_bound_values_never() {
    let statement = || Statement::new("SELECT :a AS a, 'literal' AS b").bind("a", "planted");
    let positional = || Statement::new("SELECT ? AS a").bind_next("planted");
    for shown in [false, true] {
        let (captured, _guard) = capture();
        let athena = ScriptedAthena::new();
        let mut cursor = cursor(&athena, ClientOptions::new().with_log_statements(shown));
        cursor.execute(statement()).await.expect("succeeds");
        cursor.execute(positional()).await.expect("succeeds");
        athena.push(ScriptedQuery::new().substatement("INSERT", Some(2)));
        let rows = [("planted",), ("planted",)];
        cursor.execute_many("INSERT INTO t VALUES (?)", rows).await.expect("succeeds");
        assert!(athena.requests()[0].sql.contains("planted"), "the service gets the values");

        let texts: Vec<_> =
            captured.spans("athena.query").iter().map(|span| span.fields.get("db.query.text").cloned()).collect();
        let expected = ["SELECT :a AS a, 'literal' AS b", "SELECT ? AS a", "INSERT INTO t VALUES (?)"];
        assert_eq!(texts, expected.map(|text| shown.then(|| text.to_owned())));
        let everything = captured.text();
        assert!(!everything.contains("planted"), "{everything}");
        assert_eq!(everything.contains("literal"), shown, "{everything}");
    }
}

#[tokio::test]
async fn each_read_of_an_object_has_a_span_below_its_result() {
    let (captured, _guard) = capture();
    let objects = MemoryObjects::new();
    objects.put("s3://bucket/key", vec![7; 250]);
    let read = async {
        let uri = "s3://bucket/key".parse().expect("a location");
        let options = ReadOptions::new(100, 2);
        let mut reader = ObjectReader::open(std::sync::Arc::new(objects.clone()), uri, options).await.expect("opens");
        while reader.next().await.expect("reads").is_some() {}
    };
    read.instrument(tracing::info_span!("outer")).await;
    let spans = captured.spans("athena.read_object");
    let field =
        |name: &str| spans.iter().map(|span| span.field(name).unwrap_or_default().to_owned()).collect::<Vec<_>>();
    assert_eq!(field("athena.range_start"), ["0", "100", "200"]);
    assert_eq!(field("athena.bytes_read"), ["100", "100", "50"]);
    assert_eq!(field("aws.s3.key"), ["key"; 3]);
    assert!(spans.iter().all(|span| span.parent.as_deref() == Some("outer") && span.closed), "{spans:#?}");
}
