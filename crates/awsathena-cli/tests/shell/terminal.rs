//! `Terminal`: a tmux terminal that takes keys and gives screens.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// Time in which the expected screen must appear, also on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// Pause between two captures.
const PAUSE: Duration = Duration::from_millis(10);

/// Whether tmux is installed.
pub(crate) fn has_tmux() -> bool {
    Command::new("tmux").arg("-V").output().is_ok_and(|output| output.status.success())
}

/// A terminal that runs the shell.
pub(crate) struct Terminal {
    socket: PathBuf,
    /// The last captured screen.
    seen: String,
}

impl Terminal {
    /// Starts `command` with environment variables, in a terminal of `size` columns and rows.
    pub(crate) fn start(
        home: &Path,
        name: &str,
        size: (u16, u16),
        variables: &[(&str, &str)],
        command: &[&str],
    ) -> Self {
        let socket = home.join(name);
        let terminal = Self { socket, seen: String::new() };
        let (columns, rows) = (size.0.to_string(), size.1.to_string());
        let mut arguments: Vec<&str> = vec!["new-session", "-d", "-x", &columns, "-y", &rows, "--"];
        // The exit code is printed on the screen, and `cat` keeps the terminal open.
        arguments.extend(["sh", "-c", "\"$@\"; echo \"ended $?\"; exec cat", "sh", "env", "-u", "AWSATHENA_URL"]);
        let set: Vec<String> = variables.iter().map(|(name, value)| format!("{name}={value}")).collect();
        arguments.extend(set.iter().map(String::as_str));
        arguments.extend(command);
        terminal.tmux(&arguments);
        terminal.tmux(&["set-option", "-g", "status", "off"]);
        terminal
    }

    /// Types text.
    pub(crate) fn text(&self, text: &str) {
        // tmux would take a semicolon at the end as its own separator.
        let escaped = text.strip_suffix(';').map(|rest| format!("{rest}\\;"));
        self.tmux(&["send-keys", "-l", "--", escaped.as_deref().unwrap_or(text)]);
    }

    /// Presses keys by their tmux names, such as `Enter` and `C-c`.
    pub(crate) fn keys(&self, keys: &[&str]) {
        let mut arguments = vec!["send-keys"];
        arguments.extend(keys);
        self.tmux(&arguments);
    }

    /// Types a line.
    pub(crate) fn line(&self, text: &str) {
        self.text(text);
        self.keys(&["Enter"]);
    }

    /// Types a line, and waits for its end and the next prompt.
    #[track_caller]
    pub(crate) fn done(&mut self, text: &str) -> &str {
        let before = self.screen();
        self.line(text);
        self.until(text, |screen| screen != before && screen.contains(text) && is_prompt(screen.lines().last()))
    }

    /// Clears the screen after all earlier input and changes of the size have taken effect.
    #[track_caller]
    pub(crate) fn clear(&mut self) {
        self.text("x");
        self.until("the typed text", |screen| screen.ends_with("> x"));
        self.keys(&["BSpace", "C-l"]);
        self.until("an empty screen", |screen| screen.lines().count() == 1 && is_prompt(screen.lines().last()));
    }

    /// Changes the size, and waits until programs in the terminal see the new one.
    #[track_caller]
    pub(crate) fn resize(&self, columns: u16, rows: u16) {
        self.tmux(&["resize-window", "-x", &columns.to_string(), "-y", &rows.to_string()]);
        let terminal = self.tmux(&["display-message", "-p", "#{pane_tty}"]);
        let (begin, expected) = (Instant::now(), format!("{rows} {columns}"));
        loop {
            let file = std::fs::File::open(terminal.trim()).expect("the terminal is a file");
            let size = Command::new("stty").arg("size").stdin(file).output().expect("stty can be started");
            if String::from_utf8_lossy(&size.stdout).trim() == expected {
                return;
            }
            assert!(begin.elapsed() < PATIENCE, "the terminal did not get the new size");
            std::thread::sleep(PAUSE);
        }
    }

    /// Waits for a screen that meets a condition, which `what` describes.
    #[track_caller]
    pub(crate) fn until(&mut self, what: &str, is_there: impl Fn(&str) -> bool) -> &str {
        let begin = Instant::now();
        loop {
            self.seen = self.screen();
            if is_there(&self.seen) {
                return &self.seen;
            }
            assert!(begin.elapsed() < PATIENCE, "{what} did not appear:\n{}", self.seen);
            std::thread::sleep(PAUSE);
        }
    }

    /// Waits for a text on the screen.
    #[track_caller]
    pub(crate) fn see(&mut self, text: &str) -> &str {
        self.until(text, |screen| screen.contains(text))
    }

    /// Waits for a last line.
    #[track_caller]
    pub(crate) fn see_last(&mut self, line: &str) -> &str {
        self.until(line, |screen| screen.lines().last() == Some(line))
    }

    /// Waits until the program has ended with exit code 0.
    #[track_caller]
    pub(crate) fn end(&mut self) {
        self.see_last("ended 0");
    }

    fn screen(&self) -> String {
        let screen = self.tmux(&["capture-pane", "-p"]);
        let lines: Vec<&str> = screen.trim_end().lines().map(str::trim_end).collect();
        lines.join("\n")
    }

    fn tmux(&self, arguments: &[&str]) -> String {
        let mut command = Command::new("tmux");
        // A separate socket and configuration: other tmux sessions of the user stay untouched.
        command.arg("-S").arg(&self.socket).args(["-f", "/dev/null", "-u"]).args(arguments).env_remove("TMUX");
        let output = command.output().expect("tmux can be started");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "tmux {arguments:?}: {said}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }
}

/// Whether the line is an empty prompt.
fn is_prompt(line: Option<&str>) -> bool {
    line.is_some_and(|line| !line.contains(' ') && line.ends_with('>'))
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let mut command = Command::new("tmux");
        // The server may have ended by itself.
        command.arg("-S").arg(&self.socket).arg("kill-server").output().ok();
    }
}
