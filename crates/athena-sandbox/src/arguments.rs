//! `SandboxArguments`: command-line arguments of a sandbox

use std::convert::Infallible;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, ValueEnum, ValueHint};

use crate::limits::Limits;
use crate::{Quotas, Sandbox, SandboxBuilder};

/// Command-line arguments of a sandbox, for the binary `athena-sandbox` and for other commands that start one.
///
/// They are part of the feature `cli`, which is on by default. A command that derives `clap::Parser` adds them with
/// `#[command(flatten)]`:
///
/// ```
/// use athena_sandbox::SandboxArguments;
/// use clap::Parser;
///
/// #[derive(Parser)]
/// struct Arguments {
///     #[command(flatten)]
///     sandbox: SandboxArguments,
/// }
///
/// let arguments = Arguments::parse_from(["program", "--port", "0", "--tpch", "0.01"]);
/// let builder = arguments.sandbox.into_builder();
/// ```
#[derive(Clone, Debug, Args)]
pub struct SandboxArguments {
    /// Address to listen on: `localhost` or an IP address.
    #[arg(long, default_value = "127.0.0.1")]
    host: String,

    /// Port to listen on; 0 takes a free one.
    #[arg(long, default_value_t = 4510)]
    port: u16,

    /// Region that the sandbox's URLs name.
    #[arg(long, default_value = "us-east-1")]
    region: String,

    /// Scale factor of the TPC-H tables, in the database `tpch`.
    #[arg(long, value_name = "SCALE")]
    tpch: Option<f64>,

    /// Folder of Parquet, CSV or JSON files to offer as tables; may be given several times.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    data: Vec<PathBuf>,

    /// Folder that keeps objects, databases, views and the query history across runs.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    state: Option<PathBuf>,

    /// Limit request rates and active queries as AWS does in its large regions, or in all others.
    #[arg(long, value_name = "REGIONS", default_value = "none")]
    quotas: QuotaChoice,

    /// Number of queries to keep; the oldest that have ended are forgotten.
    #[arg(long, value_name = "QUERIES", default_value_t = Limits::DEFAULT.history_queries)]
    history_queries: usize,

    /// Bytes of memory for queries that have ended.
    #[arg(long, value_name = "BYTES", default_value_t = Limits::DEFAULT.history_bytes)]
    history_bytes: u64,

    /// Number of calls to keep in the log.
    #[arg(long, value_name = "CALLS", default_value_t = Limits::DEFAULT.log_calls)]
    log_calls: usize,

    /// Bytes of memory for the log of calls.
    #[arg(long, value_name = "BYTES", default_value_t = Limits::DEFAULT.log_bytes)]
    log_bytes: u64,

    /// Listen by TLS, with a self-signed certificate.
    #[arg(long)]
    tls: bool,

    /// Check signatures: accept this access key, and those that the sandbox's STS issues. Without it, all credentials
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

    /// Allow a host that other machines can reach. Without an access key, all credentials are accepted!
    #[arg(long)]
    allow_remote: bool,
}

impl SandboxArguments {
    /// The builder with these settings.
    pub fn into_builder(self) -> SandboxBuilder {
        let mut builder = Sandbox::builder()
            .host(self.host)
            .port(self.port)
            .region(self.region)
            .quotas(self.quotas.into())
            .history_queries(self.history_queries)
            .history_bytes(self.history_bytes)
            .log_calls(self.log_calls)
            .log_bytes(self.log_bytes)
            .tls(self.tls)
            .allow_remote(self.allow_remote);
        if let Some(scale) = self.tpch {
            builder = builder.tpch(scale);
        }
        for folder in self.data {
            builder = builder.data_dir(folder);
        }
        if let Some(folder) = self.state {
            builder = builder.state_dir(folder);
        }
        if let (Some(access_key), Some(Secret(secret_key))) = (self.access_key, self.secret_key) {
            builder = builder.credentials(access_key, secret_key);
        }
        builder
    }
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

/// An argument that `Debug` does not show.
#[derive(Clone)]
struct Secret(String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

impl FromStr for Secret {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Command {
        #[command(flatten)]
        sandbox: SandboxArguments,
    }

    fn parse(arguments: &[&str]) -> SandboxArguments {
        Command::try_parse_from(["command"].iter().chain(arguments)).expect("valid arguments").sandbox
    }

    #[test]
    fn every_argument_reaches_the_builder() {
        let builder = parse(&[
            "--host=::1",
            "--port=99",
            "--region=eu-west-1",
            "--tpch=0.5",
            "--data=a",
            "--data=b",
            "--state=c",
            "--quotas=small",
            "--history-queries=1",
            "--history-bytes=2",
            "--log-calls=3",
            "--log-bytes=4",
            "--tls",
            "--access-key=AKIA",
            "--secret-key=the-secret",
            "--allow-remote",
        ])
        .into_builder();
        assert_eq!((builder.host.as_str(), builder.port, builder.region.as_str()), ("::1", 99, "eu-west-1"));
        assert_eq!(builder.tpch, Some(0.5));
        assert_eq!(builder.data_dirs, [Path::new("a"), Path::new("b")]);
        assert_eq!(builder.state_dir.as_deref(), Some(Path::new("c")));
        assert_eq!(builder.quotas, Quotas::Small);
        let limits = Limits { history_queries: 1, history_bytes: 2, log_calls: 3, log_bytes: 4 };
        assert_eq!(builder.limits, limits);
        assert!(builder.tls && builder.allow_remote);
        let (access_key, secret_key) = builder.credentials.expect("credentials");
        assert_eq!((access_key.as_str(), secret_key.expose()), ("AKIA", "the-secret"));
    }

    #[test]
    fn the_defaults_are_those_of_the_builder_except_for_the_port() {
        let (given, default) = (parse(&[]).into_builder(), Sandbox::builder());
        assert_eq!(given.port, 4510);
        assert_eq!(format!("{:?}", given.port(0)), format!("{default:?}"));
    }

    #[test]
    fn the_secret_is_not_shown() {
        let arguments = parse(&["--access-key=AKIA", "--secret-key=the-secret"]);
        assert!(!format!("{arguments:?}").contains("the-secret"));
    }
}
