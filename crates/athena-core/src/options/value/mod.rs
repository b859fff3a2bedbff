//! Types of option values, and their text form.

mod account_id;
mod endpoint;
mod s3_uri;
mod secret;
mod tls_verification;

use std::fmt;
use std::time::Duration;

use athena_sql::ParamStyle;

pub use self::account_id::AccountId;
pub use self::endpoint::EndpointUrl;
pub use self::s3_uri::S3Uri;
pub use self::secret::Secret;
pub(crate) use self::secret::{is_secret_key, shown_key};
pub use self::tls_verification::TlsVerification;

/// The kind of an option's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ValueKind {
    /// `y yes t true on 1` or `n no f false off 0`, in any case.
    Bool,
    /// A whole number.
    Integer,
    /// A number of seconds, possibly with a fraction.
    Seconds,
    /// Any text.
    Text,
    /// Text that is never shown.
    Secret,
    /// An `http://` or `https://` URL.
    Url,
    /// `s3://bucket/prefix/`.
    S3Uri,
    /// One of these words, in any case.
    Choice(&'static [&'static str]),
    /// Another kind, described in words.
    Other(&'static str),
}

impl fmt::Display for ValueKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Bool => "bool",
            Self::Integer => "integer",
            Self::Seconds => "seconds",
            Self::Text => "text",
            Self::Secret => "secret",
            Self::Url => "URL",
            Self::S3Uri => "S3 URI",
            Self::Choice(words) => return f.write_str(&words.join(" | ")),
            Self::Other(words) => words,
        })
    }
}

/// A type of option values. Its text form round-trips: `parse(print(x)) == x`.
pub trait OptionValue: Sized {
    /// The kind of the text.
    const KIND: ValueKind;
    /// Whether the value must never be shown.
    const SECRET: bool = matches!(Self::KIND, ValueKind::Secret);

    /// Parses the text.
    ///
    /// # Errors
    ///
    /// A clause that starts with `it` and describes a valid value, without repeating the given one.
    fn parse(text: &str) -> Result<Self, String>;

    /// The text in a URL, before percent-encoding.
    fn print(&self) -> String;
}

/// An argument of a `with_*` setter, for an option of type `T`: `T` itself, `T` for an `Option<T>`, and `&str` for
/// text.
pub trait IntoOption<T> {
    /// The value as the option's type.
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

/// An empty text is `None`, which removes a default: `?schema_name=`.
impl<T: OptionValue> OptionValue for Option<T> {
    const KIND: ValueKind = T::KIND;

    fn parse(text: &str) -> Result<Self, String> {
        if text.is_empty() { Ok(None) } else { T::parse(text).map(Some) }
    }

    fn print(&self) -> String {
        self.as_ref().map(T::print).unwrap_or_default()
    }
}

impl OptionValue for String {
    const KIND: ValueKind = ValueKind::Text;

    fn parse(text: &str) -> Result<Self, String> {
        Ok(text.to_owned())
    }

    fn print(&self) -> String {
        self.clone()
    }
}

impl OptionValue for bool {
    const KIND: ValueKind = ValueKind::Bool;

    fn parse(text: &str) -> Result<Self, String> {
        match text.to_ascii_lowercase().as_str() {
            "y" | "yes" | "t" | "true" | "on" | "1" => Ok(true),
            "n" | "no" | "f" | "false" | "off" | "0" => Ok(false),
            _ => Err("it must be one of y, yes, t, true, on, 1, or of n, no, f, false, off, 0".to_owned()),
        }
    }

    fn print(&self) -> String {
        self.to_string()
    }
}

/// Seconds, possibly with a fraction; never negative.
/// The longest duration of an option, a year: clocks cannot hold every sum.
pub(super) const LONGEST_DURATION: Duration = Duration::from_secs(31_536_000);

/// The rule that a longer duration breaks.
pub(super) fn too_long() -> String {
    format!("it must be at most {} seconds, a year", LONGEST_DURATION.as_secs())
}

impl OptionValue for Duration {
    const KIND: ValueKind = ValueKind::Seconds;

    fn parse(text: &str) -> Result<Self, String> {
        let seconds = text.trim().parse::<f64>().ok().filter(|seconds| *seconds >= 0.0);
        let Some(seconds) = seconds else { return Err("it must be a number of seconds, such as 30 or 0.5".to_owned()) };
        let duration = Self::try_from_secs_f64(seconds).ok().filter(|duration| *duration <= LONGEST_DURATION);
        duration.ok_or_else(too_long)
    }

    /// Nine digits after the point without trailing zeros: a float would lose nanoseconds of a long duration.
    fn print(&self) -> String {
        let text = format!("{}.{:09}", self.as_secs(), self.subsec_nanos());
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }
}

impl OptionValue for ParamStyle {
    const KIND: ValueKind = ValueKind::Choice(Self::WORDS);

    fn parse(text: &str) -> Result<Self, String> {
        text.parse()
    }

    fn print(&self) -> String {
        self.as_str().to_owned()
    }
}

macro_rules! integers {
    ($($ty:ty),+) => {
        $(
            impl OptionValue for $ty {
                const KIND: ValueKind = ValueKind::Integer;

                fn parse(text: &str) -> Result<Self, String> {
                    let wrong = |_| format!("it must be a whole number from {} to {}", Self::MIN, Self::MAX);
                    text.trim().parse().map_err(wrong)
                }

                fn print(&self) -> String {
                    self.to_string()
                }
            }
        )+
    };
}

integers!(u8, u16, u32, u64, usize, i32, i64);
