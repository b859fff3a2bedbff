//! The command: starts a sandbox and prints where it listens.

use std::error::Error;
use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use athena_sandbox::{Sandbox, interruption};
use clap::Parser;
use tracing_subscriber::EnvFilter;

/// Amazon Athena and S3 on this machine.
///
/// Prints one line when it is ready, `ready http://127.0.0.1:4510`, and runs until Ctrl-C or SIGTERM. RUST_LOG says
/// what it logs to stderr.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// Address to listen on: `localhost` or an IP address.
    #[arg(long, default_value = "127.0.0.1")]
    host: String,

    /// Port to listen on; 0 takes a free one.
    #[arg(long, default_value_t = 4510)]
    port: u16,

    /// Region that the sandbox claims to be.
    #[arg(long, default_value = "us-east-1")]
    region: String,

    /// Scale factor of the TPC-H tables.
    #[arg(long, value_name = "SCALE")]
    tpch: Option<f64>,

    /// Folder of Parquet, CSV or JSON files to offer as tables; may be given again.
    #[arg(long, value_name = "DIR")]
    data: Vec<PathBuf>,

    /// Folder that keeps objects, databases, views and the history of queries across runs.
    #[arg(long, value_name = "DIR")]
    state: Option<PathBuf>,

    /// Listen by TLS, with a certificate of its own.
    #[arg(long)]
    tls: bool,

    /// Allow a host that other machines can reach. All credentials are accepted!
    #[arg(long)]
    allow_remote: bool,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    // s3s logs every 404 as an error; who wants to see that can say so.
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn,s3s=off"));
    let color = std::io::stderr().is_terminal();
    tracing_subscriber::fmt().with_env_filter(filter).with_ansi(color).with_writer(std::io::stderr).init();
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            report(error.as_ref());
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), Box<dyn Error>> {
    let mut builder = Sandbox::builder()
        .host(arguments.host)
        .port(arguments.port)
        .region(arguments.region)
        .tls(arguments.tls)
        .allow_remote(arguments.allow_remote);
    if let Some(scale) = arguments.tpch {
        builder = builder.tpch(scale);
    }
    for folder in arguments.data {
        builder = builder.data_dir(folder);
    }
    if let Some(folder) = arguments.state {
        builder = builder.state_dir(folder);
    }
    // Before the line that invites signals.
    let interrupted = interruption()?;
    let sandbox = builder.start().await?;
    let mut stdout = std::io::stdout().lock();
    writeln!(stdout, "ready {}", sandbox.endpoint())?;
    stdout.flush()?;
    drop(stdout);
    interrupted.await;
    sandbox.shutdown().await;
    Ok(())
}

#[expect(clippy::print_stderr, reason = "a command reports its failure to the terminal")]
fn report(error: &dyn Error) {
    eprint!("error: {error}");
    let mut source = error.source();
    while let Some(cause) = source {
        eprint!(": {cause}");
        source = cause.source();
    }
    eprintln!();
}
