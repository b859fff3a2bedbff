//! Expected screens in files, with masked ids and times.

use std::path::PathBuf;

/// Compares a screen with `tests/screens/<name>.txt`, or writes that with `UPDATE_EXPECT=1`.
#[track_caller]
pub(crate) fn check(name: &str, screen: &str) {
    let masked = format!("{}\n", masked(screen));
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/screens").join(format!("{name}.txt"));
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&path, masked).expect("the file can be written");
        return;
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(masked, expected, "{} differs; UPDATE_EXPECT=1 writes it", path.display());
}

/// The screen with masked query ids and times.
fn masked(screen: &str) -> String {
    let mut text = String::new();
    let mut rest = screen;
    while let Some(first) = rest.chars().next() {
        let (mask, length) = uuid(rest)
            .map(|length| ("[the id of the query, in 36 letters]", length))
            .or_else(|| seconds(rest, &text).map(|length| ("N.NNN s", length)))
            .unwrap_or(("", 0));
        text.push_str(mask);
        if length == 0 {
            text.push(first);
        }
        rest = &rest[length.max(first.len_utf8())..];
    }
    text
}

/// The length of an id at the beginning. The mask has the same length, so that line breaks stay.
fn uuid(text: &str) -> Option<usize> {
    let id = text.get(..36)?;
    let fits = |(index, c): (usize, char)| {
        if [8, 13, 18, 23].contains(&index) { c == '-' } else { c.is_ascii_hexdigit() }
    };
    id.char_indices().all(fits).then_some(36)
}

/// The length of a time such as `0.123 s`.
fn seconds(text: &str, before: &str) -> Option<usize> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).filter(|&digits| digits > 0)?;
    let rest = text[digits..].strip_prefix('.')?;
    let fraction = rest.get(..3)?;
    let fits = fraction.bytes().all(|b| b.is_ascii_digit()) && rest[3..].starts_with(" s");
    let inside = before.ends_with(|c: char| c.is_ascii_digit());
    (fits && !inside).then_some(digits + 6)
}
