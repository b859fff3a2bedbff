//! Syntax checks of the FROM clause before the parser runs.

use datafusion::sql::sqlparser::tokenizer::{Token, TokenWithSpan};

/// Finds a clause keyword where a relation is expected; the parser would accept the keyword as a table name.
pub(super) fn reserved_relation(tokens: &[TokenWithSpan]) -> Option<&TokenWithSpan> {
    const CLAUSES: [&str; 12] =
        ["EXCEPT", "FROM", "GROUP", "HAVING", "INTERSECT", "JOIN", "ON", "ORDER", "SELECT", "UNION", "USING", "WHERE"];
    let is = |token: &TokenWithSpan, words: &[&str]| match &token.token {
        Token::Word(word) => word.quote_style.is_none() && words.iter().any(|w| word.value.eq_ignore_ascii_case(w)),
        _ => false,
    };
    tokens.windows(2).find(|pair| is(&pair[0], &["FROM", "JOIN"]) && is(&pair[1], &CLAUSES)).map(|pair| &pair[1])
}

/// Finds a `TABLESAMPLE` form that the parser accepts for other databases only.
pub(super) fn unsupported_sample<'a>(
    tokens: &'a [TokenWithSpan],
    end: &'a TokenWithSpan,
) -> Option<(&'a TokenWithSpan, &'static str)> {
    let is = |token: &TokenWithSpan, words: &[&str]| match &token.token {
        Token::Word(word) => word.quote_style.is_none() && words.iter().any(|w| word.value.eq_ignore_ascii_case(w)),
        _ => false,
    };
    let samples = (0..tokens.len()).filter(|at| tokens.get(*at).is_some_and(|token| is(token, &["TABLESAMPLE"])));
    let wrong = samples.map(|at| {
        let (method, open) = (tokens.get(at + 1).unwrap_or(end), tokens.get(at + 2).unwrap_or(end));
        match (is(method, &["BERNOULLI", "SYSTEM"]), &open.token) {
            (false, _) => Some((method, "'BERNOULLI', 'SYSTEM'")),
            (true, Token::LParen) => None,
            (true, _) => Some((open, "'('")),
        }
    });
    wrong.flatten().next()
}
