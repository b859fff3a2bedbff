//! Page tokens
//!
//! A token contains the start of the next page and a checksum that ties it to its query or list. A changed or foreign
//! token is therefore refused, as the service does.

use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::{Map, Value};

use super::error::ApiError;

pub(super) fn encode(subject: &str, position: u64) -> String {
    format!("A{position:016x}{:016x}{:016x}==", check(subject, position), check(subject, !position))
}

/// The position in a token, if the token was made for `subject`.
pub(super) fn decode(subject: &str, token: &str) -> Option<u64> {
    let position = u64::from_str_radix(token.get(1..17)?, 16).ok()?;
    (encode(subject, position) == token).then_some(position)
}

fn check(subject: &str, position: u64) -> u64 {
    let mut hasher = DefaultHasher::new();
    (subject, position).hash(&mut hasher);
    hasher.finish()
}

/// One page of a list operation, in the member `member`.
pub(super) fn page(
    subject: &str,
    member: &str,
    items: Vec<Value>,
    token: Option<&str>,
    max: Option<i64>,
) -> Result<Value, ApiError> {
    let start = match token {
        None => 0,
        Some(token) => {
            let position = decode(subject, token).and_then(|position| usize::try_from(position).ok());
            position.ok_or_else(|| ApiError::invalid_input(format!("The nextPageToken is malformed: {token}")))?
        }
    };
    let max = usize::try_from(max.unwrap_or(50)).unwrap_or(50);
    let total = items.len();
    let listed: Vec<Value> = items.into_iter().skip(start).take(max).collect();
    let mut body = Map::new();
    let end = start + listed.len();
    body.insert(member.to_owned(), listed.into());
    if end < total {
        body.insert("NextToken".to_owned(), encode(subject, end as u64).into());
    }
    Ok(Value::Object(body))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_valid_for_its_subject_only() {
        let token = encode("q", 1000);
        assert_eq!(decode("q", &token), Some(1000));
        assert_eq!(decode("other", &token), None);
        assert_eq!(decode("q", &token.replace('A', "B")), None);
        assert_eq!(decode("q", "ключ и ещё немного текста"), None);
        assert_eq!(decode("q", ""), None);
    }
}
