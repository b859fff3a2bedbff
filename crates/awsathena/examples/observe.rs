//! One query with its spans and its metrics on the terminal, as exporters get them.
//!
//! `cargo run -p awsathena --example observe --features metrics` runs a query on a sandbox. With `-- URL SQL` it runs a
//! statement of yours. A program exports to a collector in the same way, with another exporter and another recorder.
//! docs/observability.md explains the names.
#![expect(clippy::print_stdout, reason = "an example talks to its reader")]

use std::error::Error;

use athena_sandbox::Sandbox;
use metrics_util::debugging::{DebugValue, DebuggingRecorder, Snapshotter};
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_sdk::trace::{SdkTracerProvider, SpanExporter};
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

const SQL: &str = "SELECT count(*) AS line_items FROM tpch.lineitem";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let spans = export_spans(opentelemetry_stdout::SpanExporter::default());
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

    spans.shutdown()?;
    println!("Metrics");
    for line in metrics(&snapshotter) {
        println!("\t{line}");
    }
    Ok(())
}

/// Sends the spans of the drivers to an exporter of OpenTelemetry.
fn export_spans(exporter: impl SpanExporter + 'static) -> SdkTracerProvider {
    let provider = SdkTracerProvider::builder().with_simple_exporter(exporter).build();
    // `athena_core=info` exports one span per query, without its phases.
    let drivers = Targets::new().with_target("athena_core", LevelFilter::DEBUG);
    let layer = tracing_opentelemetry::layer().with_tracer(provider.tracer("observe")).with_filter(drivers);
    tracing_subscriber::registry().with(layer).init();
    provider
}

async fn run(url: &str, sql: &str) -> awsathena::Result<()> {
    // The text of statements is exported by choice. The values of markers never are.
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
    use std::sync::{Arc, Mutex};

    use opentelemetry_sdk::error::OTelSdkResult;
    use opentelemetry_sdk::trace::SpanData;

    use super::*;

    /// An exporter that keeps the spans.
    #[derive(Clone, Debug, Default)]
    struct Kept(Arc<Mutex<Vec<SpanData>>>);

    impl SpanExporter for Kept {
        async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
            self.0.lock().expect("not poisoned").extend(batch);
            Ok(())
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_query_is_exported_with_the_names_of_opentelemetry() {
        let kept = Kept::default();
        let provider = export_spans(kept.clone());
        let recorder = DebuggingRecorder::new();
        let snapshotter = recorder.snapshotter();
        recorder.install().expect("the only recorder");
        let sandbox = Sandbox::builder().tpch(0.01).start().await.expect("the sandbox starts");
        run(&sandbox.url("awsathena"), SQL).await.expect("succeeds");
        run(&sandbox.url("awsathena"), "SELECT x FROM tpch.missing").await.expect_err("fails");
        sandbox.shutdown().await;
        provider.shutdown().expect("shuts down");

        let spans = kept.0.lock().expect("not poisoned").clone();
        let queries: Vec<_> = spans.iter().filter(|span| span.name.starts_with("SELECT awsdatacatalog|")).collect();
        assert_eq!(queries.len(), 2, "{spans:#?}");
        let attribute = |span: &SpanData, key: &str| {
            span.attributes.iter().find(|found| found.key.as_str() == key).map(|found| found.value.to_string())
        };
        for (key, value) in
            [("db.system.name", "aws.athena"), ("db.query.text", SQL), ("db.response.returned_rows", "1")]
        {
            assert_eq!(attribute(queries[0], key).as_deref(), Some(value), "{key}");
        }
        assert_eq!(attribute(queries[1], "error.type").as_deref(), Some("QueryFailed"));
        assert_eq!(format!("{:?} {:?}", queries[0].span_kind, queries[0].status), "Client Unset");
        assert!(format!("{:?}", queries[1].status).starts_with("Error"), "{:?}", queries[1].status);
        let fetch = spans.iter().find(|span| span.name == "athena.fetch").expect("the result was read");
        assert_eq!(fetch.parent_span_id, queries[0].span_context.span_id());

        let metrics = metrics(&snapshotter);
        let started = "athena.query.started {athena.driver=rest, athena.work_group=primary} 2 count";
        assert!(metrics.iter().any(|line| line == started), "{metrics:#?}");
        assert!(metrics.iter().any(|line| line.starts_with("db.client.operation.duration {")), "{metrics:#?}");
    }
}
