//! Command-line arguments.

use std::ffi::OsString;
use std::path::PathBuf;

use athena_sandbox::SandboxArguments;
use clap::{Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand, ValueEnum, ValueHint};

use crate::help;
use crate::options::FlagOptions;

/// Amazon Athena in a terminal.
#[derive(Debug, Parser)]
#[command(name = "awsathena", version, after_help = help::COMMAND, subcommand_required = true, arg_required_else_help = true)]
pub(crate) struct Cli {
    /// Logs the work of the drivers on stderr; give it twice for more. RUST_LOG overrides the filter.
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub(crate) verbose: u8,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Runs statements and prints their results.
    Query(QueryArguments),
    /// Runs statements and commands as they are typed.
    Shell(ShellArguments),
    /// Shows catalogs, schemas, tables and views with their columns.
    Inspect(InspectArguments),
    /// Waits for a query that was started earlier, and prints its result.
    Attach(AttachArguments),
    /// Stops a query.
    Stop(StopArguments),
    /// Lists the queries that this command has started.
    History(HistoryArguments),
    /// Lists the drivers: their URL schemes, capabilities and options.
    Drivers(DriversArguments),
    /// Runs a local Athena.
    Sandbox(SandboxArguments),
    /// Prints a completion script for a shell.
    Completions(CompletionsArguments),
    /// Prints the manual page of the command.
    #[command(hide = true)]
    Man(ManArguments),
}

impl Command {
    /// Whether the command runs or awaits queries, which signals stop.
    pub(crate) fn runs_queries(&self) -> bool {
        matches!(self, Self::Query(_) | Self::Shell(_) | Self::Inspect(_) | Self::Attach(_))
    }
}

/// Connection arguments.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct ConnectionArguments {
    /// Connection URL, such as `awsathena+aiorest://:@athena.eu-west-1.amazonaws.com/sales?work_group=primary`.
    #[arg(long, value_name = "URL", conflicts_with = "profile")]
    pub(crate) url: Option<String>,
    /// Profile of ~/.config/awsathena/config.toml.
    #[arg(long, value_name = "NAME")]
    pub(crate) profile: Option<String>,
    /// Driver in the place of the one that the URL picks: rest, s3fs, arrow, polars, pandas.
    #[arg(long, value_name = "NAME")]
    pub(crate) driver: Option<String>,
}

/// Output arguments.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct OutputArguments {
    /// Output format; default is `table` on a terminal, else `csv`.
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: Option<FormatName>,
    /// File to write to instead of standard output.
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) output: Option<PathBuf>,
    /// Prints time, bytes, calls and cost of the query on stderr.
    #[arg(long, value_name = "FORMAT")]
    pub(crate) stats: Option<StatsFormat>,
    /// Prints no progress, and no note that a sandbox is used.
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FormatName {
    /// Columns side by side with types under the names, cut to the width of the terminal.
    Table,
    /// One line for each value.
    Vertical,
    /// Comma-separated: NULL is an empty cell, the empty string is `""`, other text has quotes where it needs them.
    Csv,
    /// Tab-separated, with `\t`, `\n`, `\r` and `\\` escaped, and `\N` for NULL.
    Tsv,
    /// An array of objects.
    Json,
    /// One object on each line.
    Jsonl,
    /// A Markdown table.
    Markdown,
    /// A Parquet file.
    Parquet,
    /// An Arrow IPC stream.
    Arrow,
    /// Fetches the result and prints nothing.
    Null,
}

