//! `UnloadMode`: the choice between results as Parquet, by UNLOAD, and as CSV.

use std::fmt;
use std::str::FromStr;

use crate::error::{Error, Result};
use crate::options::__private::not_a;
use crate::options::{IntoOption, OptionValue, ValueKind};

/// Whether results come as Parquet, by UNLOAD. As text `false`, `true` (or any other word for the two) and `auto`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum UnloadMode {
    /// No.
    #[default]
    Never,
    /// Yes; a query that cannot be unloaded is an error. Statements that are no queries run as they are.
    Always,
    /// Where it can be done; other queries run as they are.
    Auto,
}

const WORDS: &[&str] = &["false", "true", "auto"];

impl UnloadMode {
    /// The word as it stands in a URL.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Never => "false",
            Self::Always => "true",
            Self::Auto => "auto",
        }
    }
}

impl From<bool> for UnloadMode {
    fn from(unload: bool) -> Self {
        if unload { Self::Always } else { Self::Never }
    }
}

impl IntoOption<UnloadMode> for bool {
    fn into_option(self) -> UnloadMode {
        self.into()
    }
}

impl fmt::Display for UnloadMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for UnloadMode {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::parse(text).map_err(|reason| not_a::<Self>("a value of `UnloadMode`", text, &reason))
    }
}

impl OptionValue for UnloadMode {
    const KIND: ValueKind = ValueKind::Choice(WORDS);

    fn parse(text: &str) -> Result<Self, String> {
        if text.eq_ignore_ascii_case("auto") {
            return Ok(Self::Auto);
        }
        <bool as OptionValue>::parse(text).map(Self::from).map_err(|reason| format!("{reason}, or auto"))
    }

    fn print(&self) -> String {
        self.as_str().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_auto_and_every_word_for_yes_and_no() {
        for (text, mode) in [
            ("auto", UnloadMode::Auto),
            ("AUTO", UnloadMode::Auto),
            ("yes", UnloadMode::Always),
            ("1", UnloadMode::Always),
            ("off", UnloadMode::Never),
        ] {
            assert_eq!(UnloadMode::parse(text), Ok(mode), "{text}");
            assert_eq!(UnloadMode::parse(&mode.print()), Ok(mode));
        }
        let reason = "maybe".parse::<UnloadMode>().expect_err("is no word");
        assert!(reason.message().ends_with(", or auto"), "{reason}");
    }
}
