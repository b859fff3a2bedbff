//! The command line.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand, ValueEnum, ValueHint};

use crate::options::Given;

const EXAMPLES: &str = "\
Examples:
  awsathena query \"SELECT 1 AS one\"
      on a sandbox with the TPC-H tables, an Athena on this machine, when no connection is named
  awsathena query --url 'awsathena://:@athena.eu-west-1.amazonaws.com/sales' -f report.sql
  awsathena query \"SELECT * FROM trips WHERE day = :day\" -p day=2026-11-22 -o trips.csv
  awsathena shell --profile work
  awsathena inspect tpch.orders
  awsathena attach 0123abcd-1234-1234-1234-0123456789ab --format csv
  awsathena sandbox --port 4510 --tpch 0.1

Connection: --url, else --profile, else AWSATHENA_URL, else `default` of
~/.config/awsathena/config.toml, else a sandbox.
Exit codes: 0 done; 1 the query failed; 2 usage; 3 connection or credentials; 130 cancelled.";

/// Amazon Athena in a terminal.
#[derive(Debug, Parser)]
#[command(name = "awsathena", version, after_help = EXAMPLES, subcommand_required = true, arg_required_else_help = true)]
pub(crate) struct Cli {
    /// Says what the drivers do, on stderr; twice says more. RUST_LOG says which.
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub(crate) verbose: u8,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Runs statements and prints their results.
    Query(QueryArguments),
    /// Reads statements as they are typed, and shows their results.
    Shell(ShellArguments),
    /// Shows what there is: catalogs, schemas, tables and views with their columns.
    Inspect(InspectArguments),
    /// Waits for a query that was started before, and prints its result.
    Attach(AttachArguments),
    /// Stops a query.
    Stop(StopArguments),
    /// Lists the queries that this command has started.
    History(HistoryArguments),
    /// Lists the drivers: their URL schemes, capabilities and options.
    Drivers(DriversArguments),
    /// Runs an Athena on this machine.
    Sandbox(SandboxArguments),
    /// Prints the completions of a shell.
    Completions(CompletionsArguments),
    /// Prints the manual page.
    #[command(hide = true)]
    Man(ManArguments),
}

/// Which Athena.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct ConnectionArguments {
    /// Connection URL, as `awsathena+aiorest://:@athena.eu-west-1.amazonaws.com/sales?work_group=primary`.
    #[arg(long, value_name = "URL", conflicts_with = "profile")]
    pub(crate) url: Option<String>,
    /// Profile of ~/.config/awsathena/config.toml.
    #[arg(long, value_name = "NAME")]
    pub(crate) profile: Option<String>,
    /// Driver to use instead of the URL's: rest, s3fs, arrow, polars, pandas.
    #[arg(long, value_name = "NAME")]
    pub(crate) driver: Option<String>,
}

/// What becomes of a result.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct OutputArguments {
    /// Form of the result; `table` on a terminal, else `csv`.
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: Option<FormatName>,
    /// File to write to, instead of standard output.
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) output: Option<PathBuf>,
    /// Says on stderr what the query took.
    #[arg(long, value_name = "FORM")]
    pub(crate) stats: Option<StatsForm>,
    /// Shows no progress.
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FormatName {
    /// Columns side by side, types under the names, cut to the width of the terminal.
    Table,
    /// One line for each value.
    Vertical,
    /// Comma-separated, as Athena's own result files: text in quotes, NULL without.
    Csv,
    /// Tab-separated, with \t, \n, \r, \\ escaped and \N for NULL.
    Tsv,
    /// An array of objects.
    Json,
    /// An object on each line.
    Jsonl,
    /// A table in Markdown.
    Markdown,
    /// A Parquet file.
    Parquet,
    /// A stream in Arrow's IPC format.
    Arrow,
    /// Fetches everything, prints nothing.
    Null,
}

