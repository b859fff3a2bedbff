//! How identifiers were written, before they are put in lower case.

use datafusion::sql::sqlparser::tokenizer::{Location, Token, TokenWithSpan};

/// Puts quoted identifiers in lower case (Trino's names have no case) and remembers how all were written. What
/// `PASSING ... AS "Name"` names is no column, and has a case.
pub(super) fn spelling(tokens: &mut [TokenWithSpan]) -> Vec<(Location, String)> {
    let mut spelling = Vec::new();
    // How deep in parentheses within a PASSING, and whether the word before is its AS.
    let (mut passing, mut is_named): (Option<usize>, bool) = (None, false);
    for token in tokens {
        match &mut token.token {
            Token::Word(word) => {
                if word.value.chars().any(char::is_uppercase) {
                    spelling.push((token.span.start, word.value.clone()));
                }
                let is_plain = word.quote_style.is_none();
                if !is_plain && !is_named {
                    word.value = word.value.to_lowercase();
                }
                is_named = is_plain && passing == Some(0) && word.value.eq_ignore_ascii_case("AS");
                if is_plain && word.value.eq_ignore_ascii_case("PASSING") {
                    passing = Some(0);
                }
                continue;
            }
            Token::LParen => passing = passing.map(|depth| depth + 1),
            Token::RParen => passing = passing.and_then(|depth| depth.checked_sub(1)),
            _ => {}
        }
        is_named = false;
    }
    spelling
}
