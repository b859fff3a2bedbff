//! `awsathena sandbox`: a local Athena.

use std::io::Write as _;

use athena_sandbox::{Sandbox, SandboxArguments, interruption};

use crate::exit::{Failure, Result};

pub(crate) async fn run(arguments: SandboxArguments) -> Result<()> {
    let sandbox = arguments.into_builder().start().await;
    let sandbox = sandbox.map_err(|error| Failure::local("start the sandbox", error))?;
    // Before the line `ready`, after which callers may send signals.
    let interrupted = interruption().map_err(|error| Failure::local("listen for signals", error))?;
    let mut out = std::io::stdout().lock();
    for (variable, value) in environment(&sandbox) {
        writeln!(out, "export {variable}='{value}'")?;
    }
    writeln!(out, "ready {}", sandbox.endpoint())?;
    out.flush()?;
    drop(out);
    interrupted.await;
    sandbox.shutdown().await;
    Ok(())
}

/// Environment variables that point boto3, PyAthena, every other AWS SDK and this command at the sandbox.
fn environment(sandbox: &Sandbox) -> Vec<(&'static str, String)> {
    let text = |text: &str| text.to_owned();
    let mut variables = vec![
        ("AWS_ENDPOINT_URL", text(sandbox.endpoint())),
        ("AWS_ACCESS_KEY_ID", text("sandbox")),
        ("AWS_SECRET_ACCESS_KEY", text("sandbox")),
        ("AWS_DEFAULT_REGION", text("us-east-1")),
        ("AWS_ATHENA_S3_STAGING_DIR", text(sandbox.staging_dir())),
        ("AWSATHENA_URL", sandbox.url("awsathena+arrow")),
    ];
    if let Some(certificate) = sandbox.certificate() {
        variables.push(("AWS_CA_BUNDLE", certificate.to_string_lossy().into_owned()));
    }
    variables
}
