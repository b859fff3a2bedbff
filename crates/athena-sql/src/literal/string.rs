//! String literals of both grammars.

use crate::Grammar;

/// The text as a string literal of the grammar; see [`trino_string`] and [`hive_string`].
pub fn string(text: &str, grammar: Grammar) -> String {
    match grammar {
        Grammar::Trino => trino_string(text),
        Grammar::Hive => hive_string(text),
    }
}

/// A Trino string literal: `'` is doubled; all other characters, including line ends and backslashes, stay as they are.
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
/// Source: Apache Hive language manual, "Literals". Use it in statements of [`Grammar::Hive`] only: in a Trino
/// statement the text could end the literal.
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

/// Reads a Hive string literal in `'` or `"`; `None` if the text is not one complete literal.
///
/// The inverse of [`hive_string`], for more texts than that writes: it reads all escapes of Hive (`\b`, `\0`, `\001`,
/// `\u0001`, `\Z`). Any other character behind a backslash stands for itself; in front of `%` and `_` the backslash
/// stays, as Hive does for `LIKE`. A doubled quote is refused: Hive reads it as two adjacent literals.
///
/// ```
/// use athena_sql::literal::read_hive_string;
///
/// assert_eq!(read_hive_string(r"'it\'s\001\;'").as_deref(), Some("it's\u{1};"));
/// assert_eq!(read_hive_string("'it''s'"), None);
/// ```
pub fn read_hive_string(literal: &str) -> Option<String> {
    let mark = literal.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
    let mut text = String::with_capacity(literal.len());
    let mut rest = literal.strip_prefix(mark)?;
    loop {
        let mut chars = rest.chars();
        match chars.next()? {
            '\\' => rest = unescape(chars.as_str(), &mut text)?,
            c if c == mark => return chars.as_str().is_empty().then_some(text),
            c => {
                text.push(c);
                rest = chars.as_str();
            }
        }
    }
}

/// Appends the character of an escape to `text`; `rest` begins behind the backslash. Returns the text behind the
/// escape.
fn unescape<'a>(rest: &'a str, text: &mut String) -> Option<&'a str> {
    if let Some((code, rest)) = unicode(rest).or_else(|| octal(rest)) {
        text.push(code);
        return Some(rest);
    }
    let mut chars = rest.chars();
    match chars.next()? {
        '0' => text.push('\0'),
        'b' => text.push('\u{8}'),
        'n' => text.push('\n'),
        'r' => text.push('\r'),
        't' => text.push('\t'),
        'Z' => text.push('\u{1a}'),
        c @ ('%' | '_') => text.extend(['\\', c]),
        c => text.push(c),
    }
    Some(chars.as_str())
}

/// Three octal digits, the first of them 0 or 1, and the text behind them.
fn octal(rest: &str) -> Option<(char, &str)> {
    let (digits, rest) = rest.split_at_checked(3)?;
    let fits = digits.starts_with(['0', '1']) && digits.bytes().all(|b| matches!(b, b'0'..=b'7'));
    let code = u32::from_str_radix(digits, 8).ok().filter(|_| fits)?;
    Some((char::from_u32(code)?, rest))
}

/// `u` and four hexadecimal digits, and the text behind them.
fn unicode(rest: &str) -> Option<(char, &str)> {
    let (digits, rest) = rest.strip_prefix('u')?.split_at_checked(4)?;
    let fits = digits.bytes().all(|b| b.is_ascii_hexdigit());
    let code = u32::from_str_radix(digits, 16).ok().filter(|_| fits)?;
    Some((char::from_u32(code)?, rest))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{TokenKind, tokenize_as};

    #[test]
    fn each_grammar_escapes_in_its_own_way() {
        assert_eq!(string("a'b\\\n", Grammar::Trino), "'a''b\\\n'");
        assert_eq!(string("a'b\\\n\r\t", Grammar::Hive), r"'a\'b\\\n\r\t'");
        assert_eq!(string("", Grammar::Trino), "''");
    }

    #[test]
    fn all_escapes_of_hive_are_read() {
        let check =
            |literal: &str, text: &str| assert_eq!(read_hive_string(literal).as_deref(), Some(text), "{literal}");
        check("''", "");
        check(r#""a\"b'c""#, "a\"b'c");
        check(r"'\0\b\n\r\t\Z\\'", "\0\u{8}\n\r\t\u{1a}\\");
        check(r"'\001\177\u00e9\q'", "\u{1}\u{7f}éq");
        check(r"'\08\2001'", "\u{0}82001");
        check(r"'\%\_\;'", r"\%\_;");
        for text in ["", "a", "'", "'a", "'a''b'", r"'a\'", "'a' ", "\"a'"] {
            assert_eq!(read_hive_string(text), None, "{text}");
        }
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

        #[test]
        fn a_written_string_reads_back_as_itself(text in prop_oneof![any::<String>(), "[\\\\'\"a01u%_\n]{0,12}"]) {
            prop_assert_eq!(read_hive_string(&hive_string(&text)), Some(text));
        }

        #[test]
        fn no_text_panics(text in prop_oneof![any::<String>(), "['\"]?[\\\\'\"u01Zé]{0,12}['\"]?"]) {
            let _ = read_hive_string(&text);
        }
    }
}
