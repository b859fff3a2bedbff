//! Renewal of credentials that a service calls expired

use std::fmt;

use crate::error::{Error, ErrorKind};

/// The credentials behind the ports, where they can be renewed. [`SessionBuilder::renewal`] takes them.
///
/// [`SessionBuilder::renewal`]: crate::driver::SessionBuilder::renewal
pub trait RenewCredentials: fmt::Debug + Send + Sync + 'static {
    /// Forgets the credentials at hand, so that the next call loads others. `false` where there are no others. Calls
    /// that fail at the same time may each ask: the credentials are then renewed once.
    fn renew(&self) -> bool;
}

/// Whether the service refused the credentials of a call because they have expired.
pub(super) fn has_expired(error: &Error) -> bool {
    let code = error.context("code");
    error.kind() == ErrorKind::Unauthenticated && matches!(code, Some("ExpiredToken" | "ExpiredTokenException"))
}
