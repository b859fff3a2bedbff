//! Fuzz target of the texts of failed queries

use super::input::Input;
use crate::driver::unload::is_refusal;
use crate::error::{Error, ErrorKind};
use crate::excerpt::excerpt;
use crate::query::{QueryExecution, QueryState};
use crate::suggest::nearest;

/// Reads the reason of a failed query, and the names for the nearest match of one.
///
/// The code of an error is the word in front of the first colon. A query runs again without UNLOAD only behind a code,
/// so that a text of the query itself never causes it. An excerpt is short and on one line.
pub fn failures(data: &[u8]) {
    let mut input = Input::new(data);
    let mut query = QueryExecution::new("q-1", QueryState::Failed);
    let (reason, name) = (input.text(), input.text());
    query.state_change_reason = Some(reason.clone());
    let failure = query.failure();
    if let Some(code) = failure.code() {
        assert!(reason.starts_with(&format!("{code}:")));
        assert!(code.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_'), "{code}");
    }
    let error = |message: &str| Error::new(ErrorKind::QueryFailed, message).with_query_failure(failure.clone());
    if is_refusal(&error(&reason)) {
        let (code, text) = reason.split_once(": ").expect("a refusal has a code");
        assert!(code.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_'), "{reason}");
        // `fail()` prints its text behind a code of its own.
        for printed in [format!("GENERIC_USER_ERROR: {reason}"), text.to_owned()] {
            assert!(!is_refusal(&error(&printed)), "{printed}");
        }
    }
    assert!(error(&reason).to_string().contains(reason.trim()), "{reason:?}");
    let short = excerpt(&reason);
    assert!(!short.contains(char::is_control) && short.chars().count() <= 64 * 10 + 1, "{short}");
    let names = [name.as_str(), "orders", "Ordrers"];
    if let Some(found) = nearest(&reason, names) {
        assert!(names.contains(&found));
    }
    if !name.is_empty() {
        assert!(nearest(&name, [name.as_str()]).is_some(), "{name:?} is nearest to itself");
    }
}
