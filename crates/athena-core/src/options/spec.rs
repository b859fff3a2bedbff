//! Descriptions of options.

use super::value::{OptionValue, ValueKind};

/// The description of one option, for documentation and for hints in errors. Made by
/// [`option_group!`](crate::option_group!).
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct OptionSpec {
    /// The key, lower case.
    pub name: &'static str,
    /// Other keys with the same meaning.
    pub aliases: &'static [&'static str],
    /// The kind of its values.
    pub kind: ValueKind,
    /// Its effect, in one or two sentences.
    pub doc: &'static str,
    /// Whether its value must never be shown.
    pub secret: bool,
    /// The environment variable that is read when the option is not given.
    pub env: Option<&'static str>,
    /// The allowed values, as a Rust range or the name of a rule; empty if the kind allows all.
    pub bounds: &'static str,
    default: fn() -> String,
}

impl OptionSpec {
    /// An option whose values are `T`; `default` prints its default, `""` for none.
    pub const fn new<T: OptionValue>(name: &'static str, doc: &'static str, default: fn() -> String) -> Self {
        Self { name, aliases: &[], kind: T::KIND, doc, secret: T::SECRET, env: None, bounds: "", default }
    }

    /// Adds other keys with the same meaning.
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

    /// Adds the allowed values.
    #[must_use]
    pub const fn with_bounds(mut self, bounds: &'static str) -> Self {
        self.bounds = bounds;
        self
    }

    /// The default as text of a URL; `""` for none.
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
