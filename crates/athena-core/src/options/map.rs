//! Options as text, before anyone has asked for them.

use std::collections::BTreeMap;
use std::fmt;

use super::check::invalid;
use super::{OptionSpec, OptionValue, is_secret_key};
use crate::error::{Error, ErrorKind, Result};

/// Keys and values, from a URL's query or put together by hand. Keys are lower case; `Debug` shows no secret.
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

    /// Sets an option, over whatever it was before.
    pub fn insert(&mut self, key: impl AsRef<str>, value: impl Into<String>) {
        self.0.insert(key.as_ref().to_ascii_lowercase(), Entry { text: value.into(), variable: None });
    }

    /// Sets an option that must not be there yet.
    ///
    /// # Errors
    ///
    /// [`InvalidOption`](ErrorKind::InvalidOption) when it is: which of two values is meant cannot be known.
    pub fn insert_new(&mut self, key: impl AsRef<str>, value: impl Into<String>) -> Result<()> {
        let key = key.as_ref();
        if self.contains(key) {
            let name = super::shown_key(key)
                .map_or("an option".to_owned(), |key| format!("option `{}`", key.to_ascii_lowercase()));
            return Err(Error::new(ErrorKind::InvalidOption, format!("{name} is given more than once")));
        }
        self.insert(key, value);
        Ok(())
    }

    /// Sets an option unless it is there already.
    pub fn insert_default(&mut self, key: &str, value: impl Into<String>) {
        if !self.contains(key) {
            self.insert(key, value);
        }
    }

    /// Whether the option is given.
    pub fn contains(&self, key: &str) -> bool {
        self.0.contains_key(&key.to_ascii_lowercase())
    }

    /// The text of an option.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.get(&key.to_ascii_lowercase()).map(|entry| entry.text.as_str())
    }

    /// Takes an option out of the map and reads its value.
    ///
    /// # Errors
    ///
    /// [`InvalidOption`](ErrorKind::InvalidOption) when the value cannot be read.
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

    /// [`take`](Self::take) by the option's name or one of its aliases.
    ///
    /// # Errors
    ///
    /// [`InvalidOption`](ErrorKind::InvalidOption) when the value cannot be read, or two of the keys are given.
    pub fn take_any<T: OptionValue>(&mut self, key: &str, aliases: &[&str]) -> Result<Option<T>> {
        let mut given = std::iter::once(key).chain(aliases.iter().copied()).filter(|key| self.contains(key));
        match (given.next(), given.next()) {
            (Some(first), Some(second)) => Err(Error::new(
                ErrorKind::InvalidOption,
                format!("options `{first}` and `{second}` mean the same; give one of them"),
            )),
            (Some(given), None) => {
                let given = given.to_owned();
                self.take(&given)
            }
            (None, _) => Ok(None),
        }
    }

    /// Adds the environment's values of those options that are not given. An empty variable counts as unset.
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

    /// Both, with the options of `over` in the place of those here.
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

    /// Whether no option is given.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value as it may be shown: `***` for a secret, and for a URL with a user in it.
    pub(crate) fn shown<'a>(key: &str, text: &'a str) -> &'a str {
        if is_secret_key(key) || (text.contains("://") && text.contains('@')) { "***" } else { text }
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
