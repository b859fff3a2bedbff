//! Options as text, and the trait of groups that are read from them.

use std::collections::BTreeMap;
use std::fmt;

use super::check::invalid;
use super::spec::OptionSpec;
use super::unknown;
use super::value::{OptionValue, is_secret_key, shown_key};
use crate::error::{Error, ErrorKind, Result};

/// Keys and values, from the query string of a URL or set by hand. Keys are lower case; `Debug` shows no secret.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct OptionMap(BTreeMap<String, Entry>);

#[derive(Clone, PartialEq, Eq)]
struct Entry {
    text: String,
    variable: Option<&'static str>,
}

impl OptionMap {
    /// An empty map.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets an option, and replaces an earlier value.
    pub fn insert(&mut self, key: impl AsRef<str>, value: impl Into<String>) {
        self.0.insert(key.as_ref().to_ascii_lowercase(), Entry { text: value.into(), variable: None });
    }

    /// Whether the option is set.
    pub fn contains(&self, key: &str) -> bool {
        self.0.contains_key(&key.to_ascii_lowercase())
    }

    /// The text of an option.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.get(&key.to_ascii_lowercase()).map(|entry| entry.text.as_str())
    }

    /// Takes an option out of the map and parses its value.
    ///
    /// # Errors
    ///
    /// [`InvalidOption`](ErrorKind::InvalidOption) when the value cannot be parsed.
    pub fn take<T: OptionValue>(&mut self, key: &str) -> Result<Option<T>> {
        let Some(Entry { text, variable }) = self.0.remove(&key.to_ascii_lowercase()) else { return Ok(None) };
        T::parse(&text).map(Some).map_err(|reason| {
            let error = invalid::<T>(key, &text, &reason);
            match variable {
                Some(variable) => error.with_context("environment_variable", variable),
                None => error,
            }
        })
    }

    /// Both maps as one; the options of `over` take precedence.
    #[must_use]
    pub fn merge(mut self, over: Self) -> Self {
        self.0.extend(over.0);
        self
    }

    /// The keys, in alphabetical order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Keys and values, secrets included.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, entry)| (key.as_str(), entry.text.as_str()))
    }

    /// Whether no option is set.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value for logs and messages: `***` for a secret, and for a URL with a user in it.
    pub(crate) fn shown<'a>(key: &str, text: &'a str) -> &'a str {
        if is_secret_key(key) || (text.contains("://") && text.contains('@')) { "***" } else { text }
    }
}

/// For implementors of drivers and of connection options. Programs use [`insert`](Self::insert).
impl OptionMap {
    /// Sets an option that is not set yet.
    ///
    /// # Errors
    ///
    /// [`InvalidOption`](ErrorKind::InvalidOption) when it is set already: one of the two values must be a mistake.
    pub fn insert_new(&mut self, key: impl AsRef<str>, value: impl Into<String>) -> Result<()> {
        let key = key.as_ref();
        if self.contains(key) {
            let name =
                shown_key(key).map_or("an option".to_owned(), |key| format!("option `{}`", key.to_ascii_lowercase()));
            return Err(Error::new(ErrorKind::InvalidOption, format!("{name} is given more than once")));
        }
        self.insert(key, value);
        Ok(())
    }

    /// Sets an option unless it is set already.
    pub fn insert_default(&mut self, key: &str, value: impl Into<String>) {
        if !self.contains(key) {
            self.insert(key, value);
        }
    }

    /// Fills in missing options from the environment. An empty variable counts as unset.
    pub fn insert_env(&mut self, specs: &[OptionSpec], env: &dyn Fn(&str) -> Option<String>) {
        for spec in specs {
            let Some(variable) = spec.env else { continue };
            if spec.keys().any(|key| self.contains(key)) {
                continue;
            }
            if let Some(text) = env(variable).filter(|text| !text.is_empty()) {
                self.0.insert(spec.name.to_owned(), Entry { text, variable: Some(variable) });
            }
        }
    }

    /// [`take`](Self::take) by the option's name or one of its aliases.
    ///
    /// # Errors
    ///
    /// [`InvalidOption`](ErrorKind::InvalidOption) when the value cannot be parsed, or when two of the keys are set.
    pub fn take_any<T: OptionValue>(&mut self, key: &str, aliases: &[&str]) -> Result<Option<T>> {
        let mut given = std::iter::once(key).chain(aliases.iter().copied()).filter(|key| self.contains(key));
        match (given.next(), given.next()) {
            (Some(first), Some(second)) => Err(Error::new(
                ErrorKind::InvalidOption,
                format!("options `{first}` and `{second}` have the same meaning; give one of them"),
            )),
            (Some(given), None) => {
                let given = given.to_owned();
                self.take(&given)
            }
            (None, _) => Ok(None),
        }
    }

    /// Ends the reading of the map: an option that is left in it is an error.
    ///
    /// # Errors
    ///
    /// [`UnknownOption`](ErrorKind::UnknownOption), which names every option that is left, with the option that was
    /// probably meant or with the drivers that have it.
    pub fn finish(self, driver: &str, layers: &[&[OptionSpec]]) -> Result<()> {
        if self.is_empty() {
            return Ok(());
        }
        let complaints: Vec<String> = self.keys().map(|key| unknown::complaint(key, driver, layers)).collect();
        Err(Error::new(ErrorKind::UnknownOption, complaints.join("; ")))
    }
}

impl fmt::Debug for OptionMap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter().map(|(key, text)| (key, Self::shown(key, text)))).finish()
    }
}

impl<K: AsRef<str>, V: Into<String>> FromIterator<(K, V)> for OptionMap {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        let mut map = Self::new();
        for (key, value) in pairs {
            map.insert(key, value);
        }
        map
    }
}

/// A group of options that is read from an [`OptionMap`]. Made by [`option_group!`](crate::option_group!).
pub trait FromOptions: Sized + fmt::Debug + Send + 'static {
    /// The options of the group, in the order of the documentation.
    const KEYS: &'static [OptionSpec];

    /// Takes the keys of the group out of `map` and leaves all others. An option that is not in the map keeps its
    /// value.
    ///
    /// # Errors
    ///
    /// [`InvalidOption`](crate::error::ErrorKind::InvalidOption) when a value cannot be parsed or is not allowed.
    fn read_options(self, map: &mut OptionMap) -> Result<Self>;

    /// [`read_options`](Self::read_options), starting from the defaults.
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

/// The options of a driver without options.
impl FromOptions for () {
    const KEYS: &'static [OptionSpec] = &[];

    fn read_options(self, _map: &mut OptionMap) -> Result<Self> {
        Ok(())
    }
}
