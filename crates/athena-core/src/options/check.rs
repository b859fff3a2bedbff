//! Rules for values that the type allows and the option does not.

use std::fmt;
use std::ops::{Bound, RangeBounds};
use std::time::Duration;

use super::value::{LONGEST_DURATION, OptionValue, is_secret_key, too_long};
use crate::error::{Error, ErrorKind, Result};

/// An option of type `T` or `Option<T>`.
pub trait Checked<T> {
    /// The value, if the option has one.
    fn value(&self) -> Option<&T>;
}

impl<T> Checked<T> for T {
    fn value(&self) -> Option<&T> {
        Some(self)
    }
}

impl<T> Checked<T> for Option<T> {
    fn value(&self) -> Option<&T> {
        self.as_ref()
    }
}

/// Applies a rule to the value of an option, if it has one.
pub fn check_value<T: OptionValue>(
    key: &'static str,
    option: &impl Checked<T>,
    rule: impl Fn(&T) -> Result<(), String>,
) -> Result<()> {
    match option.value() {
        Some(value) => rule(value).map_err(|reason| invalid::<T>(key, &value.print(), &reason)),
        None => Ok(()),
    }
}

/// The rule of `[in range]`.
pub fn within<T: PartialOrd + fmt::Display>(range: impl RangeBounds<T>) -> impl Fn(&T) -> Result<(), String> {
    move |value| match (range.contains(value), range.start_bound(), range.end_bound()) {
        (true, ..) => Ok(()),
        (false, Bound::Included(low), Bound::Included(high)) => Err(format!("it must be between {low} and {high}")),
        (false, Bound::Included(low), Bound::Excluded(high)) => {
            Err(format!("it must be at least {low} and less than {high}"))
        }
        (false, Bound::Included(low), Bound::Unbounded) => Err(format!("it must be at least {low}")),
        (false, _, Bound::Included(high)) => Err(format!("it must be at most {high}")),
        (false, ..) => Err("it is out of range".to_owned()),
    }
}

/// The rule of a duration that may be zero.
pub fn limited(duration: &Duration) -> Result<(), String> {
    if *duration > LONGEST_DURATION { Err(too_long()) } else { Ok(()) }
}

/// The rule of a duration that must not be zero.
pub fn positive(duration: &Duration) -> Result<(), String> {
    if duration.is_zero() {
        return Err("it must be more than 0 seconds".to_owned());
    }
    limited(duration)
}

/// The error for an invalid value. A secret or a long value is not shown.
pub(super) fn invalid<T: OptionValue>(key: &str, text: &str, reason: &str) -> Error {
    let message = if is_secret_key(key) || !may_be_shown::<T>(text) {
        format!("invalid value for option `{key}`: {reason}")
    } else {
        format!("option `{key}` cannot be `{}`: {reason}", text.escape_debug())
    };
    Error::new(ErrorKind::InvalidOption, message)
}

/// The error of `FromStr`: a text that is not `what`, such as "an S3 URI". A long value, or one that may hold a secret,
/// is left out.
pub fn not_a<T: OptionValue>(what: &str, text: &str, reason: &str) -> Error {
    let message = if may_be_shown::<T>(text) {
        format!("`{}` is not {what}: {reason}", text.escape_debug())
    } else {
        format!("the value is not {what}: {reason}")
    };
    Error::new(ErrorKind::InvalidOption, message)
}

fn may_be_shown<T: OptionValue>(text: &str) -> bool {
    !T::SECRET && !text.contains('@') && text.chars().count() <= 80
}
