//! Arrays and maps.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, Hash};

use super::{FromValue, does_not_fit, mismatch};
use crate::error::Result;
use crate::value::Value;

/// The elements of an array; or, for `Vec<u8>`, the bytes of a varbinary.
impl<'v, T: FromValue<'v>> FromValue<'v> for Vec<T> {
    fn from_value(value: Value<'v>) -> Result<Self> {
        T::vec_from_value(value)
    }
}

pub(super) fn vec_from_array<'v, T: FromValue<'v>>(value: Value<'v>) -> Result<Vec<T>> {
    match value {
        Value::Array(values) => values
            .into_iter()
            .enumerate()
            .map(|(index, value)| T::from_value(value).map_err(|error| error.with_context("element", index)))
            .collect(),
        other => Err(mismatch("array", &other)),
    }
}

impl<'v, K: FromValue<'v> + Ord, V: FromValue<'v>> FromValue<'v> for BTreeMap<K, V> {
    fn from_value(value: Value<'v>) -> Result<Self> {
        let mut map = Self::new();
        fill(value, "BTreeMap", |key, value| map.insert(key, value).is_none())?;
        Ok(map)
    }
}

impl<'v, K, V, S> FromValue<'v> for HashMap<K, V, S>
where
    K: FromValue<'v> + Eq + Hash,
    V: FromValue<'v>,
    S: BuildHasher + Default,
{
    fn from_value(value: Value<'v>) -> Result<Self> {
        let mut map = Self::default();
        fill(value, "HashMap", |key, value| map.insert(key, value).is_none())?;
        Ok(map)
    }
}

/// Hands every entry to `insert`, which tells whether the key was new.
fn fill<'v, K: FromValue<'v>, V: FromValue<'v>>(
    value: Value<'v>,
    target: &str,
    mut insert: impl FnMut(K, V) -> bool,
) -> Result<()> {
    let entries = match value {
        Value::Map(entries) => entries,
        other => return Err(mismatch("map", &other)),
    };
    for (index, (key, value)) in entries.into_iter().enumerate() {
        let name = key.clone();
        let key = K::from_value(key).map_err(|error| error.with_context("key", index))?;
        let value = V::from_value(value).map_err(|error| error.with_context("key", &name))?;
        if !insert(key, value) {
            return Err(does_not_fit(&name, target, "the key is there twice"));
        }
    }
    Ok(())
}
