//! Counters and histograms

use std::collections::BTreeMap;
use std::time::Duration;

use athena_core::options::ClientOptions;
use athena_core::testing::{ScriptedAthena, ScriptedQuery};
use athena_core::{Error, ErrorKind, Retry};
use metrics_util::debugging::{DebugValue, DebuggingRecorder, Snapshotter};
use tokio::time::timeout;

use super::{cursor, numbers};

/// Sums of counters, and sums of the values of histograms, by name and labels.
fn recorded(snapshotter: &Snapshotter) -> BTreeMap<String, f64> {
    let values = snapshotter.snapshot().into_vec().into_iter().map(|(key, _, _, value)| {
        let mut labels: Vec<String> =
            key.key().labels().map(|label| format!("{}={}", label.key(), label.value())).collect();
        labels.sort();
        let sum = match value {
            DebugValue::Counter(count) => count as f64,
            DebugValue::Gauge(value) => value.into_inner(),
            DebugValue::Histogram(values) => values.into_iter().map(|value| value.into_inner()).sum(),
        };
        (format!("{} {}", key.key().name(), labels.join(" ")), sum)
    });
    values.collect()
}

#[tokio::test(start_paused = true)]
async fn queries_are_counted_by_their_end() {
    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    let _guard = metrics::set_default_local_recorder(&recorder);
    let athena = ScriptedAthena::new();
    athena.push(numbers().ends_after(Duration::from_secs(3)));
    athena.push(ScriptedQuery::new().fails("DIVISION_BY_ZERO: Division by zero"));
    athena.push(ScriptedQuery::new().ends_after(Duration::from_secs(100)));
    let mut cursor = cursor(&athena, ClientOptions::new());
    cursor.execute("SELECT n FROM t").await.expect("succeeds");
    while cursor.next_batch().await.expect("reads").is_some() {}
    cursor.execute("SELECT 1 / 0").await.expect_err("fails");
    timeout(Duration::from_secs(1), cursor.execute("SELECT 2")).await.expect_err("still running");

    let recorded = recorded(&snapshotter);
    let ours = "athena.driver=pages athena.work_group=primary";
    let client = format!("{ours} db.operation.name=SELECT db.system.name=aws.athena");
    for (name, value) in [
        (format!("athena.query.started {ours}"), 3.0),
        (format!("athena.query.succeeded {ours}"), 1.0),
        (format!("athena.query.failed {ours}"), 1.0),
        (format!("athena.query.cancelled {ours}"), 1.0),
        (format!("db.client.response.returned_rows {client}"), 2.0),
        (format!("db.client.operation.duration {client} error.type=dropped"), 1.0),
        ("athena.client.calls rpc.method=StartQueryExecution".to_owned(), 3.0),
    ] {
        assert_eq!(recorded.get(&name), Some(&value), "{name} of {recorded:#?}");
    }
    let duration = recorded[&format!("db.client.operation.duration {client}")];
    assert!((3.0..4.0).contains(&duration), "{duration} s");
    assert!(recorded["athena.query.polls athena.driver=pages"] > 3.0, "{recorded:#?}");
}

#[tokio::test(start_paused = true)]
async fn retries_and_throttles_are_counted_by_operation() {
    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    let _guard = metrics::set_default_local_recorder(&recorder);
    let athena = ScriptedAthena::new();
    for kind in [ErrorKind::Throttled, ErrorKind::Io] {
        athena.fail_next("StartQueryExecution", Error::new(kind, "not now").with_retry(Retry::Later));
    }
    cursor(&athena, ClientOptions::new()).execute("SELECT 1").await.expect("succeeds");
    let recorded = recorded(&snapshotter);
    let of = |name: &str| recorded.get(&format!("athena.client.{name} rpc.method=StartQueryExecution")).copied();
    assert_eq!((of("calls"), of("retries"), of("throttles")), (Some(3.0), Some(2.0), Some(1.0)), "{recorded:#?}");
}
