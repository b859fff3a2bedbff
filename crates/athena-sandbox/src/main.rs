//! The command `athena-sandbox`: starts a sandbox and prints its endpoint

use std::error::Error;
use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use athena_sandbox::{SandboxArguments, interruption};
use clap::Parser;
use tracing_subscriber::EnvFilter;

/// Amazon Athena and S3 on this machine.
///
/// Prints one line when it is ready, `ready http://127.0.0.1:4510`, and runs until Ctrl-C or SIGTERM. RUST_LOG sets
/// what it logs to stderr.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    #[command(flatten)]
    sandbox: SandboxArguments,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    // s3s logs every 404 as an error; RUST_LOG can turn that on.
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn,s3s=off"));
    let color = std::io::stderr().is_terminal();
    tracing_subscriber::fmt().with_env_filter(filter).with_ansi(color).with_writer(std::io::stderr).init();
    match run(Arguments::parse().sandbox).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            report(error.as_ref());
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: SandboxArguments) -> Result<(), Box<dyn Error>> {
    // Before the line that tells callers that they may send signals.
    let interrupted = interruption()?;
    let sandbox = arguments.into_builder().start().await?;
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
