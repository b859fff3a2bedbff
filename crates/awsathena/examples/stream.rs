//! One query, fetched batch by batch, with the time and memory that it took.
//!
//! `cargo run --example stream -- URL SQL`. The last line is JSON, for programs: `driver`, `rows`, `batches`,
//! `bytes_fetched`, `api_calls`, `wall_ms`, and on Linux `peak_rss_mb`, the highest resident memory of the process.
#![expect(clippy::print_stdout, reason = "an example talks to its reader")]

use std::time::Instant;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(url), Some(sql)) = (args.next(), args.next()) else {
        return Err("usage: stream URL SQL".into());
    };
    let started = Instant::now();
    let connection = awsathena::connect(&url).await?;
    let mut cursor = connection.cursor();
    cursor.execute(sql).await?;
    let (mut rows, mut batches) = (0, 0);
    while let Some(batch) = cursor.next_batch().await? {
        rows += batch.num_rows();
        batches += 1;
    }
    let usage = connection.usage();
    println!(
        r#"{{"driver":"{}","rows":{rows},"batches":{batches},"bytes_fetched":{},"api_calls":{},"wall_ms":{},"peak_rss_mb":{}}}"#,
        connection.driver_name(),
        usage.object_bytes(),
        usage.calls().values().sum::<u64>(),
        started.elapsed().as_millis(),
        peak_rss_mb().map_or("null".to_owned(), |peak| format!("{peak:.1}")),
    );
    Ok(())
}

/// The high-water mark of resident memory, in MB of 1,000,000 bytes. Source: `man 5 proc`, `VmHWM`, in KiB.
fn peak_rss_mb() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024.0 / 1e6)
}
