//! One query with its spans and its metrics on the terminal.
//!
//! `cargo run -p awsathena --example observe --features metrics` runs a query on a sandbox. With `-- URL SQL` it runs a
//! statement of yours. A program exports to a collector in the same way, with the layer of tracing-opentelemetry and a
//! recorder of its choice. docs/observability.md explains the names.
#![expect(clippy::print_stdout, reason = "an example talks to its reader")]

use std::error::Error;

use athena_sandbox::Sandbox;
use metrics_util::debugging::{DebugValue, DebuggingRecorder, Snapshotter};
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::fmt::format::FmtSpan;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

const SQL: &str = "SELECT count(*) AS line_items FROM tpch.lineitem";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    print_spans(std::io::stdout);
    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    recorder.install()?;

    let mut arguments = std::env::args().skip(1);
    if let (Some(url), Some(sql)) = (arguments.next(), arguments.next()) {
        run(&url, &sql).await?;
    } else {
        let sandbox = Sandbox::builder().tpch(0.01).start().await?;
        run(&sandbox.url("awsathena"), SQL).await?;
        sandbox.shutdown().await;
    }
    metrics(&snapshotter).iter().for_each(|line| println!("{line}"));
    Ok(())
}

/// Prints each span of the drivers when it ends, with its fields and its times.
fn print_spans(writer: impl for<'w> MakeWriter<'w> + Send + Sync + 'static) {
    // `athena_core=info` prints one span per query, without its phases.
    let drivers = Targets::new().with_target("athena_core", LevelFilter::DEBUG);
    let spans = tracing_subscriber::fmt::layer().with_span_events(FmtSpan::CLOSE).with_ansi(false).with_writer(writer);
    tracing_subscriber::registry().with(spans.with_filter(drivers)).init();
}

async fn run(url: &str, sql: &str) -> awsathena::Result<()> {
    // The text of statements is shown by choice. The values of markers never are.
    let connection = awsathena::builder(url).option("log_statements", "true").connect().await?;
    let rows = connection.query(sql).fetch_all().await?;
    println!("{} rows", rows.len());
    connection.shutdown().await
}

/// A line for each counter and histogram, with its labels and values.
fn metrics(snapshotter: &Snapshotter) -> Vec<String> {
    let metrics = snapshotter.snapshot().into_vec().into_iter().map(|(key, unit, _, value)| {
        let labels: Vec<String> =
            key.key().labels().map(|label| format!("{}={}", label.key(), label.value())).collect();
        let unit = unit.map_or("", |unit| unit.as_str());
        let value = match value {
            DebugValue::Counter(count) => count.to_string(),
            DebugValue::Gauge(value) => value.to_string(),
            DebugValue::Histogram(values) => format!("{values:?}"),
        };
        format!("{} {{{}}} {value} {unit}", key.key().name(), labels.join(", "))
    });
    metrics.collect()
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Debug, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);

    impl Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().expect("not poisoned").write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn spans_and_metrics_of_queries_are_printed() {
        let kept = Kept::default();
        let writer = kept.clone();
        print_spans(move || writer.clone());
        let recorder = DebuggingRecorder::new();
        let snapshotter = recorder.snapshotter();
        recorder.install().expect("the only recorder");
        let sandbox = Sandbox::builder().tpch(0.01).start().await.expect("the sandbox starts");
        run(&sandbox.url("awsathena"), SQL).await.expect("succeeds");
        run(&sandbox.url("awsathena"), "SELECT x FROM tpch.missing").await.expect_err("fails");
        sandbox.shutdown().await;

        let text = String::from_utf8(kept.0.lock().expect("not poisoned").clone()).expect("text");
        let closed = |line: &&str| line.contains("athena_core::query: close");
        let is_query = |line: &&str| line.contains("athena.query{") && !line.contains("}:athena.");
        let queries: Vec<&str> = text.lines().filter(closed).filter(is_query).collect();
        assert_eq!(queries.len(), 2, "{text}");
        for field in ["db.system.name=\"aws.athena\"", SQL, "db.response.returned_rows=1", "athena.engine_ms="] {
            assert!(queries[0].contains(field), "{field} in {}", queries[0]);
        }
        assert!(queries[1].contains("error.type=\"QueryFailed\""), "{}", queries[1]);
        assert!(text.lines().filter(closed).any(|line| line.contains("}:athena.fetch: ")), "{text}");

        let metrics = metrics(&snapshotter);
        let started = "athena.query.started {athena.driver=rest, athena.work_group=primary} 2 count";
        assert!(metrics.iter().any(|line| line == started), "{metrics:#?}");
        assert!(metrics.iter().any(|line| line.starts_with("db.client.operation.duration {")), "{metrics:#?}");
    }
}