impl FormatName {
    /// Whether it is written from record batches, and holds one result.
    pub(crate) fn is_columnar(self) -> bool {
        matches!(self, Self::Parquet | Self::Arrow)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum StatsForm {
    /// A line for each figure.
    Text,
    /// One line of JSON.
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct QueryArguments {
    /// SQL, several statements with `;` between them; `-` reads it from standard input.
    #[arg(value_name = "SQL", required_unless_present = "file")]
    pub(crate) sql: Option<String>,
    /// Reads the SQL from a file.
    #[arg(short, long, value_name = "FILE", conflicts_with = "sql", value_hint = ValueHint::FilePath)]
    pub(crate) file: Option<PathBuf>,
    /// Gives the parameter `:NAME` of the SQL a value. It is text unless it is a number, `true`, `false` or `null`;
    /// `'42'` is the text 42.
    #[arg(short, long = "param", value_name = "NAME=VALUE")]
    pub(crate) params: Vec<String>,
    /// Shows what would be sent, and sends nothing.
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) connection: ConnectionArguments,
    #[command(flatten)]
    pub(crate) output: OutputArguments,
}

#[derive(Debug, Args)]
#[command(after_help = crate::shell::HELP)]
pub(crate) struct ShellArguments {
    #[command(flatten)]
    pub(crate) connection: ConnectionArguments,
    /// Form of the results; `table` on a terminal, else `csv`.
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: Option<FormatName>,
    /// Shows no progress, and no greeting.
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

#[derive(Debug, Args)]
#[command(after_help = crate::inspect::EXAMPLES)]
pub(crate) struct InspectArguments {
    /// CATALOG, [CATALOG.]SCHEMA or [[CATALOG.]SCHEMA.]TABLE; without it the catalogs. Parts that have dots in them stand
    /// in "".
    #[arg(value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// How it is shown.
    #[arg(long, value_name = "FORMAT", default_value = "tree")]
    pub(crate) format: InspectFormat,
    /// How far down; `schemas` of a catalog, else `columns`.
    #[arg(long, value_name = "DEPTH")]
    pub(crate) depth: Option<Depth>,
    /// File to write to, instead of standard output.
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) output: Option<PathBuf>,
    /// Says nothing of the sandbox.
    #[arg(short, long)]
    pub(crate) quiet: bool,
    #[command(flatten)]
    pub(crate) connection: ConnectionArguments,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum InspectFormat {
    /// A line for each thing, cut to the width of the terminal.
    Tree,
    /// The statements that make tables and views, by SHOW CREATE: one query for each.
    Ddl,
    /// All that is known.
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Depth {
    /// Catalogs and schemas.
    Schemas,
    /// Tables and views too: a call for every fifty of each schema.
    Tables,
    /// Their columns too.
    Columns,
}

#[derive(Debug, Args)]
pub(crate) struct AttachArguments {
    /// Id of the query execution; `awsathena history` lists yours.
    #[arg(value_name = "QUERY_ID")]
    pub(crate) query_id: String,
    #[command(flatten)]
    pub(crate) connection: ConnectionArguments,
    #[command(flatten)]
    pub(crate) output: OutputArguments,
}

#[derive(Debug, Args)]
pub(crate) struct StopArguments {
    /// Id of the query execution.
    #[arg(value_name = "QUERY_ID")]
    pub(crate) query_id: String,
    #[command(flatten)]
    pub(crate) connection: ConnectionArguments,
}

#[derive(Debug, Args)]
pub(crate) struct HistoryArguments {
    /// How many, the newest first.
    #[arg(short = 'n', long, default_value_t = 20)]
    pub(crate) limit: usize,
    /// One line of JSON for each.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct DriversArguments {
    /// Shows this driver only, with its options.
    #[arg(value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// As JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct SandboxArguments {
    /// Port to listen on; 0 takes a free one.
    #[arg(long, default_value_t = 4510)]
    pub(crate) port: u16,
    /// Scale factor of the TPC-H tables, in the database `tpch`.
    #[arg(long, value_name = "SF")]
    pub(crate) tpch: Option<f64>,
    /// Folder of Parquet, CSV or JSON files to offer as tables; may be given again.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) data: Vec<PathBuf>,
    /// Folder that keeps objects, databases, views and the history of queries across runs.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) state: Option<PathBuf>,
    /// Listen by TLS, with a certificate of its own; `AWS_CA_BUNDLE` is printed, too.
    #[arg(long)]
    pub(crate) tls: bool,
}

#[derive(Debug, Args)]
pub(crate) struct CompletionsArguments {
    /// The shell.
    pub(crate) shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
pub(crate) struct ManArguments {
    /// Writes a page for the command and each subcommand here, instead of printing the command's.
    #[arg(value_hint = ValueHint::DirPath)]
    pub(crate) folder: Option<PathBuf>,
}

/// The subcommands that connect to an Athena, and so take the options of a URL as flags.
const CONNECTING: [&str; 5] = ["query", "shell", "inspect", "attach", "stop"];

/// The whole command, with a flag for each option of a URL.
pub(crate) fn command() -> clap::Command {
    let mut command = Cli::command();
    for name in CONNECTING {
        command = command.mut_subcommand(name, |command| command.args(crate::options::flags()));
    }
    command
}

/// Reads the command line: what it asks for, and the options of a URL among its flags.
pub(crate) fn parse(args: impl IntoIterator<Item = OsString>) -> Result<(Cli, Given), clap::Error> {
    let matches = command().try_get_matches_from(args)?;
    let options = matches.subcommand().map(|(_, matches)| crate::options::given(matches)).unwrap_or_default();
    Ok((Cli::from_arg_matches(&matches)?, options))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_is_well_formed() {
        command().debug_assert();
    }
}
