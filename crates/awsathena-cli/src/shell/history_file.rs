//! History of typed lines, in a file.

use std::path::PathBuf;

use reedline::{FileBackedHistory, History, HistoryItem, HistoryItemId, HistorySessionId, Result, SearchQuery};

use super::command_table::{Action, find};
use crate::config::{append_private, folder};
use crate::options;

/// Number of lines in the file.
const CAPACITY: usize = 10_000;

/// `~/.local/state/awsathena/shell_history`
fn path() -> Option<PathBuf> {
    Some(folder("XDG_STATE_HOME", ".local/state")?.join("shell_history"))
}

/// Opens the history, which begins with the lines of earlier shells. If the file cannot be opened, the history is in
/// memory, and the text gives the reason.
pub(super) fn open() -> (FilteredHistory, Option<String>) {
    let in_memory = || FileBackedHistory::new(CAPACITY).expect("the capacity is below the limit");
    let Some(path) = path() else { return (FilteredHistory(in_memory()), None) };
    let opened = append_private(&path)
        .map_err(|error| error.to_string())
        .and_then(|_| FileBackedHistory::with_file(CAPACITY, path.clone()).map_err(|error| error.to_string()));
    match opened {
        Ok(lines) => (FilteredHistory(lines), None),
        Err(error) => (FilteredHistory(in_memory()), Some(format!("could not open {}: {error}", path.display()))),
    }
}

/// A history without secrets and without lines that begin with a space.
pub(super) struct FilteredHistory(FileBackedHistory);

/// Whether a line may be written to the file.
fn is_recorded(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let sets = words.next().and_then(find).is_some_and(|spec| spec.action == Action::Set);
    let secret = words.next().and_then(options::spec).is_some_and(|spec| spec.secret);
    !line.starts_with(' ') && (!sets || !secret)
}

impl History for FilteredHistory {
    fn save(&mut self, item: HistoryItem) -> Result<HistoryItem> {
        if !is_recorded(&item.command_line) {
            return Ok(item);
        }
        let item = self.0.save(item)?;
        // Written at once, so that a shell that is killed loses no lines.
        self.0.sync().ok();
        Ok(item)
    }

    fn load(&self, id: HistoryItemId) -> Result<HistoryItem> {
        self.0.load(id)
    }

    fn count(&self, query: SearchQuery) -> Result<i64> {
        self.0.count(query)
    }

    fn search(&self, query: SearchQuery) -> Result<Vec<HistoryItem>> {
        self.0.search(query)
    }

    fn update(&mut self, id: HistoryItemId, updater: &dyn Fn(HistoryItem) -> HistoryItem) -> Result<()> {
        self.0.update(id, updater)
    }

    fn clear(&mut self) -> Result<()> {
        self.0.clear()
    }

    fn delete(&mut self, id: HistoryItemId) -> Result<()> {
        self.0.delete(id)
    }

    fn sync(&mut self) -> std::io::Result<()> {
        self.0.sync()
    }

    fn session(&self) -> Option<HistorySessionId> {
        self.0.session()
    }
}

#[cfg(test)]
mod tests {
    use super::is_recorded;

    #[test]
    fn secrets_and_lines_that_begin_with_a_space_are_not_recorded() {
        assert!(is_recorded("SELECT 1;") && is_recorded("\\set work_group primary") && is_recorded("\\set"));
        assert!(!is_recorded(" SELECT 1;") && !is_recorded("\\set aws_secret_access_key x"));
    }
}
