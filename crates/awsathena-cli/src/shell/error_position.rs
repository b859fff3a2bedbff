//! The marker below the position that an error names in a statement.

use awsathena::{Error, ErrorKind};

/// The line of the statement that the error names, with a caret below the column. Athena writes `line 1:8: ...`.
pub(super) fn marked_line(sql: &str, error: &Error) -> Option<String> {
    if error.kind() == ErrorKind::InvalidOption {
        return None;
    }
    mark(sql, error.message())
}

fn mark(sql: &str, message: &str) -> Option<String> {
    let (line, column) = position(message)?;
    let text = sql.lines().nth(line.checked_sub(1)?)?;
    let before = column.checked_sub(1)?;
    if before > text.chars().count() {
        return None;
    }
    // Tabs stay tabs, so that the caret is below the text.
    let indent: String = text
        .chars()
        .take(before)
        .map(|c| {
            if c == '\t' { "\t".to_owned() } else { " ".repeat(unicode_width::UnicodeWidthChar::width(c).unwrap_or(0)) }
        })
        .collect();
    Some(format!("{text}\n{indent}^"))
}

/// The line and column in a message, from 1.
fn position(message: &str) -> Option<(usize, usize)> {
    message.match_indices("line ").find_map(|(at, word)| {
        let rest = &message[at + word.len()..];
        let (line, rest) = rest.split_once(':')?;
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        Some((line.parse().ok()?, rest[..digits].parse().ok()?))
    })
}

#[cfg(test)]
mod tests {
    use super::mark;

    #[test]
    fn the_caret_is_below_the_column() {
        let check = |sql: &str, message: &str, expected: Option<&str>| {
            assert_eq!(mark(sql, message).as_deref(), expected, "{message}");
        };
        check("SELECT x", "SYNTAX_ERROR: line 1:8: Column 'x' cannot be resolved", Some("SELECT x\n       ^"));
        check("SELECT 1,\n  x", "line 2:3: no", Some("  x\n  ^"));
        check("SELECT '日', x", "line 1:13: no", Some("SELECT '日', x\n             ^"));
        check("SELECT x", "line 3:1: no", None);
        check("SELECT x", "line 1:80: no", None);
        check("SELECT x", "line 0:0: no", None);
        check("SELECT x", "online: no", None);
    }
}
