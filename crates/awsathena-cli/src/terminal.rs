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

    /// The settings of the terminal from before the shell.
    static ORIGINAL: Mutex<Option<Termios>> = Mutex::new(None);

    pub(crate) fn remember() {
        *ORIGINAL.lock().unwrap_or_else(PoisonError::into_inner) = tcgetattr(stdin()).ok();
    }

    pub(crate) fn reset() {
        on();
        if let Some(original) = ORIGINAL.lock().unwrap_or_else(PoisonError::into_inner).take() {
            // This fails only if the terminal is gone.
            tcsetattr(stdin(), SetArg::TCSANOW, &original).ok();
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

    pub(crate) fn remember() {}

    pub(crate) fn reset() {}

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

/// Remembers the settings of the terminal for [`reset`].
pub(crate) fn remember() {
    echo::remember();
}

/// Restores the settings from before the shell, for callers that exit while a line is being edited.
pub(crate) fn reset() {
    echo::reset();
}

/// Restores the settings of the terminal, for callers that exit or hand the terminal over without a drop.
pub(crate) fn restore() {
    echo::on();
}
