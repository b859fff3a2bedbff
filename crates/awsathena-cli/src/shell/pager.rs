//! `Pager`: a writer that passes long results to an external pager.

use std::io::Write;
use std::process::{Child, ChildStdin, Stdio};
use std::thread::JoinHandle;

use super::external;
use crate::progress::ProgressLine;

/// Buffers a result as long as it fits the screen, and streams a longer one into a pager. If the user leaves the pager
/// early, writes fail with [`BrokenPipe`](std::io::ErrorKind::BrokenPipe), which ends the fetch.
///
/// Dropping the writer waits for the pager.
pub(super) struct Pager {
    command: String,
    /// Width of the screen.
    columns: usize,
    /// Height of the screen.
    rows: usize,
    progress: ProgressLine,
    buffer: Vec<u8>,
    /// Number of screen rows that the buffered text fills.
    full_rows: usize,
    /// Column at the end of the buffered text.
    column: usize,
    running: Option<Running>,
}

/// A running pager.
struct Running {
    input: Option<ChildStdin>,
    /// Takes the terminal back when the pager ends, which may be long before the result does.
    waiter: Option<JoinHandle<()>>,
}

impl Pager {
    pub(super) fn new(command: String, columns: usize, rows: usize, progress: ProgressLine) -> Self {
        Self { command, columns, rows, progress, buffer: Vec::new(), full_rows: 0, column: 0, running: None }
    }

    /// Counts screen rows. Escape sequences count as text, so that a styled line may count as two.
    fn count(&mut self, text: &[u8]) {
        for byte in text {
            // Only the first byte of a character takes a column.
            let begins = *byte != b'\n' && byte & 0xc0 != 0x80;
            if *byte == b'\n' || (begins && self.column == self.columns) {
                self.full_rows += 1;
                self.column = 0;
            }
            self.column += usize::from(begins);
        }
    }

    fn start(&mut self) -> std::io::Result<()> {
        let mut child = external::command(&self.command, None).stdin(Stdio::piped()).spawn()?;
        self.progress.lend();
        let input = child.stdin.take();
        let progress = self.progress.clone();
        let waiter = std::thread::spawn(move || wait(child, &progress));
        self.running = Some(Running { input, waiter: Some(waiter) });
        self.pass(&[])
    }

    /// Writes the buffer and `text`, to the pager if it runs.
    fn pass(&mut self, text: &[u8]) -> std::io::Result<()> {
        let buffered = std::mem::take(&mut self.buffer);
        match self.running.as_mut().and_then(|pager| pager.input.as_mut()) {
            Some(input) => {
                input.write_all(&buffered)?;
                input.write_all(text)
            }
            None => {
                let mut out = std::io::stdout().lock();
                out.write_all(&buffered)?;
                out.write_all(text)?;
                out.flush()
            }
        }
    }
}

fn wait(mut child: Child, progress: &ProgressLine) {
    child.wait().ok();
    progress.take_back();
}

impl Write for Pager {
    fn write(&mut self, text: &[u8]) -> std::io::Result<usize> {
        if self.running.is_some() {
            self.pass(text)?;
            return Ok(text.len());
        }
        self.buffer.extend_from_slice(text);
        self.count(text);
        // One row is left for the prompt.
        if self.full_rows + 1 > self.rows.saturating_sub(1) {
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
        // Shows the rows from before an error. A drop cannot report another one.
        self.pass(&[]).ok();
        if let Some(pager) = &mut self.running {
            drop(pager.input.take());
            if let Some(waiter) = pager.waiter.take() {
                waiter.join().ok();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_fill_rows_by_their_width() {
        let check = |text: &str, expected: usize| {
            let mut pager = Pager::new(String::new(), 4, 24, ProgressLine::new(true));
            pager.count(text.as_bytes());
            assert_eq!(pager.full_rows, expected, "{text:?}");
        };
        check("", 0);
        check("abcd", 0);
        check("abcd\n", 1);
        check("abcde", 1);
        check("abcde\n\n", 3);
        check("éééé\n", 1);
    }
}
