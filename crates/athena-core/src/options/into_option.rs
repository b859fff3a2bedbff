//! What a `with_*` setter accepts.

use super::Secret;

/// A value for an option of type `T`: `T` itself, `T` for an `Option<T>`, and `&str` for text.
pub trait IntoOption<T> {
    /// The value in the option's own type.
    fn into_option(self) -> T;
}

impl<T> IntoOption<T> for T {
    fn into_option(self) -> T {
        self
    }
}

impl<T> IntoOption<Option<T>> for T {
    fn into_option(self) -> Option<T> {
        Some(self)
    }
}

impl IntoOption<String> for &str {
    fn into_option(self) -> String {
        self.to_owned()
    }
}

impl IntoOption<Option<String>> for &str {
    fn into_option(self) -> Option<String> {
        Some(self.to_owned())
    }
}

impl IntoOption<Option<Secret>> for &str {
    fn into_option(self) -> Option<Secret> {
        Some(Secret::new(self))
    }
}

impl IntoOption<Option<Secret>> for String {
    fn into_option(self) -> Option<Secret> {
        Some(Secret::new(self))
    }
}
