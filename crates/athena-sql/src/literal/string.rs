//! String literals, the ones whose text can be anything.

use crate::Grammar;

/// The text as a string literal of the grammar, see [`trino_string`] and [`hive_string`].
pub fn string(text: &str, grammar: Grammar) -> String {
    match grammar {
        Grammar::Trino => trino_string(text),
        Grammar::Hive => hive_string(text),
    }
}

/// A Trino string literal: `'` is doubled, everything else is itself, line ends and backslashes too.
///
/// Source: Trino documentation, "Language: literals".
///
/// ```
/// assert_eq!(athena_sql::literal::trino_string(r"it's a \"), r"'it''s a \'");
/// ```
pub fn trino_string(text: &str) -> String {
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push('\'');
    for c in text.chars() {
        if c == '\'' {
            literal.push('\'');
        }
        literal.push(c);
    }
    literal.push('\'');
    literal
}

/// A Hive string literal: `\` and `'` get a backslash, carriage return, line feed and tab become `\r`, `\n`, `\t`.
///
/// Source: Apache Hive language manual, "Literals". Only for statements of [`Grammar::Hive`]: in a Trino statement
/// the text could end the literal.
///
/// ```
/// assert_eq!(athena_sql::literal::hive_string("it's\ta \\"), r"'it\'s\ta \\'");
/// ```
pub fn hive_string(text: &str) -> String {
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push('\'');
    for c in text.chars() {
        match c {
            '\\' => literal.push_str("\\\\"),
            '\'' => literal.push_str("\\'"),
            '\r' => literal.push_str("\\r"),
            '\n' => literal.push_str("\\n"),
            '\t' => literal.push_str("\\t"),
            _ => literal.push(c),
        }
    }
    literal.push('\'');
    literal
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{TokenKind, tokenize_as};

    #[test]
    fn quotes_by_grammar() {
        assert_eq!(string("a'b\\\n", Grammar::Trino), "'a''b\\\n'");
        assert_eq!(string("a'b\\\n\r\t", Grammar::Hive), r"'a\'b\\\n\r\t'");
        assert_eq!(string("", Grammar::Trino), "''");
    }

    proptest! {
        #[test]
        fn any_text_is_one_literal(text in prop_oneof![any::<String>(), "[\\\\'\"a\n]{0,12}"]) {
            for grammar in [Grammar::Trino, Grammar::Hive] {
                let literal = string(&text, grammar);
                let tokens: Vec<_> = tokenize_as(&literal, grammar).collect();
                prop_assert_eq!(tokens.len(), 1);
                prop_assert!(tokens[0].kind == TokenKind::String && !tokens[0].unterminated);
            }
        }
    }
}
