//! From the text of an option to its type, and back.

use std::time::Duration;

use athena_sql::ParamStyle;

use super::ValueKind;

/// A type that an option's value can have; `parse(print(x)) == x`.
pub trait OptionValue: Sized {
    /// What the text looks like.
    const KIND: ValueKind;
    /// Whether the value must never be shown.
    const SECRET: bool = matches!(Self::KIND, ValueKind::Secret);

    /// Reads the text.
    ///
    /// # Errors
    ///
    /// A sentence that starts with `it` and says what the value must be, without repeating the value.
    fn parse(text: &str) -> Result<Self, String>;

    /// The text as it would stand in a URL, before percent-encoding.
    fn print(&self) -> String;
}

/// An empty value means "none", which is how a default is taken back: `?schema_name=`.
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

/// Seconds, with a fraction if wanted; never negative.
impl OptionValue for Duration {
    const KIND: ValueKind = ValueKind::Seconds;

    fn parse(text: &str) -> Result<Self, String> {
        text.trim()
            .parse::<f64>()
            .ok()
            .and_then(|seconds| Self::try_from_secs_f64(seconds).ok())
            .ok_or_else(|| "it must be a number of seconds, such as 30 or 0.5".to_owned())
    }

    /// Nine digits after the point, trailing zeros cut: a float would lose nanoseconds of a long duration.
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
