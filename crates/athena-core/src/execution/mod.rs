//! The life of a query: start, poll, end, and everything that may happen in between.

mod cache;
mod cancel;
mod guard;
mod poller;
mod rate;
mod request;
mod runner;
mod schedule;

pub use self::cancel::CancelHandle;
pub(crate) use self::poller::Poller;
pub use self::runner::QueryRunner;
