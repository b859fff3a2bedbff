//! The cause of an error, as text that holds no secret.

use std::error::Error;
use std::fmt;

/// A chain of causes, outermost first.
///
/// Only the `Display` texts of the chain: the `Debug` forms of SDK errors hold whole responses.
pub(crate) struct Cause(Vec<String>);

impl Cause {
    pub(crate) fn new(text: String) -> Self {
        Self(vec![text])
    }

    /// The texts of `error` and its sources; a text that repeats the one before is left out.
    pub(crate) fn of(error: &(dyn Error + 'static)) -> Self {
        let mut texts: Vec<String> = std::iter::successors(Some(error), |&error| error.source())
            .map(|error| one_line(&error.to_string()))
            .collect();
        texts.dedup_by(|next, before| before.ends_with(next.as_str()));
        Self(texts)
    }

    /// The innermost text: the original failure.
    pub(crate) fn root(&self) -> &str {
        self.0.last().map_or("", String::as_str)
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(": "))
    }
}

impl fmt::Debug for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Error for Cause {}

/// The first error of type `T` in the chain.
pub(super) fn find<'a, T: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a T> {
    std::iter::successors(Some(error), |&error| error.source()).find_map(|error| error.downcast_ref::<T>())
}

/// The first line. In the response to a badly signed request, the other lines repeat the request, with the session
/// token among its headers.
pub(super) fn one_line(text: &str) -> String {
    text.trim().lines().next().unwrap_or_default().trim_end().to_owned()
}
