//! Long results page by page.

use std::io::Write;
use std::process::{Child, ChildStdin, Stdio};
use std::thread::JoinHandle;

use super::outside;
use crate::progress::Progress;

/// Holds a result back as long as it fits the screen; a longer one streams into a pager. Who leaves the pager early gets
/// [`BrokenPipe`](std::io::ErrorKind::BrokenPipe), which ends the fetch.
///
/// Dropping it waits for the pager.
pub(super) struct Pager {
    command: String,
    /// Size of the screen.
    columns: usize,
    rows: usize,
    progress: Progress,
    held: Vec<u8>,
    /// Rows of the screen that are held, and columns of the one that has begun.
    taken: usize,
    column: usize,
    open: Option<Open>,
}

/// A pager that runs.
struct Open {
    input: Option<ChildStdin>,
    /// Takes the terminal back as soon as the pager has ended, which may be long before the result has.
    waits: Option<JoinHandle<()>>,
}

impl Pager {
    pub(super) fn new(command: String, columns: usize, rows: usize, progress: Progress) -> Self {
        Self { command, columns, rows, progress, held: Vec::new(), taken: 0, column: 0, open: None }
    }

    /// Counts rows; styles count as text, so that a line with some may count as two.
    fn count(&mut self, text: &[u8]) {
        for byte in text {
            // Bytes behind the first of a character take no column.
            let begins = *byte != b'\n' && byte & 0xc0 != 0x80;
            if *byte == b'\n' || (begins && self.column == self.columns) {
                self.taken += 1;
                self.column = 0;
            }
            self.column += usize::from(begins);
        }
    }

    fn start(&mut self) -> std::io::Result<()> {
        let mut child = outside::command(&self.command, None).stdin(Stdio::piped()).spawn()?;
        self.progress.lend();
        let input = child.stdin.take();
        let progress = self.progress.clone();
        let waits = std::thread::spawn(move || wait(child, &progress));
        self.open = Some(Open { input, waits: Some(waits) });
        self.pass(&[])
    }

    /// Writes what is held, and `text`.
    fn pass(&mut self, text: &[u8]) -> std::io::Result<()> {
        let held = std::mem::take(&mut self.held);
        match self.open.as_mut().and_then(|open| open.input.as_mut()) {
            Some(input) => {
                input.write_all(&held)?;
                input.write_all(text)
            }
            None => {
                let mut out = std::io::stdout().lock();
                out.write_all(&held)?;
                out.write_all(text)?;
                out.flush()
            }
        }
    }
}

fn wait(mut child: Child, progress: &Progress) {
    child.wait().ok();
    progress.take_back();
}

impl Write for Pager {
    fn write(&mut self, text: &[u8]) -> std::io::Result<usize> {
        if self.open.is_some() {
            self.pass(text)?;
            return Ok(text.len());
        }
        self.held.extend_from_slice(text);
        self.count(text);
        // One row is for the prompt.
        if self.taken + 1 > self.rows.saturating_sub(1) {
            self.start()?;
        }
        Ok(text.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.pass(&[])
    }
}

impl Drop for Pager {
    fn drop(&mut self) {
        // What came before an error is shown; nobody is there to hear that it could not be.
        self.pass(&[]).ok();
        if let Some(open) = &mut self.open {
            drop(open.input.take());
            if let Some(waits) = open.waits.take() {
                waits.join().ok();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_the_screen_are_counted() {
        let check = |text: &str, expected: usize| {
            let mut pager = Pager::new(String::new(), 4, 24, Progress::new(true));
            pager.count(text.as_bytes());
            assert_eq!(pager.taken, expected, "{text:?}");
        };
        check("", 0);
        check("abcd", 0);
        check("abcd\n", 1);
        check("abcde", 1);
        check("abcde\n\n", 3);
        check("éééé\n", 1);
    }
}
