//! Named markers of a statement without named values.

use athena_sql::{Grammar, Token, TokenKind, tokenize_as};

/// The first `:name` that can only be a marker.
///
/// Two grammars have a colon that may be followed by a name: Trino's behind the key of `json_object('k' :v)`, Hive's
/// behind the field of `struct<a :int>`. Such names are left to Athena. The labels of Trino's routines, which have a
/// colon too, do not exist in Athena. Source: `jsonObjectMember` in Trino's `SqlBase.g4`; Hive's language manual,
/// "Types".
pub(super) fn first_marker(sql: &str, grammar: Grammar) -> Option<&str> {
    if !sql.contains(':') {
        return None;
    }
    // For each bracket that is open: whether a colon may follow a key or a field in it.
    let mut brackets = Vec::new();
    let mut before: Option<Token<'_>> = None;
    for token in tokenize_as(sql, grammar).filter(|token| !token.is_trivia()) {
        match token.kind {
            TokenKind::LeftParen => {
                brackets.push(grammar == Grammar::Trino && before.is_some_and(|word| word.is_keyword("json_object")));
            }
            TokenKind::LeftBracket => brackets.push(false),
            TokenKind::Operator if grammar == Grammar::Hive && token.text == "<" => brackets.push(true),
            TokenKind::Operator if grammar == Grammar::Hive && token.text == ">" => drop(brackets.pop()),
            TokenKind::RightParen | TokenKind::RightBracket => drop(brackets.pop()),
            TokenKind::Named if brackets.last() != Some(&true) || !before.is_some_and(|token| may_be_key(&token)) => {
                return Some(token.text);
            }
            _ => {}
        }
        before = Some(token);
    }
    None
}

fn may_be_key(token: &Token<'_>) -> bool {
    use TokenKind::{Arrow, Comma, Dot, FatArrow, LeftBracket, LeftParen, Operator};
    !matches!(token.kind, Arrow | Comma | Dot | FatArrow | LeftBracket | LeftParen | Operator)
}
