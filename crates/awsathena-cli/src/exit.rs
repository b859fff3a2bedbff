//! `Failure`: reasons for an early end of the command, and its exit codes.

use std::fmt;
use std::io::Write as _;
use std::process::ExitCode;

use awsathena::{Error, ErrorKind};

use crate::signals::Signal;

/// Reason for an early end of the command.
#[derive(Debug)]
pub(crate) enum Failure {
    /// An error in the command line, in a file that it names, or in the configuration.
    Usage(String),
    /// An error of a driver.
    Athena(Error),
    /// A local error, such as a result that could not be written.
    Local(String),
    /// A signal, such as Ctrl-C; its effect was already reported.
    Interrupted(Signal),
    /// The reader of the output has closed it, as `head` does.
    OutputClosed,
    /// Failed statements of a shell that continued, with the exit code of the first.
    AlreadyReported(u8),
}

pub(crate) type Result<T> = std::result::Result<T, Failure>;

impl Failure {
    /// A local error: `action`, such as `write the result`, failed with `error`.
    pub(crate) fn local(action: impl fmt::Display, error: impl fmt::Display) -> Self {
        Self::Local(format!("could not {action}: {error}"))
    }

    pub(crate) fn code(&self) -> u8 {
        match self {
            Self::Usage(_) => 2,
            Self::Athena(error) => of_kind(error.kind()),
            Self::Local(_) => 1,
            Self::Interrupted(signal) => signal.exit_code(),
            Self::OutputClosed => 0,
            Self::AlreadyReported(code) => *code,
        }
    }
}

fn of_kind(kind: ErrorKind) -> u8 {
    match kind {
        ErrorKind::InvalidUrl
        | ErrorKind::UnknownScheme
        | ErrorKind::DriverNotEnabled
        | ErrorKind::UnknownOption
        | ErrorKind::InvalidOption
        | ErrorKind::InvalidStatement => 2,
        ErrorKind::Unauthenticated | ErrorKind::PermissionDenied | ErrorKind::Throttled | ErrorKind::Io => 3,
        _ => 1,
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Athena(error)
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::BrokenPipe => Self::OutputClosed,
            _ => Self::local("write the result", error),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(message) | Self::Local(message) => f.write_str(message),
            Self::Athena(error) => {
                error.fmt(f)?;
                let mut source = std::error::Error::source(error);
                while let Some(error) = source {
                    write!(f, ": {error}")?;
                    source = error.source();
                }
                Ok(())
            }
            Self::Interrupted(_) | Self::OutputClosed | Self::AlreadyReported(_) => Ok(()),
        }
    }
}

pub(crate) fn code(done: Result<()>) -> ExitCode {
    let Err(failure) = done else { return ExitCode::SUCCESS };
    let text = failure.to_string();
    if !text.is_empty() {
        // A terminal that is gone, as after SIGHUP, must not change the exit code.
        writeln!(std::io::stderr(), "error: {text}").ok();
    }
    ExitCode::from(failure.code())
}

/// Prints an error of the command line, or help, which is not an error.
pub(crate) fn usage(error: &clap::Error) -> ExitCode {
    // If this cannot be printed, an error cannot be printed either.
    error.print().ok();
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
}
