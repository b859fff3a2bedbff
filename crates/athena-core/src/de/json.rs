//! Types out of the text of a JSON value, by `serde_json`

use std::borrow::Cow;

use serde::de::{Deserializer, Visitor};

use super::error::{DeError, Step, type_name};

/// The longest part of a message of `serde_json` that may show a value, in characters.
const EXCERPT_CHARS: usize = 64;

/// A request of serde that JSON answers in more than one way. All others are [`Request::Any`].
#[derive(Clone, Copy, Debug)]
pub(super) enum Request {
    Any,
    Number,
    I128,
    U128,
    Enum(&'static str, &'static [&'static str]),
    Newtype(&'static str),
}

impl Request {
    fn answer<'de, D: Deserializer<'de>, V: Visitor<'de>>(self, json: D, visitor: V) -> Result<V::Value, D::Error> {
        match self {
            Self::Any => json.deserialize_any(visitor),
            Self::Number => json.deserialize_f64(visitor),
            Self::I128 => json.deserialize_i128(visitor),
            Self::U128 => json.deserialize_u128(visitor),
            Self::Enum(name, variants) => json.deserialize_enum(name, variants, visitor),
            Self::Newtype(name) => json.deserialize_newtype_struct(name, visitor),
        }
    }
}

/// Reads the text, which borrows from the batch where it can.
pub(super) fn read<'r, V: Visitor<'r>>(text: &Cow<'r, str>, request: Request, visitor: V) -> Result<V::Value, DeError> {
    match text {
        Cow::Borrowed(text) => {
            let mut json = serde_json::Deserializer::from_str(text);
            let value = request.answer(&mut json, visitor).and_then(|value| json.end().map(|()| value));
            value.map_err(|error| {
                let slots = open_slots(text, offset(text, &error));
                slots.iter().rev().fold(explain::<V::Value>(&error), |error, slot| match slot {
                    Slot::Element(index) => error.at(Step::Index(*index)),
                    Slot::Entry(Some(key)) => error.at(Step::Name(key)),
                    Slot::Entry(None) => error,
                })
            })
        }
        // The visitor wants text that lives as long as the row, so this text is read as a stream. Its positions may
        // include a character ahead, so they give no path.
        Cow::Owned(text) => {
            let mut json = serde_json::Deserializer::from_reader(text.as_bytes());
            let value = request.answer(&mut json, visitor).and_then(|value| json.end().map(|()| value));
            value.map_err(|error| explain::<V::Value>(&error))
        }
    }
}

fn explain<Target>(error: &serde_json::Error) -> DeError {
    let message = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    let message = message.strip_suffix(&place).unwrap_or(&message);
    DeError::decode(match error.classify() {
        serde_json::error::Category::Data => {
            format!("json does not fit {}: {}{place}", type_name::<Target>(), shortened(message))
        }
        _ => format!("the text is not valid JSON: {message}{place}"),
    })
}

/// The message with a shorter excerpt of the value, which stands before `expected`.
fn shortened(message: &str) -> Cow<'_, str> {
    let (value, expected) = message.split_at(message.rfind(", expected ").unwrap_or(message.len()));
    match value.char_indices().nth(EXCERPT_CHARS) {
        Some((end, _)) => Cow::Owned(format!("{}…{expected}", value.split_at(end).0)),
        None => Cow::Borrowed(message),
    }
}

/// The bytes of the text before the error.
fn offset(text: &str, error: &serde_json::Error) -> usize {
    let lines = text.split_inclusive('\n').take(error.line().saturating_sub(1));
    lines.map(str::len).sum::<usize>() + error.column()
}

/// The slot of an array or object that holds the text at some place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Slot<'t> {
    Element(usize),
    /// The entry of this key, once the key is read. Escapes of the key stay as they are.
    Entry(Option<&'t str>),
}

/// The slots around the byte `end` of a JSON text, from the outside in.
fn open_slots(text: &str, end: usize) -> Vec<Slot<'_>> {
    let mut slots = Vec::new();
    let mut string_start = None;
    let mut escaped = false;
    for (index, byte) in text.bytes().enumerate().take(end) {
        if let Some(start) = string_start {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => {
                    if let Some(Slot::Entry(key @ None)) = slots.last_mut() {
                        *key = text.get(start..index);
                    }
                    string_start = None;
                }
                _ => {}
            }
            continue;
        }
        match byte {
            b'"' => string_start = Some(index + 1),
            b'[' => slots.push(Slot::Element(0)),
            b'{' => slots.push(Slot::Entry(None)),
            b']' | b'}' => drop(slots.pop()),
            b',' => match slots.last_mut() {
                Some(Slot::Element(index)) => *index += 1,
                Some(Slot::Entry(key)) => *key = None,
                None => {}
            },
            _ => {}
        }
    }
    slots
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_are_the_open_ones() {
        use Slot::{Element, Entry};
        let text = r#"{"a, \"{": [1, {"b": 2}, [3]], "c": 4}"#;
        let slots = |until: &str| open_slots(text, text.find(until).expect("is there") + until.len());
        assert_eq!(slots("{"), [Entry(None)]);
        assert_eq!(slots("1"), [Entry(Some("a, \\\"{")), Element(0)]);
        assert_eq!(slots("2"), [Entry(Some("a, \\\"{")), Element(1), Entry(Some("b"))]);
        assert_eq!(slots("2}"), [Entry(Some("a, \\\"{")), Element(1)]);
        assert_eq!(slots("3"), [Entry(Some("a, \\\"{")), Element(2), Element(0)]);
        assert_eq!(slots("4"), [Entry(Some("c"))]);
        assert_eq!(slots("4}"), []);
    }

    #[test]
    fn a_message_shows_the_beginning_of_a_value() {
        let long = format!("invalid type: string \"{}\", expected i64", "x".repeat(1_000));
        let short = shortened(&long);
        assert!(short.starts_with("invalid type: string \"xxx") && short.ends_with("x…, expected i64"), "{short}");
        assert_eq!(short.chars().count(), EXCERPT_CHARS + "…, expected i64".chars().count());
        assert_eq!(shortened("missing field `x`"), "missing field `x`");
    }
}
