//! What is known of an option, and how a group of options is read.

use std::fmt;

use super::{OptionMap, OptionValue};
use crate::error::Result;

/// What an option's value looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ValueKind {
    /// `y yes t true on 1` or `n no f false off 0`, in any case.
    Bool,
    /// A whole number.
    Integer,
    /// A number of seconds, with a fraction if wanted.
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
    /// Anything else, in words.
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

/// One option: what the docs print and what the hints of an error search. Made by [`options!`](crate::options!).
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct OptionSpec {
    /// The key, lower case.
    pub name: &'static str,
    /// Other keys that mean the same.
    pub aliases: &'static [&'static str],
    /// What its value looks like.
    pub kind: ValueKind,
    /// What it does, in one or two sentences.
    pub doc: &'static str,
    /// Whether its value must never be shown.
    pub secret: bool,
    /// The environment variable that is read when the option is not given.
    pub env: Option<&'static str>,
    /// The values allowed, as a Rust range or the name of a rule; empty when the kind says it all.
    pub bounds: &'static str,
    default: fn() -> String,
}

impl OptionSpec {
    /// An option whose values are `T`; `default` prints its default, `""` for none.
    pub const fn new<T: OptionValue>(name: &'static str, doc: &'static str, default: fn() -> String) -> Self {
        Self { name, aliases: &[], kind: T::KIND, doc, secret: T::SECRET, env: None, bounds: "", default }
    }

    /// Adds other keys that mean the same.
    #[must_use]
    pub const fn with_aliases(mut self, aliases: &'static [&'static str]) -> Self {
        self.aliases = aliases;
        self
    }

    /// Adds the environment variable that is read when the option is not given.
    #[must_use]
    pub const fn with_env(mut self, env: &'static str) -> Self {
        self.env = Some(env);
        self
    }

    /// Adds the values allowed.
    #[must_use]
    pub const fn with_bounds(mut self, bounds: &'static str) -> Self {
        self.bounds = bounds;
        self
    }

    /// The default as it would stand in a URL; `""` for none.
    pub fn default_text(&self) -> String {
        (self.default)()
    }

    /// Whether `key`, in lower case, is this option's name or one of its aliases.
    pub fn is(&self, key: &str) -> bool {
        self.name == key || self.aliases.contains(&key)
    }

    /// The name and the aliases.
    pub fn keys(&self) -> impl Iterator<Item = &'static str> + use<> {
        std::iter::once(self.name).chain(self.aliases.iter().copied())
    }
}

/// A group of options that can be read from an [`OptionMap`]. Made by [`options!`](crate::options!).
pub trait FromOptions: Sized + fmt::Debug + Send + 'static {
    /// The options of the group, in the order of the docs.
    const KEYS: &'static [OptionSpec];

    /// Takes the group's own keys out of `map` and leaves all others; what is not in the map stays as it is here.
    ///
    /// # Errors
    ///
    /// [`InvalidOption`](crate::error::ErrorKind::InvalidOption) when a value cannot be read or is not allowed.
    fn read_options(self, map: &mut OptionMap) -> Result<Self>;

    /// [`read_options`](Self::read_options) over the defaults.
    ///
    /// # Errors
    ///
    /// As [`read_options`](Self::read_options).
    fn from_options(map: &mut OptionMap) -> Result<Self>
    where
        Self: Default,
    {
        Self::default().read_options(map)
    }

    /// The options that `read_options` takes: [`KEYS`](Self::KEYS), where they are known by type.
    fn specs(&self) -> &'static [OptionSpec] {
        Self::KEYS
    }
}

/// No options at all.
impl FromOptions for () {
    const KEYS: &'static [OptionSpec] = &[];

    fn read_options(self, _map: &mut OptionMap) -> Result<Self> {
        Ok(())
    }
}
