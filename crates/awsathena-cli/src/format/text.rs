//! Text of values, sizes and numbers for people.

use std::borrow::Cow;

use awsathena::{Columns, Value};
use unicode_width::UnicodeWidthChar as _;

use crate::exit::{Failure, Result};

/// Checks that no two columns have one name.
pub(super) fn check_names(columns: &Columns, format: &str) -> Result<()> {
    let mut names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    names.sort_unstable();
    match names.windows(2).find(|pair| pair[0] == pair[1]) {
        None => Ok(()),
        Some(pair) => Err(Failure::Usage(format!(
            "two columns are named `{}`: {format} needs different names, so give one an alias",
            pair[0]
        ))),
    }
}

/// The text of a cell for a screen: on one line, without control characters.
pub(super) fn shown(value: &Value<'_>) -> String {
    match value {
        Value::Null => "NULL".to_owned(),
        value => visible(&plain(value)).into_owned(),
    }
}

/// Athena's text of a value. Bytes are hexadecimal digits without spaces.
pub(super) fn plain<'v>(value: &'v Value<'_>) -> Cow<'v, str> {
    match value {
        Value::Varchar(text) | Value::Json(text) | Value::Other { text, .. } => Cow::Borrowed(text),
        Value::Varbinary(bytes) => Cow::Owned(hex(bytes)),
        value => Cow::Owned(value.to_string()),
    }
}

pub(super) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing to a string does not fail");
        text
    })
}

/// The text with control characters escaped: a value must not move the cursor of a terminal or change its title.
pub(super) fn visible(text: &str) -> Cow<'_, str> {
    if text.chars().any(char::is_control) {
        let escape = |character: char| -> Cow<'static, str> {
            match character {
                '\n' => "\\n".into(),
                '\r' => "\\r".into(),
                '\t' => "\\t".into(),
                other if other.is_control() => other.escape_default().to_string().into(),
                other => other.to_string().into(),
            }
        };
        return Cow::Owned(text.chars().map(escape).collect());
    }
    Cow::Borrowed(text)
}

/// Number of columns that a text takes on a terminal.
pub(crate) fn width(text: &str) -> usize {
    unicode_width::UnicodeWidthStr::width(text)
}

/// A text on one line of at most `most` columns.
pub(crate) fn one_line(text: &str, most: usize) -> String {
    cut(&visible(text), most).into_owned()
}

/// The text, or the part of it that fits before an ellipsis.
pub(super) fn cut(text: &str, most: usize) -> Cow<'_, str> {
    if width(text) <= most {
        return Cow::Borrowed(text);
    }
    let mut room = most.saturating_sub(1);
    let mut kept = String::new();
    for character in text.chars() {
        let wide = character.width().unwrap_or(0);
        if wide > room {
            break;
        }
        room -= wide;
        kept.push(character);
    }
    kept.push('…');
    Cow::Owned(kept)
}

/// A number with grouped digits, such as `1,234,567`.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A size in units of 1,000, such as `1.5 GB`.
#[expect(clippy::cast_precision_loss, reason = "a size for people")]
pub(crate) fn size(bytes: u64) -> String {
    let mut size = bytes as f64;
    let mut unit = "B";
    for next in ["kB", "MB", "GB", "TB", "PB"] {
        if size < 1000.0 {
            break;
        }
        size /= 1000.0;
        unit = next;
    }
    if unit == "B" { format!("{bytes} B") } else { format!("{size:.1} {unit}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_decimal_units() {
        assert_eq!([0, 999, 1_500, 2_000_000_000].map(size), ["0 B", "999 B", "1.5 kB", "2.0 GB"]);
    }

    #[test]
    fn control_characters_are_escaped() {
        assert_eq!(visible("a\u{1b}[2Jb\r\n\tc"), "a\\u{1b}[2Jb\\r\\n\\tc");
        assert_eq!(visible("é"), "é");
    }

    #[test]
    fn texts_are_cut_by_width_not_by_bytes() {
        assert_eq!(cut("abcdef", 6), "abcdef");
        assert_eq!(cut("abcdef", 4), "abc…");
        assert_eq!(cut("日本語", 4), "日…");
        assert_eq!(cut("日本語", 5), "日本…");
        assert_eq!(cut("ab", 0), "…");
    }

    #[test]
    fn digits_are_grouped_by_three() {
        assert_eq!(
            ["0", "999", "1,000", "1,234,567"],
            [0, 999, 1000, 1_234_567].map(grouped).each_ref().map(String::as_str)
        );
    }
}
