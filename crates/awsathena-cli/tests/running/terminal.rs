//! `Terminal`: a tmux terminal that runs one command, and is closed.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Time in which a command must end after its terminal is gone.
const PATIENCE: Duration = Duration::from_secs(20);

/// A terminal in which a command runs, as the leader of its session.
pub(crate) struct Terminal {
    socket: PathBuf,
    process: String,
}

impl Terminal {
    /// Runs the command in a new terminal; `None` where tmux is not installed, which CI must have.
    pub(crate) fn start(command: &Command) -> Option<Self> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        if !Command::new("tmux").arg("-V").output().is_ok_and(|output| output.status.success()) {
            assert!(std::env::var_os("CI").is_none(), "tmux is not installed, which CI must have");
            return None;
        }
        let name = format!("awsathena-{}-{}.tmux", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        // A short path: that of a socket has at most about a hundred bytes.
        let mut terminal = Self { socket: std::env::temp_dir().join(name), process: String::new() };
        let variables = command
            .get_envs()
            .filter_map(|(name, value)| Some(format!("{}={}", name.to_string_lossy(), value?.to_string_lossy())));
        let words = std::iter::once(command.get_program()).chain(command.get_args());
        let mut arguments = ["new-session", "-d", "-x", "100", "-y", "30", "--", "env"].map(str::to_owned).to_vec();
        arguments.extend(variables);
        arguments.extend(words.map(|word| word.to_string_lossy().into_owned()));
        terminal.tmux(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
        // `env` becomes the command.
        terminal.process = terminal.tmux(&["display-message", "-p", "#{pane_pid}"]).trim().to_owned();
        assert!(!terminal.process.is_empty(), "tmux tells the process of the terminal");
        Some(terminal)
    }

    /// Closes the terminal and waits until the command has ended.
    pub(crate) fn close(self) {
        self.tmux(&["kill-session"]);
        let begin = Instant::now();
        while is_running(&self.process) {
            assert!(begin.elapsed() < PATIENCE, "the command outlives its terminal");
            std::thread::sleep(Duration::from_millis(20));
        }
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

impl Drop for Terminal {
    fn drop(&mut self) {
        // The server ends by itself with its last session.
        Command::new("tmux").arg("-S").arg(&self.socket).arg("kill-server").output().ok();
        fs::remove_file(&self.socket).ok();
    }
}

fn is_running(process: &str) -> bool {
    Command::new("kill").args(["-0", process]).output().is_ok_and(|output| output.status.success())
}
