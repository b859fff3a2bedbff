//! Elements of arrays, entries of maps and fields of rows, one after another

use std::fmt::Display;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess};

use super::error::{DeError, Step};

/// The deserializer of a value inside of another.
pub(super) trait Item<'r>: Deserializer<'r, Error = DeError> + Copy {
    /// Names the value in an error of `Target`.
    fn explain<Target>(self, error: DeError) -> DeError;
}

/// The values of a sequence.
pub(super) struct Elements<I> {
    items: I,
    index: usize,
}

impl<I> Elements<I> {
    pub(super) fn new(items: I) -> Self {
        Self { items, index: 0 }
    }
}

impl<'r, I> SeqAccess<'r> for Elements<I>
where
    I: ExactSizeIterator,
    I::Item: Item<'r>,
{
    type Error = DeError;

    fn next_element_seed<S: DeserializeSeed<'r>>(&mut self, seed: S) -> Result<Option<S::Value>, DeError> {
        let Some(item) = self.items.next() else { return Ok(None) };
        let step = Step::Index(self.index);
        self.index += 1;
        seed.deserialize(item).map(Some).map_err(|error| item.explain::<S::Value>(error).at(step))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len())
    }
}

/// Keys and values. The name of a key is for the path of an error.
pub(super) struct Entries<I, N, D> {
    items: I,
    value: Option<(N, D)>,
}

impl<I, N, D> Entries<I, N, D> {
    pub(super) fn new(items: I) -> Self {
        Self { items, value: None }
    }
}

impl<'r, I, N, K, D> MapAccess<'r> for Entries<I, N, D>
where
    I: Iterator<Item = (N, K, D)>,
    N: Display,
    K: Deserializer<'r, Error = DeError>,
    D: Item<'r>,
{
    type Error = DeError;

    fn next_key_seed<S: DeserializeSeed<'r>>(&mut self, seed: S) -> Result<Option<S::Value>, DeError> {
        let Some((name, key, value)) = self.items.next() else { return Ok(None) };
        self.value = Some((name, value));
        seed.deserialize(key).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'r>>(&mut self, seed: S) -> Result<S::Value, DeError> {
        let entry = self.value.take();
        let (name, item) = entry.ok_or_else(|| DeError::decode("a value was asked for before its key"))?;
        let step = |error: DeError| error.at(Step::Name(&name.to_string()));
        seed.deserialize(item).map_err(|error| step(item.explain::<S::Value>(error)))
    }
}
