//! Signals that interrupt the command: Ctrl-C, SIGTERM and SIGHUP, or the close events of the console on Windows.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::watch;

/// Time after the second signal in which work must end before the process exits: a blocking write to a full pipe does
/// not react to signals.
const PATIENCE: Duration = Duration::from_secs(2);

/// Time after SIGTERM or SIGHUP in which the command stops its query and ends.
const LAST_PATIENCE: Duration = Duration::from_secs(15);

/// Time in which a repeated signal counts once: `timeout` sends its signal to the command, and then to the process
/// group of the command.
const ECHO: Duration = Duration::from_millis(300);

/// A signal that interrupts the command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Signal {
    /// Ctrl-C.
    Interrupt,
    /// SIGTERM; on Windows the end of the session or a shutdown.
    Terminate,
    /// SIGHUP; on Windows the close button of the console.
    HangUp,
}

impl Signal {
    /// The exit code of a command that the signal has ended: 128 and the number of the signal.
    pub(crate) fn exit_code(self) -> u8 {
        match self {
            Self::HangUp => 129,
            Self::Interrupt => 130,
            Self::Terminate => 143,
        }
    }
}

/// Signals of this process.
#[derive(Debug, Default)]
struct Received {
    /// Number of signals since the current work began.
    count: usize,
    last: Option<Signal>,
    /// The latest signal since the current work began, and its time.
    latest: Option<(Signal, Instant)>,
    /// The first SIGTERM or SIGHUP, which also ends a shell.
    ending: Option<Signal>,
    /// Number of pieces of work that signals interrupt. Without any, a signal ends the process.
    guards: usize,
    /// Number of the current work.
    work: u64,
}

static RECEIVED: LazyLock<watch::Sender<Received>> = LazyLock::new(watch::Sender::default);

/// Whether Ctrl-C has no effect while nothing can be interrupted, as at the prompt of a shell.
static AT_PROMPT: AtomicBool = AtomicBool::new(false);

/// Whether another program, such as a pager, has the terminal and its Ctrl-C.
static LENT: AtomicBool = AtomicBool::new(false);

/// Listens for signals from now on; they no longer end the process by themselves. A SIGHUP that the process was started
/// to ignore, as by `nohup`, stays ignored.
pub(crate) fn listen() {
    let mut signals = platform::Signals::new();
    tokio::spawn(async move {
        loop {
            receive(signals.next().await);
        }
    });
}

/// Ignores Ctrl-C from now on while nothing can be interrupted.
pub(crate) fn ignore_at_prompt() {
    AT_PROMPT.store(true, Ordering::Release);
}

/// Leaves Ctrl-C to another program, or takes it back.
pub(crate) fn lend(lent: bool) {
    LENT.store(lent, Ordering::Release);
}

fn receive(signal: Signal) {
    let ends_all = signal != Signal::Interrupt;
    if !ends_all && LENT.load(Ordering::Acquire) {
        return;
    }
    let (mut idle, mut count, mut work) = (false, 0, 0);
    let is_new = RECEIVED.send_if_modified(|received| {
        let now = Instant::now();
        if received.latest.is_some_and(|(latest, at)| latest == signal && now.duration_since(at) < ECHO) {
            return false;
        }
        received.latest = Some((signal, now));
        received.count += 1;
        received.last = Some(signal);
        if ends_all {
            received.ending.get_or_insert(signal);
        }
        (idle, count, work) = (received.guards == 0, received.count, received.work);
        true
    });
    if !is_new {
        return;
    }
    if idle {
        if ends_all || !AT_PROMPT.load(Ordering::Acquire) {
            exit(signal);
        }
    } else if ends_all || count == 2 {
        tokio::spawn(async move {
            tokio::time::sleep(if count > 1 { PATIENCE } else { LAST_PATIENCE }).await;
            let is_current = {
                let received = RECEIVED.borrow();
                received.guards > 0 && received.work == work
            };
            if ends_all || is_current {
                exit(signal);
            }
        });
    }
}

/// Ends the process at once.
fn exit(signal: Signal) -> ! {
    crate::terminal::reset();
    crate::output_file::remove_unfinished();
    std::process::exit(signal.exit_code().into());
}

/// Work that signals interrupt; without any, a signal ends the process.
#[derive(Debug)]
pub(crate) struct Interruptible(());

