//! The terminal does not show what is typed while the shell is at work: it would break the line of progress, and so would `^C`.
//! What is typed is not lost, the next line begins with it; only Ctrl-C takes away what was typed before, as everywhere.

#[cfg(unix)]
mod echo {
    use std::io::{IsTerminal as _, stdin};
    use std::sync::{Mutex, PoisonError};

    use nix::sys::termios::{LocalFlags, SetArg, Termios, tcgetattr, tcsetattr};

    /// How the terminal was, while it is not so.
    static BEFORE: Mutex<Option<Termios>> = Mutex::new(None);

    pub(crate) fn off() {
        let Some(before) = stdin().is_terminal().then(|| tcgetattr(stdin()).ok()).flatten() else { return };
        let mut hushed = before.clone();
        hushed.local_flags.remove(LocalFlags::ECHO | LocalFlags::ECHONL);
        if tcsetattr(stdin(), SetArg::TCSANOW, &hushed).is_ok() {
            *BEFORE.lock().unwrap_or_else(PoisonError::into_inner) = Some(before);
        }
    }

    pub(crate) fn on() {
        if let Some(before) = BEFORE.lock().unwrap_or_else(PoisonError::into_inner).take() {
            // Where this fails the terminal is gone.
            tcsetattr(stdin(), SetArg::TCSANOW, &before).ok();
        }
    }
}

#[cfg(not(unix))]
mod echo {
    pub(crate) fn off() {}

    pub(crate) fn on() {}
}

/// While it lives the terminal does not show what is typed.
pub(crate) struct Hushed(());

impl Hushed {
    pub(crate) fn new() -> Self {
        echo::off();
        Self(())
    }
}

impl Drop for Hushed {
    fn drop(&mut self) {
        restore();
    }
}

/// Makes the terminal as it was, for who leaves without cleaning up.
pub(crate) fn restore() {
    echo::on();
}
