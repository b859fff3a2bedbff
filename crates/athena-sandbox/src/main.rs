//! The command: starts a sandbox and prints where it listens.

use std::error::Error;
use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use athena_sandbox::{Quotas, Sandbox, interruption};
use clap::{Parser, ValueEnum};
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

    /// Limit request rates and active queries as AWS does in its large regions, or in all others.
    #[arg(long, value_name = "REGIONS", default_value = "none")]
    quotas: QuotaChoice,

    /// Listen by TLS, with a certificate of its own.
    #[arg(long)]
    tls: bool,

    /// Check signatures: accept this access key, and those that the sandbox's STS gives out. Without it all credentials
    /// are accepted.
    #[arg(long, value_name = "ID", requires = "secret_key", env = "ATHENA_SANDBOX_ACCESS_KEY")]
    access_key: Option<String>,

    /// Secret of the access key. Other users of this machine may see arguments: the variable is safer.
    #[arg(
        long,
        value_name = "SECRET",
        requires = "access_key",
        env = "ATHENA_SANDBOX_SECRET_KEY",
        hide_env_values = true
    )]
    secret_key: Option<Secret>,

    /// Allow a host that other machines can reach. Without an access key all credentials are accepted!
    #[arg(long)]
    allow_remote: bool,
}

/// Quotas by name.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum QuotaChoice {
    None,
    Large,
    Small,
}

impl From<QuotaChoice> for Quotas {
    fn from(choice: QuotaChoice) -> Self {
        match choice {
            QuotaChoice::None => Self::None,
            QuotaChoice::Large => Self::Large,
            QuotaChoice::Small => Self::Small,
        }
    }
}

/// An argument that is not shown.
#[derive(Clone)]
struct Secret(String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(..)")
    }
}

impl std::str::FromStr for Secret {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.to_owned()))
    }
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
        .quotas(arguments.quotas.into())
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
    if let (Some(access_key), Some(Secret(secret_key))) = (arguments.access_key, arguments.secret_key) {
        builder = builder.credentials(access_key, secret_key);
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
