//! The life of a query: settings, start, polls, end, stop.

mod cache;
mod cancel;
mod guard;
mod lifecycle;
mod pending;
mod poller;
mod progress;
mod rate;
mod runner;
mod schedule;
mod settings;

pub use self::cancel::CancelHandle;
pub(crate) use self::lifecycle::Lifecycle;
pub(crate) use self::pending::{Pending, Work};
pub(crate) use self::poller::Poller;
pub use self::progress::{Phase, Progress, ProgressWatch};
pub use self::runner::QueryRunner;
pub(crate) use self::settings::Settings;
