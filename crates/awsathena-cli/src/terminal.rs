//! Echo of the terminal, which is off while a statement runs.
//!
//! Typed text and `^C` would break the progress line. Text that is typed meanwhile appears on the next prompt; Ctrl-C
//! discards the text that was typed before it.

#[cfg(unix)]
mod echo {
    use std::io::{IsTerminal as _, stdin};
    use std::sync::{Mutex, PoisonError};

    use nix::sys::termios::{LocalFlags, SetArg, Termios, tcgetattr, tcsetattr};

    /// The settings of the terminal from before the echo was switched off.
    static BEFORE: Mutex<Option<Termios>> = Mutex::new(None);

    pub(crate) fn off() {
        let Some(before) = stdin().is_terminal().then(|| tcgetattr(stdin()).ok()).flatten() else { return };
        let mut silent = before.clone();
        silent.local_flags.remove(LocalFlags::ECHO | LocalFlags::ECHONL);
        if tcsetattr(stdin(), SetArg::TCSANOW, &silent).is_ok() {
            *BEFORE.lock().unwrap_or_else(PoisonError::into_inner) = Some(before);
        }
    }

    pub(crate) fn on() {
        if let Some(before) = BEFORE.lock().unwrap_or_else(PoisonError::into_inner).take() {
            // This fails only if the terminal is gone.
            tcsetattr(stdin(), SetArg::TCSANOW, &before).ok();
        }
    }
}

#[cfg(not(unix))]
mod echo {
    pub(crate) fn off() {}

    pub(crate) fn on() {}
}

/// Switches the echo of the terminal off until it is dropped.
pub(crate) struct EchoOff(());

impl EchoOff {
    pub(crate) fn new() -> Self {
        echo::off();
        Self(())
    }
}

impl Drop for EchoOff {
    fn drop(&mut self) {
        restore();
    }
}

/// Restores the settings of the terminal, for callers that exit or hand the terminal over without a drop.
pub(crate) fn restore() {
    echo::on();
}
