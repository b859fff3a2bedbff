//! Request members and result pages

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Map, Value};

use crate::athena::ApiError;

use super::error::{constraint, invalid};

/// One structure of a request. Unknown members are ignored, and `null` means absent.
#[derive(Clone, Copy, Debug)]
pub(super) struct Request<'a> {
    members: &'a Map<String, Value>,
}

impl<'a> Request<'a> {
    pub(super) fn new(value: &'a Value) -> Result<Self, ApiError> {
        match value {
            Value::Object(members) => Ok(Self { members }),
            _ => Err(ApiError::serialization(Some("Unexpected start of a value: a structure is expected"))),
        }
    }

    fn get(self, member: &str) -> Option<&'a Value> {
        self.members.get(member).filter(|value| !value.is_null())
    }

    pub(super) fn string(self, member: &str) -> Result<Option<&'a str>, ApiError> {
        self.get(member).map(|value| value.as_str().ok_or_else(|| mismatch(member, "a String"))).transpose()
    }

    pub(super) fn boolean(self, member: &str) -> Result<Option<bool>, ApiError> {
        self.get(member).map(|value| value.as_bool().ok_or_else(|| mismatch(member, "a Boolean"))).transpose()
    }

    pub(super) fn integer(self, member: &str) -> Result<Option<i64>, ApiError> {
        self.get(member).map(|value| value.as_i64().ok_or_else(|| mismatch(member, "an Integer"))).transpose()
    }

    pub(super) fn list(self, member: &str) -> Result<Option<&'a [Value]>, ApiError> {
        let list = |value: &'a Value| value.as_array().map(Vec::as_slice).ok_or_else(|| mismatch(member, "a List"));
        self.get(member).map(list).transpose()
    }

    pub(super) fn strings(self, member: &str) -> Result<Option<Vec<String>>, ApiError> {
        let Some(items) = self.list(member)? else { return Ok(None) };
        let text = |item: &Value| item.as_str().map(str::to_owned).ok_or_else(|| mismatch(member, "a String"));
        items.iter().map(text).collect::<Result<_, _>>().map(Some)
    }

    pub(super) fn structure(self, member: &str) -> Result<Option<&'a Map<String, Value>>, ApiError> {
        self.get(member).map(|value| value.as_object().ok_or_else(|| mismatch(member, "a Map"))).transpose()
    }

    pub(super) fn required_structure(self, member: &str) -> Result<&'a Map<String, Value>, ApiError> {
        self.structure(member)?.ok_or_else(|| absent(member))
    }

    /// A required list of at most `most` elements.
    pub(super) fn required_list(self, member: &str, most: usize) -> Result<&'a [Value], ApiError> {
        let list = self.list(member)?.ok_or_else(|| absent(member))?;
        if list.len() > most {
            let value = format!("'{}'", Value::from(list.to_vec()));
            let wanted = format!("Member must have length less than or equal to {most}");
            return Err(constraint(&camel(member), &value, &wanted));
        }
        Ok(list)
    }

    pub(super) fn required_strings(self, member: &str) -> Result<Vec<String>, ApiError> {
        self.strings(member)?.ok_or_else(|| absent(member))
    }

    /// A name, in lower case as in Glue.
    pub(super) fn name(self, member: &str) -> Result<String, ApiError> {
        self.optional_name(member)?.ok_or_else(|| absent(member))
    }

    pub(super) fn optional_name(self, member: &str) -> Result<Option<String>, ApiError> {
        let Some(name) = self.string(member)? else { return Ok(None) };
        if name.is_empty() {
            let wanted = "Member must have length greater than or equal to 1";
            return Err(constraint(&camel(member), "''", wanted));
        }
        if name.chars().count() > 255 {
            let wanted = "Member must have length less than or equal to 255";
            return Err(constraint(&camel(member), &format!("'{name}'"), wanted));
        }
        Ok(Some(name.to_lowercase()))
    }

    /// One page of a list, in the member `member`. The token is valid only for the same `subject`.
    pub(super) fn page<T>(
        self,
        subject: &str,
        member: &str,
        items: Vec<T>,
        most: usize,
        describe: impl Fn(T) -> Value,
    ) -> Result<Value, ApiError> {
        let max = match self.integer("MaxResults")? {
            None => most,
            Some(max) => match usize::try_from(max) {
                Ok(max) if (1..=most).contains(&max) => max,
                Ok(max) if max > most => {
                    let wanted = format!("Member must have value less than or equal to {most}");
                    return Err(constraint("maxResults", &format!("'{max}'"), &wanted));
                }
                _ => {
                    let wanted = "Member must have value greater than or equal to 1";
                    return Err(constraint("maxResults", &format!("'{max}'"), wanted));
                }
            },
        };
        let start = match self.string("NextToken")?.filter(|token| !token.is_empty()) {
            None => 0,
            Some(token) => position(subject, token).ok_or_else(|| invalid("Continuation token is not valid"))?,
        };
        let end = start.saturating_add(max);
        let more = end < items.len();
        let listed: Vec<Value> = items.into_iter().skip(start).take(max).map(describe).collect();
        let mut answer = Map::new();
        answer.insert(member.to_owned(), listed.into());
        if more {
            answer.insert("NextToken".to_owned(), BASE64.encode(format!("{end}:{subject}")).into());
        }
        Ok(Value::Object(answer))
    }
}

/// The start of the page that a token names, if the token was made for `subject`.
fn position(subject: &str, token: &str) -> Option<usize> {
    let text = String::from_utf8(BASE64.decode(token).ok()?).ok()?;
    let (position, of) = text.split_once(':')?;
    (of == subject).then(|| position.parse().ok()).flatten()
}

fn mismatch(member: &str, wanted: &str) -> ApiError {
    ApiError::serialization(Some(&format!("{member} can not be converted to {wanted}")))
}

pub(super) fn absent(member: &str) -> ApiError {
    constraint(&camel(member), "null", "Member must not be null")
}

/// Lower camel case, as in the framework's messages: `tableName` for `TableName`.
fn camel(member: &str) -> String {
    let mut chars = member.chars();
    chars.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(chars).collect()
}
