//! Quoting and checks of names of databases, tables and columns.

use std::borrow::Cow;
use std::{error, fmt};

use crate::{Grammar, reserved};

/// The longest name that Athena accepts, in bytes of UTF-8 (user guide, "Name databases, tables, and columns").
pub const MAX_BYTES: usize = 255;

/// Quotes a name: `"..."` for Trino, `` `...` `` for Hive, with each quote in the name doubled.
///
/// Any text becomes one name: nothing in it can end the quotes. [`check`] tells whether Athena accepts the name.
///
/// ```
/// use athena_sql::{Grammar, identifier};
///
/// assert_eq!(identifier::quote("a\"b", Grammar::Trino), "\"a\"\"b\"");
/// assert_eq!(identifier::quote("a\"b", Grammar::Hive), "`a\"b`");
/// ```
pub fn quote(name: &str, grammar: Grammar) -> String {
    let mark = match grammar {
        Grammar::Trino => '"',
        Grammar::Hive => '`',
    };
    let mut quoted = String::with_capacity(name.len() + 2);
    quoted.push(mark);
    for c in name.chars() {
        if c == mark {
            quoted.push(mark);
        }
        quoted.push(c);
    }
    quoted.push(mark);
    quoted
}

/// Quotes a name that the grammar does not read as the same name without quotes; see [`quote`].
///
/// These names are quoted: reserved words; names with characters other than lower-case ASCII letters, digits and `_`;
/// names that begin with a digit; and, in Hive, names that begin with `_`.
///
/// ```
/// use athena_sql::{Grammar, identifier};
///
/// assert_eq!(identifier::quote_if_needed("day", Grammar::Hive), "day");
/// assert_eq!(identifier::quote_if_needed("date", Grammar::Hive), "`date`");
/// assert_eq!(identifier::quote_if_needed("Day", Grammar::Trino), "\"Day\"");
/// ```
pub fn quote_if_needed(name: &str, grammar: Grammar) -> Cow<'_, str> {
    if is_plain(name, grammar) { Cow::Borrowed(name) } else { Cow::Owned(quote(name, grammar)) }
}

/// Whether the word, in any case, is on Athena's list of reserved words for the grammar (user guide, "Escape reserved
/// keywords in queries").
pub fn is_reserved(word: &str, grammar: Grammar) -> bool {
    let list = match grammar {
        Grammar::Trino => reserved::TRINO,
        Grammar::Hive => reserved::HIVE,
    };
    list.binary_search(&word.to_ascii_lowercase().as_str()).is_ok()
}

/// Checks that Athena accepts the text as a quoted name.
///
/// # Errors
///
/// The name is empty, is longer than [`MAX_BYTES`], or contains a NUL character.
pub fn check(name: &str) -> Result<(), IdentifierError> {
    let error = |position, message| Err(IdentifierError { position, message });
    if name.is_empty() {
        return error(0, "a name needs at least one character");
    }
    if name.len() > MAX_BYTES {
        return error(MAX_BYTES, "a name has at most 255 bytes; shorten it");
    }
    if let Some(at) = name.find('\0') {
        return error(at, "a name cannot contain a NUL character; remove it");
    }
    Ok(())
}

fn is_plain(name: &str, grammar: Grammar) -> bool {
    let starts = match grammar {
        Grammar::Trino => name.starts_with(|c: char| c.is_ascii_lowercase() || c == '_'),
        Grammar::Hive => name.starts_with(|c: char| c.is_ascii_lowercase()),
    };
    let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    starts && name.bytes().all(fits) && !is_reserved(name, grammar)
}

/// A text that cannot be a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentifierError {
    position: usize,
    message: &'static str,
}

impl IdentifierError {
    /// The byte offset of the error in the name.
    pub fn position(&self) -> usize {
        self.position
    }
}

impl fmt::Display for IdentifierError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (byte {})", self.message, self.position)
    }
}

impl error::Error for IdentifierError {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{TokenKind, tokenize_as};

    #[test]
    fn only_names_that_need_quotes_get_them() {
        let check = |name: &str, trino: &str, hive: &str| {
            assert_eq!(quote_if_needed(name, Grammar::Trino), trino);
            assert_eq!(quote_if_needed(name, Grammar::Hive), hive);
        };
        check("orders", "orders", "orders");
        check("_x", "_x", "`_x`");
        check("date", "date", "`date`");
        check("Foo", "\"Foo\"", "`Foo`");
        check("1st", "\"1st\"", "`1st`");
        check("t$files", "\"t$files\"", "`t$files`");
        check("first", "\"first\"", "first");
        check("é", "\"é\"", "`é`");
        check("", "\"\"", "``");
    }

    #[test]
    fn names_are_measured_in_bytes() {
        assert!(check(&"a".repeat(255)).is_ok());
        assert_eq!(check(&"é".repeat(128)).map_err(|e| e.position()), Err(255));
        assert!(check("").is_err());
        assert_eq!(
            check("a\0").expect_err("NUL").to_string(),
            "a name cannot contain a NUL character; remove it (byte 1)"
        );
    }

    proptest! {
        #[test]
        fn any_text_is_one_name(name: String) {
            for (grammar, kind) in
                [(Grammar::Trino, TokenKind::QuotedIdentifier), (Grammar::Hive, TokenKind::BacktickIdentifier)]
            {
                let quoted = quote(&name, grammar);
                let tokens: Vec<_> = tokenize_as(&quoted, grammar).collect();
                prop_assert_eq!(tokens.len(), 1);
                prop_assert!(tokens[0].kind == kind && !tokens[0].unterminated);
            }
        }
    }
}
