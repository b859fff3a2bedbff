//! `LIKE` patterns

/// Translates a `LIKE` pattern into a regular expression that matches the whole text.
pub(crate) fn to_regex(pattern: &str, escape: Option<char>) -> String {
    let (mut regex, mut letters) = (String::from("^(?s:"), pattern.chars());
    while let Some(letter) = letters.next() {
        match letter {
            letter if Some(letter) == escape => {
                regex.extend(letters.next().map(|letter| regex::escape(&letter.to_string())));
            }
            '%' => regex.push_str(".*"),
            '_' => regex.push('.'),
            other => regex.push_str(&regex::escape(&other.to_string())),
        }
    }
    regex.push_str(")$");
    regex
}
