//! How the command ends.

use std::fmt;
use std::process::ExitCode;

use awsathena::{Error, ErrorKind};

/// What ended the command early.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The command line, a file that it names, or the configuration.
    Usage(String),
    /// What a driver says.
    Athena(Error),
    /// The result could not be written, or something of this machine.
    Local(String),
    /// Ctrl-C; what that has done was said already.
    Cancelled,
    /// The reader of the output has gone, as `head` does.
    NobodyReads,
    /// Statements of a shell that went on; the first one's exit code.
    Shown(u8),
}

pub(crate) type Result<T> = std::result::Result<T, Failure>;

impl Failure {
    /// The error with what was being done.
    pub(crate) fn local(doing: impl fmt::Display, error: impl fmt::Display) -> Self {
        Self::Local(format!("could not {doing}: {error}"))
    }

    pub(crate) fn code(&self) -> u8 {
        match self {
            Self::Usage(_) => 2,
            Self::Athena(error) => of_kind(error.kind()),
            Self::Local(_) => 1,
            Self::Cancelled => 130,
            Self::NobodyReads => 0,
            Self::Shown(code) => *code,
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
            std::io::ErrorKind::BrokenPipe => Self::NobodyReads,
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
            Self::Cancelled | Self::NobodyReads | Self::Shown(_) => Ok(()),
        }
    }
}

#[expect(clippy::print_stderr, reason = "the command tells its user why it ends")]
pub(crate) fn of(done: Result<()>) -> ExitCode {
    let Err(failure) = done else { return ExitCode::SUCCESS };
    let text = failure.to_string();
    if !text.is_empty() {
        eprintln!("error: {text}");
    }
    ExitCode::from(failure.code())
}

/// A command line that cannot be read, or help, which is no failure.
pub(crate) fn usage(error: &clap::Error) -> ExitCode {
    // Where help cannot be printed there is nobody to tell.
    error.print().ok();
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
}