impl Interruptible {
    /// Begins work. Signals count from now on, except for a SIGTERM or SIGHUP that came before.
    pub(crate) fn begin() -> Self {
        RECEIVED.send_modify(|received| {
            received.guards += 1;
            received.work += 1;
            received.count = usize::from(received.ending.is_some());
            received.last = received.ending;
            received.latest = None;
        });
        Self(())
    }

    /// Goes on with the work before: its signals count too.
    pub(crate) fn resume() -> Self {
        RECEIVED.send_modify(|received| received.guards += 1);
        Self(())
    }

    /// Waits for the first signal.
    pub(crate) async fn first(&self) -> Signal {
        self.nth(1).await
    }

    /// Waits for the second signal, which means that the user does not want to wait any longer.
    pub(crate) async fn second(&self) -> Signal {
        self.nth(2).await
    }

    async fn nth(&self, count: usize) -> Signal {
        let mut signals = RECEIVED.subscribe();
        let received = signals.wait_for(|received| received.count >= count).await;
        received.ok().and_then(|received| received.last).unwrap_or(Signal::Interrupt)
    }
}

impl Drop for Interruptible {
    fn drop(&mut self) {
        RECEIVED.send_modify(|received| received.guards -= 1);
    }
}

#[cfg(unix)]
mod platform {
    use tokio::signal::unix::{self, SignalKind};

    use super::Signal;

    /// The signals of the process. One that cannot be listened for keeps its usual effect.
    pub(super) struct Signals {
        interrupt: Option<unix::Signal>,
        terminate: Option<unix::Signal>,
        hang_up: Option<unix::Signal>,
    }

    impl Signals {
        pub(super) fn new() -> Self {
            let listen = |kind| unix::signal(kind).ok();
            Self {
                interrupt: listen(SignalKind::interrupt()),
                terminate: listen(SignalKind::terminate()),
                hang_up: if ignores_hang_up() { None } else { listen(SignalKind::hangup()) },
            }
        }

        pub(super) async fn next(&mut self) -> Signal {
            tokio::select! {
                () = received(&mut self.interrupt) => Signal::Interrupt,
                () = received(&mut self.terminate) => Signal::Terminate,
                () = received(&mut self.hang_up) => Signal::HangUp,
            }
        }
    }

    async fn received(signal: &mut Option<unix::Signal>) {
        let received = match signal {
            Some(signal) => signal.recv().await,
            None => None,
        };
        if received.is_none() {
            std::future::pending::<()>().await;
        }
    }

    /// Whether the process was started with SIGHUP ignored. Linux tells; elsewhere the answer is no.
    fn ignores_hang_up() -> bool {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
        mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask & 1 == 1)
    }
}

#[cfg(windows)]
mod platform {
    use tokio::signal::windows::{self, CtrlBreak, CtrlC, CtrlClose, CtrlLogoff, CtrlShutdown};

    use super::Signal;

    /// The events of the console. One that cannot be listened for keeps its usual effect.
    pub(super) struct Signals {
        interrupt: Option<CtrlC>,
        stop: Option<CtrlBreak>,
        close: Option<CtrlClose>,
        logoff: Option<CtrlLogoff>,
        shutdown: Option<CtrlShutdown>,
    }

    impl Signals {
        pub(super) fn new() -> Self {
            Self {
                interrupt: windows::ctrl_c().ok(),
                stop: windows::ctrl_break().ok(),
                close: windows::ctrl_close().ok(),
                logoff: windows::ctrl_logoff().ok(),
                shutdown: windows::ctrl_shutdown().ok(),
            }
        }

        pub(super) async fn next(&mut self) -> Signal {
            /// Waits for an event; for ever if nothing listens for it.
            macro_rules! received {
                ($event:expr) => {
                    async {
                        let received = match $event {
                            Some(event) => event.recv().await,
                            None => None,
                        };
                        if received.is_none() {
                            std::future::pending::<()>().await;
                        }
                    }
                };
            }
            let Self { interrupt, stop, close, logoff, shutdown } = self;
            tokio::select! {
                () = received!(interrupt) => Signal::Interrupt,
                () = received!(stop) => Signal::Interrupt,
                () = received!(close) => Signal::HangUp,
                () = received!(logoff) => Signal::Terminate,
                () = received!(shutdown) => Signal::Terminate,
            }
        }
    }
}
