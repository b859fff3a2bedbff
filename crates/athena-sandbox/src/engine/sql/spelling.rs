//! Original case of identifiers, recorded before they are converted to lower case.

use datafusion::sql::sqlparser::tokenizer::{Location, Token, TokenWithSpan};

/// Converts quoted identifiers to lower case (Trino's names are case-insensitive) and records the original case of all
/// identifiers. The names in `PASSING ... AS "Name"` are not columns and keep their case.
pub(super) fn spelling(tokens: &mut [TokenWithSpan]) -> Vec<(Location, String)> {
    let mut spelling = Vec::new();
    // Depth of parentheses inside a PASSING clause, and whether the previous word is its AS.
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
