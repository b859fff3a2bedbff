//! Examples and notes below the options in `--help`.

/// `awsathena --help`
pub(crate) const COMMAND: &str = "\
Examples:
  awsathena query \"SELECT 1 AS one\"
      no connection is named, so it runs on a sandbox: a local Athena with the TPC-H tables
  awsathena query --url 'awsathena://:@athena.eu-west-1.amazonaws.com/sales' -f report.sql
  awsathena query \"SELECT * FROM trips WHERE day = :day\" -p day=2026-11-22 -o trips.csv
  awsathena shell --profile work
  awsathena inspect tpch.orders
  awsathena attach 0123abcd-1234-1234-1234-0123456789ab --format csv
  awsathena sandbox --port 4510 --tpch 0.1

Connection: --url, else --profile, else AWSATHENA_URL, else `default` of
~/.config/awsathena/config.toml, else a sandbox.
Exit codes: 0 success; 1 the query failed, or was stopped elsewhere; 2 usage; 3 connection or
credentials; 130 interrupted by Ctrl-C, 129 by SIGHUP, 143 by SIGTERM.";

/// `awsathena inspect --help`
pub(crate) const INSPECT: &str = "\
Examples:
  awsathena inspect                       all catalogs, and the schemas of the connection's catalog
  awsathena inspect tpch                  tables and views of a schema, with their columns
  awsathena inspect tpch --depth tables   the same without columns
  awsathena inspect tpch.orders           one table
  awsathena inspect tpch --format ddl     the CREATE statements of a schema
  awsathena inspect tpch --format json    the same with all metadata, as JSON
  awsathena inspect 's3tablescatalog/bucket.events.\"odd.name\"'";

/// `awsathena shell --help`
pub(crate) const SHELL: &str = "\
A statement ends with `;`. A line that begins with `\\` is a command; `\\?` lists the commands.
Tab completes. Arrow-up recalls earlier lines, Ctrl-R searches them.
Ctrl-C clears the line or stops the running query. Ctrl-D exits.

If standard input is not a terminal, the shell reads statements and commands line by line
and continues after failures. The exit code is that of the first failure.";
