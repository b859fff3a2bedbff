//! The lines that were typed, in a file.

use std::path::PathBuf;

use reedline::{FileBackedHistory, History, HistoryItem, HistoryItemId, HistorySessionId, Result, SearchQuery};

use super::command;
use crate::config::{append_private, folder};
use crate::options;

/// Lines that are kept.
const MOST: usize = 10_000;

/// `~/.local/state/awsathena/shell_history`
fn path() -> Option<PathBuf> {
    Some(folder("XDG_STATE_HOME", ".local/state")?.join("shell_history"))
}

/// The lines of all shells before this one; where there is no file for them, those of this one only.
pub(super) fn lines() -> (Kept, Option<String>) {
    let in_memory = || FileBackedHistory::new(MOST).expect("the capacity is not the largest number");
    let Some(path) = path() else { return (Kept(in_memory()), None) };
    let opened = append_private(&path)
        .map_err(|error| error.to_string())
        .and_then(|_| FileBackedHistory::with_file(MOST, path.clone()).map_err(|error| error.to_string()));
    match opened {
        Ok(lines) => (Kept(lines), None),
        Err(error) => (Kept(in_memory()), Some(format!("could not open {}: {error}", path.display()))),
    }
}

/// A history that keeps no secret, and nothing that begins with a space.
pub(super) struct Kept(FileBackedHistory);

/// Whether a line may go into a file.
fn is_kept(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let sets = words.next().and_then(command::find).is_some_and(|spec| spec.action == command::Action::Set);
    let secret = words.next().and_then(options::spec).is_some_and(|spec| spec.secret);
    !line.starts_with(' ') && (!sets || !secret)
}

impl History for Kept {
    fn save(&mut self, item: HistoryItem) -> Result<HistoryItem> {
        if !is_kept(&item.command_line) {
            return Ok(item);
        }
        let item = self.0.save(item)?;
        // At once: a shell that is killed has not lost its lines.
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
    use super::is_kept;

    #[test]
    fn secrets_and_lines_that_begin_with_a_space_are_not_kept() {
        assert!(is_kept("SELECT 1;") && is_kept("\\set work_group primary") && is_kept("\\set"));
        assert!(!is_kept(" SELECT 1;") && !is_kept("\\set aws_secret_access_key x"));
    }
}