impl FormatName {
    /// Whether the format is written from record batches, one result to a file.
    pub(crate) fn is_columnar(self) -> bool {
        matches!(self, Self::Parquet | Self::Arrow)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum StatsFormat {
    /// One line for each value.
    Text,
    /// One line of JSON.
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct QueryArguments {
    /// SQL; `;` separates statements. `-` reads standard input.
    #[arg(value_name = "SQL", required_unless_present = "file")]
    pub(crate) sql: Option<String>,
    /// Reads the SQL from a file.
    #[arg(short, long, value_name = "FILE", conflicts_with = "sql", value_hint = ValueHint::FilePath)]
    pub(crate) file: Option<PathBuf>,
    /// Binds a value to the parameter `:NAME` of the SQL (`%(NAME)s` with --paramstyle pyformat). `1=VALUE` is for the
    /// first `?` of the SQL, `2=VALUE` for the second. Numbers, `true`, `false` and `null` are typed, the rest is text;
    /// `'42'` is the text 42. Integers and decimals are exact, `1e0` is a double.
    #[arg(short, long = "param", value_name = "NAME=VALUE")]
    pub(crate) params: Vec<String>,
    /// Prints the statements and settings that would be sent, and sends nothing.
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) connection: ConnectionArguments,
    #[command(flatten)]
    pub(crate) output: OutputArguments,
}

#[derive(Debug, Args)]
#[command(after_help = help::SHELL)]
pub(crate) struct ShellArguments {
    #[command(flatten)]
    pub(crate) connection: ConnectionArguments,
    /// Output format; default is `table` on a terminal, else `csv`.
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: Option<FormatName>,
    /// Prints no progress and no greeting.
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

#[derive(Debug, Args)]
#[command(after_help = help::INSPECT)]
pub(crate) struct InspectArguments {
    /// CATALOG, [CATALOG.]SCHEMA or [[CATALOG.]SCHEMA.]TABLE; default is all catalogs. Quote a part that has dots with
    /// "".
    #[arg(value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// Output format.
    #[arg(long, value_name = "FORMAT", default_value = "tree")]
    pub(crate) format: InspectFormat,
    /// Deepest level that is shown; default is `schemas` for a catalog, else `columns`.
    #[arg(long, value_name = "DEPTH")]
    pub(crate) depth: Option<Depth>,
    /// File to write to instead of standard output.
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) output: Option<PathBuf>,
    /// Prints no note that a sandbox is used.
    #[arg(short, long)]
    pub(crate) quiet: bool,
    #[command(flatten)]
    pub(crate) connection: ConnectionArguments,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum InspectFormat {
    /// A tree with one line for each object, cut to the width of the terminal.
    Tree,
    /// CREATE statements, from SHOW CREATE: one query for each table and view.
    Ddl,
    /// All metadata as JSON.
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Depth {
    /// Catalogs and schemas.
    Schemas,
    /// Tables and views too: one call for every fifty of a schema.
    Tables,
    /// Their columns too.
    Columns,
}

#[derive(Debug, Args)]
pub(crate) struct AttachArguments {
    /// Id of the query execution; `awsathena history` lists the ids of your queries.
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
    /// Number of queries to list, newest first.
    #[arg(short = 'n', long, default_value_t = 20)]
    pub(crate) limit: usize,
    /// Prints one line of JSON for each query.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct DriversArguments {
    /// Driver to list; default is all.
    #[arg(value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// Prints JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct CompletionsArguments {
    /// Shell that the script is for.
    pub(crate) shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
pub(crate) struct ManArguments {
    /// Folder to write the pages of the command and of each subcommand to, instead of printing.
    #[arg(value_hint = ValueHint::DirPath)]
    pub(crate) folder: Option<PathBuf>,
}

/// Subcommands that connect, and so take the options of a connection URL as flags.
const CONNECTING: [&str; 5] = ["query", "shell", "inspect", "attach", "stop"];

/// The command with a flag for each option of a connection URL.
pub(crate) fn command() -> clap::Command {
    let mut command = Cli::command();
    for name in CONNECTING {
        command = command.mut_subcommand(name, |command| command.args(crate::options::flags()));
    }
    command
}

/// SQL that begins with a comment, with a space before it: clap would take it for a flag. The name of a flag has no
/// white space.
fn unlike_flag(argument: OsString) -> OsString {
    let is_comment = argument.to_str().is_some_and(|text| {
        let name = text.split('=').next().unwrap_or_default();
        name.starts_with("--") && name.contains(char::is_whitespace)
    });
    if is_comment { [OsString::from(" "), argument].into_iter().collect() } else { argument }
}

/// Parses the command line into the arguments and the options of a connection URL among the flags.
pub(crate) fn parse(args: impl IntoIterator<Item = OsString>) -> Result<(Cli, FlagOptions), clap::Error> {
    let matches = command().try_get_matches_from(args.into_iter().map(unlike_flag))?;
    let options = matches.subcommand().map(|(_, matches)| crate::options::given_flags(matches)).unwrap_or_default();
    Ok((Cli::from_arg_matches(&matches)?, options))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sql_may_begin_with_a_comment() {
        let sql = |text: &str| {
            let (cli, _) = parse(["awsathena", "query", "-q", text].map(OsString::from))?;
            match cli.command {
                Command::Query(arguments) => Ok(arguments.sql.unwrap_or_default()),
                other => panic!("{other:?} is not a query"),
            }
        };
        for text in ["-- comment\nSELECT 1", "--comment\nSELECT 1", "-- a=b\nSELECT 1", "SELECT 1"] {
            assert_eq!(sql(text).expect("it is SQL").trim_start(), text);
        }
        let error: clap::Error = sql("--quite").expect_err("it is a flag");
        assert!(error.to_string().contains("--quiet"), "{error}");
    }

    #[test]
    fn the_command_is_well_formed() {
        command().debug_assert();
    }
}
