//! What a `with_*` setter accepts.

use super::Secret;

/// A value for an option of type `T`: `T` itself, `T` for an `Option<T>`, and `&str` for text.
pub trait Setting<T> {
    /// The value in the option's own type.
    fn into_setting(self) -> T;
}

impl<T> Setting<T> for T {
    fn into_setting(self) -> T {
        self
    }
}

impl<T> Setting<Option<T>> for T {
    fn into_setting(self) -> Option<T> {
        Some(self)
    }
}

impl Setting<String> for &str {
    fn into_setting(self) -> String {
        self.to_owned()
    }
}

impl Setting<Option<String>> for &str {
    fn into_setting(self) -> Option<String> {
        Some(self.to_owned())
    }
}

impl Setting<Option<Secret>> for &str {
    fn into_setting(self) -> Option<Secret> {
        Some(Secret::new(self))
    }
}

impl Setting<Option<Secret>> for String {
    fn into_setting(self) -> Option<Secret> {
        Some(Secret::new(self))
    }
}
