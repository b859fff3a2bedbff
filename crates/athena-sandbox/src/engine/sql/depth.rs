//! Limits for operator chains and nested brackets.
//!
//! `a OR b OR c` is a tree as deep as the number of its operators, and code that walks or drops the tree recurses. The
//! parser itself limits nested parentheses.

use datafusion::sql::sqlparser::tokenizer::{Token, TokenWithSpan};

use super::parse::malformed;
use crate::engine::contract::Rejection;

/// Maximum number of operators in one chain. The threads that process the tree have stack space for several times as
/// many.
const MAX_CHAIN: usize = 4000;

/// Maximum nesting of brackets. The parser tries the tokens before each bracket in two ways, so an error in the
/// innermost one takes time that doubles with every level.
const MAX_BRACKET_DEPTH: usize = 16;

/// Refuses a statement that would overflow a stack, with Trino's message for that case.
pub(super) fn check(tokens: &[TokenWithSpan]) -> Result<(), Rejection> {
    // The operators of the current expression and the set operations of the current query, for each open parenthesis.
    let mut open = vec![(0_usize, 0_usize)];
    let mut brackets = 0_usize;
    for token in tokens {
        match token.token {
            Token::LBracket => brackets += 1,
            Token::RBracket => brackets = brackets.saturating_sub(1),
            _ => {}
        }
        let (mut operators, mut sets) = open.pop().unwrap_or_default();
        match &token.token {
            Token::LParen | Token::LBracket => {
                // A subscript counts as an operator, a parenthesis does not.
                open.push((operators + usize::from(token.token == Token::LBracket), sets));
                (operators, sets) = (0, 0);
            }
            Token::RParen | Token::RBracket if !open.is_empty() => continue,
            Token::Comma | Token::RParen | Token::RBracket => operators = 0,
            Token::Word(word) if word.quote_style.is_none() => match word.value.to_uppercase().as_str() {
                "UNION" | "INTERSECT" | "EXCEPT" => (operators, sets) = (0, sets + 1),
                "SELECT" | "FROM" | "WHERE" | "GROUP" | "HAVING" | "ORDER" | "ON" | "JOIN" | "WHEN" | "THEN"
                | "ELSE" | "END" => operators = 0,
                "AND" | "OR" | "NOT" | "IS" | "LIKE" | "IN" | "BETWEEN" | "AT" => operators += 1,
                _ => {}
            },
            Token::Word(_) | Token::Number(..) | Token::SingleQuotedString(_) => {}
            _ => operators += 1,
        }
        let what = if brackets > MAX_BRACKET_DEPTH {
            format!("brackets are nested more than {MAX_BRACKET_DEPTH} deep")
        } else if operators > MAX_CHAIN || sets > MAX_CHAIN {
            format!("an expression has more than {MAX_CHAIN} operators")
        } else {
            open.push((operators, sets));
            continue;
        };
        let (line, column) = (token.span.start.line, token.span.start.column);
        return Err(malformed(format!(
            "line {line}:{column}: statement is too large (stack overflow while parsing): {what}"
        )));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::parse::tokenize;
    use super::*;

    #[test]
    fn chains_are_counted_and_lists_are_not() {
        let of = |sql: &str| check(&tokenize(sql)).is_ok();
        assert!(of(&format!("SELECT x IN ({})", vec!["-1"; 20_000].join(", "))));
        assert!(of(&format!("SELECT {}", vec!["a + b"; 20_000].join(", "))));
        assert!(of(&format!("SELECT {}", vec!["(a + b)"; 3000].join(" OR "))));
        assert!(!of(&format!("SELECT {}", vec!["a"; 20_000].join(" OR "))));
        assert!(!of(&format!("SELECT {} a", "NOT ".repeat(20_000))));
        assert!(!of(&format!("SELECT f({})", vec!["a"; 20_000].join(" + "))));
        assert!(!of(&vec!["SELECT 1"; 20_000].join(" UNION ")));
        assert!(of("SELECT a[1] + b[2]"));
        assert!(of(&format!("SELECT {}1{}", "ARRAY[".repeat(16), "]".repeat(16))));
        assert!(!of(&format!("SELECT {}FROM", "ARRAY[".repeat(17))));
    }
}
