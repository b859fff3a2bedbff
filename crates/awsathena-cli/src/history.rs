//! `awsathena history`: the log of queries that this command has started.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Write};
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use awsathena::value::Date;
use serde::{Deserialize, Serialize};

use crate::args::HistoryArguments;
use crate::config::{append_private, folder};
use crate::exit::{Failure, Result};
use crate::format::one_line;
use crate::target::Screen;

/// Width of a statement where the output is not a terminal.
const PIPED_WIDTH: usize = 100;

/// One query. It has no URL and no parameter values, since they may hold secrets.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Entry {
    pub(crate) query_execution_id: String,
    /// Seconds since 1970.
    pub(crate) started: u64,
    pub(crate) driver: String,
    pub(crate) region: Option<String>,
    pub(crate) catalog: Option<String>,
    pub(crate) schema: Option<String>,
    pub(crate) work_group: Option<String>,
    /// The statement as it was given, without the values of its parameters.
    pub(crate) sql: String,
}

/// `~/.local/state/awsathena/queries.jsonl`
fn path() -> Option<PathBuf> {
    Some(folder("XDG_STATE_HOME", ".local/state")?.join("queries.jsonl"))
}

/// Adds a query to the log.
pub(crate) fn record(entry: &Entry) -> std::io::Result<()> {
    let Some(path) = path() else { return Ok(()) };
    let mut line = serde_json::to_string(entry).expect("an entry has numbers and strings only");
    line.push('\n');
    // One write, so that two commands at once do not mix their lines.
    append_private(&path)?.write_all(line.as_bytes())
}

/// Seconds since 1970.
pub(crate) fn now() -> u64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// `awsathena history`
pub(crate) fn run(arguments: &HistoryArguments) -> Result<()> {
    list(&mut std::io::stdout().lock(), Screen::of_stdout(), arguments.limit, arguments.json)
}

/// Writes the newest `limit` entries, newest first.
pub(crate) fn list(out: &mut dyn Write, screen: Screen, limit: usize, json: bool) -> Result<()> {
    let Some(file) = path().and_then(|path| File::open(path).ok()) else { return Ok(()) };
    let lines = BufReader::new(file).lines().collect::<std::io::Result<Vec<_>>>();
    let lines = lines.map_err(|error| Failure::local("read the history", error))?;
    // A broken line, for example after a full disk, does not hide the others.
    let entries = lines.iter().rev().filter_map(|line| serde_json::from_str::<Entry>(line).ok());
    for entry in entries.take(limit) {
        if json {
            writeln!(out, "{}", serde_json::to_string(&entry).expect("an entry has numbers and strings only"))?;
        } else {
            let sql = entry.sql.split_whitespace().collect::<Vec<_>>().join(" ");
            let head = format!("{}  {}  {:<6}", when(entry.started), entry.query_execution_id, entry.driver);
            match screen.width {
                // No room beside the id.
                Some(width) if width < head.len() + 40 => {
                    writeln!(out, "{}\n    {}", head.trim_end(), one_line(&sql, width.saturating_sub(4)))?;
                }
                Some(width) => writeln!(out, "{head}  {}", one_line(&sql, width - head.len() - 2))?,
                None => writeln!(out, "{head}  {}", one_line(&sql, PIPED_WIDTH))?,
            }
        }
    }
    Ok(())
}

/// A UTC time such as `2026-11-22 18:30:00Z`.
fn when(seconds: u64) -> String {
    let days = i32::try_from(seconds / 86_400).unwrap_or(i32::MAX);
    let time = Duration::from_secs(seconds % 86_400).as_secs();
    format!("{} {:02}:{:02}:{:02}Z", Date::from_days(days), time / 3600, time / 60 % 60, time % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn start_times_are_shown_in_utc() {
        assert_eq!(when(0), "1970-01-01 00:00:00Z");
        assert_eq!(when(1_795_372_199), "2026-11-22 18:29:59Z");
    }
}
