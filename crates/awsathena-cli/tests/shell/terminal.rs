//! A terminal of tmux: keys in, screens out.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// Until then a screen shows what is expected, on a machine that has much else to do.
const PATIENCE: Duration = Duration::from_secs(60);

/// Between two looks.
const PAUSE: Duration = Duration::from_millis(10);

/// Whether tmux can be started here.
pub(crate) fn has_tmux() -> bool {
    Command::new("tmux").arg("-V").output().is_ok_and(|output| output.status.success())
}

/// A terminal with a shell of ours in it.
pub(crate) struct Terminal {
    socket: PathBuf,
    /// The screen when it was last looked at.
    seen: String,
}

impl Terminal {
    /// Starts `command` in a terminal of that size, with the variables.
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
        // How the program has ended stands on the screen, which stays.
        arguments.extend(["sh", "-c", "\"$@\"; echo \"ended $?\"; exec cat", "sh", "env", "-u", "AWSATHENA_URL"]);
        let set: Vec<String> = variables.iter().map(|(name, value)| format!("{name}={value}")).collect();
        arguments.extend(set.iter().map(String::as_str));
        arguments.extend(command);
        terminal.tmux(&arguments);
        terminal.tmux(&["set-option", "-g", "status", "off"]);
        terminal
    }

    /// Types text as it is.
    pub(crate) fn text(&self, text: &str) {
        // A semicolon at the end would be tmux's own.
        let escaped = text.strip_suffix(';').map(|rest| format!("{rest}\\;"));
        self.tmux(&["send-keys", "-l", "--", escaped.as_deref().unwrap_or(text)]);
    }

    /// Presses keys by their names, as `Enter` and `C-c`.
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

    /// Types a line, and waits until all of it is done and the prompt is back.
    #[track_caller]
    pub(crate) fn done(&mut self, text: &str) -> &str {
        let before = self.screen();
        self.line(text);
        self.until(text, |screen| screen != before && screen.contains(text) && is_prompt(screen.lines().last()))
    }

    /// Clears the screen, once all that came before is done: a new size too.
    #[track_caller]
    pub(crate) fn clear(&mut self) {
        self.text("x");
        self.until("what is typed", |screen| screen.ends_with("> x"));
        self.keys(&["BSpace", "C-l"]);
        self.until("an empty screen", |screen| screen.lines().count() == 1 && is_prompt(screen.lines().last()));
    }

    /// Changes the size, and waits until programs in the terminal see it: tmux takes its time.
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
            assert!(begin.elapsed() < PATIENCE, "the terminal does not get its size");
            std::thread::sleep(PAUSE);
        }
    }

    /// Waits for a screen on which `is_there` holds.
    #[track_caller]
    pub(crate) fn until(&mut self, what: &str, is_there: impl Fn(&str) -> bool) -> &str {
        let begin = Instant::now();
        loop {
            self.seen = self.screen();
            if is_there(&self.seen) {
                return &self.seen;
            }
            assert!(begin.elapsed() < PATIENCE, "{what} is not to be seen:\n{}", self.seen);
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

    /// Waits until the program has ended well.
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
        // A socket and a configuration of its own: nothing of who runs the tests is touched.
        command.arg("-S").arg(&self.socket).args(["-f", "/dev/null", "-u"]).args(arguments).env_remove("TMUX");
        let output = command.output().expect("tmux can be started");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "tmux {arguments:?}: {said}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }
}

/// Whether the line is a prompt with nothing behind it.
fn is_prompt(line: Option<&str>) -> bool {
    line.is_some_and(|line| !line.contains(' ') && line.ends_with('>'))
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let mut command = Command::new("tmux");
        // It may have ended by itself.
        command.arg("-S").arg(&self.socket).arg("kill-server").output().ok();
    }
}
