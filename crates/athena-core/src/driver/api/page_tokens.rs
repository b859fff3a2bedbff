//! Tokens of pages: a listing whose tokens repeat would never end.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use crate::error::{Error, ErrorKind, Result};

/// The tokens that a sequence of pages has named so far, as hashes: tokens can be long, and pages many.
#[derive(Debug, Default)]
pub(crate) struct PageTokens(HashSet<u64>);

impl PageTokens {
    /// The token of the next page, if there is one.
    ///
    /// # Errors
    /// `Unexpected` for a token that came before.
    pub(crate) fn next(&mut self, token: Option<String>) -> Result<Option<String>> {
        if let Some(token) = &token {
            let mut hasher = DefaultHasher::new();
            token.hash(&mut hasher);
            if !self.0.insert(hasher.finish()) {
                let message = "the service named the same next page twice; its pages would never end";
                return Err(Error::new(ErrorKind::Unexpected, message));
            }
        }
        Ok(token)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_that_comes_back_is_an_error() {
        let mut tokens = PageTokens::default();
        for token in ["a", "b", "c"] {
            assert_eq!(tokens.next(Some(token.to_owned())).expect("is new").as_deref(), Some(token));
        }
        assert_eq!(tokens.next(None).expect("is the end"), None);
        assert_eq!(tokens.next(Some("b".to_owned())).expect_err("comes back").kind(), ErrorKind::Unexpected);
    }
}
